package shape

import (
	"bytes"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxMeasured is the length in bytes of the longest line with characters
// outside ASCII whose columns are looked up. It keeps a text of one long line
// from costing the square of its length.
const maxMeasured = 4096

// sourceLine is one line of the text as written.
type sourceLine struct {
	text  []byte
	ascii bool
}

func splitLines(text []byte) []sourceLine {
	lines := make([]sourceLine, 0, bytes.Count(text, []byte("\n"))+1)
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		lines = append(lines, sourceLine{line, utf8.RuneCount(line) == len(line)})
	}
	return lines
}

// from gives the line from a column (from 1) on.
func (l sourceLine) from(column int) []byte {
	if l.ascii {
		return l.text[min(column-1, len(l.text)):]
	}
	rest := l.text
	for ; column > 1 && len(rest) > 0; column-- {
		_, size := utf8.DecodeRune(rest)
		rest = rest[size:]
	}
	return rest
}

// measure sets a scalar's Width, and moves its place from an anchor or tag in
// front of it to the value itself. The library gives no end marks.
func (w *yamlWalk) measure(out *Node, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || n.Line < 1 || n.Line > len(w.lines) || n.Column < 1 {
		return
	}
	line := w.lines[n.Line-1]
	if len(line.text) > maxMeasured && !line.ascii {
		return
	}
	rest := line.from(n.Column)
	for len(rest) > 0 && (rest[0] == '&' && n.Anchor != "" || rest[0] == '!' && n.Style&yaml.TaggedStyle != 0) {
		_, after, _ := bytes.Cut(rest, []byte(" "))
		after = bytes.TrimLeft(after, " ")
		if len(after) == 0 {
			return
		}
		out.Column += utf8.RuneCount(rest[:len(rest)-len(after)])
		rest = after
	}
	out.Width = utf8.RuneCount(rest[:spanned(rest, n)])
}

// spanned is how many bytes of rest, which begins with the scalar and ends with
// the line, belong to it.
func spanned(rest []byte, n *yaml.Node) int {
	switch {
	case len(rest) == 0:
		return 0
	case rest[0] == '"':
		for i := 1; i < len(rest); i++ {
			if rest[i] == '\\' {
				i++
			} else if rest[i] == '"' {
				return i + 1
			}
		}
	case rest[0] == '\'':
		for i := 1; i < len(rest); i++ {
			if bytes.HasPrefix(rest[i:], []byte("''")) {
				i++
			} else if rest[i] == '\'' {
				return i + 1
			}
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 1
	case bytes.HasPrefix(rest, []byte(n.Value)):
		return len(n.Value)
	}
	return len(bytes.TrimRight(rest, " \t"))
}
