package report

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ecs-steady/steady/internal/render"
)

// mostSamples is how many rows the table under a picture has at the most.
const mostSamples = 150

// HTML writes the account as one page: how it ended first, then why, then what
// happened. It asks for nothing else, says so to the browser, and runs no script.
func HTML(a render.Account) []byte {
	var m markup
	m.put("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		`<meta name="viewport" content="width=device-width, initial-scale=1">` + "\n" +
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">` +
		"\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n")
	m.element("title", headline(a)+" - steady")
	m.put("\n<style>%s%s</style>\n</head>\n<body>\n<main>\n", pageStyle, chartStyle)
	m.top(a)
	if len(a.Chapters) > 1 {
		m.overview(a)
	}
	for i, c := range a.Chapters {
		if c.Missed != "" && len(c.Failure) == 0 {
			continue // its row says it all
		}
		m.chapter(c, i, len(a.Chapters) > 1)
	}
	m.put("<footer><p>")
	if len(a.Chapters) == 1 && a.Chapters[0].Past {
		m.text(fmt.Sprintf("steady %s, read at %s UTC", a.Version, a.Ended.UTC().Format(time.DateTime)))
	} else {
		m.text(fmt.Sprintf("steady %s, %s to %s UTC, exit code %d", a.Version, a.Began.UTC().Format(time.DateTime),
			a.Ended.UTC().Format(time.TimeOnly), a.Exit))
	}
	m.put("</p></footer>\n</main>\n</body>\n</html>\n")
	return []byte(m.b.String())
}

// top is the verdict of the run.
func (m *markup) top(a render.Account) {
	class, glyph := "good", "✓"
	for _, c := range a.Chapters {
		switch {
		case c.Past && c.Verdict == "in_progress":
			class, glyph = "over", "…"
		case !c.Good:
			class, glyph = "bad", "✗"
		}
	}
	if len(a.Failure) > 0 {
		class, glyph = "bad", "✗"
	}
	m.put(`<header><p class="over">`)
	text := "steady"
	if len(a.Chapters) > 0 {
		text = a.Chapters[0].Verb + " in " + a.Chapters[0].Place
	}
	if a.Simulated {
		text += " (simulated)"
	}
	m.text(text)
	m.put(`</p><h1 class="%s"><span aria-hidden="true">%s</span> `, class, glyph)
	m.text(headline(a))
	m.put("</h1>\n")
	if len(a.Failure) > 0 {
		m.put(`<ul class="failure">`)
		for _, line := range a.Failure {
			m.element("li", line)
		}
		m.put("</ul>\n")
	}
	m.put("</header>\n")
}

// open begins a table; columns that hold numbers are named with a leading '#'.
func (m *markup) open(caption string, columns ...string) {
	m.put(`<div class="wide" tabindex="0"><table>`)
	m.element("caption", caption)
	m.put("<thead><tr>")
	for _, c := range columns {
		if c[0] == '#' {
			m.element(`th scope="col" class="n"`, c[1:])
			continue
		}
		m.element(`th scope="col"`, c)
	}
	m.put("</tr></thead><tbody>\n")
}

func (m *markup) chapter(c render.Chapter, index int, several bool) {
	m.put(`<section id="s%d">`, index)
	if several {
		m.put(`<h2 class="%s">`, map[bool]string{true: "good", false: "bad"}[c.Good])
		m.text(c.Headline)
		m.put("</h2>\n")
	}
	m.facts(c)
	if !c.Good {
		m.failure(c)
	}
	if len(c.Samples) > 0 || c.Past {
		m.picture(c, index)
	}
	for _, known := range c.Known {
		m.element("p", known)
		m.put("\n")
	}
	if len(c.Samples) > 0 {
		m.deployments(c)
	}
	m.stopped(c)
	m.events(c)
	m.put("</section>\n")
}

// facts are what was to be done, in a list of names and values.
func (m *markup) facts(c render.Chapter) {
	m.put("<dl class=\"facts\">")
	fact := func(name, value string) {
		if value != "" {
			m.put("<div>")
			m.element("dt", name)
			m.element("dd", value)
			m.put("</div>")
		}
	}
	fact("Service", c.Service)
	revision := c.To
	if c.From != "" && c.From != c.To {
		revision = c.From + " → " + c.To
	}
	fact("Revision", revision)
	fact("Changed", c.Changed)
	fact("Time", render.Span(c.Took))
	if c.Verdict != "" && !c.Past {
		fact("Exit code", fmt.Sprint(c.Exit))
	}
	for _, f := range c.Facts {
		fact(f.Label, f.Text)
	}
	m.put("</dl>\n")
}

// failure answers in this order: is production alive, why, how to mend it, what to
// type next.
func (m *markup) failure(c render.Chapter) {
	if len(c.Failure) > 0 {
		m.put(`<ul class="failure">`)
		for _, line := range c.Failure {
			m.element("li", line)
		}
		m.put("</ul>\n")
	}
	if c.Production == "" && len(c.Causes)+len(c.Next) == 0 {
		return
	}
	m.put(`<div class="why">`)
	m.line("State now", c.Production)
	for _, r := range c.Causes {
		m.element("h3", r.Title+" ("+r.Code+")")
		if r.Says != "" {
			m.put("<p><b>ECS says</b></p><blockquote>")
			m.text(r.Says)
			m.put("</blockquote>")
		}
		m.line(map[bool]string{true: "Likely", false: "Why"}[r.Likely], r.Why)
		m.line("Written at", r.Where)
		if len(r.Lines) > 0 {
			m.line("Log", r.Log)
			m.log(r.Lines)
		}
		if len(r.Fix) > 0 {
			m.put("<p><b>%s</b></p><ul>", map[bool]string{true: "Fix, any of", false: "Fix"}[len(r.Fix) > 1])
			for _, fix := range r.Fix {
				m.element("li", fix)
			}
			m.put("</ul>")
		}
		for _, note := range r.Notes {
			m.line("Note", note)
		}
	}
	for i, next := range c.Next {
		m.put("<p><b>%s</b> ", map[bool]string{true: "Next", false: "or"}[i == 0])
		m.element("code", next)
		m.put("</p>")
	}
	m.put("</div>\n")
}

func (m *markup) line(name, text string) {
	if text == "" {
		return
	}
	m.put("<p><b>%s</b> ", name)
	m.text(text)
	m.put("</p>")
}

func (m *markup) log(lines []string) {
	m.put(`<pre tabindex="0">`)
	for _, line := range lines {
		m.text(line)
		m.put("\n")
	}
	m.put("</pre>")
}

// drawing is a chart for screens of one class; the style shows one of them.
func (m *markup) drawing(class string, ch *chart) {
	m.put(`<svg class="%s" viewBox="0 0 %g %g" role="img" aria-labelledby="t%s e%s"><title id="t%s">`,
		class, ch.width, ch.height(), ch.id, ch.id, ch.id)
	m.text("Tasks of " + ch.Service + " over time")
	m.put(`</title><desc id="e%s">`, ch.id)
	m.text(ch.words())
	m.put("</desc>\n")
	ch.draw(m)
	m.put("</svg>\n")
}

// picture is the chart and, for those who do not see it, its numbers.
func (m *markup) picture(c render.Chapter, index int) {
	ch := newChart(c, strconv.Itoa(index), pageWidth)
	m.put("<h3>Tasks over time</h3>\n<figure>")
	m.drawing("broad", ch)
	m.drawing("phone", newChart(c, ch.id+"p", phoneWidth))
	m.put("</figure>\n")
	if c.Past {
		return // the next table has all that are known
	}
	m.put("<details><summary>The numbers of the picture</summary>\n")
	m.open("Tasks of each deployment", "#Time", "Deployment", "#Desired", "#Pending", "#Running", "#Failed")
	rows := 0
	for _, s := range c.Samples {
		for _, r := range s.Rows {
			if rows++; rows > mostSamples {
				continue
			}
			m.put(`<tr><td class="n">%s</td>`, render.Span(s.At.Sub(ch.began)))
			m.element("td", r.Revision)
			m.put(`<td class="n">%d</td><td class="n">%d</td><td class="n">%d</td><td class="n">%d</td></tr>`+"\n",
				r.Desired, r.Pending, r.Running, r.Failed)
		}
	}
	m.put("</tbody></table></div>\n")
	if rows > mostSamples {
		m.put("<p>%d more rows are left out.</p>\n", rows-mostSamples)
	}
	m.put("</details>\n")
}
