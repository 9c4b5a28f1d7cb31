package render

import (
	"fmt"

	"github.com/ecs-steady/steady/watch"
)

// layOut lays the tables out for a terminal of another width.
func (b *block) layOut(columns int) error {
	for _, r := range b.runs {
		if r.state == nil {
			continue
		}
		if err := b.tabulate(r, columns); err != nil {
			return err
		}
	}
	return nil
}

// know takes a state over.
func (b *block) know(r *run, st watch.State) error {
	r.state, r.at = &st, b.opts.now()
	if b.fleet != nil {
		return nil // which shows one row of it
	}
	columns, _ := b.opts.size()
	return b.tabulate(r, columns)
}

// tabulate lays out the table of a run, the costly part of a frame, where it differs
// from the last one.
func (b *block) tabulate(r *run, columns int) error {
	head, cells := b.opts.style().deployments(*r.state, columns-4)
	content := fmt.Sprint(head, cells)
	if content == r.content {
		return nil
	}
	rows, err := table(head, cells)
	if err != nil {
		return err
	}
	r.rows, r.content = indented(rows, 4), content
	return nil
}
