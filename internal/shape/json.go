package shape

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// JSON writes an SDK struct as the API spells it: two-space indentation,
// members sorted by name, absent members left out, no escaping of <, > and &,
// a newline at the end. The same value always gives the same bytes.
func JSON(v any) ([]byte, error) {
	l, value, err := layoutOf(v)
	if err != nil {
		return nil, err
	}
	compact, err := encode(l, value, true)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// Tree is the inverse of [Decode]: the tree of an SDK struct, members in the
// order of their names, absent members left out. Its nodes have no place in any
// text. It is nil for what is no SDK struct or cannot be written as JSON.
func Tree(v any) *Node {
	root, _ := tree(v)
	return root
}

func tree(v any) (*Node, error) {
	l, value, err := layoutOf(v)
	if err != nil {
		return nil, err
	}
	compact, err := encode(l, value, true)
	if err != nil {
		return nil, err
	}
	root, problems := parseJSON("", compact)
	root.Walk(func(n *Node) bool {
		n.Line, n.Column, n.Width = 0, 0, 0
		return true
	})
	return root, problems.Err()
}

// JSON gives n as one line of JSON, the keys of maps sorted. Secrets are in it.
func (n *Node) JSON() string { return string(n.appendJSON(nil)) }

func (n *Node) appendJSON(out []byte) []byte {
	switch n.Kind {
	case List:
		out = append(out, '[')
		for i, item := range n.Items {
			if i > 0 {
				out = append(out, ',')
			}
			out = item.appendJSON(out)
		}
		return append(out, ']')
	case Map:
		members := slices.Clone(n.Members)
		sort.Slice(members, func(i, j int) bool { return members[i].Key.Text < members[j].Key.Text })
		out = append(out, '{')
		for i, m := range members {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendString(out, m.Key.Text), ':')
			out = m.Value.appendJSON(out)
		}
		return append(out, '}')
	case Scalar:
		if n.Quoted || n.Text != "true" && n.Text != "false" && !isJSONNumber(n.Text) {
			return appendString(out, n.Text)
		}
		return append(out, n.Text...)
	}
	return append(out, "null"...)
}

// appendString appends s as a JSON string, in which everything but quotes,
// backslashes and control characters stands for itself. A byte that is not
// UTF-8 becomes U+FFFD.
func appendString(out []byte, s string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	start := 0
	for i := plain(s); i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				out = append(append(out, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7F {
			i++
			continue
		}
		out = append(out, s[start:i]...)
		if j := strings.IndexByte("\"\\\b\f\n\r\t", c); j >= 0 {
			out = append(out, '\\', `"\bfnrt`[j])
		} else {
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	return append(append(out, s[start:]...), '"')
}

// plain is the length of the part of s, from its start, in which every byte stands
// for itself in a JSON string.
func plain(s string) int {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7F {
			return i
		}
	}
	return len(s)
}
