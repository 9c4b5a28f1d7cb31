package render

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// How much a block shows of what can be long; JSON has all of it.
const (
	blockLines = 24 // of a whole block
	mostSaid   = 6  // lines of ECS's own words
	mostLogged = 8  // lines of a log
	mostFree   = 5  // instances
)

// furtherReading ends many of ECS's sentences.
var furtherReading = lazily(`\s*For more information, see the Troubleshooting section of .*$`)

// cause sets out one cause in at most room lines: ECS's own words first, then our
// reading of them. The log gives way first: its end says most.
func (o Options) cause(c watch.Cause, room int) []string {
	lines := append(o.seen(c), o.read(c)...)
	rest := append(o.notes(c), o.fixes(c)...)
	logged := o.logged(c, min(mostLogged, max(2, room-len(lines)-len(rest))))
	return append(append(lines, logged...), rest...)
}

// also sets out a cause that is not the first in a few lines.
func (o Options) also(c watch.Cause) []string {
	s := o.style()
	lines := s.section("Also", Clean(c.Title)+" ("+Clean(c.Code)+")")
	return append(append(lines, o.stopped(c)...), o.read(c)...)
}

// seen is what was seen of a cause: which tasks, and what ECS says.
func (o Options) seen(c watch.Cause) []string {
	lines, s := o.stopped(c), o.style()
	if c.Says == "" {
		return lines
	}
	said := s.section("ECS says", furtherReading().ReplaceAllString(Clean(c.Says), ""))
	if len(said) > mostSaid {
		said = said[:mostSaid]
		said[mostSaid-1] += " …"
	}
	return append(lines, said...)
}

// stopped counts the tasks that stopped by a cause, with how long they ran. Those
// that still drain have failed, but not stopped.
func (o Options) stopped(c watch.Cause) []string {
	n := max(c.Stopped, len(c.Tasks))
	if c.Stopped == 0 {
		n = max(c.Count, len(c.Tasks))
	}
	if n == 0 || c.Stopped == 0 && (len(c.Tasks) == 0 || c.Code == "port-conflict") {
		return nil // an event alone, or the task that holds the port: the reading names it
	}
	text, verb := plural(n, "task"), "stopped"
	if n > c.Stopped {
		verb = "failed"
	}
	switch low, high := o.scale(c.Shortest), o.scale(c.Longest); {
	case c.Stopped == 0:
	case high == 0:
		text = fmt.Sprintf("%d %s before %s started", n, verb, map[bool]string{true: "it", false: "they"}[n == 1])
	case duration(low) == duration(high):
		text = fmt.Sprintf("%d %s, %s after start", n, verb, duration(high))
	default:
		text = fmt.Sprintf("%d %s, %s to %s after start", n, verb, duration(low), duration(high))
	}
	return o.style().section("Tasks", text+named(c.Tasks, n))
}

// read is our reading of a cause, and what is left of the instances.
func (o Options) read(c watch.Cause) []string {
	s := o.style()
	var lines []string
	if c.Why != "" {
		label := "Why"
		if c.Likely {
			label = "Likely"
		}
		lines = append(lines, s.section(label, Clean(c.Why))...)
	}
	for i, row := range free(c.Free[:min(len(c.Free), mostFree)], s.page-width(s.label("Free now"))-1) {
		label := ""
		if i == 0 {
			label = "Free now"
		}
		lines = append(lines, s.label(label)+" "+row)
	}
	if more := len(c.Free) - mostFree; more > 0 {
		lines = append(lines, s.label("")+" "+fmt.Sprintf("and %s with less", plural(more, "instance")))
	}
	return lines
}

// free are instances with what is left of them, in columns as wide as need be. Where
// room is short, their zones and then their EC2 ids give way to the numbers.
func free(instances []watch.Instance, room int) []string {
	cells := make([][]string, len(instances))
	var widths [5]int
	for i, free := range instances {
		cells[i] = []string{
			short(free.ID), Clean(free.EC2), Clean(free.Zone), fmt.Sprint(free.CPU), fmt.Sprint(free.Memory),
		}
		for k, cell := range cells[i] {
			widths[k] = max(widths[k], width(cell))
		}
	}
	for _, k := range []int{2, 1} {
		if len("  cpu   memory ")+widths[0]+2+widths[1]+2+widths[2]+widths[3]+widths[4] > room {
			widths[k] = 0
		}
	}
	rows := make([]string, len(cells))
	for i, row := range cells {
		for k, name := range row[:3] {
			if widths[k] > 0 {
				rows[i] += pad(name, widths[k]) + "  "
			}
		}
		rows[i] += fmt.Sprintf("cpu %*d  memory %*d", widths[3], instances[i].CPU, widths[4], instances[i].Memory)
	}
	return rows
}

// logged are the last lines of a container, at most so many.
func (o Options) logged(c watch.Cause, most int) []string {
	if c.Log == nil {
		return nil
	}
	s := o.style()
	var lines []string
	for i, line := range c.Log.Lines[max(0, len(c.Log.Lines)-most):] {
		label := ""
		if i == 0 {
			label = "Log"
		}
		lines = append(lines, s.line(s.label(label)+" "+quoted(line), s.page))
	}
	return lines
}

// quoted is a line of a log, marked as foreign. The mark also keeps it from
// starting a line, where a CI runner would obey it.
func quoted(text string) string { return "| " + cut(Clean(text), watch.LogColumns, "…") }

func (o Options) notes(c watch.Cause) []string {
	var lines []string
	for _, note := range c.Notes {
		lines = append(lines, o.style().section("Note", Clean(note))...)
	}
	return lines
}

func (o Options) fixes(c watch.Cause) []string {
	s := o.style()
	var lines []string
	for i, fix := range c.Fix {
		label := "Fix"
		switch {
		case i > 0:
			label = ""
		case len(c.Fix) > 1:
			label = "Fix, any"
		}
		lines = append(lines, s.remedy(label, Clean(fix))...)
	}
	return lines
}

// remedy sets a fix. A command in it stands on a line of its own and is never
// broken: people copy it.
func (s style) remedy(label, fix string) []string {
	i := strings.Index(fix, awsCommand)
	if i < 0 || i > 0 && !strings.HasSuffix(fix[:i], ": ") {
		return s.section(label, fix)
	}
	var lines []string
	if i > 0 {
		lines, label = s.section(label, strings.TrimSpace(fix[:i])), ""
	}
	return append(lines, s.label(label)+" "+fix[i:])
}

// awsCommand begins the commands that fixes hold, after a colon if there are words
// before.
const awsCommand = "aws "

// named lists at most three ids of n tasks.
func named(ids []string, n int) string {
	if len(ids) == 0 {
		return ""
	}
	shown := ids[:min(len(ids), 3)]
	var names []string
	for _, id := range shown {
		names = append(names, short(id))
	}
	text := " (" + strings.Join(names, ", ")
	if n > len(shown) {
		text += fmt.Sprintf(" and %d more", n-len(shown))
	}
	return text + ")"
}

// goesOn says what ECS does with a deployment that keeps failing: without a
// circuit breaker it never gives up (Developer Guide, How the Amazon ECS deployment
// circuit breaker detects failures).
func goesOn(out watch.Outcome) string {
	stopped := 0
	for _, c := range out.Causes {
		stopped += c.Stopped
	}
	switch {
	case out.Verdict != watch.Stuck && out.Verdict != watch.TimedOut || stopped == 0:
		return ""
	case out.State.Last.CircuitBreaker:
		return fmt.Sprintf(" %s stopped so far; ECS goes on until the circuit breaker trips.", plural(stopped, "task"))
	}
	return fmt.Sprintf(" %s stopped so far; the circuit breaker is off: ECS will go on.", plural(stopped, "task"))
}
