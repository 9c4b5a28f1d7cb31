package shape

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// maxDepth is how deep lists and maps may nest. The deepest member of the ECS
// API lies under ten.
const maxDepth = 100

// Parse reads YAML or JSON into a tree. The text may be UTF-8 or UTF-16, with
// or without a byte-order mark, with any line ends. Syntax errors, duplicate
// keys, a second document, an empty text, nesting that is too deep and aliases
// that expand to too much are problems; with any of them that is not a warning
// the tree is nil.
//
// A text that begins with { or [ is read as JSON. Where it is not JSON it is
// read as YAML, which allows comments and trailing commas, and where it is not
// that either the problem is the JSON one. A file named .json that is read as
// YAML gets a warning.
func Parse(name string, src []byte) (*Node, Problems) {
	text, problem := decodeText(name, src)
	if problem != nil {
		return nil, Problems{*problem}
	}
	var root *Node
	var problems Problems
	switch trimmed := bytes.TrimLeft(text, " \t\n"); {
	case len(trimmed) == 0:
		return nil, Problems{{File: name, Line: 1, Column: 1, Message: "the text is empty"}}
	case trimmed[0] == '{' || trimmed[0] == '[':
		root, problems = parseJSON(name, text)
		if root == nil {
			if asYAML, others := parseYAML(name, text); asYAML != nil {
				root, problems = asYAML, append(notQuiteJSON(name, problems), others...)
			}
		}
	default:
		root, problems = parseYAML(name, text)
	}
	problems = problems.sorted()
	if problems.Err() != nil {
		return nil, problems
	}
	return root, problems
}

// ParseJSON is [Parse] for a text that has to be JSON.
func ParseJSON(name string, src []byte) (*Node, Problems) {
	text, problem := decodeText(name, src)
	if problem != nil {
		return nil, Problems{*problem}
	}
	root, problems := parseJSON(name, text)
	return root, problems.sorted()
}

// notQuiteJSON turns what keeps a text from being JSON into warnings where its
// name promises JSON: other tools will refuse the file.
func notQuiteJSON(name string, problems Problems) Problems {
	if !strings.HasSuffix(strings.ToLower(name), ".json") {
		return nil
	}
	for i := range problems {
		problems[i].Warning = true
		problems[i].Message += "; read as YAML"
	}
	return problems
}

// sorted puts problems in the order of their positions and drops those that
// say the same of the same place, as copies of one anchor do.
func (ps Problems) sorted() Problems {
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := &ps[i], &ps[j]
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column) < 0
	})
	return slices.CompactFunc(ps, func(a, b Problem) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.Message == b.Message
	})
}

// duplicates finds the keys that a map has twice.
func duplicates(members []Member) Problems {
	var problems Problems
	// Nearly all maps are so small that looking is quicker than a Go map.
	const small = 10
	if len(members) <= small {
		for i, m := range members {
			first := slices.IndexFunc(members[:i], func(f Member) bool { return f.Key.Text == m.Key.Text })
			if first >= 0 {
				problems = append(problems, duplicate(m.Key, members[first].Key))
			}
		}
		return problems
	}
	seen := make(map[string]*Node, len(members))
	for _, m := range members {
		if first := seen[m.Key.Text]; first != nil {
			problems = append(problems, duplicate(m.Key, first))
			continue
		}
		seen[m.Key.Text] = m.Key
	}
	return problems
}

func duplicate(again, first *Node) Problem {
	return again.problem(fmt.Sprintf("the key %s is there twice, first on line %d", shown(again), first.Line))
}

// problem reports something at n's place.
func (n *Node) problem(message string) Problem {
	return Problem{File: n.File, Line: n.Line, Column: n.Column, Width: n.Width, Message: message}
}
