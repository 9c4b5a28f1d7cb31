package render

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// What a row of a fleet is; rows that are over give way first where a terminal is low.
type standing int

const (
	over standing = iota
	idle
	moving
	failing
)

// fleetRow is a service in the table of a fleet.
type fleetRow struct {
	standing                               standing
	glyph, service, revision, fresh, stale string
	lost, clock, now                       string
	alone                                  bool // now stands in place of the numbers
}

// fleetRow says how a service is doing, in the last column with at most room cells.
func (b *block) fleetRow(name string, room int) fleetRow {
	s, r := b.opts.style(), b.known(name)
	row := fleetRow{standing: idle, glyph: " ", service: Clean(name), alone: true, now: "waits its turn"}
	if r == nil {
		return row
	}
	switch {
	case r.missed != nil && r.missed.Failure != nil:
		row.standing, row.glyph, row.now = failing, s.failed(), r.missed.text()
		return row
	case r.missed != nil:
		row.now = r.missed.text()
		return row
	case r.head.Verb == "":
		return row
	case r.state == nil && r.unchanged() && r.back != nil:
		row.standing, row.glyph, row.now = over, s.paint(dim, "="), "is back on "+Clean(r.back.To)+" already"
		return row
	case r.state == nil:
		row.standing, row.glyph, row.now = moving, s.paint(cyan, spin), b.sending(r)
		return row
	}
	st := *r.state
	row.alone, row.revision = false, Clean(st.Target.TaskDefinition)
	if r.back != nil {
		row.revision = Clean(r.back.To)
	}
	old, own := 0, target(st)
	for _, d := range st.Last.Deployments {
		if own == nil || d.ID != own.ID {
			old += d.Running
		}
	}
	row.fresh, row.stale, row.lost = "-", fmt.Sprint(old), "0"
	if own != nil {
		row.fresh = fmt.Sprintf("%d/%d", own.Running, own.Desired)
	}
	if lost := st.Failed[st.Target.Deployment]; lost > 0 {
		row.lost = s.paint(yellow, fmt.Sprint(lost))
	}
	elapsed := st.Elapsed
	if r.outcome == nil {
		elapsed += b.opts.now().Sub(r.at)
	}
	row.clock = duration(b.opts.scale(elapsed))
	return b.fleetEnd(r, row, room)
}

// sending is what is done before there is anything to watch.
func (b *block) sending(r *run) string {
	switch {
	case r.back != nil:
		return "going back"
	case r.plan == nil:
		return "reading"
	case r.plan.Register:
		return "registering"
	case r.plan.Action == service.Create:
		return "creating"
	default:
		return "updating"
	}
}

// fleetEnd says in a word or two how a service ended, or what it waits for.
func (b *block) fleetEnd(r *run, row fleetRow, room int) fleetRow {
	s := b.opts.style()
	if r.outcome == nil {
		row.standing, row.glyph, row.now = moving, s.paint(cyan, spin), phaseWords(*r.state)
		if text := Clean(r.state.WaitingFor); text != "" && width(text) <= room {
			row.now = text
		}
		return row
	}
	out := *r.outcome
	switch {
	case out.Verdict == watch.Settled && r.unchanged():
		row.standing, row.glyph, row.now = over, s.paint(dim, "="), "unchanged"
		row.fresh, row.stale, row.lost, row.clock = "-", "-", "-", "-"
	case out.Verdict == watch.Settled:
		row.standing, row.glyph, row.now = over, s.done(), wordsOf(ending(out))
	default:
		row.standing, row.glyph, row.now = failing, s.failed(), wordsOf(string(out.Verdict))
		if len(out.Causes) > 0 {
			if text := Clean(out.Causes[0].Code) + ", " + row.now; width(text) <= room {
				row.now = text
			}
		}
	}
	return row
}

// unchanged reports whether there was nothing to do.
func (r *run) unchanged() bool { return nothingToDo(r.plan, r.back) }

// phaseWords are what a rollout waits for, in a word or two.
func phaseWords(st watch.State) string {
	switch {
	case strings.Contains(st.WaitingFor, "pulling"):
		return "pulling image"
	case st.Phase == "health":
		return "health checks"
	case st.Phase == "settle":
		return "settling"
	case st.Phase == "":
		return "rolling out"
	}
	return Clean(st.Phase)
}

// fleetTable lays rows out in columns; it may fold them into at most most lines, of
// which 0 stands for any number.
func (b *block) fleetTable(columns, most int) []string {
	l := b.fleetLayout(columns)
	var rows []fleetRow
	for _, name := range b.fleet.Services {
		rows = append(rows, b.fleetRow(name, l.now))
	}
	s := b.opts.style()
	lines := []string{s.paint(dim, l.line(s, fleetRow{
		glyph: " ", service: "SERVICE", revision: "REVISION", fresh: "NEW", stale: "OLD", lost: "FAILED", clock: "TIME",
		now: "NOW",
	}))}
	shown, notes := folded(rows, most-1)
	for _, row := range shown {
		lines = append(lines, l.line(s, row))
	}
	for _, note := range notes {
		lines = append(lines, "  "+s.mark(" ")+" "+s.paint(dim, note))
	}
	return lines
}

// folded leaves out rows where there are more than room, and says how many: those
// that are over first, then those that wait; failures stay.
func folded(rows []fleetRow, room int) (shown []fleetRow, notes []string) {
	if room < 0 || len(rows) <= room {
		return rows, nil
	}
	shown = rows
	for _, kind := range []struct {
		standing standing
		what     string
	}{{over, "settled or unchanged"}, {idle, "not started"}, {moving, "rolling out"}} {
		if len(shown)+len(notes) <= room {
			break
		}
		var kept []fleetRow
		left := 0
		for _, row := range shown {
			spare := kind.standing == moving && left == 0 && len(kept) < room-len(notes)-1
			if row.standing != kind.standing || spare {
				kept = append(kept, row)
			} else {
				left++
			}
		}
		if left > 0 {
			shown, notes = kept, append(notes, fmt.Sprintf("... %d %s", left, kind.what))
		}
	}
	return shown, notes
}

// fleetLayout is how wide the columns are.
type fleetLayout struct {
	service, revision, now int
	numbers                bool // OLD and FAILED are shown
}

// The widths of the columns of numbers.
const (
	freshWidth, staleWidth, lostWidth, clockWidth = 5, 3, 6, 6
	wideFleet                                     = 72
)

func (b *block) fleetLayout(columns int) fleetLayout {
	l := fleetLayout{service: len("SERVICE"), revision: len("REVISION"), numbers: columns >= wideFleet}
	for _, name := range b.fleet.Services {
		l.service = max(l.service, width(Clean(name)))
		if r := b.known(name); r != nil && r.state != nil {
			l.revision = max(l.revision, width(Clean(r.state.Target.TaskDefinition)))
		}
	}
	room := columns - 2 - width(b.opts.style().mark(" ")) - 1 - 2 - (2 + freshWidth) - (2 + clockWidth) - 2
	if l.numbers {
		room -= 2 + staleWidth + 2 + lostWidth
	}
	const least = 17 // cells for the last column
	names := max(room-least, 16)
	if l.service+l.revision > names {
		half := names / 2
		switch {
		case l.service <= half:
			l.revision = names - l.service
		case l.revision <= names-half:
			l.service = names - l.revision
		default:
			l.service, l.revision = half, names-half
		}
	}
	l.now = max(room-l.service-l.revision, least)
	return l
}

func (l fleetLayout) line(s style, row fleetRow) string {
	right := func(text string, columns int) string {
		return "  " + strings.Repeat(" ", max(columns-width(text), 0)) + text
	}
	text := "  " + s.mark(row.glyph) + " " + pad(s.line(row.service, l.service), l.service) + "  "
	if row.alone {
		return text + s.paint(dim, row.now)
	}
	text += pad(s.revision(row.revision, l.revision), l.revision) + right(row.fresh, freshWidth)
	if l.numbers {
		text += right(row.stale, staleWidth) + right(row.lost, lostWidth)
	}
	return text + right(row.clock, clockWidth) + "  " + row.now
}
