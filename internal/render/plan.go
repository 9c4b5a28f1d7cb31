package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// Plan writes the screen of what a deploy would change and, where there is a
// forecast, what would come of it. The values of secret members are never shown.
func Plan(w io.Writer, planned Planned, opts Options) error {
	s, p, h := opts.style(), planned.Plan, planned.Heading
	title := "Plan for " + Clean(p.Service) + " in " + h.where()
	if opts.Simulated || h.Simulated {
		title += " (simulated)"
	}
	lines := []string{s.paint(bold, title), ""}
	if p.Action == service.None {
		lines = append(lines, "No changes. "+Clean(p.Service)+" already runs "+Clean(p.From)+".")
	} else {
		lines = append(lines, s.planned(p)...)
		if f := planned.Forecast; f != nil {
			lines = append(append(lines, ""), s.forecast(*f)...)
		}
		lines = append(lines, s.checks(planned.Checks)...)
		lines = append(lines, "", total(p)+" Nothing was sent.")
		if planned.blocked() {
			lines = append(lines, "A deploy refuses to begin this, unless: "+
				h.command("steady deploy", p.Service, "--ignore-forecast"))
		} else {
			lines = append(lines, "Apply: "+h.command("steady deploy", p.Service))
		}
	}
	return s.screen(w, lines, opts.room())
}

// blocked says whether a deploy refuses to begin it.
func (p Planned) blocked() bool {
	return p.Forecast != nil && p.Forecast.Verdict == forecast.Blocked ||
		slices.ContainsFunc(p.Checks, func(c preflight.Check) bool { return c.Certain })
}

func (s style) planned(p service.Plan) []string {
	var lines []string
	if p.Register {
		from := "no revision yet"
		if p.From != "" {
			from = "new revision, from " + Clean(p.From)
		}
		lines = append(lines, s.spread("  task definition", from))
	}
	if p.Register || len(p.Definition) > 0 && p.Action == service.Update {
		if !p.Register {
			lines = append(lines, s.spread("  task definition", Clean(p.From)+" → "+Clean(p.To)))
		}
		lines = append(lines, s.changes(p.Definition)...)
		lines = append(lines, "")
	}
	lines = append(lines, "  service "+Clean(p.Service))
	if c, ok := revisionChange(p); ok {
		lines = append(lines, s.oneChange(c))
	}
	for _, setting := range p.Settings {
		line := s.oneChange(setting.Change)
		if !setting.NewDeployment && p.Action == service.Update {
			line += "   (no new deployment)"
		}
		lines = append(lines, line)
	}
	return lines
}

// revisionChange is the change of what the service runs, if it changes.
func revisionChange(p service.Plan) (taskdef.Change, bool) {
	to := p.To
	if to == "" {
		to = "the new revision"
	}
	c := taskdef.Change{Path: "taskDefinition", Action: "change", Old: p.From, New: to}
	if p.Action == service.Create {
		c.Action = "add"
	}
	return c, p.Action == service.Create || p.From != p.To
}

// total says how much a plan sends.
func total(p service.Plan) string {
	sent, verb := "", "update"
	if p.Register {
		sent = "1 revision to register, "
	}
	if p.Action == service.Create {
		verb = "create"
	}
	return fmt.Sprintf("%s1 service to %s.", sent, verb)
}

// changes lists differences, one a line: added, removed, changed; those of a
// container under its name, after those of the task.
func (s style) changes(diff taskdef.Diff) []string {
	var lines, inside []string
	container := ""
	for _, c := range diff {
		rest, _ := strings.CutPrefix(c.Path, "containerDefinitions[")
		name, member, found := strings.Cut(rest, "].")
		if !found || rest == c.Path {
			lines = append(lines, s.oneChange(c))
			continue
		}
		if name != container {
			container = name
			inside = append(inside, "    container "+Clean(name))
		}
		c.Path = variable(member)
		inside = append(inside, s.oneChange(c))
	}
	return append(lines, inside...)
}

// variable writes environment[NAME] and secrets[NAME] as people say it.
func variable(path string) string {
	for _, list := range []string{"environment", "secrets"} {
		if name, ok := strings.CutPrefix(path, list+"["); ok && strings.HasSuffix(name, "]") {
			return list + " " + strings.TrimSuffix(name, "]")
		}
	}
	return path
}

// sign is the mark of a change.
func sign(c taskdef.Change) string {
	switch c.Action {
	case "add":
		return "+"
	case "remove":
		return "-"
	}
	return "~"
}

func (s style) oneChange(c taskdef.Change) string {
	path := Clean(c.Path)
	before, after := value(c.Old), value(c.New)
	text := before + " → " + after
	switch {
	case c.Secret && c.Action == "change":
		text = "(value hidden, changed)"
	case c.Secret:
		text = "(value hidden)"
	case c.Action == "add":
		text = after
	case c.Action == "remove":
		text = before
	}
	if strings.HasSuffix(path, "hostPort") && after == "0" {
		text += " (dynamic)"
	}
	mark := sign(c)
	color := map[string]string{"+": green, "-": red, "~": yellow}[mark]
	return "      " + s.paint(color, mark) + " " + pad(path, 26) + "  " + text
}
