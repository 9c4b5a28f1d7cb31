package shape

import (
	"fmt"
	"strings"
)

// Problem is one thing wrong, or worth a warning, in a text that a person wrote.
type Problem struct {
	// File is the name the text was read under; "-" for standard input, empty
	// where there is no file (a --set flag, a request on the wire).
	File string
	// Line and Column start at 1 and count characters, not bytes. Both are 0
	// where the problem has no place in the text.
	Line, Column int
	// Width is how many characters of the line the problem spans; 0 means 1.
	Width int
	// Path names the member as the API does: containerDefinitions[0].image.
	Path string
	// Warning is true where the text is accepted nevertheless.
	Warning bool
	// Message says what is wrong: lower case, no full stop. It never holds the
	// value of an environment variable or a secret.
	Message string
	// Hint says what to write instead; empty where there is no telling.
	Hint string
	// Rule is where the rule comes from: an AWS page or a section of one. Empty
	// for problems of form (syntax, unknown members, wrong types).
	Rule string
	// Excerpt is the lines of the text that a report shows, values of
	// environment variables and secrets masked; empty where none can be shown
	// safely. The last line is the one that holds the problem.
	Excerpt []Line
}

// Line is one line of an [Problem.Excerpt].
type Line struct {
	Number int
	Text   string
}

// String gives the first line of a report: "file:line:column: message". The
// parts that are not known are left out.
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File + ":")
	}
	if p.Line > 0 {
		fmt.Fprintf(&b, "%d:%d:", p.Line, p.Column)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	if p.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString(" (" + p.Hint + ")")
	}
	return b.String()
}

// Problems are all the problems of one text, in the order of their positions.
type Problems []Problem

// Error joins the problems that are not warnings, one a line.
func (ps Problems) Error() string {
	var lines []string
	for _, p := range ps {
		if !p.Warning {
			lines = append(lines, p.String())
		}
	}
	return strings.Join(lines, "\n")
}

// Err gives ps as an error where at least one problem is not a warning, else nil.
func (ps Problems) Err() error {
	for _, p := range ps {
		if !p.Warning {
			return ps
		}
	}
	return nil
}

// Warnings are the problems that did not stop the text from being accepted.
func (ps Problems) Warnings() Problems {
	var out Problems
	for _, p := range ps {
		if p.Warning {
			out = append(out, p)
		}
	}
	return out
}
