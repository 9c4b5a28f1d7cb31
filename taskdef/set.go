package taskdef

import (
	"fmt"
	"strconv"

	"github.com/ecs-steady/steady/internal/shape"
)

// assign carries out one --set. A member that is absent is added, an item that
// is absent only where its name is all it needs: a variable, a secret, a tag.
func assign(root *shape.Node, a Assignment) Problems {
	flag := "--set " + a.Path
	steps, err := parsePath(a.Path)
	if err != nil {
		return Problems{{File: "--set", Message: err.Error()}}
	}
	value, ps := readValue(flag, a.Value)
	if value == nil {
		return ps
	}
	at, list := root, ""
	for i, s := range steps {
		next, p := descend(at, list, s, steps[i+1:])
		if p != "" {
			return append(ps, Problem{File: flag, Path: a.Path, Message: p})
		}
		at, list = next, s.name
	}
	*at = *value
	root.Walk(func(n *shape.Node) bool {
		if n.File == "" && n.Line == 0 {
			n.File = flag // made on the way
		}
		return true
	})
	return ps
}

// readValue reads the value of a --set. It has no place in a text, so its
// nodes lose theirs.
func readValue(flag, text string) (*shape.Node, Problems) {
	if text == "" {
		return &shape.Node{Kind: shape.Scalar, File: flag}, nil
	}
	value, ps := shape.Parse(flag, []byte(text))
	if value != nil {
		value.Walk(func(n *shape.Node) bool {
			n.Line, n.Column, n.Width = 0, 0, 0
			return true
		})
	}
	for i := range ps {
		ps[i].Line, ps[i].Column = 0, 0
	}
	return value, ps
}

// descend takes one step of a path, making what is absent; problem is empty
// where that worked.
func descend(at *shape.Node, list string, s step, rest []step) (next *shape.Node, problem string) {
	switch at.Kind {
	case shape.Null:
		at.Kind = shape.Map
		fallthrough
	case shape.Map:
		if next := at.Get(s.name); next != nil {
			return next, ""
		}
		next := &shape.Node{Kind: shape.Null}
		if len(rest) > 0 && rest[0].bracket {
			_, err := strconv.Atoi(rest[0].name)
			switch {
			case valueOf[s.name] != "":
				next.Kind = shape.List
			case err == nil || namedBy[s.name] != "":
				return nil, fmt.Sprintf("there is no %s to take %q from", s.name, rest[0].name)
			}
		}
		at.Members = append(at.Members, shape.Member{Key: &shape.Node{Kind: shape.Scalar, Text: s.name}, Value: next})
		return next, ""
	case shape.List:
		if !s.bracket {
			return nil, fmt.Sprintf("%s is a list: name one of its items in brackets; %s", list, names(at, list))
		}
		item := listItem(at, list, s.name)
		if item == nil {
			return nil, fmt.Sprintf("%s has no item %q; %s", list, s.name, names(at, list))
		}
		if len(rest) == 0 && valueOf[list] != "" && item.Kind == shape.Map {
			return descend(item, "", step{name: valueOf[list]}, nil)
		}
		return item, ""
	}
	return nil, fmt.Sprintf("%s holds one value and no member %q", list, s.name)
}

// listItem finds an item of a list or, where a name is all that an item needs,
// adds it.
func listItem(n *shape.Node, list, name string) *shape.Node {
	if i := itemIndex(n, list, name); i >= 0 {
		return n.Items[i]
	}
	if valueOf[list] == "" {
		return nil
	}
	item := &shape.Node{Kind: shape.Map, Members: []shape.Member{{
		Key:   &shape.Node{Kind: shape.Scalar, Text: namedBy[list]},
		Value: &shape.Node{Kind: shape.Scalar, Text: name, Quoted: true},
	}}}
	n.Items = append(n.Items, item)
	return item
}

// valueOf gives, for the lists whose items are a name and a value, the member
// that holds the value. They may be written as plain maps.
var valueOf = map[string]string{
	"environment":   "value",
	"secrets":       "valueFrom",
	"secretOptions": "valueFrom",
	"properties":    "value",
	"tags":          "value",
}
