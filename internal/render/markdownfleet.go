package render

import (
	"fmt"
	"strings"
)

// fleet has a row for each service, those that did not settle first.
func (o Options) fleet(b *strings.Builder, r *results, exit int) {
	t, glyph := r.tally(), "✅"
	if exit != 0 {
		glyph = "❌"
	}
	fmt.Fprintf(b, "### %s %s\n\n", glyph, plainText(t.sentence()))
	b.WriteString("| | Service | Revision | Time | |\n|---|---|---|--:|---|\n")
	for _, rank := range []int{0, 1, 2} {
		for _, s := range r.services {
			if s.rank() != rank {
				continue
			}
			to, _ := s.revisions()
			took := ""
			if s.state != nil && !s.idle() {
				took = duration(o.scale(s.took()))
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", mark(s, r), cell(s.head.Service), code(to), took,
				cell(s.ended(r)))
		}
	}
	b.WriteString("\n")
}

// rank is the place of a service in a table: failures first, then what was not
// started, then what went well.
func (s *result) rank() int {
	switch {
	case well(s):
		return 2
	case s.missed != nil && s.missed.Failure == nil:
		return 1
	default:
		return 0
	}
}

// ended says in a few words how a service ended.
func (s *result) ended(r *results) string {
	switch {
	case s.missed != nil:
		return s.missed.text()
	case s.outcome != nil && s.idle():
		return "unchanged"
	case s.outcome != nil && len(s.outcome.Causes) > 0:
		return Clean(s.outcome.Causes[0].Code) + ", " + wordsOf(s.outcomeName(r))
	default:
		return wordsOf(s.outcomeName(r))
	}
}
