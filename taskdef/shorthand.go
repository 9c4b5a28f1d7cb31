package taskdef

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
)

// widen rewrites the lists of names and values that are written as plain maps
// (environment, secrets, tags) to the lists that the API takes. The key keeps
// its place as the item's name.
func widen(root *shape.Node) {
	widenMember(root, "tags")
	containers := root.Get("containerDefinitions")
	if containers == nil {
		return
	}
	for _, c := range containers.Items {
		widenMember(c, "environment")
		widenMember(c, "secrets")
	}
}

func widenMember(n *shape.Node, list string) {
	m := n.Get(list)
	if m == nil || m.Kind != shape.Map {
		return
	}
	items := make([]*shape.Node, 0, len(m.Members))
	for _, entry := range m.Members {
		name := *entry.Key
		name.Quoted = true
		items = append(items, &shape.Node{
			Kind: shape.Map, File: name.File, Line: name.Line, Column: name.Column,
			Members: []shape.Member{
				{Key: keyAt(&name, namedBy[list]), Value: &name},
				{Key: keyAt(&name, valueOf[list]), Value: entry.Value},
			},
		})
	}
	m.Kind, m.Items, m.Members = shape.List, items, nil
}

// keyAt makes a key that no text holds, placed where the reader would look.
func keyAt(at *shape.Node, text string) *shape.Node {
	return &shape.Node{Kind: shape.Scalar, Text: text, File: at.File, Line: at.Line, Column: at.Column, Width: at.Width}
}

// valueless finds variables, secrets and tags that were given no value: a null
// says that a member is absent, and one of these cannot be.
func valueless(root *shape.Node) Problems {
	ps := valuelessIn(root, "", "tags")
	if containers := root.Get("containerDefinitions"); containers != nil {
		for i, c := range containers.Items {
			path := fmt.Sprintf("containerDefinitions[%d].", i)
			ps = append(ps, valuelessIn(c, path, "environment")...)
			ps = append(ps, valuelessIn(c, path, "secrets")...)
		}
	}
	return ps
}

func valuelessIn(n *shape.Node, path, list string) Problems {
	m := n.Get(list)
	if m == nil {
		return nil
	}
	var ps Problems
	for i, item := range m.Items {
		id, ok := identity(list, item)
		if !ok || !removes(item) {
			continue
		}
		ps = append(ps, Problem{
			File: item.File, Line: item.Line, Column: item.Column,
			Path:    fmt.Sprintf("%s%s[%d]", path, list, i),
			Message: fmt.Sprintf("%s %q has no value", strings.TrimSuffix(list, "s"), id),
			Hint:    `write "" for an empty one`,
		})
	}
	return ps
}
