package render

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// outputs are those of a step of GitHub Actions, name=value a line. Of one service
// each has an output of its own; of several, results holds them as one JSON array.
func outputs(r *results, exit int) string {
	var b strings.Builder
	set := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s=%s\n", name, Clean(value))
		}
	}
	set("exit-code", fmt.Sprint(exit))
	if !r.fleet && len(r.services) == 1 {
		s := r.services[0]
		to, from := s.revisions()
		set("outcome", s.outcomeName(r))
		set("revision", to)
		set("previous-revision", from)
		if s.registration != nil {
			set("task-definition-arn", s.registration.ARN)
		}
		if s.deployment != nil {
			set("deployment-id", s.deployment.ID)
		}
		set("registered", fmt.Sprint(s.registration != nil && !s.registration.Reused))
		set("elapsed-seconds", elapsed(s.took()))
		return b.String()
	}
	type row struct {
		Service  string `json:"service"`
		Outcome  string `json:"outcome"`
		Revision string `json:"revision,omitempty"`
		ExitCode *int   `json:"exit-code,omitempty"` // absent where there was nothing to exit from
	}
	rows := []row{}
	for _, s := range r.services {
		to, _ := s.revisions()
		line := row{Service: Clean(s.head.Service), Outcome: s.outcomeName(r), Revision: to, ExitCode: &s.exit}
		switch {
		case s.missed != nil && s.missed.Failure == nil:
			line.ExitCode = nil
		case s.missed != nil:
			line.ExitCode = &s.missed.Failure.Exit
		}
		rows = append(rows, line)
	}
	if line, err := json.Marshal(rows); err == nil { // strings and numbers only
		fmt.Fprintf(&b, "results=%s\n", line)
	}
	return b.String()
}

// outcomeName is how the service ended, or what ended the run before it could.
func (s *result) outcomeName(r *results) string {
	switch {
	case s.verdict() != "":
		return s.verdict()
	case r.failure != nil:
		return r.failure.Code
	default:
		return "interrupted"
	}
}

func elapsed(d time.Duration) string { return fmt.Sprintf("%.0f", d.Seconds()) }
