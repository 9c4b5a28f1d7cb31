package forecast

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// definition is the task definition that a run rolls out; nil where none was reached.
func (r *run) definition() *types.TaskDefinition {
	if r.w == nil || r.revision == "" {
		return nil
	}
	out, err := r.w.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: &r.revision})
	if err != nil {
		return nil
	}
	return out.TaskDefinition
}

// request is what would register that task definition again. What it shares with it
// is not to be changed.
func request(def *types.TaskDefinition) *ecs.RegisterTaskDefinitionInput {
	return &ecs.RegisterTaskDefinitionInput{
		Family: def.Family, ContainerDefinitions: def.ContainerDefinitions, NetworkMode: def.NetworkMode, Cpu: def.Cpu,
		Memory: def.Memory, EnableFaultInjection: def.EnableFaultInjection, EphemeralStorage: def.EphemeralStorage,
		ExecutionRoleArn: def.ExecutionRoleArn, TaskRoleArn: def.TaskRoleArn, IpcMode: def.IpcMode, PidMode: def.PidMode,
		InferenceAccelerators: def.InferenceAccelerators, PlacementConstraints: def.PlacementConstraints,
		ProxyConfiguration: def.ProxyConfiguration, RequiresCompatibilities: def.RequiresCompatibilities,
		RuntimePlatform: def.RuntimePlatform, Volumes: def.Volumes,
	}
}

// revised is the change with another definition, which is registered.
func revised(change Change, def *types.TaskDefinition, edit func(*ecs.RegisterTaskDefinitionInput)) Change {
	in := request(def)
	if change.Register != nil {
		again := *change.Register
		in = &again
	}
	in.ContainerDefinitions = append([]types.ContainerDefinition(nil), in.ContainerDefinitions...)
	for n := range in.ContainerDefinitions {
		c := &in.ContainerDefinitions[n]
		c.PortMappings = append([]types.PortMapping(nil), c.PortMappings...)
	}
	edit(in)
	change.Register, change.Update.TaskDefinition = in, nil
	if change.Create != nil {
		create := *change.Create
		create.TaskDefinition, change.Create = nil, &create
	}
	return change
}

// percents are the bounds under which the rollout runs, and its circuit breaker.
func percents(state State, change Change) (minimum, maximum int, breaker types.DeploymentCircuitBreaker) {
	minimum, maximum = 100, 200
	if state.Service.SchedulingStrategy == types.SchedulingStrategyDaemon {
		minimum, maximum = 0, 100
	}
	for _, c := range []*types.DeploymentConfiguration{
		state.Service.DeploymentConfiguration, change.Update.DeploymentConfiguration,
	} {
		if c == nil {
			continue
		}
		if c.MinimumHealthyPercent != nil {
			minimum = int(*c.MinimumHealthyPercent)
		}
		if c.MaximumPercent != nil {
			maximum = int(*c.MaximumPercent)
		}
		if c.DeploymentCircuitBreaker != nil {
			breaker = *c.DeploymentCircuitBreaker
		}
	}
	return minimum, maximum, breaker
}
