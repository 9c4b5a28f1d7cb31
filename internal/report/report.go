// Package report draws the account of a run: as one HTML page that needs nothing
// else, and as a picture.
//
// Start at [HTML] or [SVG]. Both get what render.NewAccount gathers and give a whole
// document; neither asks the network for anything or runs a script. Every text goes
// through one escaping writer, [markup].
package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ecs-steady/steady/internal/render"
)

// markup is HTML or SVG that is being written.
type markup struct{ b strings.Builder }

// put writes markup of our own; the values in it are numbers.
func (m *markup) put(format string, values ...any) { fmt.Fprintf(&m.b, format, values...) }

// text writes a text that may come from anywhere.
func (m *markup) text(text string) { m.b.WriteString(escape(text)) }

// element writes an element that holds text only; open is its tag with attributes.
func (m *markup) element(open, text string) {
	name, _, _ := strings.Cut(open, " ")
	m.put("<%s>", open)
	m.text(text)
	m.put("</%s>", name)
}

// escape makes a text fit for the content of elements and for quoted attributes.
func escape(text string) string {
	entities := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")
	return entities.Replace(render.Clean(text))
}

// SVG draws the tasks of each service over time, one picture below another.
func SVG(a render.Account) []byte {
	var m markup
	height := 0.0
	for i, c := range a.Chapters {
		if c.Missed != "" && len(c.Failure) == 0 {
			continue // there is nothing to draw
		}
		height += newChart(c, strconv.Itoa(i), pageWidth).height() + headRoom
	}
	m.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" height="%g" role="img">`,
		pageWidth, max(height, headRoom), pageWidth, max(height, headRoom))
	m.put("\n<title>")
	m.text(headline(a))
	m.put("</title>\n<style>%s</style>\n<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n", chartStyle)
	y := 0.0
	for i, c := range a.Chapters {
		if c.Missed != "" && len(c.Failure) == 0 {
			continue
		}
		m.put(`<text class="head" x="12" y="%g">`, y+22)
		m.text(shorten(c.Headline, 88))
		m.put("</text>\n")
		chart := newChart(c, strconv.Itoa(i), pageWidth)
		m.put(`<g transform="translate(0 %g)">`, y+headRoom)
		chart.draw(&m)
		m.put("</g>\n")
		y += headRoom + chart.height()
	}
	if len(a.Chapters) == 0 {
		m.put(`<text class="head" x="12" y="22">`)
		m.text(headline(a))
		m.put("</text>\n")
	}
	m.put("</svg>\n")
	return []byte(m.b.String())
}

// headline says how the run ended.
func headline(a render.Account) string {
	switch len(a.Chapters) {
	case 0:
		if len(a.Failure) > 0 {
			return a.Failure[0]
		}
		return "nothing happened"
	case 1:
		return a.Chapters[0].Headline
	}
	counts, order := map[string]int{}, []string{}
	for _, c := range a.Chapters {
		word := ending(c)
		if counts[word]++; counts[word] == 1 {
			order = append(order, word)
		}
	}
	var parts []string
	for _, word := range order {
		parts = append(parts, fmt.Sprintf("%d %s", counts[word], word))
	}
	return fmt.Sprintf("%d services: %s", len(a.Chapters), strings.Join(parts, ", "))
}

// ending is how a service ended, in a word or two.
func ending(c render.Chapter) string {
	if c.Verdict == "" {
		return "not watched to the end"
	}
	return strings.ReplaceAll(c.Verdict, "_", " ")
}

func shorten(text string, limit int) string {
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return text
}

// words say what the picture shows.
func (c *chart) words() string {
	text := ""
	for _, s := range c.series {
		last := s.steps[len(s.steps)-1]
		if c.Past {
			text += fmt.Sprintf("%s: %d running when it was last told. ", s.label, last.running)
			continue
		}
		text += fmt.Sprintf("%s: %d running at first, %d at the end. ", s.label, s.steps[0].running, last.running)
	}
	for _, mark := range c.Marks {
		text += fmt.Sprintf("%s after %s. ", mark.Name, render.Span(mark.At.Sub(c.began)))
	}
	return text + fmt.Sprintf("%d tasks stopped by failure.", len(c.Stopped))
}
