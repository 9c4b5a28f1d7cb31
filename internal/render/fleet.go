package render

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// Fleet is a run about several services.
type Fleet struct {
	Heading           // of them all; Service is empty
	Services []string // names, in the order in which they are shown
	// Parallel is how many roll out at once, 0 for all.
	Parallel int
}

// Missed is a service of a fleet that has no outcome: it was not started, or the
// request to change it was refused.
type Missed struct {
	Service string
	// Reason is why it was not started: "mailer failed".
	Reason string
	// Failure is the error that came in place of an outcome; nil where it was not
	// started.
	Failure *Failure
}

// The endings of a service that has no outcome.
const (
	notStarted = "not_started"
	refused    = "error"
)

func (m Missed) ending() string {
	if m.Failure != nil {
		return refused
	}
	return notStarted
}

// text says in half a line what became of it.
func (m Missed) text() string {
	if m.Failure == nil {
		return "not started: " + Clean(m.Reason)
	}
	if text := m.Failure.lines(); len(text) > 0 {
		return "error: " + text[0]
	}
	return "error"
}

func (f Fleet) title() string {
	h := f.Heading
	h.Service = plural(len(f.Services), "service")
	return h.title()
}

// title says what is done to a service, and where.
func (h Heading) title() string {
	word := " in "
	if h.Verb == "Deploying" {
		word = " to "
	}
	return Clean(h.Verb) + " " + Clean(h.Service) + word + h.where()
}

// tally counts how the services of a fleet ended.
type tally struct {
	total                                   int
	settled, unchanged, failed, left, going int
	words                                   []string            // the bad endings, in the order in which they came
	names                                   map[string][]string // who ended so
}

func (t *tally) bad(word, name string) {
	if t.names == nil {
		t.names = map[string][]string{}
	}
	if len(t.names[word]) == 0 {
		t.words = append(t.words, word)
	}
	t.names[word] = append(t.names[word], name)
}

// count takes a service whose watch has ended, or was never begun.
func (t *tally) count(name string, out *watch.Outcome, missed *Missed, unchanged bool) {
	t.total++
	switch {
	case missed != nil && missed.Failure == nil:
		t.left++
	case missed != nil:
		t.failed++
		t.bad("refused", name)
	case out == nil && unchanged:
		t.unchanged++
	case out == nil:
		t.going++
	case out.Verdict == watch.Settled && unchanged:
		t.unchanged++
	case out.Verdict == watch.Settled:
		t.settled++
	default:
		t.failed++
		t.bad(wordsOf(string(out.Verdict)), name)
	}
}

// sentence is how a fleet ended: "8 of 12 settled or unchanged, 1 rolled back
// (mailer), 3 not started".
func (t *tally) sentence() string {
	if t.going > 0 && t.settled+t.failed+t.left == 0 {
		text := fmt.Sprintf("%d of %d begun, not watched to the end", t.going, t.total)
		if t.unchanged > 0 {
			text += fmt.Sprintf(", %d unchanged", t.unchanged)
		}
		return text
	}
	good := "settled"
	if t.unchanged > 0 {
		good = "settled or unchanged"
	}
	parts := []string{fmt.Sprintf("%d of %d %s", t.settled+t.unchanged, t.total, good)}
	for _, word := range t.words {
		parts = append(parts, fmt.Sprintf("%d %s (%s)", len(t.names[word]), word, Clean(strings.Join(t.names[word], ", "))))
	}
	if t.going > 0 {
		parts = append(parts, fmt.Sprintf("%d not watched to the end", t.going))
	}
	if t.left > 0 {
		parts = append(parts, fmt.Sprintf("%d not started", t.left))
	}
	return strings.Join(parts, ", ")
}

// fleetEnding is the last sentence about a fleet, and the mark before it.
func (o Options) fleetEnding(t tally, exit int) (mark, text string) {
	s, text := o.style(), t.sentence()
	if o.Simulated {
		text += " (simulated)"
	}
	if exit == 0 {
		return s.done(), text
	}
	return s.failed(), fmt.Sprintf("%s. exit %d", text, exit)
}

// endOfFleet sets it as lines.
func (o Options) endOfFleet(t tally, exit int) []string {
	mark, text := o.fleetEnding(t, exit)
	return o.style().hang(mark+" ", "  ", text)
}

// leftBehind is what Ctrl-C leaves behind of a fleet.
func (o Options) leftBehind(f Fleet, going, left []string, backs int) []string {
	var lines []string
	if len(going) > 0 {
		what := "the rollouts go on"
		if backs > 0 {
			what = fmt.Sprintf("the rollouts go on, or back (%d)", backs)
		}
		lines = append(lines, fmt.Sprintf("Stopped watching %s; %s: %s.", plural(len(going), "service"), what,
			Clean(strings.Join(going, ", "))), "Resume: "+f.commandAll("steady watch", going))
	}
	if len(left) > 0 {
		lines = append(lines, fmt.Sprintf("Not started: %s.", Clean(strings.Join(left, ", "))))
		verb := map[string]string{"Deploying": "steady deploy", "Rolling back": "steady rollback"}[f.Verb]
		if verb != "" {
			lines = append(lines, "Go on: "+f.commandAll(verb, left))
		}
	}
	return lines
}
