package scenario_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// trace is a history of the real service that somebody published, read from a text
// of testdata/traces beside the scenario that plays it. Such a text begins with
// comments that say what it is and what its source leaves open. Then come
//
//	source: where it was published; at least one
//	tolerance: how far a time may lie from that of the source
//	since: what the times count from: the start of the scenario (update), a time
//	    after it, its first event, or the first of its last events
//	leaves out: a part of the events that the source does not show
//	stops: when somebody stops the service deployment
//
// and the steps. With "last events" the source shows the last ones; else all.
type trace struct {
	sources   []string
	tolerance time.Duration
	since     string
	omits     []string
	stops     time.Duration // 0: nobody does
	steps     []traceStep
}

// traceStep is an event, or a state of the deployments that holds at that time. Names in
// braces stand for ids, the same for the same id. Of a state, the PRIMARY
// deployment comes first, and only the words that are there have to be true; after
// "..." there may be further deployments.
type traceStep struct {
	at, tolerance time.Duration
	open          bool // the source gives no time
	event         bool
	text          string
}

// readTrace reads a file of testdata/traces.
func readTrace(t *testing.T, name string) trace {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out trace
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		key, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case key == "since":
			out.since = value
		case key == "source":
			out.sources = append(out.sources, value)
		case key == "tolerance":
			out.tolerance = span(t, value)
		case key == "stops":
			out.stops = span(t, value)
		case key == "leaves out":
			out.omits = append(out.omits, value)
		default:
			out.steps = append(out.steps, readStep(t, line, out.tolerance))
		}
	}
	if len(out.sources) == 0 || out.tolerance == 0 || out.since == "" || len(out.steps) == 0 {
		t.Fatalf("%s lacks a source, a tolerance, a beginning or steps", name)
	}
	return out
}

// span reads a time span.
func span(t *testing.T, text string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// readStep reads "TIME event TEXT" or "TIME state WORDS", where TIME may have a
// tolerance of its own, "90s~30s", or be open: "?".
func readStep(t *testing.T, line string, tolerance time.Duration) traceStep {
	t.Helper()
	at, rest, _ := strings.Cut(line, " ")
	at, own, has := strings.Cut(at, "~")
	if has {
		tolerance = span(t, own)
	}
	kind, text, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if kind != "event" && kind != "state" {
		t.Fatalf("%q is neither an event nor a state", line)
	}
	out := traceStep{tolerance: tolerance, open: at == "?", event: kind == "event", text: text}
	if !out.open {
		out.at = span(t, at)
	}
	return out
}

// names are the ids that stand for the names of a trace.
type names map[string]string

var inBraces = regexp.MustCompile(`\\\{(\w+)\\\}`)

// match says whether a text is the pattern with an id for each name in braces, and
// learns those that are new.
func (n names) match(pattern, text string) bool {
	var learnt []string
	expr := inBraces.ReplaceAllStringFunc(regexp.QuoteMeta(pattern), func(quoted string) string {
		name := inBraces.FindStringSubmatch(quoted)[1]
		if id, known := n[name]; known {
			return regexp.QuoteMeta(id)
		}
		learnt = append(learnt, name)
		return `([\w:/-]+)`
	})
	found := regexp.MustCompile("^" + expr + "$").FindStringSubmatch(text)
	if found == nil {
		return false
	}
	for i, name := range learnt {
		n[name] = found[i+1]
	}
	return true
}

// shows says whether a state has the words of the pattern, deployment by
// deployment.
func (n names) shows(pattern, state string) bool {
	wanted, there := strings.Split(pattern, " | "), strings.Split(state, " | ")
	if last := len(wanted) - 1; wanted[last] == "..." && len(there) >= last {
		wanted, there = wanted[:last], there[:last]
	}
	if len(wanted) != len(there) {
		return false
	}
	for i := range wanted {
		plain, reason, quoted := strings.Cut(wanted[i], ` "`)
		has, told, _ := strings.Cut(there[i], ` "`)
		for _, word := range strings.Fields(plain) {
			if !strings.Contains(" "+has+" ", " "+word+" ") {
				return false
			}
		}
		if quoted && !n.match(reason, told) {
			return false
		}
	}
	return true
}
