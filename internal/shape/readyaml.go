package shape

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"
)

// parseYAML reads one YAML document. The library gives the nodes as written;
// the walk from them to a plain tree is ours, because only here are aliases
// bounded and keys checked.
func parseYAML(name string, text []byte) (*Node, Problems) {
	if p := ambiguousBreak(name, text); p != nil {
		return nil, Problems{*p}
	}
	if bytes.HasPrefix(text, []byte("%YAML 1.2")) {
		// The library reads YAML 1.2 and refuses the line that says so.
		text = bytes.Replace(text, []byte("1.2"), []byte("1.1"), 1)
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, Problems{{File: name, Message: "not YAML: " + err.Error()}}
	}
	var document, second yaml.Node
	if err := loader.Load(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, Problems{{File: name, Message: "the text holds only comments"}}
		}
		return nil, Problems{yamlProblem(name, text, err)}
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, Problems{{
			File: name, Line: second.Line, Column: second.Column,
			Message: "a second document begins", Hint: "one definition a file",
		}}
	case !errors.Is(err, io.EOF):
		return nil, Problems{yamlProblem(name, text, err)}
	}
	w := &yamlWalk{
		file: name, lines: splitLines(text),
		budget: max(maxExpansion*len(text), minExpansion),
	}
	root := w.node(&document, 0)
	if w.problems.Err() != nil {
		return nil, w.problems
	}
	return root, w.problems
}

// ambiguousBreak finds the characters that end a line in YAML 1.1 and do not in
// YAML 1.2: what such a text means depends on who reads it.
func ambiguousBreak(name string, text []byte) *Problem {
	for _, char := range []string{"\u0085", "\u2028", "\u2029"} {
		i := bytes.Index(text, []byte(char))
		if i < 0 {
			continue
		}
		line, start := bytes.Count(text[:i], []byte("\n"))+1, bytes.LastIndexByte(text[:i], '\n')+1
		code := []rune(char)[0]
		p := badAt(text, line, start, i, fmt.Sprintf("the invisible character U+%04X is not allowed", code))
		p.File, p.Hint = name, fmt.Sprintf(`write \u%04X between double quotes`, code)
		return p
	}
	return nil
}

// Aliases may expand to maxExpansion times the size of the text, or to
// minExpansion bytes where that is more.
const (
	maxExpansion = 10
	minExpansion = 64 << 10
)

// yamlWalk turns the library's nodes into a plain tree.
type yamlWalk struct {
	file     string
	lines    []sourceLine
	open     []*yaml.Node // the aliases being expanded
	nodes    supply
	budget   int // bytes that aliases may still expand to
	problems Problems
}

// report adds a problem at n's place and answers nil.
func (w *yamlWalk) report(n *yaml.Node, message, hint string) *Node {
	p := w.at(n).problem(message)
	p.Hint = hint
	w.problems = append(w.problems, p)
	return nil
}

func (w *yamlWalk) at(n *yaml.Node) *Node {
	out := w.nodes.one()
	out.File, out.Line, out.Column = w.file, n.Line, n.Column
	w.measure(out, n)
	return out
}

// node gives nil after a problem. Every caller leaves a nil child out: the
// tree is thrown away, and the walk only goes on to find more problems.
func (w *yamlWalk) node(n *yaml.Node, depth int) *Node {
	if depth > maxDepth {
		return w.report(n, fmt.Sprintf("more than %d levels of nesting", maxDepth), "")
	}
	if len(w.open) > 0 {
		if w.budget -= len(n.Value) + 16; w.budget < 0 {
			return nil // reported where the alias stands
		}
	}
	if p := w.foreignTag(n); p != nil {
		w.problems = append(w.problems, *p)
		return nil
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return w.node(n.Content[0], depth)
	case yaml.AliasNode:
		return w.alias(n, depth)
	case yaml.SequenceNode:
		out := w.at(n)
		out.Kind = List
		out.Items = make([]*Node, 0, len(n.Content))
		for _, item := range n.Content {
			if v := w.node(item, depth+1); v != nil {
				out.Items = append(out.Items, v)
			}
		}
		return out
	case yaml.MappingNode:
		return w.mapping(n, depth)
	}
	return w.scalar(n)
}

func (w *yamlWalk) alias(n *yaml.Node, depth int) *Node {
	for _, open := range w.open {
		if open == n.Alias {
			return w.report(n, fmt.Sprintf("the alias *%s stands inside what it names", n.Value), "")
		}
	}
	if w.budget < 0 {
		return nil
	}
	w.open = append(w.open, n.Alias)
	out := w.node(n.Alias, depth)
	w.open = w.open[:len(w.open)-1]
	if w.budget < 0 && len(w.open) == 0 {
		return w.report(n, fmt.Sprintf("the aliases expand to more than %d times the text", maxExpansion), "")
	}
	return out
}

func (w *yamlWalk) scalar(n *yaml.Node) *Node {
	out := w.at(n)
	tag := n.ShortTag()
	if tag == "!!null" {
		return out
	}
	out.Kind, out.Text = Scalar, n.Value
	const quotes = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	out.Quoted = n.Style&quotes != 0
	if n.Style&yaml.TaggedStyle != 0 {
		out.Quoted = tag == "!!str"
	}
	return out
}

func (w *yamlWalk) mapping(n *yaml.Node, depth int) *Node {
	out := w.at(n)
	out.Kind = Map
	out.Members = make([]Member, 0, len(n.Content)/2)
	var merged []*Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
			merged = append(merged, w.merged(value, depth)...)
			continue
		}
		k := w.key(key)
		v := w.node(value, depth+1)
		if k != nil && v != nil {
			out.Members = append(out.Members, Member{Key: k, Value: v})
		}
	}
	w.problems = append(w.problems, duplicates(out.Members)...)
	if len(merged) == 0 {
		return out
	}
	own := make(map[string]bool, len(out.Members))
	for _, m := range out.Members {
		own[m.Key.Text] = true
	}
	for _, source := range merged {
		for _, m := range source.Members {
			if !own[m.Key.Text] {
				own[m.Key.Text] = true
				out.Members = append(out.Members, m)
			}
		}
	}
	return out
}

func (w *yamlWalk) key(n *yaml.Node) *Node {
	if n.Kind == yaml.AliasNode && n.Alias.Kind == yaml.ScalarNode {
		n = n.Alias
	}
	if n.Kind != yaml.ScalarNode {
		return w.report(n, "a key has to be a name, not a list or a map", w.templateHint(n))
	}
	if p := w.foreignTag(n); p != nil {
		w.problems = append(w.problems, *p)
		return nil
	}
	if n.ShortTag() == "!!null" && n.Value == "" {
		return w.report(n, "a key is missing before :", w.templateHint(n))
	}
	out := w.at(n)
	out.Kind, out.Text, out.Quoted = Scalar, n.Value, n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0
	return out
}

// templateHint looks for a template mark on n's line.
func (w *yamlWalk) templateHint(n *yaml.Node) string {
	if n.Line < 1 || n.Line > len(w.lines) {
		return ""
	}
	return templateHint(string(w.lines[n.Line-1].text))
}

// merged gives the maps that the value of a merge key (<<) names.
func (w *yamlWalk) merged(n *yaml.Node, depth int) []*Node {
	v := w.node(n, depth+1)
	switch {
	case v == nil:
		return nil
	case v.Kind == Map:
		return []*Node{v}
	case v.Kind == List:
		for _, item := range v.Items {
			if item.Kind != Map {
				w.report(n, "the list after << may hold only maps", "")
				return nil
			}
		}
		return v.Items
	}
	w.report(n, "want a map or a list of maps after <<", "")
	return nil
}
