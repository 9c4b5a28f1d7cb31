package render

import (
	"fmt"
	"io"

	"github.com/ecs-steady/steady/watch"
)

// Statuses writes a row for each of several services.
func Statuses(w io.Writer, looks []watch.Snapshot, opts Options) error {
	s := opts.style()
	wide, _ := opts.size()
	const numbers, standing, gaps = 27, 11, 10
	names, clusters := len("SERVICE"), map[string]bool{}
	for _, look := range looks {
		names = max(names, width(Clean(look.Service)))
		clusters[look.Cluster] = true
	}
	names = min(names, max(wide-numbers-standing-gaps-14, 12))
	columns := []column{
		{name: "SERVICE"},
		{name: "STANDING", least: standing},
		{name: "REVISION"},
		{name: "DESIRED", right: true},
		{name: "PENDING", right: true},
		{name: "RUNNING", right: true},
	}
	var rows [][]string
	for _, look := range looks {
		row := []string{s.line(Clean(look.Service), names), Standing(look), "-", "-", "-", "-"}
		if !look.Missing {
			row[2] = s.revision(look.TaskDefinition, max(wide-numbers-standing-gaps-names, 8))
			row[3], row[4], row[5] = fmt.Sprint(look.Desired), fmt.Sprint(look.Pending), fmt.Sprint(look.Running)
		}
		rows = append(rows, row)
	}
	body, err := table(columns, rows)
	if err != nil {
		return err
	}
	head := Heading{Cluster: looks[0].Cluster, Region: looks[0].Region}
	if len(clusters) > 1 {
		head.Cluster = "several clusters"
	}
	title := plural(len(looks), "service") + " in " + head.where()
	if opts.Simulated {
		title += " (simulated)"
	}
	lines := append([]string{s.paint(bold, title), ""}, indented(body, 2)...)
	return s.screen(w, lines, wide)
}

// StatusesJSON writes the documents of several services, one a line.
func StatusesJSON(w io.Writer, looks []watch.Snapshot, opts Options) error {
	for _, look := range looks {
		if err := StatusJSON(w, look, opts); err != nil {
			return err
		}
	}
	return nil
}
