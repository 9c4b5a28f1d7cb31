package report

import (
	"fmt"
	"time"

	"github.com/ecs-steady/steady/internal/render"
)

func (m *markup) deployments(c render.Chapter) {
	m.put("<h3>Deployments at the end</h3>\n")
	caption := "As ECS listed them last"
	if c.Past {
		caption = "As ECS tells of them"
	}
	m.open(caption, "Deployment", "Revision", "State", "#Desired", "#Pending", "#Running", "#Failed")
	for _, r := range c.Samples[len(c.Samples)-1].Rows {
		m.put("<tr>")
		m.element(`th scope="row"`, r.Status)
		m.element("td", r.Revision)
		m.element("td", r.State)
		failed := fmt.Sprint(r.Failed)
		if r.Failed < 0 {
			failed = "-"
		}
		m.put(`<td class="n">%d</td><td class="n">%d</td><td class="n">%d</td><td class="n">%s</td></tr>`+"\n",
			r.Desired, r.Pending, r.Running, failed)
	}
	m.put("</tbody></table></div>\n")
}

func (m *markup) stopped(c render.Chapter) {
	if len(c.Stopped) == 0 {
		return
	}
	m.put("<h3>Stopped tasks</h3>\n<ul class=\"tasks\">")
	for _, l := range c.Stopped {
		m.put("<li>")
		m.element("code", l.Task)
		m.text(" of " + l.Revision + ": " + l.Reason)
		if l.Code != "" {
			m.put(" <small>")
			m.text(l.Code)
			m.put("</small>")
		}
		if len(l.Log) > 0 {
			m.put("<details><summary>Last lines of ")
			m.text(l.Container)
			m.put("</summary>")
			m.log(l.Log)
			m.put("</details>")
		}
		m.put("</li>\n")
	}
	m.put("</ul>\n")
}

func (m *markup) events(c render.Chapter) {
	if len(c.Events) == 0 {
		return
	}
	m.put("<h3>Events</h3>\n")
	m.open("What ECS said, UTC", "Time", "Event")
	for _, n := range c.Events {
		m.put(`<tr><td class="n"><time>%s</time></td>`, n.Said.UTC().Format(time.TimeOnly))
		m.element("td", n.Text)
		m.put("</tr>\n")
	}
	m.put("</tbody></table></div>\n")
}
