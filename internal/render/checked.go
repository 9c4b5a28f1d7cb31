package render

import (
	"fmt"
	"io"

	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/taskdef"
)

// Checked is what steady check has found in files.
type Checked struct {
	Files []string
	// Problems are those of the files and of what they name, warnings among them.
	Problems taskdef.Problems
	// Online is true where AWS was asked too; Checks are what was.
	Online bool
	Checks []preflight.Check
	// Simulated is true where it was the simulator that was asked.
	Simulated bool
}

// String sums it up where no problem is an error.
func (c Checked) String() string {
	text := plural(len(c.Files), "file") + ": no problems"
	if n := len(c.Problems.Warnings()); n > 0 {
		text = plural(len(c.Files), "file") + ": no errors, " + plural(n, "warning")
	}
	if c.Online {
		fine := 0
		for _, check := range c.Checks {
			if check.Result == preflight.OK {
				fine++
			}
		}
		text += fmt.Sprintf("; %d of %s online ok", fine, plural(len(c.Checks), "check"))
	}
	return text
}

// CheckedJSON writes it as one JSON document.
func CheckedJSON(w io.Writer, c Checked, exit int) error {
	warnings := len(c.Problems.Warnings())
	doc := checkedDoc{
		Schema: Schema, Simulated: c.Simulated, Files: append([]string{}, c.Files...), Problems: []problemLine{},
		Errors: len(c.Problems) - warnings, Warnings: warnings, Online: c.Online, Checks: checkLines(c.Checks), Exit: exit,
	}
	for _, p := range c.Problems {
		doc.Problems = append(doc.Problems, problemLine{p.Warning, p.Message, p.Hint, p.File, p.Line, p.Column, p.Path})
	}
	return document(w, doc)
}

type checkedDoc struct {
	Schema    string        `json:"schema"`
	Simulated bool          `json:"simulated"`
	Files     []string      `json:"files"`
	Problems  []problemLine `json:"problems"` // of the files and of what they name
	Errors    int           `json:"errors"`   // how many of the problems stop a deploy
	Warnings  int           `json:"warnings"`
	Online    bool          `json:"online"`           // AWS was asked too
	Checks    []checkLine   `json:"checks,omitempty"` // of what the files name
	Exit      int           `json:"exit_code"`        // 3 where there are errors
}

type problemLine struct {
	Warning bool   `json:"warning"` // it stops nothing
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Path    string `json:"path,omitempty"` // of the member
}
