package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ecs-steady/steady/service"
)

// History writes the screen of a service's past deployments, one a line.
func History(w io.Writer, past service.History, h Heading, opts Options) error {
	s := opts.style()
	lines := []string{s.paint(bold, historyTitle(past, h, opts)), ""}
	if len(past.Records) == 0 {
		return write(w, append(lines, "ECS keeps no record of a deployment; it keeps them for 90 days."))
	}
	wide, _ := opts.size()
	columns := []column{{name: "STARTED"}, {name: "REVISION"}, {name: "OUTCOME"}, {name: "TOOK"}, {name: "NOTE"}}
	var rows [][]string
	for _, r := range past.Records {
		revision := r.TaskDefinition
		if revision == "" {
			revision = "-"
		}
		rows = append(rows, []string{
			opts.moment(r.Created), s.revision(revision, max(wide-60, 20)), s.ending(r.Ending),
			opts.recordTook(r), recordNote(r, past),
		})
	}
	table, err := table(columns, rows)
	if err != nil {
		return err
	}
	lines = append(append(lines, indented(table, 2)...), "")
	lines = append(lines, shownOf(past, h)...)
	return s.screen(w, lines, opts.room())
}

func historyTitle(past service.History, h Heading, opts Options) string {
	title := Clean(past.Service) + " in " + h.where()
	if opts.Simulated || h.Simulated {
		title += " (simulated)"
	}
	return title
}

// shownOf says how many there are, and how to see the others.
func shownOf(past service.History, h Heading) []string {
	shown, text := len(past.Records), ""
	switch {
	case past.More:
		text = fmt.Sprintf("%d shown, ECS keeps more than %d. --limit N shows more.", shown, past.Known)
	case shown < past.Known:
		text = fmt.Sprintf("%d of %d shown. --limit %d shows all.", shown, past.Known, past.Known)
	default:
		text = plural(shown, "deployment") + " on record."
	}
	return []string{text, "One in detail: " + h.command("steady history", past.Service, "--revision REV")}
}

// ending is how a deployment ended, in its colour.
func (s style) ending(e service.Ending) string {
	word := wordsOf(string(e))
	switch e {
	case service.Settled:
		return s.paint(green, word)
	case service.Failed, service.RolledBack:
		return s.paint(red, word)
	case service.InProgress:
		return s.paint(cyan, word)
	}
	return s.paint(yellow, word)
}

// recordTook is how long a deployment took from the request to its end, both by
// ECS's clock.
func (o Options) recordTook(r service.Record) string {
	if r.Finished.IsZero() || r.Finished.Before(r.Created) {
		return "-"
	}
	return duration(o.scale(r.Finished.Sub(r.Created)))
}

// recordNote says in half a line what matters about a past deployment now.
func recordNote(r service.Record, past service.History) string {
	var notes []string
	if r.Deployment != "" && r.Deployment == past.Serving {
		notes = append(notes, "serving now")
	}
	if r.Deployment != "" && r.Deployment == past.Back {
		notes = append(notes, "rollback goes here")
	}
	switch {
	case r.SupersededBy != "":
		notes = append(notes, "by "+Clean(r.SupersededBy))
	case r.BackTo != "" && r.Ending == service.InProgress:
		notes = append(notes, "going back to "+Clean(r.BackTo))
	case r.BackTo != "":
		notes = append(notes, "back to "+Clean(r.BackTo))
	}
	if why := recordReason(r); why != "" {
		notes = append(notes, why)
	}
	return strings.Join(notes, ", ")
}

// recordReason is what the monitors tell, else ECS's reason without what every one
// of them begins with.
func recordReason(r service.Record) string {
	reason := strings.TrimSuffix(Clean(r.Reason), ".")
	reason = strings.TrimPrefix(reason, "Service deployment rolled back because ")
	switch {
	case r.Ending == service.Settled || r.Ending == service.Superseded:
		return ""
	case len(r.Alarms.Triggered) > 0:
		return "alarm " + Clean(strings.Join(r.Alarms.Triggered, ", "))
	case r.Breaker.Status == "TRIGGERED":
		return "circuit breaker"
	case reason != "":
		return reason
	case r.Stage != "" && r.Ending == service.InProgress:
		return strings.ToLower(wordsOf(Clean(r.Stage)))
	}
	return ""
}

// HistoryDetail writes what the records tell of each deployment.
func HistoryDetail(w io.Writer, past service.History, h Heading, opts Options) error {
	s := opts.style()
	lines := []string{s.paint(bold, historyTitle(past, h, opts))}
	for _, r := range past.Records {
		lines = append(lines, "", "  "+s.paint(bold, Clean(r.TaskDefinition)))
		for _, fact := range recordFacts(r, past, opts) {
			if fact.Text != "" {
				lines = append(lines, s.section(fact.Label, fact.Text)...)
			}
		}
	}
	return s.screen(w, lines, 0)
}

func recordFacts(r service.Record, past service.History, o Options) []Field {
	ended := wordsOf(string(r.Ending))
	if took := o.recordTook(r); took != "-" {
		ended += " after " + took
	}
	record := r
	record.Reason, record.Stage, record.Breaker, record.Alarms = "", "", service.Monitor{}, service.Monitor{}
	if note := recordNote(record, past); note != "" {
		ended += ", " + note
	}
	says := Clean(r.Status)
	if r.Reason != "" {
		says += ": " + Clean(r.Reason)
	}
	breaker := Clean(r.Breaker.Status)
	if r.Breaker.Threshold > 0 {
		breaker += fmt.Sprintf(", %d of %s", r.Breaker.Failures, plural(r.Breaker.Threshold, "failure"))
	}
	alarms := Clean(strings.Join(append([]string{r.Alarms.Status}, r.Alarms.Triggered...), " "))
	return []Field{
		{Label: "Started", Text: o.moment(r.Created)},
		{Label: "Outcome", Text: ended},
		{Label: "ECS says", Text: says},
		{Label: "Replaced", Text: Clean(strings.Join(r.Replaced, ", "))},
		{Label: "Tasks", Text: fmt.Sprintf("%d requested, %d pending, %d running", r.Requested, r.Pending, r.Running)},
		{Label: "Breaker", Text: breaker},
		{Label: "Alarms", Text: strings.TrimSpace(alarms)},
		{Label: "Stage", Text: Clean(r.Stage)},
		{Label: "Id", Text: Clean(r.Deployment)},
		{Label: "Record", Text: Clean(r.ARN)},
	}
}

// HistoryJSON writes the past deployments as one JSON document.
func HistoryJSON(w io.Writer, past service.History, h Heading, opts Options) error {
	doc := historyDoc{
		Schema: Schema, Simulated: opts.Simulated || h.Simulated, Service: past.Service, Cluster: past.Cluster,
		Region: h.Region, Known: past.Known, More: past.More, Deployments: []historyRecord{},
	}
	for _, r := range past.Records {
		doc.Deployments = append(doc.Deployments, recordOf(r, past))
	}
	return document(w, doc)
}

func recordOf(r service.Record, past service.History) historyRecord {
	out := historyRecord{
		Deployment: r.Deployment, ARN: r.ARN, TaskDefinition: r.TaskDefinition, Outcome: string(r.Ending),
		Status: r.Status, Reason: r.Reason, CreatedAt: stamp(r.Created), StartedAt: stamp(r.Started),
		FinishedAt: stamp(r.Finished), SupersededBy: r.SupersededBy, BackTo: r.BackTo, Replaced: orEmpty(r.Replaced),
		Stage: r.Stage, Requested: r.Requested, Pending: r.Pending, Running: r.Running,
		Breaker: breakerRecord{r.Breaker.Status, r.Breaker.Failures, r.Breaker.Threshold},
		Alarms:  alarmsRecord{r.Alarms.Status, orEmpty(r.Alarms.Triggered)},
		Serving: r.Deployment != "" && r.Deployment == past.Serving,
		Back:    r.Deployment != "" && r.Deployment == past.Back,
	}
	if took := r.Finished.Sub(r.Created); !r.Finished.IsZero() && took >= 0 {
		n := seconds(took.Round(time.Millisecond))
		out.Took = &n
	}
	return out
}

type historyDoc struct {
	Schema      string          `json:"schema"`
	Simulated   bool            `json:"simulated"`
	Service     string          `json:"service"`
	Cluster     string          `json:"cluster"`
	Region      string          `json:"region,omitempty"`
	Known       int             `json:"known"` // records that were listed
	More        bool            `json:"more"`  // ECS keeps others
	Deployments []historyRecord `json:"deployments"`
}

type historyRecord struct {
	Deployment     string        `json:"deployment"`
	ARN            string        `json:"arn"`
	TaskDefinition string        `json:"task_definition"`
	Outcome        string        `json:"outcome"` // settled, rolled_back, failed, superseded, stopped, in_progress
	Status         string        `json:"status"`  // ECS's own word
	Reason         string        `json:"reason,omitempty"`
	CreatedAt      string        `json:"created_at"`
	StartedAt      string        `json:"started_at,omitempty"`
	FinishedAt     string        `json:"finished_at,omitempty"`
	Took           *float64      `json:"took_s,omitempty"` // absent while it is in progress
	SupersededBy   string        `json:"superseded_by,omitempty"`
	BackTo         string        `json:"back_to,omitempty"`
	Replaced       []string      `json:"replaced"`
	Stage          string        `json:"stage,omitempty"`
	Requested      int           `json:"requested"`
	Pending        int           `json:"pending"`
	Running        int           `json:"running"`
	Breaker        breakerRecord `json:"circuit_breaker"`
	Alarms         alarmsRecord  `json:"alarms"`
	Serving        bool          `json:"serving"`
	Back           bool          `json:"rollback_target"`
}

type breakerRecord struct {
	Status    string `json:"status,omitempty"`
	Failures  int    `json:"failures"`
	Threshold int    `json:"threshold"`
}

type alarmsRecord struct {
	Status    string   `json:"status,omitempty"`
	Triggered []string `json:"triggered"`
}
