package taskdef

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/ecs-steady/steady/internal/shape"
)

// source is the text behind a tree: what excerpts are cut from.
type source struct {
	name  string
	lines []string
	// marks are the keys and scalars of the text, by line, in the order of
	// their columns.
	marks map[int][]mark
	// open is true for a text that did not parse but has no variables either, so
	// that every line may be shown.
	open bool
}

// mark is where one key or scalar stands in its line.
type mark struct {
	column, width int
	node          *shape.Node
	secret        bool // before the decoder hid what it does not know
}

// hidden is true for what an excerpt may not show. The value of a member that
// the API does not have is hidden too, since nobody can tell what it is, but
// not a small number: "hostport: 80" is the line that a reader looks for.
func (m mark) hidden() bool {
	if m.secret || !m.node.Secret {
		return m.secret
	}
	_, err := strconv.ParseUint(m.node.Text, 10, 16)
	return err != nil
}

// newSource prepares the excerpts of a text; root is nil where the text did not
// parse.
func newSource(f File, root *shape.Node) *source {
	s := &source{name: f.Name, lines: shape.Lines(f.Text), marks: map[int][]mark{}}
	if root == nil {
		s.open = !slices.ContainsFunc(s.lines, func(line string) bool {
			line = strings.ToLower(line)
			return strings.Contains(line, "env") || strings.Contains(line, "options") || strings.Contains(line, "opts")
		})
		return s
	}
	s.collect(root)
	for _, line := range s.marks {
		slices.SortFunc(line, func(a, b mark) int { return cmp.Compare(a.column, b.column) })
	}
	return s
}

func (s *source) collect(n *shape.Node) {
	if n.Kind == shape.Scalar && n.File == s.name && n.Line > 0 {
		s.marks[n.Line] = append(s.marks[n.Line], mark{n.Column, max(n.Width, 1), n, n.Secret})
	}
	for _, item := range n.Items {
		s.collect(item)
	}
	for _, m := range n.Members {
		s.collect(m.Key)
		s.collect(m.Value)
	}
}

// excerpt gives the line of a problem, after the line above it where that one
// opens the item of the list that the problem is in.
func (s *source) excerpt(number int) []shape.Line {
	line, ok := s.line(number)
	if !ok {
		return nil
	}
	out := []shape.Line{{Number: number, Text: line}}
	above, ok := s.line(number - 1)
	if ok && strings.HasPrefix(strings.TrimSpace(above), "- ") && indent(line) > indent(above) {
		out = slices.Insert(out, 0, shape.Line{Number: number - 1, Text: above})
	}
	return out
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// line gives one line with its secret values masked; ok is false where it may
// hold a part of a value that cannot be told apart.
func (s *source) line(number int) (text string, ok bool) {
	if number < 1 || number > len(s.lines) {
		return "", false
	}
	text = s.lines[number-1]
	marks := s.marks[number]
	if s.open {
		return text, true
	}
	runes := []rune(text)
	if len(marks) == 0 || !punctuation(runes[:min(marks[0].column-1, len(runes))]) {
		// The line, or its beginning, belongs to a value that starts above.
		return "", false
	}
	var b strings.Builder
	from := 0
	for i, m := range marks {
		if !m.hidden() || m.column-1 < from {
			continue
		}
		b.WriteString(string(runes[from:min(m.column-1, len(runes))]))
		b.WriteString(strings.Repeat("*", 3))
		from = min(m.column-1+m.width, len(runes))
		if i == len(marks)-1 && !punctuation(runes[from:]) {
			from = len(runes) // a value of several lines
		}
	}
	b.WriteString(string(runes[from:]))
	return b.String(), true
}

// punctuation is true for text that can hold no part of a value.
func punctuation(text []rune) bool {
	return !slices.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
