package world

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// trace is a history of the real service that somebody published, read from a file
// of testdata/traces. Such a file begins with comments that say what it is and what
// its source leaves open. Then come
//
//	source: where it was published; at least one
//	tolerance: how far a time may lie from that of the source
//	since: what the times count from: update, first event or last events
//	leaves out: a part of the events that the source does not show
//
// and the steps. The events are all that there are from the update on or, with
// "last events", the last ones, whose first is at 0.
type trace struct {
	sources   []string
	tolerance time.Duration
	since     string
	omits     []string
	steps     []traceStep
}

// traceStep is an event, or a state of the deployments that holds at that time. Names in
// braces stand for ids, the same for the same id. Of a state, the PRIMARY
// deployment comes first, and only the words that are there have to be true.
type traceStep struct {
	at, tolerance time.Duration
	event         bool
	text          string
}

// readTrace reads a file of testdata/traces.
func readTrace(t *testing.T, name string) trace {
	t.Helper()
	file := must(os.Open(filepath.Join("testdata", "traces", name)))(t)
	defer file.Close()
	var out trace
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		key, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case key == "since":
			out.since = value
		case key == "source":
			out.sources = append(out.sources, value)
		case key == "tolerance":
			out.tolerance = must(time.ParseDuration(value))(t)
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

// readStep reads "TIME event TEXT" or "TIME state WORDS", where TIME may have a
// tolerance of its own: "90s~30s".
func readStep(t *testing.T, line string, tolerance time.Duration) traceStep {
	t.Helper()
	at, rest, _ := strings.Cut(line, " ")
	at, own, has := strings.Cut(at, "~")
	if has {
		tolerance = must(time.ParseDuration(own))(t)
	}
	kind, text, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if kind != "event" && kind != "state" {
		t.Fatalf("%q is neither an event nor a state", line)
	}
	return traceStep{must(time.ParseDuration(at))(t), tolerance, kind == "event", text}
}

// moment is what a history shows from a time on: a new event, or a state, which
// holds until the next.
type moment struct {
	from, until time.Time
	event       bool
	text        string
}

// observe lets time pass and returns what the service web shows meanwhile.
func (l *lab) observe(d time.Duration) []moment {
	var out []moment
	state := -1 // the latest state in out
	seen := len(l.get().Events)
	for end := l.Now().Add(d); ; {
		s := l.get()
		if now := words(s); state < 0 || out[state].text != now {
			if state >= 0 {
				out[state].until = l.Now()
			}
			state = len(out)
			out = append(out, moment{from: l.Now(), until: end.Add(time.Nanosecond), text: now})
		}
		for n := len(s.Events) - 1 - seen; n >= 0; n-- {
			out = append(out, moment{l.Now(), l.Now(), true, aws.ToString(s.Events[n].Message)})
		}
		seen = len(s.Events)
		next, ok := l.Next()
		if !ok || next.After(end) {
			l.Advance(end)
			return out
		}
		l.Advance(next)
	}
}

// words describe the deployments of a service, the PRIMARY one first.
func words(s types.Service) string {
	var out []string
	for _, d := range s.Deployments {
		out = append(out, fmt.Sprintf("%s %s desired=%d pending=%d running=%d failed=%d %s %q", aws.ToString(d.Status),
			lastSegment(aws.ToString(d.TaskDefinition)), d.DesiredCount, d.PendingCount, d.RunningCount, d.FailedTasks,
			d.RolloutState, aws.ToString(d.RolloutStateReason)))
	}
	return strings.Join(out, " | ")
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

// follow finds the steps of a trace in what a lab showed since its story began, in
// order, and tells each with the time of the source and of the model.
func (l *lab) follow(tr trace, shown []moment) {
	l.t.Helper()
	zero := l.began
	events, states := tr.visible(shown)
	if tr.since == "last events" {
		events = tr.tail(events)
	}
	if tr.since != "update" && len(events) > 0 {
		zero = events[0].from
	}
	ids, now := names{}, zero
	for _, s := range tr.steps {
		due := zero.Add(s.at)
		at, ok := ids.state(s.text, states, now, due)
		if s.event {
			ok = len(events) > 0 && ids.match(s.text, events[0].text)
			if ok {
				at, events = events[0].from, events[1:]
			}
		}
		if !ok {
			l.t.Fatalf("%s: does not follow: %s\nthe model shows\n%s", s.at, s.text, tell(shown, zero))
		}
		now = at
		l.t.Logf("%8.1fs %8.1fs %+6.1fs %s", s.at.Seconds(), at.Sub(zero).Seconds(), at.Sub(due).Seconds(), s.text)
		if off := at.Sub(due).Abs(); off > s.tolerance {
			l.t.Errorf("%s comes at %s, more than %s away: %s", s.at, at.Sub(zero), s.tolerance, s.text)
		}
	}
}

// visible are the events, without those that the source leaves out, and the states.
func (tr trace) visible(shown []moment) (events, states []moment) {
	for _, m := range shown {
		hidden := slices.ContainsFunc(tr.omits, func(part string) bool { return strings.Contains(m.text, part) })
		switch {
		case !m.event:
			states = append(states, m)
		case !hidden:
			events = append(events, m)
		}
	}
	return events, states
}

// tail is the last events, as many as the trace has; all if there are fewer.
func (tr trace) tail(events []moment) []moment {
	n := 0
	for _, s := range tr.steps {
		if s.event {
			n++
		}
	}
	return events[max(0, len(events)-n):]
}

// state is when a state shows that holds at now or later: as near to when it is due
// as it does.
func (n names) state(pattern string, states []moment, now, due time.Time) (best time.Time, ok bool) {
	for _, m := range states {
		if !m.until.After(now) || !n.shows(pattern, m.text) {
			continue
		}
		at := later(due, later(m.from, now))
		if !at.Before(m.until) {
			at = m.until.Add(-1)
		}
		if !ok || at.Sub(due).Abs() < best.Sub(due).Abs() {
			best, ok = at, true
		}
	}
	return best, ok
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// tell is what a history shows, a line each.
func tell(shown []moment, zero time.Time) string {
	var b strings.Builder
	for _, m := range shown {
		fmt.Fprintf(&b, "%8.1fs %s\n", m.from.Sub(zero).Seconds(), m.text)
	}
	return b.String()
}
