package render

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// fleetLines lay the block of a fleet out in at most rows lines; 0 is any number.
func (b *block) fleetLines(columns, rows int, final bool) []string {
	s := b.opts.style()
	title := b.fleet.title()
	if b.opts.Simulated {
		title += " (simulated)"
	}
	clock := duration(b.opts.scale(b.opts.now().Sub(b.began)))
	if p := b.fleet.Parallel; p > 0 && p < len(b.fleet.Services) {
		clock = fmt.Sprintf("%d at a time, %s", p, clock)
	}
	lines := []string{s.spread(s.paint(bold, title), clock), ""}
	most := 0
	if rows > 0 {
		most = max(rows-len(lines)-2, 3)
	}
	lines = append(lines, b.fleetTable(columns, most)...)
	lines = append(lines, "")
	if final {
		return lines
	}
	lines = append(lines, "  "+b.fleetCounts())
	if rows == 0 || len(lines)+2 <= rows {
		lines = append(lines, "", "  "+s.paint(dim, "Ctrl-C stops watching; what has begun goes on."))
	}
	return lines
}

// fleetCounts are how many services are how far.
func (b *block) fleetCounts() string {
	t := b.tally()
	rolling := 0
	for _, name := range b.fleet.Services {
		if b.fleetRow(name, 0).standing == moving {
			rolling++
		}
	}
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{rolling, "rolling"},
		{t.settled, "settled"},
		{t.unchanged, "unchanged"},
		{t.failed, "failed"},
		{t.left, "not started"},
		{t.going - rolling, "waiting"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	return strings.Join(parts, ", ")
}

func (b *block) tally() tally {
	var t tally
	for _, name := range b.fleet.Services {
		r := b.known(name)
		if r == nil {
			r = &run{}
		}
		t.count(name, r.outcome, r.missed, r.unchanged())
	}
	return t
}

// known is the run of a service, nil where nothing is known of it.
func (b *block) known(name string) *run {
	for _, r := range b.runs {
		if r.head.Service == name {
			return r
		}
	}
	return nil
}

// lastOfFleet is the frame of a fleet that stays: all rows, a block for each service
// that did not settle, and how many ended how.
func (b *block) lastOfFleet(columns int) []string {
	lines := b.cutTo(columns, b.fleetLines(columns, 0, true))
	for _, name := range b.fleet.Services {
		r := b.known(name)
		if r == nil {
			continue
		}
		switch {
		case r.outcome != nil && r.outcome.Verdict != watch.Settled:
			lines = append(append(lines, b.opts.ending(*r.outcome, r.exit, r.head)...), "")
		case r.missed != nil && r.missed.Failure != nil:
			lines = append(append(lines, b.opts.failureText(name, *r.missed.Failure)...), "")
		}
	}
	if len(b.tail) > 0 {
		return lines // which say how it ended
	}
	return append(lines, b.opts.endOfFleet(b.tally(), b.exit)...)
}

// failureText is an error of one service among several.
func (o Options) failureText(name string, f Failure) []string {
	s := o.style()
	lines := s.hang(s.failed()+" ", "  ", Clean(name)+": "+Clean(f.Message))
	for _, p := range f.Problems {
		lines = append(lines, "  "+Clean(p.String()))
	}
	for _, field := range f.Fields {
		lines = append(lines, s.section(field.Label, Clean(field.Text))...)
	}
	return lines
}

// leftBehind is what Ctrl-C leaves behind.
func (b *block) leftBehind() []string {
	var going, left []string
	backs := 0
	for _, name := range b.fleet.Services {
		r := b.known(name)
		switch {
		case r == nil || r.missed != nil && r.missed.Failure == nil:
			left = append(left, name)
		case r.missed != nil || r.outcome != nil || r.unchanged() && r.state == nil:
		default:
			going = append(going, name)
			if r.back != nil && r.updated {
				backs++
			}
		}
	}
	return b.opts.leftBehind(*b.fleet, going, left, backs)
}
