package taskdef

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
)

// freeText are the members that hold any text: what a variable puts there may
// well be a secret. Elsewhere (an image, a port, a size) it cannot be, or the
// definition would be of no use.
var freeText = []string{
	"command", "entryPoint", "dockerLabels", "driverOpts", "labels", "options", "extraHosts", "tags",
}

// Diff is [Compare] for a definition read from a file: of members with free
// text that a variable has filled it says only that they differ.
func (d *Definition) Diff(registered *types.TaskDefinition, tags []types.Tag) Diff {
	diff := Compare(d.Input, registered, tags)
	for i, c := range diff {
		if d.root != nil && d.filled(c.Path) {
			diff[i].Old, diff[i].New, diff[i].Secret = "", "", true
		}
	}
	return diff
}

// filled reports whether a variable has filled free text at path.
func (d *Definition) filled(path string) bool {
	steps := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) })
	if !slices.ContainsFunc(steps, func(s string) bool { return slices.Contains(freeText, s) }) {
		return false
	}
	found := false
	find(d.root, path).value.Walk(func(n *shape.Node) bool {
		found = found || n.Written != ""
		return !found
	})
	return found
}
