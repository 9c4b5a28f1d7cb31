package taskdef

import (
	"fmt"
	"slices"

	"github.com/ecs-steady/steady/internal/shape"
)

// merge lays over onto base: maps deeply, lists of named items (see namedBy) by
// name, port mappings by name or by container port and protocol, other lists
// whole. A null in over removes the member of base, and the item where it
// stands for the value of a variable, a secret or a tag. New items come last.
func merge(base, over *shape.Node, member, path string) (*shape.Node, Problems) {
	switch {
	case base.Kind == shape.Map && over.Kind == shape.Map:
		return base, mergeMaps(base, over, path)
	case base.Kind == shape.List && over.Kind == shape.List && mergesByName(over, member):
		return base, mergeLists(base, over, member, path)
	case member == "containerDefinitions" && over.Kind == shape.List:
		p := at(over)
		p.Path, p.Message = path, "a container in an overlay needs the name of the container it changes"
		return base, Problems{p}
	}
	return over, nil
}

func mergeMaps(base, over *shape.Node, path string) Problems {
	var ps Problems
	for _, m := range over.Members {
		i := memberIndex(base, m.Key.Text)
		switch {
		case m.Value.Kind == shape.Null && i >= 0:
			base.Delete(m.Key.Text)
		case m.Value.Kind == shape.Null:
			// Nothing to remove.
		case i >= 0:
			// The key of the overlay: reports on it point there from here on.
			merged, more := merge(base.Members[i].Value, m.Value, m.Key.Text, join(path, m.Key.Text))
			base.Members[i] = shape.Member{Key: m.Key, Value: merged}
			ps = append(ps, more...)
		default:
			fresh, more := mergeIntoNothing(m.Value, m.Key.Text, join(path, m.Key.Text))
			base.Members = append(base.Members, shape.Member{Key: m.Key, Value: fresh})
			ps = append(ps, more...)
		}
	}
	return ps
}

// mergeIntoNothing adds what base lacks, without what over only removes.
func mergeIntoNothing(over *shape.Node, member, path string) (*shape.Node, Problems) {
	bare := *over
	bare.Items, bare.Members = nil, nil
	return merge(&bare, over, member, path)
}

func memberIndex(n *shape.Node, key string) int {
	for i, m := range n.Members {
		if m.Key.Text == key {
			return i
		}
	}
	return -1
}

func mergeLists(base, over *shape.Node, list, path string) Problems {
	index := make(map[string]int, len(base.Items))
	for i, item := range base.Items {
		if id, ok := mergeKey(list, item); ok {
			index[id] = i
		}
	}
	var ps Problems
	removed := map[*shape.Node]bool{}
	for _, item := range over.Items {
		id, _ := mergeKey(list, item)
		i, known := index[id]
		switch {
		case removes(item) && known:
			removed[base.Items[i]] = true
		case removes(item):
			// Nothing to remove.
		case known:
			merged, more := merge(base.Items[i], item, "", fmt.Sprintf("%s[%s]", path, id))
			base.Items[i] = merged
			ps = append(ps, more...)
		default:
			fresh, more := mergeIntoNothing(item, "", fmt.Sprintf("%s[%s]", path, id))
			base.Items = append(base.Items, fresh)
			ps = append(ps, more...)
		}
	}
	base.Items = slices.DeleteFunc(base.Items, func(n *shape.Node) bool { return removed[n] })
	return ps
}

// removes is true for the item {name: X, value: null}.
func removes(item *shape.Node) bool {
	if item.Kind != shape.Map || len(item.Members) != 2 {
		return false
	}
	for _, member := range []string{"value", "valueFrom"} {
		if v := item.Get(member); v != nil && v.Kind == shape.Null {
			return true
		}
	}
	return false
}

// mergesByName is true where every item of a list has a name of its own.
func mergesByName(n *shape.Node, list string) bool {
	seen := map[string]bool{}
	for _, item := range n.Items {
		id, ok := mergeKey(list, item)
		if !ok || seen[id] {
			return false
		}
		seen[id] = true
	}
	return len(n.Items) > 0
}

// mergeKey is the name of an item; a port mapping without one goes by its port.
func mergeKey(list string, item *shape.Node) (string, bool) {
	if list != "portMappings" {
		return identity(list, item)
	}
	return portKey(item)
}

// portKey tells the port mappings of one container apart.
func portKey(item *shape.Node) (string, bool) {
	protocol := "tcp"
	if p := item.Get("protocol"); p != nil && p.Kind == shape.Scalar {
		protocol = p.Text
	}
	for _, member := range []string{"containerPort", "containerPortRange"} {
		if port := item.Get(member); port != nil && port.Kind == shape.Scalar {
			return port.Text + "/" + protocol, true
		}
	}
	return "", false
}
