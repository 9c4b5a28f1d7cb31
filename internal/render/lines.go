package render

import (
	"fmt"
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// The most that a block shows of what grows; a low terminal gets less.
const (
	mostEvents  = 8
	mostStopped = 4
)

// fit gives the block in at most rows lines of at most columns cells: events
// give way first, then stopped tasks, then what stands at the end.
func (b *block) fit(columns, rows int) []string {
	if b.fleet != nil {
		return b.cutTo(columns, b.fleetLines(columns, rows, false))
	}
	events, stopped := mostEvents, mostStopped
	lines := b.lines(events, stopped, false)
	for len(lines) > rows && (events > 0 || stopped > 0) {
		over := len(lines) - rows
		if events > 0 {
			events = max(0, min(events, b.shown())-over)
		} else {
			stopped = max(0, stopped-over)
		}
		lines = b.lines(events, stopped, false)
	}
	return b.cutTo(columns, lines[:min(len(lines), max(rows, 1))])
}

// cutTo cuts lines to the width of the terminal.
func (b *block) cutTo(columns int, lines []string) []string {
	style := b.opts.style()
	for i := range lines {
		lines[i] = style.line(lines[i], columns)
	}
	return lines
}

// shown is how many events the block has to show, of the service with the most.
func (b *block) shown() int {
	n := 0
	for _, r := range b.runs {
		n = max(n, len(r.messages))
	}
	return n
}

// last gives the frame that stays: the block at its end, then the verdicts,
// which may be wider than the terminal (an ARN is left whole).
func (b *block) last(drawn bool) []string {
	if !drawn {
		return nil
	}
	columns, _ := b.opts.size()
	if b.fleet != nil {
		return b.lastOfFleet(columns)
	}
	lines := b.cutTo(columns, b.lines(mostEvents, mostStopped, true))
	for _, r := range b.runs {
		if r.outcome != nil {
			lines = append(lines, b.opts.ending(*r.outcome, r.exit, r.head)...)
		}
	}
	return lines
}

// lines lays the block out; final leaves out what is of use only while it moves.
func (b *block) lines(events, stopped int, final bool) []string {
	s := b.opts.style()
	var lines []string
	live, leaves := false, "Ctrl-C stops watching; the rollout goes on."
	for i, r := range b.runs {
		switch {
		case len(b.runs) == 1:
			lines = append(lines, s.paint(bold, b.headline()), "")
		case i == 0:
			lines = append(lines, s.paint(bold, b.headline()), "", "  "+s.paint(bold, Clean(r.head.Service)))
		default:
			lines = append(lines, "  "+s.paint(bold, Clean(r.head.Service)))
		}
		lines = append(lines, b.steps(r, final)...)
		lines = append(lines, "")
		lines = append(lines, b.details(r, events, stopped, final)...)
		live = live || r.state != nil && r.outcome == nil
		switch {
		case r.left:
			leaves = "Ctrl-C again leaves at once."
		case r.back != nil:
			leaves = "Ctrl-C stops watching; the rollback goes on."
		}
	}
	if live && !final {
		lines = append(lines, "  "+s.paint(dim, leaves))
	}
	return lines
}

func (b *block) headline() string {
	h := b.runs[0].head
	what := Clean(h.Service)
	if len(b.runs) > 1 {
		what = plural(len(b.runs), "service")
	}
	h.Service = what
	text := h.title()
	if b.opts.Simulated {
		text += " (simulated)"
	}
	return text
}

// steps are what is done, and what is being done.
func (b *block) steps(r *run, final bool) []string {
	s := b.opts.style()
	lines := r.facts
	if len(lines) > 0 {
		lines = append(lines[:len(lines):len(lines)], "")
	}
	for _, st := range r.steps {
		lines = append(lines, s.step(st))
	}
	if r.state != nil && !r.left {
		lines = append(lines, s.step(b.rollout(r, final)))
		if r.outcome != nil && r.outcome.Verdict == watch.Settled {
			lines = append(lines, b.drained(r)...)
		}
		if r.outcome != nil {
			lines = append(lines, b.ran(r)...)
		}
		return lines
	}
	moving := s.paint(cyan, spin)
	switch name := Clean(r.head.Service); {
	case r.back != nil && (r.updated || final || r.back.Way == service.NoWay):
	case r.back != nil:
		lines = append(lines, s.step(step{moving, "Rolling back", "to " + Clean(r.back.To), ""}))
	case r.plan == nil || r.updated || final && r.plan.Action != service.None:
	case r.plan.Action == service.None:
		lines = append(lines, s.step(step{s.done(), "No changes", "already runs " + Clean(r.plan.From), ""}))
	case r.plan.Register:
		lines = append(lines, s.step(step{moving, "Registering", "", ""}))
	case r.plan.Action == service.Create:
		lines = append(lines, s.step(step{moving, "Creating service " + name, "", ""}))
	default:
		lines = append(lines, s.step(step{moving, "Updating service " + name, "", ""}))
	}
	return lines
}

// step sets what was done, what it was about, and its time at the right edge.
func (s style) step(st step) string {
	left := "  " + s.mark(st.glyph) + " " + pad(st.what, 21) + "  " + st.note
	if st.time == "" {
		return left
	}
	return s.spread(left, st.time)
}

func (b *block) rollout(r *run, final bool) step {
	s, st := b.opts.style(), r.state
	elapsed := st.Elapsed
	switch {
	case r.outcome != nil && r.back == nil:
		elapsed = r.outcome.Took
	case r.outcome == nil:
		elapsed += b.opts.now().Sub(r.at)
	}
	clock := duration(b.opts.scale(elapsed))
	now, over, note := "Rolling out", "Rolled out", progress(*st)
	if r.back != nil {
		now, over, note = "Rolling back", "Rolled back", backOn(*st, r.back.To)
	}
	switch {
	case r.outcome == nil && final:
		return step{s.warn(), now, note, clock}
	case r.outcome == nil:
		if r.head.Timeout > 0 {
			clock += " of " + limit(r.head.Timeout)
		}
		return step{s.paint(cyan, spin), now, note, clock}
	case r.outcome.Verdict == watch.Settled:
		note = "on " + revision(*st)
		if d := target(*st); d != nil {
			note = fmt.Sprintf("%d of %s on %s", d.Running, plural(d.Desired, "task"), revision(*st))
		}
		if r.outcome.Until == watch.UntilServing {
			over = "Serving"
		}
		return step{s.done(), over, note, clock}
	case r.back != nil && r.outcome.Verdict == watch.RolledBack:
		return step{s.done(), over, note, clock}
	case r.outcome.Verdict == watch.TimedOut, r.outcome.Verdict == watch.Lost:
		return step{s.warn(), now, note, clock}
	case r.outcome.Verdict == watch.RolledBack && r.outcome.By != nil:
		note = "to " + Clean(r.outcome.By.TaskDefinition)
		if by := st.Last.Deployment(r.outcome.By.ID); by != nil {
			note = fmt.Sprintf("%d of %s on %s", by.Running, plural(by.Desired, "task"), Clean(by.TaskDefinition))
		}
		return step{s.failed(), "Rolled back", note, clock}
	}
	return step{s.failed(), now, note, clock}
}

// details are the table and what explains it.
func (b *block) details(r *run, events, stopped int, final bool) []string {
	if r.state == nil {
		return nil
	}
	s, st := b.opts.style(), r.state
	var lines []string
	if len(st.Last.Deployments) > 0 {
		lines = append(append(lines, r.rows...), "")
	}
	notes := 0
	if r.outcome == nil && st.WaitingFor != "" && !final {
		lines, notes = append(lines, s.note("Waiting for", Clean(st.WaitingFor))), notes+1
	}
	for _, w := range r.warnings[max(0, len(r.warnings)-2):] {
		if !final {
			lines, notes = append(lines, s.note("Warning", warningText(w))), notes+1
		}
	}
	if notes > 0 {
		lines = append(lines, "")
	}
	settled := r.outcome != nil && r.outcome.Verdict == watch.Settled
	if list := st.Stopped[max(0, len(st.Stopped)-stopped):]; len(list) > 0 && !settled {
		lines = append(lines, "    "+s.paint(dim, "Stopped tasks"))
		for _, t := range list {
			lines = append(lines, "    "+pad(short(t.ID), 13)+stoppedTask(t, b.opts.ran))
		}
		lines = append(lines, "")
	}
	if list := r.messages[max(0, len(r.messages)-events):]; len(list) > 0 && (!settled || b.opts.Relative) {
		lines = append(lines, b.events(r, list)...)
	}
	return lines
}

// note is a labelled line of the block.
func (s style) note(label, text string) string {
	return "    " + s.paint(dim, pad(label, 11)) + "  " + text
}

func (b *block) events(r *run, list []said) []string {
	title := "Events"
	if b.opts.Relative {
		title = "Timeline"
	}
	lines := []string{"    " + b.opts.style().paint(dim, title)}
	for _, m := range list {
		lines = append(lines, "    "+pad(b.when(r, m.at), 13)+m.text)
	}
	return append(lines, "")
}

// when is the time of an event: of the day, or since the deployment was made.
// Both times of the difference are ECS's.
func (b *block) when(r *run, at time.Time) string {
	if !b.opts.Relative {
		return clock(at, b.opts.Zone)
	}
	began := r.state.Target.CreatedAt
	if d := target(*r.state); began.IsZero() && d != nil {
		began = d.CreatedAt
	}
	return "+" + duration(b.opts.scale(at.Sub(began)))
}

// clock is a time of the day where the reader is.
func clock(at time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.Local
	}
	return at.In(zone).Format("15:04:05")
}
