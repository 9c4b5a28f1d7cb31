package scenario

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// What can happen to an instance.
type (
	termination    struct{ Instance string }
	shutdown       struct{ Instance string }
	instanceStatus struct{ Instance, Status string }
	agent          struct {
		Instance  string
		Connected bool
	}
)

// which is the key that names an instance.
var which = shape.Key{
	Name: "instance", Field: "Instance", Required: true,
	Doc: "Its EC2 id, or the id or ARN of the container instance.",
}

var hostTable = shape.Table{Name: "InstanceName", Doc: "Which instance.", Keys: []shape.Key{which}}

var instanceStatusTable = shape.Table{
	Name: "InstanceStatus",
	Doc:  "The status of a container instance.",
	Keys: []shape.Key{which, {
		Name: "status", Field: "Status", Required: true, Doc: "DRAINING, or ACTIVE to take it back.",
		Values: []string{string(types.ContainerInstanceStatusActive), string(types.ContainerInstanceStatusDraining)},
	}},
}

var agentTable = shape.Table{
	Name: "Agent",
	Doc:  "The connection of a container agent.",
	Keys: []shape.Key{which, {Name: "connected", Field: "Connected", Required: true, Doc: "Whether it is connected."}},
}

func (t *termination) do(w *world.World) error { return w.TerminateInstance(t.Instance) }

func (s *shutdown) do(w *world.World) error { return w.StopInstance(s.Instance) }

func (a *agent) do(w *world.World) error { return w.SetAgentConnected(a.Instance, a.Connected) }

func (s *instanceStatus) do(w *world.World) error {
	found, ok := w.Agent(s.Instance)
	if !ok {
		return world.ErrNoInstance
	}
	_, err := w.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{
		Cluster: &found.Cluster, ContainerInstances: []string{found.InstanceARN},
		Status: types.ContainerInstanceStatus(s.Status),
	})
	return err
}
