package report

import (
	"github.com/ecs-steady/steady/internal/render"
)

// overview has a row for each service, those that did not settle first.
func (m *markup) overview(a render.Account) {
	m.open("Services", "Service", "Ended", "Revision", "#Time", "#Exit")
	for _, rank := range []int{0, 1, 2} {
		for i, c := range a.Chapters {
			if rankOf(c) == rank {
				m.row(c, i)
			}
		}
	}
	m.put("</tbody></table></div>\n")
}

// rankOf is the place of a service: failures first, then what was not started.
func rankOf(c render.Chapter) int {
	switch {
	case c.Good:
		return 2
	case c.Missed != "" && len(c.Failure) == 0:
		return 1
	default:
		return 0
	}
}

// row is a service in the overview.
func (m *markup) row(c render.Chapter, i int) {
	glyph, class, rank := "✓", "good", rankOf(c)
	switch rank {
	case 0:
		glyph, class = "✗", "bad"
	case 1:
		m.put(`<tr><th scope="row">`)
		m.text(c.Service)
		m.put(`</th><td class="left" colspan="4">`)
		m.text(c.Missed)
		m.put("</td></tr>\n")
		return
	}
	m.put(`<tr><th scope="row"><a href="#s%d">`, i)
	m.text(c.Service)
	m.put(`</a></th><td class="%s">%s `, class, glyph)
	m.text(ending(c))
	if len(c.Causes) > 0 {
		m.text(" (" + c.Causes[0].Code + ")")
	}
	m.put("</td>")
	m.element("td", c.To)
	took := render.Span(c.Took)
	if c.Verdict == "unchanged" || len(c.Failure) > 0 {
		took = ""
	}
	m.put(`<td class="n">%s</td><td class="n">%d</td></tr>`+"\n", took, c.Exit)
}
