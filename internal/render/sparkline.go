package render

import (
	"strconv"
	"strings"
	"time"

	"github.com/ecs-steady/steady/watch"
)

// The heights of a bar, from none to all, and what stands for them in ASCII.
const (
	bars      = "▁▂▃▄▅▆▇█"
	asciiBars = "_.:-=+*#"
)

const (
	// A sparkline has so many bars, if the terminal is wide enough.
	mostBars, fewestBars = 20, 6
	// mostPoints is how many points of a run are kept; beyond it they are thinned out.
	mostPoints = 1024
)

// trend is how many tasks ran, over the time of a run.
type trend struct {
	points []point
	// other is the revision of the other tasks, "" where there were none yet; several is
	// true where they were not all of one.
	other   string
	several bool
}

// point is how many tasks ran from a moment on: of the deployment that is followed, of
// others of its revision, and of other revisions.
type point struct {
	at               time.Duration
	own, same, other int
}

// add takes over what a state tells of tasks that come on a revision, where it tells
// something new.
func (t *trend) add(st watch.State, revision string) {
	n := len(t.points)
	if p, known := t.point(st, revision, st.Elapsed); known && (n == 0 || !p.alike(t.points[n-1])) {
		t.put(p)
	}
}

// end takes over the last state and when that was.
func (t *trend) end(out watch.Outcome, revision string) {
	if p, known := t.point(out.State, revision, out.Took); known {
		t.put(p)
	}
}

// point counts the tasks of a state, false where it lists no deployments.
func (t *trend) point(st watch.State, revision string, at time.Duration) (p point, known bool) {
	p.at = at
	followed := target(st)
	for _, d := range st.Last.Deployments {
		switch {
		case d.TaskDefinition == revision && followed != nil && d.ID == followed.ID:
			p.own += d.Running
		case d.TaskDefinition == revision:
			p.same += d.Running
		default:
			p.other += d.Running
			t.several = t.several || t.other != "" && t.other != d.TaskDefinition
			t.other = d.TaskDefinition
		}
	}
	return p, len(st.Last.Deployments) > 0
}

// put keeps a point. Of several at one moment the last counts.
func (t *trend) put(p point) {
	n := len(t.points)
	switch {
	case n > 0 && t.points[n-1].at >= p.at:
		t.points[n-1] = p
		return
	case n == mostPoints:
		for i := range n / 2 {
			t.points[i] = t.points[2*i]
		}
		t.points = t.points[:n/2]
	}
	t.points = append(t.points, p)
}

func (p point) alike(q point) bool {
	p.at = q.at
	return p == q
}

// series are the tasks that went, if there were any, and those that came. Where all are
// of one revision it is the deployments that tell them apart.
func (t *trend) series(revision string) []sparkline {
	before, after := sparkline{label: t.other}, sparkline{label: revision}
	if t.several {
		before.label = "old"
	}
	one := t.other == ""
	if one {
		before.label, after.label = "old", "new"
	}
	for _, p := range t.points {
		came, went := p.own+p.same, p.other
		if one {
			came, went = p.own, p.same
		}
		before.counts, after.counts = append(before.counts, went), append(after.counts, came)
		before.most, after.most = max(before.most, went), max(after.most, came)
	}
	if before.most == 0 {
		after.label = revision // there is nothing to tell it from
		return []sparkline{after}
	}
	return []sparkline{before, after}
}

// still reports whether no task came or went.
func (t *trend) still() bool {
	for _, p := range t.points {
		if !p.alike(t.points[0]) {
			return false
		}
	}
	return true
}

// sparkline is a row of bars with a name before it, and the first and the last count at
// its ends.
type sparkline struct {
	label  string
	counts []int
	most   int
}

// around is the sparkline without its bars.
func (l sparkline) around() (left, right string) {
	return Clean(l.label) + " " + strconv.Itoa(l.counts[0]) + " ", " " + strconv.Itoa(l.counts[len(l.counts)-1])
}

// bars draws what was at the beginnings of equal parts of the time, and at last what is
// at its end.
func (l sparkline) bars(points []point, n, most int, glyphs []rune) string {
	var b strings.Builder
	begin := points[0].at
	span := points[len(points)-1].at - begin
	at := 0
	for i := range n {
		for at+1 < len(points) && points[at+1].at-begin <= span*time.Duration(i)/time.Duration(n-1) {
			at++
		}
		height := 0
		if count := l.counts[at]; count > 0 {
			height = max(1, (count*(len(glyphs)-1)+most/2)/most)
		}
		b.WriteRune(glyphs[height])
	}
	return b.String()
}

// ran is the line that shows how tasks went and came; nothing where none did, or where
// the terminal is too narrow.
func (b *block) ran(r *run) []string {
	if r.trend.still() {
		return nil
	}
	s := b.opts.style()
	glyphs := []rune(bars)
	if s.ascii {
		glyphs = []rune(asciiBars)
	}
	lines := r.trend.series(r.comes(*r.state))
	n := s.room(lines)
	if n < fewestBars {
		lines[0].label, lines[len(lines)-1].label = "old", "new"
		n = s.room(lines)
	}
	if n < fewestBars {
		return nil
	}
	most, codes := 1, []string{dim, cyan}
	for _, l := range lines {
		most = max(most, l.most)
	}
	var parts []string
	for i, l := range lines {
		left, right := l.around()
		code := codes[len(codes)-len(lines)+i]
		parts = append(parts, left+s.paint(code, l.bars(r.trend.points, n, most, glyphs))+right)
	}
	return []string{running + strings.Join(parts, " → ")}
}

// comes is the revision whose tasks come: that of the way back, or of what is followed.
func (r *run) comes(st watch.State) string {
	if r.back != nil {
		return r.back.To
	}
	if d := target(st); d != nil {
		return d.TaskDefinition
	}
	return st.Target.TaskDefinition
}

// running begins the line of sparklines.
const running = "      running  "

// room is how many bars each of some sparklines may have on one line.
func (s style) room(lines []sparkline) int {
	left := s.page - len(running) - len(" -> ")*(len(lines)-1)
	for _, l := range lines {
		before, after := l.around()
		left -= width(before) + width(after)
	}
	return min(left/len(lines), mostBars)
}
