package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// Planned is the plan of one service and the place it is for.
type Planned struct {
	Plan    service.Plan
	Heading Heading
	// Forecast is nil where there is nothing to forecast.
	Forecast *forecast.Forecast
	// Checks are of what the tasks need, none where nothing was looked at.
	Checks []preflight.Check
}

// PlansJSON writes plans as one JSON document.
func PlansJSON(w io.Writer, plans []Planned, opts Options) error {
	doc := plansDoc{Schema: Schema, Simulated: opts.Simulated, Plans: []planDoc{}}
	for _, p := range plans {
		one := planDoc{
			Service: p.Plan.Service, Cluster: p.Plan.Cluster, Region: p.Heading.Region, Action: string(p.Plan.Action),
			From: p.Plan.From, To: p.Plan.To, Register: p.Plan.Register,
			TaskDefinition: changeLines(p.Plan.Definition), Settings: []settingLine{}, Forecast: forecastOf(p.Forecast),
			Checks: checkLines(p.Checks),
		}
		for _, s := range p.Plan.Settings {
			one.Settings = append(one.Settings, settingLine{changeOf(s.Change), s.NewDeployment})
		}
		doc.Changes = doc.Changes || p.Plan.Action != service.None
		doc.Plans = append(doc.Plans, one)
	}
	return document(w, doc)
}

type plansDoc struct {
	Schema    string    `json:"schema"`
	Simulated bool      `json:"simulated"`
	Changes   bool      `json:"changes"` // of any of the services
	Plans     []planDoc `json:"plans"`
}

type planDoc struct {
	Service        string        `json:"service"`
	Cluster        string        `json:"cluster"`
	Region         string        `json:"region,omitempty"`
	Action         string        `json:"action"` // create, update, none
	From           string        `json:"from,omitempty"`
	To             string        `json:"to,omitempty"` // absent while it is not registered
	Register       bool          `json:"register"`
	TaskDefinition []changeLine  `json:"task_definition"`
	Settings       []settingLine `json:"settings"`
	Forecast       *forecastLine `json:"forecast,omitempty"`
	Checks         []checkLine   `json:"checks,omitempty"` // of what its tasks need
}

type settingLine struct {
	changeLine
	NewDeployment bool `json:"new_deployment"` // ECS starts one for this change alone
}

// PlansMarkdown writes plans for a pull request or a job summary.
func PlansMarkdown(w io.Writer, plans []Planned, opts Options) error {
	var b strings.Builder
	for _, p := range plans {
		where := code(p.Plan.Cluster) + place(p.Heading.Region)
		if opts.Simulated {
			where += " (simulated)"
		}
		if p.Plan.Action == service.None {
			fmt.Fprintf(&b, "### %s in %s: no changes\n\n%s already runs %s.\n\n",
				cell(p.Plan.Service), where, cell(p.Plan.Service), code(p.Plan.From))
			continue
		}
		fmt.Fprintf(&b, "### Plan for %s in %s\n\n", cell(p.Plan.Service), where)
		rows := p.Plan.Definition
		if !p.Plan.Register {
			rows = nil
		}
		if c, ok := revisionChange(p.Plan); ok {
			rows = append(rows[:len(rows):len(rows)], c)
		}
		for _, s := range p.Plan.Settings {
			rows = append(rows, s.Change)
		}
		changeTable(&b, rows)
		forecastMarkdown(&b, p.Forecast)
		checksMarkdown(&b, p.Checks)
		b.WriteString(plainText(total(p.Plan)) + "\n\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// changeTable has a row for each change.
func changeTable(b *strings.Builder, changes taskdef.Diff) {
	if len(changes) == 0 {
		return
	}
	b.WriteString("| | Member | Before | After |\n|---|---|---|---|\n")
	for _, c := range changes {
		before, after := code(value(c.Old)), code(value(c.New))
		if c.Secret {
			before, after = "", "(hidden)"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", sign(c), code(c.Path), before, after)
	}
	b.WriteString("\n")
}

// RevisionDiff is what differs between two revisions.
type RevisionDiff struct {
	From, To string // "family:revision"
	Region   string
	Changes  taskdef.Diff
}

// Diff writes the screen of what differs between two revisions.
func Diff(w io.Writer, d RevisionDiff, opts Options) error {
	s := opts.style()
	title := Clean(d.From) + " → " + Clean(d.To)
	if d.Region != "" {
		title += " in " + Clean(d.Region)
	}
	if opts.Simulated {
		title += " (simulated)"
	}
	lines := []string{s.paint(bold, title), ""}
	if len(d.Changes) == 0 {
		lines = append(lines, "No changes.")
	}
	return s.screen(w, append(lines, s.changes(d.Changes)...), opts.room())
}

// DiffJSON writes the same as one JSON document.
func DiffJSON(w io.Writer, d RevisionDiff, opts Options) error {
	return document(w, diffDoc{Schema, opts.Simulated, d.Region, d.From, d.To, changeLines(d.Changes)})
}

type diffDoc struct {
	Schema    string       `json:"schema"`
	Simulated bool         `json:"simulated"`
	Region    string       `json:"region,omitempty"`
	From      string       `json:"from"`
	To        string       `json:"to"`
	Changes   []changeLine `json:"changes"`
}

// DiffMarkdown writes the same for a pull request or a job summary.
func DiffMarkdown(w io.Writer, d RevisionDiff) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s → %s\n\n", code(d.From), code(d.To))
	if len(d.Changes) == 0 {
		b.WriteString("No changes.\n")
	}
	changeTable(&b, d.Changes)
	_, err := io.WriteString(w, b.String())
	return err
}
