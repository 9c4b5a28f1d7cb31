package render

import (
	"fmt"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/ecs-steady/steady/watch"
)

// column is one column of a table; numbers stand at the right.
type column struct {
	name  string
	right bool
	least int // width it never falls below, so that columns do not jump
}

// table sets rows in columns, two spaces apart and without lines. Cells are
// clean; they may be coloured.
func table(columns []column, rows [][]string) ([]string, error) {
	var b strings.Builder
	align := make([]tw.Align, len(columns))
	head := make([]string, len(columns))
	for i, c := range columns {
		align[i] = tw.AlignLeft
		head[i] = pad(c.name, c.least)
		if c.right {
			align[i] = tw.AlignRight
		}
	}
	// Everything the library would do to the text on its own is off: it splits
	// words in headers, wraps cells and asks the locale for widths.
	plainCell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
		Padding:    tw.CellPadding{Global: tw.Padding{Right: "  ", Overwrite: true}},
		Alignment:  tw.CellAlignment{PerColumn: align},
	}
	t := tablewriter.NewTable(&b,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Symbols:  tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		})),
		tablewriter.WithConfig(tablewriter.Config{Header: plainCell, Row: plainCell}),
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithTrimSpace(tw.Off),
	)
	t.Header(head)
	if err := t.Bulk(rows); err != nil {
		return nil, fmt.Errorf("lay out table: %w", err)
	}
	if err := t.Render(); err != nil {
		return nil, fmt.Errorf("lay out table: %w", err)
	}
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines, nil
}

// deployments gives the columns and rows of a table of deployments, as ECS lists
// them, at most room cells wide: short headings where it is narrow, and of a long
// family the beginning only.
func (s style) deployments(st watch.State, room int) ([]column, [][]string) {
	const least, most = 8, 12 // cells that a revision gets before others give way
	longest := least
	for _, d := range st.Last.Deployments {
		longest = max(longest, min(most, width(d.TaskDefinition)))
	}
	names, others := []string{"DEPLOYMENT", "DESIRED", "PENDING", "RUNNING", "FAILED"}, 60
	if room < others+longest {
		names, others = []string{"STATUS", "DES", "PEND", "RUN", "FAIL"}, 45
	}
	columns := []column{
		{name: names[0]},
		{name: "REVISION"},
		{name: "STATE", least: len("in progress")},
		{name: names[1], right: true},
		{name: names[2], right: true},
		{name: names[3], right: true},
		{name: names[4], right: true},
	}
	var rows [][]string
	for _, d := range st.Last.Deployments {
		word, failed := stateWord(d, st.Last.Desired), failedTasks(st, d)
		lost := fmt.Sprint(failed)
		if failed > 0 {
			lost = s.paint(yellow, lost)
		}
		rows = append(rows, []string{
			Clean(d.Status), s.revision(d.TaskDefinition, room-others), s.paint(stateColor(word), word),
			fmt.Sprint(d.Desired), fmt.Sprint(d.Pending), fmt.Sprint(d.Running), lost,
		})
	}
	return columns, rows
}

// revision shortens "family:revision" to a number of cells, from the end of the
// family: the number is what tells two rows apart.
func (s style) revision(text string, room int) string {
	text = s.line(Clean(text), 0)
	i := strings.LastIndexByte(text, ':')
	if width(text) <= room || i < 0 {
		return s.line(text, max(room, 8))
	}
	return s.line(text[:i], max(room-width(text[i:]), 4)) + text[i:]
}

func stateColor(word string) string {
	switch word {
	case "completed", "serving":
		return green
	case "failed":
		return red
	case "in progress":
		return cyan
	}
	return dim
}

// indented puts a table into a block.
func indented(lines []string, by int) []string {
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		out = append(out, strings.Repeat(" ", by)+line)
	}
	return out
}
