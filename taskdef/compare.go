package taskdef

import (
	"fmt"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/value"
)

// Compare says what registering local would change, coming from a registered
// revision and its tags. The defaults that ECS writes back and the order of
// named items make no difference. A nil revision gives everything as added.
func Compare(local *ecs.RegisterTaskDefinitionInput, registered *types.TaskDefinition, tags []types.Tag) Diff {
	from := &shape.Node{Kind: shape.Map}
	if registered != nil {
		from = shape.Tree(registered)
		addTags(from, tags)
	}
	return compareTrees(from, shape.Tree(local))
}

// CompareRevisions says what differs between two registered revisions.
func CompareRevisions(from, to *types.TaskDefinition) Diff {
	return compareTrees(shape.Tree(from), shape.Tree(to))
}

// addTags puts the tags of a revision, which ECS gives beside it, where a
// request has them. Tags that AWS sets itself are left out: no request can
// (API reference, Tag).
func addTags(root *shape.Node, tags []types.Tag) {
	list := &shape.Node{Kind: shape.List}
	for _, t := range tags {
		if key := aws.ToString(t.Key); !reserved(key) {
			item := &shape.Node{Kind: shape.Map}
			item.Set("key", shape.Text(key))
			item.Set("value", shape.Text(aws.ToString(t.Value)))
			list.Items = append(list.Items, item)
		}
	}
	root.Set("tags", list)
}

func compareTrees(from, to *shape.Node) Diff {
	for _, root := range []*shape.Node{from, to} {
		normalise(root)
		value.Hide(root)
	}
	var d differ
	d.values(from, to, "", "", "")
	sort.SliceStable(d.out, func(i, j int) bool { return d.out[i].Path < d.out[j].Path })
	return d.out
}

// differ collects changes. Each of its methods gets a member of both sides, nil
// where a side lacks it, its path, its path without names (the key of
// defaults), and the name of the list or map that it is.
type differ struct {
	out Diff
	// oneSided is true inside a structure that only one side has: its members
	// are added or removed, whatever they would be by default.
	oneSided bool
}

func (d *differ) values(from, to *shape.Node, path, plain, member string) {
	switch {
	case kindOf(from, to) == shape.Map:
		d.maps(from, to, path, plain)
	case kindOf(from, to) == shape.List && hasStructs(from, to):
		d.lists(from, to, path, plain, member)
	default:
		d.leaf(from, to, path, plain)
	}
}

// kindOf is the kind that both sides have; a Null where they differ, as members
// of one shape never do.
func kindOf(from, to *shape.Node) shape.Kind {
	switch {
	case from == nil && to == nil:
		return shape.Null
	case from == nil:
		return to.Kind
	case to == nil || from.Kind == to.Kind:
		return from.Kind
	}
	return shape.Null
}

func (d *differ) maps(from, to *shape.Node, path, plain string) {
	outer := d.oneSided
	d.oneSided = from == nil || to == nil
	for _, key := range union(keysOf(from), keysOf(to)) {
		d.values(from.Get(key), to.Get(key), joinKey(path, key), join(plain, key), key)
	}
	d.oneSided = outer
}

// joinKey adds a key, in brackets where it is no name of a member.
func joinKey(path, key string) string {
	if strings.ContainsAny(key, ".[]") {
		return fmt.Sprintf("%s[%s]", path, key)
	}
	return join(path, key)
}

// lists compares lists of structures: by name where every item has one, port
// mappings by port, others by index.
func (d *differ) lists(from, to *shape.Node, path, plain, list string) {
	if byName(from, list) && byName(to, list) {
		old, now := itemsByName(from, list), itemsByName(to, list)
		for _, name := range union(sortedNames(from, list), sortedNames(to, list)) {
			d.item(old[name], now[name], fmt.Sprintf("%s[%s]", path, name), plain+"[]", list)
		}
		return
	}
	if list == "portMappings" {
		from = alignPorts(from, to)
	}
	for i := range max(length(from), length(to)) {
		d.item(itemAt(from, i), itemAt(to, i), fmt.Sprintf("%s[%d]", path, i), plain+"[]", list)
	}
}

// item compares one item of a list; one that is a name and a value counts as
// the value.
func (d *differ) item(from, to *shape.Node, path, plain, list string) {
	if value := valueOf[list]; value != "" {
		d.leaf(from.Get(value), to.Get(value), path, plain)
		return
	}
	if kindOf(from, to) == shape.Map {
		d.maps(from, to, path, plain)
		return
	}
	d.leaf(from, to, path, plain)
}

// leaf compares two values as JSON.
func (d *differ) leaf(from, to *shape.Node, path, plain string) {
	c := Change{Path: path, Action: "change"}
	if from != nil {
		c.Old, c.Secret = from.JSON(), from.Secret
	}
	if to != nil {
		c.New, c.Secret = to.JSON(), c.Secret || to.Secret
	}
	missing := defaults[plain]
	if c.Old == c.New || from == nil && c.New == missing || to == nil && c.Old == missing {
		return
	}
	switch filled := missing != "" && !d.oneSided; {
	case from == nil && filled:
		c.Old = missing
	case to == nil && filled:
		c.New = missing
	case from == nil:
		c.Action = "add"
	case to == nil:
		c.Action = "remove"
	}
	if c.Secret {
		c.Old, c.New = "", ""
	}
	d.out = append(d.out, c)
}
