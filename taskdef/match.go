package taskdef

import (
	"slices"

	"github.com/ecs-steady/steady/internal/shape"
)

// This file finds, for two lists, which items belong together.

func length(n *shape.Node) int {
	if n == nil {
		return 0
	}
	return len(n.Items)
}

func itemAt(n *shape.Node, i int) *shape.Node {
	if i >= length(n) {
		return nil
	}
	return n.Items[i]
}

// hasStructs is true for lists whose items are structures, not plain values.
func hasStructs(lists ...*shape.Node) bool {
	for _, n := range lists {
		if length(n) > 0 && n.Items[0].Kind == shape.Map {
			return true
		}
	}
	return false
}

// byName is true where every item of a list has a name of its own.
func byName(n *shape.Node, list string) bool {
	return namedBy[list] != "" && len(itemsByName(n, list)) == length(n)
}

func itemsByName(n *shape.Node, list string) map[string]*shape.Node {
	out := make(map[string]*shape.Node, length(n))
	for i := range length(n) {
		if id, ok := identity(list, n.Items[i]); ok {
			out[id] = n.Items[i]
		}
	}
	return out
}

func sortedNames(n *shape.Node, list string) []string {
	var out []string
	for i := range length(n) {
		id, _ := identity(list, n.Items[i])
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

func keysOf(n *shape.Node) []string {
	if n == nil {
		return nil
	}
	var out []string
	for _, m := range n.Members {
		out = append(out, m.Key.Text)
	}
	return out
}

// union gives the strings of a and then those of b that a lacks.
func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(a, s) {
			out = append(out, s)
		}
	}
	return out
}

// alignPorts puts the port mappings of from in the order of those of to that
// map the same port. The others fill the places that are left, so that a port
// that changed is one change and not two.
func alignPorts(from, to *shape.Node) *shape.Node {
	if from == nil || to == nil {
		return from
	}
	rest := slices.Clone(from.Items)
	out := make([]*shape.Node, len(to.Items))
	for i, wanted := range to.Items {
		key, _ := portKey(wanted)
		at := slices.IndexFunc(rest, func(n *shape.Node) bool { k, _ := portKey(n); return k == key })
		if at >= 0 {
			out[i] = rest[at]
			rest = slices.Delete(rest, at, at+1)
		}
	}
	for i := range out {
		if out[i] == nil && len(rest) > 0 {
			out[i], rest = rest[0], rest[1:]
		}
	}
	return &shape.Node{Kind: shape.List, Items: append(out, rest...)}
}
