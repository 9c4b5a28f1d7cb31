package report

import "fmt"

// key is one entry of the legend and where it stands.
type key struct {
	label, fill string // fill "" stands for a task that stopped
	x, y        float64
}

// explain places the entries of the legend, in as many lines as the width asks for.
func (c *chart) explain() {
	x, y := left, 2.0
	add := func(label, fill string) {
		wide := 28 + float64(len([]rune(label)))*6.6
		if x > left && x+wide > c.width {
			x, y = left, y+legendLine
		}
		c.keys = append(c.keys, key{label, fill, round(x), y})
		x += wide + 20
	}
	running := " running"
	if c.Past {
		running = " running at that moment"
	}
	for i, s := range c.series {
		add(shorten(s.label, 28)+running, fmt.Sprintf("p%s-%d", c.id, i%looks))
	}
	if !c.Past || len(c.series) > 0 {
		add("pending", "w"+c.id)
	}
	if len(c.Stopped) > 0 {
		add("task stopped", "")
	}
	c.top = y + legendLine + marksRoom
}

func (c *chart) legend(m *markup) {
	for _, k := range c.keys {
		if k.fill == "" {
			m.put(`<path class="lost" d="%s"/>`, cross(k.x+11, k.y+6))
		} else {
			m.put(`<rect class="box" x="%g" y="%g" width="22" height="12" fill="url(#%s)"/>`, k.x, k.y, k.fill)
		}
		m.put(`<text class="key" x="%g" y="%g">`, round(k.x+28), k.y+10)
		m.text(k.label)
		m.put("</text>")
	}
}
