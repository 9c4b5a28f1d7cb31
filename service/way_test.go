package service

import (
	"slices"
	"strings"
	"testing"
)

// A history is written oldest first: "41" settled, "-42" did not.
func records(history string) []Record {
	var out []Record
	for _, word := range strings.Fields(history) {
		r := Record{TaskDefinition: strings.Trim(word, "-?"), Ending: Settled}
		if word[0] == '-' {
			r.Ending = Failed
		}
		out = append(out, r)
	}
	slices.Reverse(out)
	return out
}

func TestWay(t *testing.T) {
	for _, row := range []struct{ name, history, want string }{
		{"each that settled is a step", "40 41 42", "42 41 40"},
		{"what did not settle is none", "40 -41 42 -43", "42 40"},
		{"settling again on the same revision is one step", "41 41 42 42", "42 41"},
		{"going back takes steps off", "40 41 42 41", "41 40"},
		{"going far back takes more off", "39 40 41 42 39", "39"},
		{"after going back a new try is a step again", "40 41 42 41 42", "42 41 40"},
		{"nothing settled", "-41 -42", ""},
		{"a record whose revision ECS no longer tells is left out", "40 ? 41", "41 40"},
	} {
		if got := strings.Join(wayTo(records(row.history)).older(), " "); got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, got, row.want)
		}
	}
}

func TestGoingBackIsToldFromGoingOn(t *testing.T) {
	w := wayTo(records("40 41 42"))
	for revision, want := range map[string]bool{"40": true, "41": true, "42": false, "43": false} {
		if w.back(revision) != want {
			t.Errorf("to %s: got %t, want %t", revision, !want, want)
		}
	}
}
