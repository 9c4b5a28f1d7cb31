//go:build unix

package bench

import (
	"bytes"
	"fmt"
	"math"
)

// line is one line of a picture: a cost for each number of services.
type line struct {
	name   string
	points []point
}

type point struct{ services, cost float64 }

func (l *line) add(services int, cost float64) {
	l.points = append(l.points, point{float64(services), cost})
}

// The size of the picture and the room around the lines, in pixels.
const (
	width, height         = 720, 320
	left, right, up, down = 60, 20, 40, 50
)

// plot draws lines over the number of services, which grows tenfold from mark to
// mark; the cost begins at zero.
func plot(lines []line) []byte {
	first, last, top := math.Inf(1), 0.0, 0.0
	for _, l := range lines {
		for _, p := range l.points {
			first, last, top = min(first, p.services), max(last, p.services), max(top, p.cost)
		}
	}
	step := math.Pow(10, math.Floor(math.Log10(top)))
	if top/step < 4 {
		step /= 2
	}
	top = step * math.Ceil(top/step+0.5)
	x := func(services float64) float64 {
		return left + (width-left-right)*math.Log(services/first)/math.Log(last/first)
	}
	y := func(cost float64) float64 { return height - down - (height-up-down)*cost/top }

	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+
		"\n"+`<rect width="100%%" height="100%%" fill="#fff"/>`+"\n", width, height)
	for cost := 0.0; cost <= top; cost += step {
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g</text>`+"\n",
			left, y(cost), width-right, left-6, y(cost)+4, cost)
	}
	for _, p := range lines[0].points {
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%g</text>`+"\n", x(p.services), height-down+18, p.services)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">services of ten tasks</text>`+"\n", width/2, height-10)
	fmt.Fprintf(&b, `<text x="%d" y="16">µs of CPU an event</text>`+"\n", left-6)
	for i, l := range lines {
		colour := []string{"#06c", "#c50", "#666"}[i%3]
		fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", through(l.points, x, y), colour)
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="%s">%s</text>`+"\n", left+[]int{120, 250, 420}[i%3], 16, colour, l.name)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// through is the path through the points.
func through(points []point, x, y func(float64) float64) string {
	var b bytes.Buffer
	for i, p := range points {
		fmt.Fprintf(&b, "%c%.1f %.1f", "ML"[min(i, 1)], x(p.services), y(p.cost))
	}
	return b.String()
}
