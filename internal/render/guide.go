package render

import (
	"io"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// Guide writes the page of a cause.
func Guide(w io.Writer, g watch.Guide) error {
	s := style{page: 78}
	lines := []string{strings.ToUpper(g.Code), ""}
	lines = append(lines, wrap(sentence(g.Title)+" "+sentence(g.Why), s.page)...)
	for _, part := range []struct {
		title string
		items []string
	}{
		{"WHAT ECS SAYS", g.Looks}, {"HOW TO FIND OUT", g.Find}, {"WHAT HELPS, ANY OF", g.Fix},
	} {
		if len(part.items) == 0 {
			continue
		}
		lines = append(lines, "", part.title)
		for _, item := range part.items {
			lines = append(lines, s.hang("  - ", "    ", item)...)
		}
	}
	lines = append(lines, "", "AWS'S OWN PAGE", "  "+g.Page, "  "+g.URL, "")
	_, err := io.WriteString(w, strings.Join(lines, "\n"))
	return err
}

// sentence begins a text with a capital letter and ends it with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// guideLine is the JSON document of [GuideJSON].
type guideLine struct {
	Schema string   `json:"schema"`
	Cause  string   `json:"cause"`
	Title  string   `json:"title"`
	Why    string   `json:"why"`
	Looks  []string `json:"looks"`
	Find   []string `json:"find"`
	Fix    []string `json:"fix"`
	Page   string   `json:"page"`
	URL    string   `json:"url"`
}

// GuideJSON writes the page of a cause as one JSON document.
func GuideJSON(w io.Writer, g watch.Guide) error {
	return document(w, guideLine{
		Schema, g.Code, g.Title, g.Why, orEmpty(g.Looks), orEmpty(g.Find), orEmpty(g.Fix), g.Page, g.URL,
	})
}
