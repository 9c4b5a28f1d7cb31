package forecast

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// placed are the tasks of a service at rest that were not read, as far as a forecast
// needs them: all alike, each on an instance. What the instances have given away
// bounds how many each can have. If that leaves no choice they are known; if it does,
// any choice may be as good as another. It is false where the tasks have to be read.
// Their ARNs are those listed, as far as these go, in no order.
func placed(state State, change Change, listed []string) ([]types.Task, bool) {
	def := serving(state)
	if def == nil || len(state.Service.Deployments) != 1 || int(state.Service.RunningCount) < len(listed) {
		return nil, false
	}
	where, sure := make([]*types.ContainerInstance, state.Service.RunningCount), true
	if onInstances(state.Service, change) {
		where, sure = places(state, def)
	}
	if len(where) != int(state.Service.RunningCount) {
		return nil, false
	}
	tasks := make([]types.Task, len(where))
	for n, i := range where {
		arn := fmt.Sprintf("%s/unlisted/%d", aws.ToString(state.Service.ServiceArn), n)
		if n < len(listed) {
			arn = listed[n]
		}
		tasks[n] = alike(state, def, i, arn)
	}
	state.Tasks = tasks
	return tasks, sure || anywhere(state, change)
}

// serving is the task definition of the only deployment.
func serving(state State) *types.TaskDefinition {
	for n := range state.Definitions {
		if aws.ToString(state.Definitions[n].TaskDefinitionArn) == aws.ToString(state.Service.TaskDefinition) {
			return &state.Definitions[n]
		}
	}
	return nil
}

// places are the instances of the tasks of a service, one for each task: of more that
// can be there the first. They are sure where there is no choice. On an instance that
// takes no tasks more than room decides, so there are none if one has any.
func places(state State, def *types.TaskDefinition) (where []*types.ContainerInstance, sure bool) {
	all := 0
	for n := range state.Instances {
		i := &state.Instances[n]
		if i.RunningTasksCount > 0 && (!i.AgentConnected || aws.ToString(i.Status) != "ACTIVE") {
			return nil, false
		}
		can := mostOf(state.Service, def, i)
		all += can
		for range min(can, int(state.Service.RunningCount)-len(where)) {
			where = append(where, i)
		}
	}
	return where, all == int(state.Service.RunningCount)
}

// mostOf is how many tasks of a service an instance can have, by what it has given
// away.
func mostOf(s types.Service, def *types.TaskDefinition, i *types.ContainerInstance) int {
	can := int(i.RunningTasksCount)
	if apart(s.PlacementConstraints) || s.SchedulingStrategy == types.SchedulingStrategyDaemon {
		can = min(can, 1)
	}
	used := func(name string) int32 {
		return amount(i.RegisteredResources, name) - amount(i.RemainingResources, name)
	}
	cpu, memory, ports := world.Needs(def)
	if cpu > 0 {
		can = min(can, int(used("CPU")/cpu))
	}
	if memory > 0 {
		can = min(can, int(used("MEMORY")/memory))
	}
	for _, port := range ports {
		name := "PORTS"
		if port.Protocol == types.TransportProtocolUdp {
			name = "PORTS_UDP"
		}
		has := func(r types.Resource) bool {
			return aws.ToString(r.Name) == name && slices.Contains(r.StringSetValue, strconv.Itoa(int(port.Number)))
		}
		if can = min(can, 1); !slices.ContainsFunc(i.RemainingResources, has) {
			can = 0
		}
	}
	return can
}

// apart says whether tasks may not share an instance.
func apart(constraints []types.PlacementConstraint) bool {
	return slices.ContainsFunc(constraints, func(c types.PlacementConstraint) bool {
		return c.Type == types.PlacementConstraintTypeDistinctInstance
	})
}

// alike is a task of a deployment that has completed: it runs and is healthy.
func alike(state State, def *types.TaskDefinition, i *types.ContainerInstance, arn string) types.Task {
	d := state.Service.Deployments[0]
	t := types.Task{
		TaskArn: &arn, StartedBy: d.Id, TaskDefinitionArn: def.TaskDefinitionArn, LastStatus: aws.String("RUNNING"),
		DesiredStatus: aws.String("RUNNING"), CreatedAt: d.CreatedAt, StartedAt: d.CreatedAt,
	}
	if i != nil {
		t.ContainerInstanceArn, t.CapacityProviderName = i.ContainerInstanceArn, i.CapacityProviderName
	}
	for _, c := range def.ContainerDefinitions {
		health := types.HealthStatusUnknown
		if c.HealthCheck != nil {
			health = types.HealthStatusHealthy
		}
		t.Containers = append(t.Containers, types.Container{
			Name: c.Name, LastStatus: aws.String("RUNNING"), HealthStatus: health,
		})
	}
	return t
}
