package shape

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxExcerpt is how many characters of a line an excerpt shows. A problem
// behind them has no excerpt.
const maxExcerpt = 200

// mask stands for what an excerpt leaves out.
const mask = "***"

// Excerpt fills [Problem.Excerpt] of the problems that lie in the text named
// name: the line of the problem and the one before. src is the text as given to
// [Parse], root the tree that came of it.
//
// Only what root holds and no [Node.Secret] marks is shown: keys, values and
// the punctuation between them. Anything else (comments, what an override has
// replaced, a value of several lines) is masked, so that a secret cannot slip
// through. Without a tree nothing is shown.
func Excerpt(name string, src []byte, root *Node, problems Problems) Problems {
	text, bad := decodeText(name, src)
	out := slices.Clone(problems)
	if root == nil || bad != nil {
		return out
	}
	lines := bytes.Split(text, []byte("\n"))
	shown := visible(name, root)
	for i := range out {
		p := &out[i]
		if p.File != name || p.Line < 1 || p.Line > len(lines) || p.Column > maxExcerpt {
			continue
		}
		for number := max(1, p.Line-1); number <= p.Line; number++ {
			line := excerptLine(string(lines[number-1]), shown[number], p, number)
			if number == p.Line || strings.TrimSpace(line) != "" {
				p.Excerpt = append(p.Excerpt, Line{number, line})
			}
		}
	}
	return out
}

// span is a run of characters on a line, as columns from 1, the end excluded.
type span struct{ from, to int }

// visible gives, by line, the spans of the keys and values that may be shown.
// Where a secret and another node share a place, as copies of one anchor do,
// the secret wins.
func visible(name string, root *Node) map[int][]span {
	shown := map[int][]span{}
	secret := map[[2]int]bool{}
	root.Walk(func(n *Node) bool {
		if n.File == name && n.Secret {
			secret[[2]int{n.Line, n.Column}] = true
		}
		return true
	})
	root.Walk(func(n *Node) bool {
		leaf := n.Kind == Scalar || n.Kind == Null
		if leaf && n.File == name && n.Width > 0 && n.Column <= maxExcerpt && !secret[[2]int{n.Line, n.Column}] {
			shown[n.Line] = append(shown[n.Line], span{n.Column, n.Column + n.Width})
		}
		return true
	})
	return shown
}

// excerptLine masks and cuts one line. Before the place of the problem a mask
// takes the room of what it hides, so that the columns stay right.
func excerptLine(line string, shown []span, p *Problem, number int) string {
	var b strings.Builder
	column, hidden := 0, 0
	flush := func() {
		switch {
		case hidden == 0:
			return
		case number == p.Line && column <= p.Column:
			fmt.Fprintf(&b, "%-*.*s", hidden, hidden, mask)
		default:
			b.WriteString(mask + " ")
		}
		hidden = 0
	}
	for _, r := range line {
		column++
		if column > maxExcerpt {
			break
		}
		switch {
		case inSpans(shown, column):
			flush()
			b.WriteRune(printable(r))
		case unicode.IsSpace(r):
			if hidden == 0 {
				b.WriteByte(' ')
			} else {
				hidden++
			}
		case hidden == 0 && isPunctuation(r):
			b.WriteRune(r)
		default:
			hidden++
		}
	}
	column++
	flush()
	return strings.TrimRight(b.String(), " ")
}

func inSpans(spans []span, column int) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return s.from <= column && column < s.to })
}

// isPunctuation is true for what stands between the keys and values of YAML
// and JSON. After the first character that is something else the rest is
// hidden up to the next key or value.
func isPunctuation(r rune) bool { return strings.ContainsRune(`-:,[]{}?|>`, r) }

// printable replaces what a terminal could take for a command.
func printable(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	if r == utf8.RuneError || !unicode.IsPrint(r) {
		return '?'
	}
	return r
}
