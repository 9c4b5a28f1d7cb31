package taskdef

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
)

// step is one part of a path: a member, or an item in brackets.
type step struct {
	name    string
	bracket bool
}

// parsePath splits containerDefinitions[app].portMappings[0].hostPort. What
// stands in brackets may hold dots: dockerLabels[com.example.team].
func parsePath(path string) ([]step, error) {
	var steps []step
	rest := path
	for rest != "" {
		if rest[0] == '[' {
			name, after, closed := strings.Cut(rest[1:], "]")
			if !closed || name == "" || len(steps) == 0 {
				return nil, fmt.Errorf("path %q: brackets hold a name or an index and follow a member", path)
			}
			steps = append(steps, step{name: name, bracket: true})
			rest = after
			continue
		}
		if len(steps) > 0 {
			if rest[0] != '.' {
				return nil, fmt.Errorf("path %q: want a dot or a bracket before %q", path, rest)
			}
			rest = rest[1:]
		}
		end := strings.IndexAny(rest, ".[")
		if end < 0 {
			end = len(rest)
		}
		if end == 0 {
			return nil, fmt.Errorf("path %q: a member has no name", path)
		}
		steps = append(steps, step{name: rest[:end]})
		rest = rest[end:]
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("the path is empty")
	}
	return steps, nil
}

// join adds a member to a path.
func join(path, member string) string {
	if path == "" {
		return member
	}
	return path + "." + member
}

// find is where a path ends in a tree.
type found struct {
	key, value *shape.Node // key is nil for an item of a list
	exact      bool        // false where the path goes on below value
}

// find follows a path as far as the tree goes. An item of a list is named by
// its index or, in a list of named items, by its name. The index comes first,
// unlike in an assignment: it is what the rules use.
func find(root *shape.Node, path string) found {
	at := found{value: root, exact: true}
	steps, err := parsePath(path)
	if err != nil {
		return found{value: root, exact: path == ""}
	}
	list := ""
	for _, s := range steps {
		next := found{exact: true}
		switch at.value.Kind {
		case shape.Map:
			for _, m := range at.value.Members {
				if m.Key.Text == s.name {
					next.key, next.value = m.Key, m.Value
				}
			}
		case shape.List:
			i, err := strconv.Atoi(s.name)
			if err != nil || i < 0 || i >= len(at.value.Items) {
				i = itemIndex(at.value, list, s.name)
			}
			if i >= 0 {
				next.value = at.value.Items[i]
			}
		}
		if next.value == nil {
			at.exact = false
			return at
		}
		at, list = next, s.name
	}
	return at
}

// place is the node whose position a report shows: a scalar's own, else the key
// it is written under.
func (f found) place() *shape.Node {
	if f.key != nil && (f.value.Kind == shape.Map || f.value.Kind == shape.List) && f.exact {
		return f.key
	}
	if f.value.Line == 0 && f.key != nil && f.key.Line > 0 {
		return f.key
	}
	return f.value
}

// itemIndex finds an item of the list named list by its name or index, or -1.
func itemIndex(n *shape.Node, list, name string) int {
	for i, item := range n.Items {
		if id, ok := identity(list, item); ok && id == name {
			return i
		}
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.Items) {
		return i
	}
	return -1
}

// namedBy gives, for each list of named items, the member that names them: the
// name is unique in its list and the order of the list means nothing.
var namedBy = map[string]string{
	"containerDefinitions":  "name",
	"volumes":               "name",
	"environment":           "name",
	"secrets":               "name",
	"secretOptions":         "name",
	"properties":            "name",
	"ulimits":               "name",
	"tags":                  "key",
	"mountPoints":           "containerPath",
	"volumesFrom":           "sourceContainer",
	"dependsOn":             "containerName",
	"systemControls":        "namespace",
	"extraHosts":            "hostname",
	"inferenceAccelerators": "deviceName",
	"resourceRequirements":  "type",
}

// identity is the name of an item of a list of named items.
func identity(list string, item *shape.Node) (string, bool) {
	by, ok := namedBy[list]
	if !ok {
		return "", false
	}
	id := item.Get(by)
	if id == nil || id.Kind != shape.Scalar {
		return "", false
	}
	return id.Text, true
}

// names lists the names of the items of a list, for a message.
func names(n *shape.Node, list string) string {
	var out []string
	for _, item := range n.Items {
		if id, ok := identity(list, item); ok {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return fmt.Sprintf("it has %d items", len(n.Items))
	}
	return "there are: " + strings.Join(out, ", ")
}
