package report

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/ecs-steady/steady/internal/render"
)

// The picture's measures, in its own units.
const (
	pageWidth  = 720.0
	phoneWidth = 360.0
	headRoom   = 34.0
	left       = 40.0
	right      = 14.0
	marksRoom  = 48.0 // between the legend and the plot
	legendLine = 16.0
	plotHeight = 150.0
	laneHeight = 22.0
	barWidth   = 14.0 // of counts that are known for a moment only
)

// chart is the picture of one service: the tasks of its deployments as stacked steps,
// below them what happened, on one axis of time.
type chart struct {
	render.Chapter
	id         string // makes ids unique on a page
	width      float64
	keys       []key
	top        float64 // of the plot
	began, end time.Time
	most       int // tasks at once
	series     []series
}

// series are the tasks of one deployment.
type series struct {
	id, label string
	steps     []step
}

// step is how many tasks there are from At on.
type step struct {
	at               time.Time
	running, pending int
}

// looks are how many looks of a deployment the style knows.
const looks = 4

func newChart(c render.Chapter, id string, width float64) *chart {
	ch := &chart{Chapter: c, id: id, width: width, began: c.Began, most: 1}
	for _, s := range c.Samples {
		ch.began, ch.end = earliest(ch.began, s.At), latest(ch.end, s.At)
		total := 0
		for _, r := range s.Rows {
			ch.add(r)
			total += r.Running + r.Pending
		}
		ch.most = max(ch.most, total)
	}
	for _, m := range c.Marks {
		ch.began, ch.end = earliest(ch.began, m.At), latest(ch.end, m.At)
	}
	for _, n := range c.Events {
		ch.began, ch.end = earliest(ch.began, n.At), latest(ch.end, n.At)
	}
	if ch.end.Sub(ch.began) < time.Second {
		ch.end = ch.began.Add(time.Second)
	}
	for i := range ch.series {
		ch.fill(&ch.series[i])
	}
	// What serves first is drawn at the bottom.
	sort.SliceStable(ch.series, func(i, j int) bool {
		return ch.series[i].steps[0].running > ch.series[j].steps[0].running
	})
	ch.explain()
	return ch
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (c *chart) add(r render.Row) {
	if !slices.ContainsFunc(c.series, func(s series) bool { return s.id == r.ID }) {
		c.series = append(c.series, series{id: r.ID, label: r.Revision})
	}
}

// fill takes the counts of a deployment over from the samples; 0 where it is not
// listed.
func (c *chart) fill(s *series) {
	for _, sample := range c.Samples {
		st := step{at: sample.At}
		for _, r := range sample.Rows {
			if r.ID == s.id {
				st.running, st.pending = r.Running, r.Pending
			}
		}
		s.steps = append(s.steps, st)
	}
}

func (c *chart) height() float64 { return c.top + plotHeight + laneHeight + 34 }

func (c *chart) x(at time.Time) float64 {
	share := float64(at.Sub(c.began)) / float64(c.end.Sub(c.began))
	return round(left + min(max(share, 0), 1)*(c.width-left-right))
}

func (c *chart) y(tasks int) float64 {
	return round(c.top + plotHeight - float64(tasks)/float64(c.most)*plotHeight)
}

func round(v float64) float64 { return math.Round(v*10) / 10 }

// draw writes the picture, without the element around it.
func (c *chart) draw(m *markup) {
	c.patterns(m)
	c.legend(m)
	c.grid(m)
	base := make([]int, len(c.Samples))
	for i, s := range c.series {
		c.area(m, s, base, i, false)
		for j, st := range s.steps {
			base[j] += st.running
		}
	}
	for i, s := range c.series {
		c.area(m, s, base, i, true)
		for j, st := range s.steps {
			base[j] += st.pending
		}
	}
	c.marks(m)
	c.lane(m)
}

// patterns tell deployments apart without colour: plain, stripes, dots, crosses.
func (c *chart) patterns(m *markup) {
	m.put("<defs>")
	for i := range min(len(c.series), looks) {
		m.put(`<pattern id="p%s-%d" width="8" height="8" patternUnits="userSpaceOnUse"`, c.id, i)
		if i == 0 {
			m.put(` patternTransform="rotate(45)"`)
		}
		m.put(`><rect class="d%d" width="8" height="8"/>`, i)
		switch i {
		case 0:
			m.put(`<rect class="ink" width="2" height="8"/>`)
		case 2:
			m.put(`<circle class="ink" cx="4" cy="4" r="1.6"/>`)
		case 3:
			m.put(`<path class="line" d="M0 0L8 8M8 0L0 8"/>`)
		}
		m.put(`</pattern>`)
	}
	m.put(`<pattern id="w%s" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="wait" width="6" height="6"/>`+
		`<circle class="dot" cx="3" cy="3" r="1.2"/></pattern></defs>`, c.id)
}

// grid is the axes: tasks upwards, time to the right.
func (c *chart) grid(m *markup) {
	every := max(1, (c.most+4)/5)
	for n := 0; n <= c.most; n += every {
		m.put(`<path class="grid" d="M%g %gH%g"/><text class="tick" x="%g" y="%g" text-anchor="end">%d</text>`,
			left, c.y(n), c.width-right, left-6, c.y(n)+4, n)
	}
	bottom := c.top + plotHeight + laneHeight
	span := c.end.Sub(c.began)
	for at, step := time.Duration(0), tick(span); at <= span; at += step {
		x, anchor := c.x(c.began.Add(at)), "middle"
		if x > c.width-right-20 {
			anchor = "end"
		}
		m.put(`<path class="grid" d="M%g %gV%g"/><text class="tick" x="%g" y="%g" text-anchor="%s">%s</text>`,
			x, c.top+plotHeight, bottom+4, x, bottom+18, anchor, render.Span(at))
	}
}

// tick is the time between two marks of the axis: at most seven of them.
func tick(span time.Duration) time.Duration {
	for _, s := range []int{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200} {
		if d := time.Duration(s) * time.Second; span <= 7*d {
			return d
		}
	}
	return max(span/5, time.Second).Round(time.Second)
}

// area draws the tasks of one deployment as steps upon base.
func (c *chart) area(m *markup, s series, base []int, look int, pending bool) {
	any := false
	var upper, lower []string
	for j, st := range s.steps {
		n, to := st.running, c.end
		if pending {
			n = st.pending
		}
		if j+1 < len(s.steps) {
			to = s.steps[j+1].at
		}
		any = any || n > 0
		from, until := c.x(st.at), c.x(to)
		if c.Past { // nobody knows how long it was so: a bar at that moment
			from, until = from-barWidth, from
		}
		upper = append(upper, fmt.Sprintf("%g %g %g %g", from, c.y(base[j]+n), until, c.y(base[j]+n)))
		lower = append(lower, fmt.Sprintf("%g %g %g %g", until, c.y(base[j]), from, c.y(base[j])))
	}
	if !any {
		return
	}
	slices.Reverse(lower)
	fill, what := fmt.Sprintf("p%s-%d", c.id, look%looks), " running"
	if pending {
		fill, what = fmt.Sprintf("w%s", c.id), " pending"
	}
	m.put(`<polygon class="area" fill="url(#%s)" points="`, fill)
	for _, p := range append(upper, lower...) {
		m.put("%s ", p)
	}
	m.put(`"><title>`)
	m.text(s.label + what)
	m.put("</title></polygon>")
}

// marks are the moments that have a name. Labels take turns between two lines, so
// that neighbours do not cover one another.
func (c *chart) marks(m *markup) {
	marks := slices.Clone(c.Marks)
	sort.SliceStable(marks, func(i, j int) bool { return marks[i].At.Before(marks[j].At) })
	for i, mark := range marks {
		x, y := c.x(mark.At), c.top-30+float64(i%2)*15
		anchor, dx := "end", -4.0
		if x < c.width/2 {
			anchor, dx = "start", 4
		}
		m.put(`<path class="mark" d="M%g %gV%g"/><text class="name" x="%g" y="%g" text-anchor="%s">`,
			x, y-9, c.top+plotHeight, x+dx, y, anchor)
		m.text(shorten(mark.Name, 24) + " " + render.Span(mark.At.Sub(c.began)))
		m.put("</text>")
	}
}

// lane is what happened: a tick for each event, a cross for each task that stopped.
func (c *chart) lane(m *markup) {
	y := c.top + plotHeight + 12
	for _, n := range c.Events {
		m.put(`<circle class="said" cx="%g" cy="%g" r="3"><title>`, c.x(n.At), y)
		m.text(n.Text)
		m.put("</title></circle>")
	}
	for _, l := range c.Stopped {
		m.put(`<path class="lost" d="%s"><title>`, cross(c.x(l.At), y))
		m.text("task " + l.Task + ": " + l.Reason)
		m.put("</title></path>")
	}
}

func cross(x, y float64) string {
	return fmt.Sprintf("M%g %gl8 8m0 -8l-8 8", round(x-4), round(y-4))
}
