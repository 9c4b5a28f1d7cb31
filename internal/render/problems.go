package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/ecs-steady/steady/taskdef"
)

// problem writes an error: each problem of a file with the lines it is about,
// then what they come to; any other error with its labelled lines.
func (o Options) problem(f Failure) error {
	s := o.style()
	var lines []string
	for _, p := range f.Problems {
		lines = append(lines, s.fileProblem(p)...)
	}
	columns, _ := o.size()
	switch {
	case len(f.Problems) > 0 && f.Problems.Err() == nil && f.Message == "":
	case len(f.Problems) > 0 && f.Message == "":
		lines = append(lines, s.beside(count(f.Problems)+". Nothing was sent to AWS.", exitWord(f.Exit))...)
	default:
		lines = append(lines, o.message(f)...)
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(s.line(line, max(columns, 200)) + "\n")
	}
	_, err := io.WriteString(o.Err, b.String())
	return err
}

// message sets out an error that is about no file.
func (o Options) message(f Failure) []string {
	s := o.style()
	lines := s.hang(s.paint(red, "error:")+" ", "       ", Clean(f.Message))
	fields := f.Fields
	if o.Verbose && f.Request != "" {
		fields = append(fields[:len(fields):len(fields)], Field{Label: "Request", Text: f.Request})
	}
	for _, field := range fields {
		lines = append(lines, s.section(Clean(field.Label), Clean(field.Text))...)
	}
	last := len(lines) - 1
	return append(lines[:last], s.beside(lines[last], exitWord(f.Exit))...)
}

func exitWord(exit int) string { return fmt.Sprintf("exit %d", exit) }

// fileProblem is a problem as compilers print it, so that editors and problem
// matchers find the place: file:line:column, the lines, a caret (GNU coding
// standards, "Formatting Error Messages").
func (s style) fileProblem(p taskdef.Problem) []string {
	place := ""
	if p.File != "" {
		place = Clean(p.File) + ":"
	}
	if p.Line > 0 {
		place += fmt.Sprintf("%d:%d:", p.Line, p.Column)
	}
	kind := s.paint(red, "error:")
	if p.Warning {
		kind = s.paint(yellow, "warning:")
	}
	head := strings.TrimSpace(place + " " + kind + " " + Clean(p.Message))
	if len(p.Excerpt) == 0 {
		if p.Hint != "" {
			head += " (" + Clean(p.Hint) + ")"
		}
		return []string{head}
	}
	number := p.Excerpt[len(p.Excerpt)-1].Number
	gutter := len(fmt.Sprint(number)) + 1
	lines := []string{head, strings.Repeat(" ", gutter) + "|"}
	for _, l := range p.Excerpt {
		lines = append(lines, fmt.Sprintf("%*d | %s", gutter-1, l.Number, verbatim(l.Text)))
	}
	caret := strings.Repeat(" ", gutter) + "| " + under(p) + s.paint(red, strings.Repeat("^", max(p.Width, 1)))
	if p.Hint != "" {
		caret += " " + Clean(p.Hint)
	}
	return append(lines, caret, "")
}

// verbatim is a line of a file with its columns kept: what Clean would drop is
// shown as a dot, and a tab as one space.
func verbatim(text string) string {
	n := 0
	text = strings.Map(func(r rune) rune {
		switch n++; {
		case n > longest:
			return -1
		case r == '\t':
			return ' '
		case hidden(r):
			return '.'
		}
		return r
	}, text)
	return parted(text, ".")
}

// under is the space before a caret, as wide as the text above it.
func under(p taskdef.Problem) string {
	text := []rune(verbatim(p.Excerpt[len(p.Excerpt)-1].Text))
	return strings.Repeat(" ", width(string(text[:min(max(p.Column-1, 0), len(text))])))
}

// count says how many problems there are in how many files.
func count(ps taskdef.Problems) string {
	files := map[string]bool{}
	errors := 0
	for _, p := range ps {
		if !p.Warning {
			errors++
			files[p.File] = true
		}
	}
	text := plural(errors, "problem")
	switch names := sortedKeys(files); {
	case len(names) == 1 && names[0] == "":
	case len(names) == 1:
		text += " in " + Clean(names[0])
	default:
		text += " in " + plural(len(names), "file")
	}
	return text
}
