package scenario

import (
	"fmt"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// instance is one instance or several like it.
type instance struct {
	Cluster string
	Count   int32
	world.Instance
}

// maxInstances is how many container instances a cluster may have. Developer
// Guide, Amazon ECS service quotas.
const maxInstances = 5000

var instanceTable = shape.Table{
	Name: "Instance",
	Doc:  "An EC2 instance that has joined a cluster.",
	Keys: []shape.Key{
		{Name: "cluster", Field: "Cluster", Doc: "The cluster that it joins: default if it is not said."},
		{
			Name: "count", Field: "Count", Least: 1, Most: maxInstances,
			Doc: "How many there are like it: 1 if it is not said. Several have no id.",
		},
		{Name: "id", Field: "ID", Doc: "The EC2 id, such as i-0123456789abcdef0; one is made up if it is not said."},
		{Name: "availabilityZone", Field: "AZ", Doc: "The Availability Zone: the first of the Region if it is not said."},
		{
			Name: "instanceType", Field: "Type",
			Doc: "The EC2 instance type, t3.medium if it is not said. It does not decide cpu and memory.",
		},
		{Name: "cpu", Field: "CPU", Least: 1, Most: maxInt32, Doc: "CPU units, 1024 a core: 2048 if it is not said."},
		{Name: "memory", Field: "Memory", Least: 1, Most: maxInt32, Doc: "Memory in MiB for tasks: 3884 if it is not said."},
		{Name: "attributes", Field: "Attributes", Doc: "Custom attributes, by name."},
		{
			Name: "ports", Field: "Ports", Least: 1, Most: 65535,
			Doc: "TCP ports of the host that something else than a task has.",
		},
		{
			Name: "capacityProvider", Field: "CapacityProvider",
			Doc: "The capacity provider whose Auto Scaling group it belongs to.",
		},
		{Name: "agentVersion", Field: "AgentVersion", Doc: "The version of the container agent, without a v."},
	},
}

// do adds the instances.
func (i *instance) do(w *world.World) error {
	if i.Count > 1 && i.ID != "" {
		return fmt.Errorf("%d instances cannot have one id", i.Count)
	}
	for range max(i.Count, 1) {
		if _, err := w.AddInstance(i.Cluster, i.Instance); err != nil {
			return err
		}
	}
	return nil
}
