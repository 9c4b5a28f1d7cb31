package render

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/service"
)

// PastMarkdown tells of a past deployment as [NewPastAccount] does, in Markdown.
func PastMarkdown(p Past, h Heading, opts Options) string {
	var b strings.Builder
	account := NewPastAccount(p, h, opts)
	c, glyph := account.Chapters[0], "❌"
	switch {
	case c.Good:
		glyph = "✅"
	case p.Record.Ending == service.InProgress:
		glyph = "⏳"
	}
	fmt.Fprintf(&b, "### %s %s\n\n| | |\n|---|---|\n", glyph, plainText(c.Headline))
	row := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", cell(name), text)
		}
	}
	row("Cluster", code(h.Cluster)+place(h.Region))
	row("Revision", code(c.To))
	for _, f := range c.Facts {
		row(f.Label, cell(f.Text))
	}
	b.WriteString("\n")
	if c.Production != "" {
		fmt.Fprintf(&b, "**Production:** %s\n\n", plainText(c.Production))
	}
	for _, cause := range p.Outcome.Causes {
		if !c.Good {
			why(&b, cause)
		}
	}
	for _, l := range c.Stopped {
		fmt.Fprintf(&b, "- task %s of %s: %s\n", code(l.Task), code(l.Revision), cell(l.Reason))
	}
	if len(c.Stopped) > 0 {
		b.WriteString("\n")
	}
	(&result{messages: p.messages()}).log(&b)
	for _, known := range c.Known {
		fmt.Fprintf(&b, "%s\n\n", plainText(known))
	}
	return cutMarkdown(b.String())
}
