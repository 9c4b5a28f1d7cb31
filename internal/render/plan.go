package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// Plan writes the screen of what a deploy would change. h names the place; the
// values of secret members are never shown.
func Plan(w io.Writer, p service.Plan, h Heading, opts Options) error {
	s := opts.style()
	h.Service = p.Service
	title := "Plan for " + Clean(p.Service) + " in " + h.where()
	if opts.Simulated || h.Simulated {
		title += " (simulated)"
	}
	lines := []string{s.paint(bold, title), ""}
	if p.Action == service.None {
		lines = append(lines, "No changes. "+Clean(p.Service)+" already runs "+Clean(p.From)+".")
	} else {
		lines = append(lines, s.planned(p)...)
	}
	columns, _ := opts.size()
	for i := range lines {
		lines[i] = s.line(lines[i], columns)
	}
	return write(w, lines)
}

func (s style) planned(p service.Plan) []string {
	var lines []string
	sent := ""
	if p.Register {
		sent = "1 revision to register, "
		from := "no revision yet"
		if p.From != "" {
			from = "new revision, from " + Clean(p.From)
		}
		lines = append(lines, s.spread("  task definition", from))
		lines = append(lines, s.changes(p.Definition)...)
		lines = append(lines, "")
	}
	lines = append(lines, "  service "+Clean(p.Service))
	to := Clean(p.To)
	if to == "" {
		to = "the new revision"
	}
	switch {
	case p.Action == service.Create:
		lines = append(lines, s.changeLine("+", "taskDefinition", to))
	case p.From != p.To:
		lines = append(lines, s.changeLine("~", "taskDefinition", Clean(p.From)+" → "+to))
	}
	for _, setting := range p.Settings {
		line := s.oneChange(setting.Change)
		if !setting.NewDeployment && p.Action == service.Update {
			line += "   (no new deployment)"
		}
		lines = append(lines, line)
	}
	verb := "update"
	if p.Action == service.Create {
		verb = "create"
	}
	return append(lines, "",
		fmt.Sprintf("%s1 service to %s. Nothing was sent.", sent, verb))
}

// changes lists differences, one a line: added, removed, changed; those of a
// container under its name.
func (s style) changes(diff taskdef.Diff) []string {
	var lines []string
	container := ""
	for _, c := range diff {
		if rest, ok := strings.CutPrefix(c.Path, "containerDefinitions["); ok {
			name, member, found := strings.Cut(rest, "].")
			if found && name != container {
				container = name
				lines = append(lines, "    container "+Clean(name))
			}
			if found {
				c.Path = member
			}
		}
		lines = append(lines, s.oneChange(c))
	}
	return lines
}

func (s style) oneChange(c taskdef.Change) string {
	path := Clean(c.Path)
	before, after := value(c.Old), value(c.New)
	mark, text := "~", before+" → "+after
	switch c.Action {
	case "add":
		mark, text = "+", after
	case "remove":
		mark, text = "-", before
	}
	if c.Secret {
		text = "(value hidden)"
	}
	if strings.HasSuffix(path, "hostPort") && after == "0" {
		text += " (dynamic)"
	}
	return s.changeLine(mark, path, text)
}

func (s style) changeLine(mark, path, text string) string {
	color := map[string]string{"+": green, "-": red, "~": yellow}[mark]
	return "      " + s.paint(color, mark) + " " + pad(path, 26) + "  " + text
}
