package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecs-steady/steady/internal/forecast"
)

// forecast says whether a rollout can settle, why, and with which changes it would.
func (s style) forecast(f forecast.Forecast) []string {
	lines := []string{"  Forecast: " + s.foretold(f)}
	mark := map[forecast.Verdict]string{forecast.Settles: s.done(), forecast.Blocked: s.failed()}[f.Verdict]
	if mark == "" {
		mark = s.warn()
	}
	item := func(mark, text string) {
		lines = append(lines, s.hang("    "+mark+" ", "      ", sentence(Clean(text)))...)
	}
	for _, text := range f.Reasons {
		item(mark, text)
	}
	for _, text := range f.Warnings {
		item(s.warn(), text)
	}
	for _, text := range timersOf(f) {
		item("·", text)
	}
	for _, text := range f.Assumptions {
		item("·", "assumed: "+text)
	}
	if len(f.Fixes) == 0 {
		return lines
	}
	wide := 0
	for _, fix := range f.Fixes {
		wide = max(wide, width(Clean(fix.Text)))
	}
	lines = append(lines, "", "  With any of these it would settle:")
	for _, fix := range f.Fixes {
		first := "    " + pad(Clean(fix.Text), wide) + "  "
		lines = append(lines, s.hang(first, strings.Repeat(" ", wide+6), noteOf(fix))...)
	}
	return lines
}

// ForecastFields say in an error why a rollout cannot settle, and with which changes
// it would.
func ForecastFields(f forecast.Forecast) []Field {
	var fields []Field
	add := func(label string, texts []string) {
		for i, text := range texts {
			if i > 0 {
				label = ""
			}
			fields = append(fields, Field{label, text})
		}
	}
	fixes := make([]string, len(f.Fixes))
	for i, fix := range f.Fixes {
		if fixes[i] = fix.Text; noteOf(fix) != "" {
			fixes[i] += ": " + noteOf(fix)
		}
	}
	add("Why", f.Reasons)
	add("Fix, any", fixes)
	return fields
}

// foretold is the verdict in a few words.
func (s style) foretold(f forecast.Forecast) string {
	switch f.Verdict {
	case forecast.Settles:
		return s.paint(green, "settles")
	case forecast.Blocked:
		return s.paint(red, "cannot settle") + " (" + Clean(f.Cause) + ")"
	}
	return s.paint(yellow, "unknown") + causeIn(f)
}

func causeIn(f forecast.Forecast) string {
	if f.Cause == "" || f.Cause == forecast.CauseUnknown {
		return ""
	}
	return " (" + Clean(f.Cause) + ")"
}

// noteOf says what a fix costs.
func noteOf(fix forecast.Fix) string {
	note := Clean(fix.Note)
	if fix.Outage && !strings.Contains(note, "outage") {
		note = strings.TrimPrefix(note+"; a short outage", "; ")
	}
	return note
}

// timersOf say what takes time, by settings and by what past rollouts took.
func timersOf(f forecast.Forecast) []string {
	var out []string
	if f.Drain > 0 {
		out = append(out, "old tasks drain for up to "+duration(f.Drain))
	}
	if f.Shift > 0 {
		out = append(out, "the traffic shifts and bakes for at least "+duration(f.Shift))
	}
	switch r := f.Took; {
	case r == nil || r.Longest < time.Second: // of a fast simulator, perhaps
	case r.Rollouts == 1:
		out = append(out, "the last rollout took "+duration(r.Longest))
	default:
		out = append(out, fmt.Sprintf("the last %d rollouts took %s to %s",
			r.Rollouts, duration(r.Shortest), duration(r.Longest)))
	}
	return out
}

// forecastMarkdown writes the same for a pull request.
func forecastMarkdown(b *strings.Builder, f *forecast.Forecast) {
	if f == nil {
		return
	}
	fmt.Fprintf(b, "**Forecast: %s**\n\n", plainText(style{}.foretold(*f)))
	for _, texts := range [][]string{f.Reasons, f.Warnings, timersOf(*f)} {
		for _, text := range texts {
			fmt.Fprintf(b, "- %s\n", plainText(sentence(Clean(text))))
		}
	}
	for _, text := range f.Assumptions {
		fmt.Fprintf(b, "- Assumed: %s\n", plainText(Clean(text)))
	}
	b.WriteString("\n")
	if len(f.Fixes) == 0 {
		return
	}
	b.WriteString("With any of these it would settle:\n\n")
	for _, fix := range f.Fixes {
		fmt.Fprintf(b, "- %s", code(fix.Text))
		if note := noteOf(fix); note != "" {
			b.WriteString(": " + plainText(note))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
}

// forecastLine is a forecast in JSON. Durations are in seconds.
type forecastLine struct {
	Verdict       string    `json:"verdict"` // settles, blocked, unknown
	Cause         string    `json:"cause,omitempty"`
	Also          []string  `json:"also,omitempty"` // causes that it may come to instead
	Reasons       []string  `json:"reasons"`
	Warnings      []string  `json:"warnings"`
	Assumptions   []string  `json:"assumptions"`
	NewDeployment bool      `json:"new_deployment"`
	MinRunning    int       `json:"min_running"`
	MaxTasks      int       `json:"max_tasks"`
	Waves         []int     `json:"waves"`
	Drain         float64   `json:"drain_s"`
	Shift         float64   `json:"shift_s,omitempty"` // traffic, at least
	Took          *tookLine `json:"took,omitempty"`    // past rollouts
	Fixes         []fixLine `json:"fixes"`
}

type tookLine struct {
	Shortest float64 `json:"shortest_s"`
	Longest  float64 `json:"longest_s"`
	Rollouts int     `json:"rollouts"`
}

type fixLine struct {
	Kind   string `json:"kind"`
	Value  int    `json:"value"`
	Text   string `json:"text"`
	Note   string `json:"note,omitempty"`
	Outage bool   `json:"outage"`
}

func forecastOf(f *forecast.Forecast) *forecastLine {
	if f == nil {
		return nil
	}
	line := forecastLine{
		Verdict: string(f.Verdict), Cause: f.Cause, Also: f.Also, Reasons: orEmpty(f.Reasons), Warnings: orEmpty(f.Warnings),
		Assumptions: orEmpty(f.Assumptions), NewDeployment: f.NewDeployment, MinRunning: f.MinRunning,
		MaxTasks: f.MaxTasks, Waves: append([]int{}, f.Waves...), Drain: seconds(f.Drain), Shift: seconds(f.Shift),
		Fixes: []fixLine{},
	}
	if r := f.Took; r != nil {
		shortest, longest := r.Shortest.Round(time.Millisecond), r.Longest.Round(time.Millisecond)
		line.Took = &tookLine{seconds(shortest), seconds(longest), r.Rollouts}
	}
	for _, fix := range f.Fixes {
		line.Fixes = append(line.Fixes, fixLine{string(fix.Kind), fix.Value, fix.Text, fix.Note, fix.Outage})
	}
	return &line
}
