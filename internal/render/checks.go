package render

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/internal/preflight"
)

// checks says of what the tasks need what is not there and what could not be looked
// at; a line is enough where all is well.
func (s style) checks(checks []preflight.Check) []string {
	if len(checks) == 0 {
		return nil
	}
	lines := []string{"", "  Checks: " + s.checked(checks)}
	for _, c := range checks {
		if c.Result != preflight.Problem {
			continue
		}
		mark := s.warn()
		if c.Certain {
			mark = s.failed()
		}
		text := placeOf(c) + Clean(c.Note)
		if c.Hint != "" {
			text += ": " + Clean(c.Hint)
		}
		if placeOf(c) == "" {
			text = sentence(text)
		}
		lines = append(lines, s.hang("    "+mark+" ", "      ", text)...)
	}
	for _, skipped := range SkippedChecks(checks) {
		lines = append(lines, s.hang("    · ", "      ", sentence(Clean(skipped)))...)
	}
	return lines
}

// checked is what the checks come to in a few words.
func (s style) checked(checks []preflight.Check) string {
	fine, problems := 0, 0
	for _, c := range checks {
		switch c.Result {
		case preflight.OK:
			fine++
		case preflight.Problem:
			problems++
		}
	}
	text := fmt.Sprintf("%d of %d ok", fine, len(checks))
	switch {
	case problems > 0:
		return s.paint(red, plural(problems, "problem")) + ", " + text
	case fine == len(checks):
		return s.paint(green, text)
	}
	return text
}

// placeOf is where the member of a check is written, "" where nobody knows.
func placeOf(c preflight.Check) string {
	if c.File == "" || c.Line == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d: ", Clean(c.File), c.Line, c.Column)
}

// SkippedChecks say why some checks were not made, each reason once.
func SkippedChecks(checks []preflight.Check) []string {
	var notes []string
	kinds := map[string][]string{}
	for _, c := range checks {
		if c.Result != preflight.Skipped {
			continue
		}
		if kinds[c.Note] == nil {
			notes = append(notes, c.Note)
		}
		kinds[c.Note] = append(kinds[c.Note], strings.ReplaceAll(string(c.Kind), "-", " ")+" "+c.Subject)
	}
	out := make([]string, len(notes))
	for i, note := range notes {
		of := kinds[note]
		out[i] = fmt.Sprintf("skipped %s: %s", of[0], note)
		if len(of) > 1 {
			out[i] = fmt.Sprintf("skipped %s and %d more: %s", of[0], len(of)-1, note)
		}
	}
	return out
}

// checksMarkdown writes the same for a pull request.
func checksMarkdown(b *strings.Builder, checks []preflight.Check) {
	if len(checks) == 0 {
		return
	}
	fmt.Fprintf(b, "**Checks: %s**\n\n", plainText(style{}.checked(checks)))
	for _, c := range checks {
		if c.Result != preflight.Problem {
			continue
		}
		text := placeOf(c) + Clean(c.Note)
		if c.Hint != "" {
			text += ": " + Clean(c.Hint)
		}
		fmt.Fprintf(b, "- %s\n", plainText(text))
	}
	skipped := SkippedChecks(checks)
	for _, text := range skipped {
		fmt.Fprintf(b, "- %s\n", plainText(sentence(Clean(text))))
	}
	if fine := (style{}).checked(checks); len(skipped) > 0 || strings.Contains(fine, "problem") {
		b.WriteString("\n")
	}
}

// checkLine is a check in JSON.
type checkLine struct {
	Kind    string `json:"kind"`              // image, execution-role, secret, …
	Subject string `json:"subject,omitempty"` // its name
	Result  string `json:"result"`            // ok, problem, skipped
	Certain bool   `json:"certain"`           // a problem with which a deploy is not begun
	Cause   string `json:"cause,omitempty"`   // what a problem leads to
	Note    string `json:"note,omitempty"`    // what is wrong, or why it was skipped
	Hint    string `json:"hint,omitempty"`
	Path    string `json:"path,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
}

func checkLines(checks []preflight.Check) []checkLine {
	var lines []checkLine
	for _, c := range checks {
		lines = append(lines, checkLine{
			Kind: string(c.Kind), Subject: c.Subject, Result: string(c.Result), Certain: c.Certain, Cause: c.Cause,
			Note: c.Note, Hint: c.Hint, Path: c.Path, File: c.File, Line: c.Line, Column: c.Column,
		})
	}
	return lines
}

// checksOf are checks as renderers read them.
func checksOf(lines []checkLine) []preflight.Check {
	var checks []preflight.Check
	for _, l := range lines {
		checks = append(checks, preflight.Check{
			Kind: preflight.Kind(l.Kind), Subject: l.Subject, Result: preflight.Result(l.Result), Certain: l.Certain,
			Cause: l.Cause, Note: l.Note, Hint: l.Hint, Path: l.Path, File: l.File, Line: l.Line, Column: l.Column,
		})
	}
	return checks
}
