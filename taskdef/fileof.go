package taskdef

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/value"
)

// FileOf writes the task-definition file that a registered revision comes from, as
// YAML: [Parse] reads it back, and [Compare] finds nothing that differs. What ECS
// fills in by itself is left out. The values of the environment are in it.
func FileOf(registered *types.TaskDefinition, tags []types.Tag) []byte {
	root := shape.Tree(registered)
	addTags(root, tags)
	normalise(root)
	mode := root.Get("networkMode")
	dropDefaults(root, "")
	prune(root)
	if containers := root.Get("containerDefinitions"); containers != nil {
		for _, c := range containers.Items {
			dropHostPorts(c.Get("portMappings"), mode)
		}
	}
	value.Escape(root)
	return root.YAML()
}

// dropDefaults removes the members that say what their absence says too.
func dropDefaults(n *shape.Node, path string) {
	for _, item := range n.Items {
		dropDefaults(item, path+"[]")
	}
	for _, m := range slices.Clone(n.Members) {
		at := join(path, m.Key.Text)
		dropDefaults(m.Value, at)
		if missing := defaults[at]; missing != "" && m.Value.JSON() == missing {
			n.Delete(m.Key.Text)
		}
	}
}

// dropHostPorts removes the host ports that ECS fills in.
func dropHostPorts(mappings, mode *shape.Node) {
	if mappings == nil {
		return
	}
	for _, mapping := range mappings.Items {
		port, host := mapping.Get("containerPort"), mapping.Get("hostPort")
		bridge := mode == nil || mode.Text == string(types.NetworkModeBridge)
		if host != nil && (bridge && host.Text == "0" || !bridge && port != nil && host.Text == port.Text) {
			mapping.Delete("hostPort")
		}
	}
}
