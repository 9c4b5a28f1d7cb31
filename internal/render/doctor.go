package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// CheckResult is how one check of steady doctor ended.
type CheckResult string

// The results of a Check.
const (
	CheckOK      CheckResult = "ok"
	CheckProblem CheckResult = "problem"
	CheckSkipped CheckResult = "skipped" // Text says why
)

// Check is one thing that steady doctor looked at. No member holds a secret or the value
// of an environment variable of a container.
type Check struct {
	// Name is what was looked at: region, credentials, cluster …
	Name string
	// Service is the service that it is about, "" where it is about what services share.
	Service string
	Result  CheckResult
	Text    string // what was found, lower case, no full stop
	// From is where a setting came from, "" for what is none: "steady.yaml:3", "--region".
	From string
	// Ignored is a setting of AWS that another one overrules, "" if none.
	Ignored string
	// Next says what to do about a problem, in labelled lines.
	Next []Field
	// Exit is the exit code that goes with a problem.
	Exit int
}

// widestCheck is the most that the column of names takes, longestCheck what a terminal
// shows of a text.
const (
	widestCheck  = 28
	longestCheck = 300
)

// Doctor writes a line a check, below each problem what to do about it, and how many
// there were of each kind. On a terminal the checks of a service stand under its name.
func Doctor(w io.Writer, checks []Check, exit int, opts Options) error {
	s := opts.style()
	var lines []string
	names, counts, service := 0, map[CheckResult]int{}, ""
	checks = slices.Clone(checks)
	for i, c := range checks {
		if opts.Stamps && c.Service != "" {
			checks[i].Name, checks[i].Service = c.Service+": "+c.Name, ""
		}
		names = min(max(names, width(Clean(checks[i].Name))), widestCheck)
	}
	for _, c := range checks {
		counts[c.Result]++
		if c.Service != service {
			lines = append(lines, "")
		}
		if c.Service != service && c.Service != "" {
			lines = append(lines, s.paint(bold, cut(Clean(c.Service), longestCheck, "…")))
		}
		service = c.Service
		lines = append(lines, s.check(c, names, opts.room())...)
	}
	problems := plural(counts[CheckProblem], "problem")
	last := fmt.Sprintf("%d ok, %s, %d skipped", counts[CheckOK], problems, counts[CheckSkipped])
	if opts.Simulated {
		last += " (simulated)"
	}
	if exit != 0 {
		last = s.spread(last, fmt.Sprintf("exit %d", exit))
	}
	return s.screen(w, append(lines, "", last), 0)
}

// check is a line, or on a terminal as many as the text takes.
func (s style) check(c Check, names, columns int) []string {
	code := map[CheckResult]string{CheckOK: green, CheckProblem: red, CheckSkipped: yellow}[c.Result]
	text := Clean(c.Text)
	if columns > 0 {
		text = cut(text, longestCheck, "…")
	}
	if c.From != "" {
		text += "  " + Clean(c.From)
	}
	if c.Ignored != "" {
		text += "  (" + Clean(c.Ignored) + " is ignored)"
	}
	left := "  " + s.paint(code, pad(string(c.Result), 7)) + "  " + pad(Clean(c.Name), names) + "  "
	lines := s.within(columns, left, text)
	indent := strings.Repeat(" ", 11)
	for _, f := range c.Next {
		lines = append(lines, s.within(columns, indent+pad(Clean(f.Label), 9)+"  ", Clean(f.Text))...)
	}
	return lines
}

// within sets a text beside left, on a terminal broken into lines.
func (s style) within(columns int, left, text string) []string {
	if columns == 0 || width(left)+width(text) <= s.page {
		return []string{left + text}
	}
	return s.hang(left, strings.Repeat(" ", min(width(left), s.page/2)), text)
}

// DoctorJSON writes the same as one JSON document.
func DoctorJSON(w io.Writer, checks []Check, exit int, opts Options) error {
	doc := doctorDoc{Schema: Schema, Simulated: opts.Simulated, Checks: []doctorCheck{}, Exit: exit}
	for _, c := range checks {
		line := doctorCheck{
			Name: c.Name, Service: Clean(c.Service), Result: string(c.Result), Text: Clean(c.Text),
			From: Clean(c.From), Ignored: Clean(c.Ignored), Next: []doctorNext{}, Exit: c.Exit,
		}
		for _, f := range c.Next {
			line.Next = append(line.Next, doctorNext{Clean(f.Label), Clean(f.Text)})
		}
		doc.Checks = append(doc.Checks, line)
	}
	return document(w, doc)
}

type doctorDoc struct {
	Schema    string        `json:"schema"`
	Simulated bool          `json:"simulated"`
	Checks    []doctorCheck `json:"checks"`    // in the order in which one depends on the other
	Exit      int           `json:"exit_code"` // 0, or that of the first problem
}

type doctorCheck struct {
	Name    string       `json:"name"`              // file, region, credentials, cluster …
	Service string       `json:"service,omitempty"` // where it is about one
	Result  string       `json:"result"`            // ok, problem, skipped
	Text    string       `json:"text"`              // what was found
	From    string       `json:"from,omitempty"`    // where a setting came from
	Ignored string       `json:"ignored,omitempty"` // a setting of AWS that another one overrules
	Next    []doctorNext `json:"next"`              // what to do about a problem
	Exit    int          `json:"exit_code"`         // of a problem, else 0
}

type doctorNext struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}
