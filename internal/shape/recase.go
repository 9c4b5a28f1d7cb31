package shape

import (
	"slices"
	"strings"
)

// Recase renames the keys of n that spell a member of into's shape with a
// capital letter, as CloudFormation does (ContainerDefinitions), to the API's
// spelling, at every depth; keys of maps that users choose are left alone. It
// returns the renamed key nodes.
func Recase(n *Node, into any) []*Node {
	l, _, err := layoutOf(into)
	if err != nil {
		return nil
	}
	return recase(n, l, nil)
}

func recase(n *Node, l *layout, renamed []*Node) []*Node {
	switch {
	case n.Kind == List && l.kind == kindList:
		for _, item := range n.Items {
			renamed = recase(item, l.elem, renamed)
		}
	case n.Kind == Map && l.kind == kindMap:
		for _, m := range n.Members {
			renamed = recase(m.Value, l.elem, renamed)
		}
	case n.Kind == Map && (l.kind == kindStruct || l.kind == kindUnion):
		for _, m := range n.Members {
			known := l.byName[m.Key.Text]
			if known == nil {
				if known = capitalised(m.Key.Text, l); known == nil || n.Get(known.name) != nil {
					continue
				}
				m.Key.Text = known.name
				renamed = append(renamed, m.Key)
			}
			renamed = recase(m.Value, known.layout, renamed)
		}
	}
	return renamed
}

// capitalised finds the member that key spells in CloudFormation's way, which
// begins with a capital letter and writes some words otherwise (FilesystemId).
func capitalised(key string, l *layout) *member {
	if key == "" || key[0] < 'A' || key[0] > 'Z' {
		return nil
	}
	i := slices.IndexFunc(l.members, func(m *member) bool { return strings.EqualFold(m.name, key) })
	if i < 0 {
		return nil
	}
	return l.members[i]
}
