package forecast

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// load puts the state into a world of its own. Nobody knows which of equals ECS
// takes first, instances or tasks: with 0 it is the oldest, with any other turn
// another one. The same turn is the same each time.
func load(state State, turn int) (*world.World, error) {
	opts := world.Options{Start: state.At}
	instances, tasks := byAge(state)
	if turn > 0 {
		dice := rand.New(rand.NewPCG(uint64(turn), 0))
		dice.Shuffle(len(instances), func(a, b int) { instances[a], instances[b] = instances[b], instances[a] })
		dice.Shuffle(len(tasks), func(a, b int) { tasks[a], tasks[b] = tasks[b], tasks[a] })
	}
	if parts := strings.Split(aws.ToString(state.Service.ServiceArn), ":"); len(parts) > 4 {
		opts.Region, opts.Account = parts[3], parts[4]
	}
	w := world.New(opts)
	for _, g := range state.Groups {
		w.AddTargetGroup(world.TargetGroup{
			ARN: g.ARN, Name: g.Name, TargetType: g.Type, DeregistrationDelay: &g.Delay,
			HealthCheck: world.TargetHealthCheck{
				Interval: g.Interval, Healthy: int32(g.Healthy), Unhealthy: int32(g.Unhealthy),
			},
		})
	}
	service := state.Service
	if state.New {
		service = types.Service{}
	}
	service.DeploymentConfiguration = unhooked(service.DeploymentConfiguration)
	err := w.Adopt(world.Adopted{
		Cluster: state.Cluster, Service: service, Tasks: tasks, Definitions: state.Definitions,
		Instances: instances, Providers: state.Providers, Protected: state.Protected,
	})
	if err == nil && state.later > 0 {
		w.Advance(w.Now().Add(state.later))
	}
	return w, err
}

// byAge gives the instances and the tasks, the oldest first.
func byAge(state State) ([]types.ContainerInstance, []types.Task) {
	instances, tasks := slices.Clone(state.Instances), slices.Clone(state.Tasks)
	sort.SliceStable(instances, func(i, j int) bool {
		return aws.ToTime(instances[i].RegisteredAt).Before(aws.ToTime(instances[j].RegisteredAt))
	})
	sort.Slice(tasks, func(i, j int) bool {
		a, b := &tasks[i], &tasks[j]
		return cmp.Or(aws.ToTime(a.CreatedAt).Compare(aws.ToTime(b.CreatedAt)),
			strings.Compare(aws.ToString(a.TaskArn), aws.ToString(b.TaskArn))) < 0
	})
	return instances, tasks
}

// apply carries the change out in the world. It gives the revision that the service
// is then to run, "family:revision", and whether a deployment has begun.
func apply(w *world.World, state State, change Change) (revision string, anew bool, err error) {
	name := aws.ToString(state.Service.ServiceName)
	var registered *string
	if change.Register != nil {
		out, err := w.RegisterTaskDefinition(change.Register)
		if err != nil {
			return "", false, err
		}
		registered = out.TaskDefinition.TaskDefinitionArn
	}
	if change.Create != nil {
		out, err := w.CreateService(creation(state, change, registered))
		if err != nil {
			return "", false, err
		}
		return base(aws.ToString(out.Service.TaskDefinition)), true, nil
	}
	in := update(state, change)
	if registered != nil {
		in.TaskDefinition = registered
	}
	before := w.Glance(state.Cluster, name).Deployment
	out, err := w.UpdateService(in)
	if err != nil {
		return "", false, err
	}
	return base(aws.ToString(out.Service.TaskDefinition)), w.Glance(state.Cluster, name).Deployment != before, nil
}

// update is what of the change decides where and when tasks run. What it names
// besides, like a namespace, the world does not have.
func update(state State, change Change) *ecs.UpdateServiceInput {
	u := change.Update
	in := &ecs.UpdateServiceInput{
		Cluster: &state.Cluster, Service: state.Service.ServiceName, TaskDefinition: u.TaskDefinition,
		DesiredCount: u.DesiredCount, DeploymentConfiguration: unhooked(u.DeploymentConfiguration),
		ForceNewDeployment: u.ForceNewDeployment, CapacityProviderStrategy: u.CapacityProviderStrategy,
		NetworkConfiguration: u.NetworkConfiguration, LoadBalancers: u.LoadBalancers,
		PlacementConstraints: u.PlacementConstraints, PlacementStrategy: u.PlacementStrategy,
		PlatformVersion: u.PlatformVersion, HealthCheckGracePeriodSeconds: u.HealthCheckGracePeriodSeconds,
	}
	// These start a deployment whatever they say.
	in.ForceNewDeployment = in.ForceNewDeployment || u.ServiceConnectConfiguration != nil ||
		u.ServiceRegistries != nil || u.VolumeConfigurations != nil || u.VpcLatticeConfigurations != nil
	return in
}

// creation is what of a new service decides where and when its tasks run.
func creation(state State, change Change, registered *string) *ecs.CreateServiceInput {
	c := change.Create
	in := &ecs.CreateServiceInput{
		Cluster: &state.Cluster, ServiceName: c.ServiceName, TaskDefinition: c.TaskDefinition, DesiredCount: c.DesiredCount,
		LaunchType: c.LaunchType, CapacityProviderStrategy: state.Service.CapacityProviderStrategy,
		SchedulingStrategy: c.SchedulingStrategy, DeploymentController: c.DeploymentController,
		DeploymentConfiguration: unhooked(c.DeploymentConfiguration), NetworkConfiguration: c.NetworkConfiguration,
		LoadBalancers: c.LoadBalancers, PlacementConstraints: c.PlacementConstraints, PlacementStrategy: c.PlacementStrategy,
		PlatformVersion: c.PlatformVersion, HealthCheckGracePeriodSeconds: c.HealthCheckGracePeriodSeconds,
	}
	if registered != nil {
		in.TaskDefinition = registered
	}
	return in
}

// unhooked is a configuration without lifecycle hooks, whose answers nobody knows.
func unhooked(c *types.DeploymentConfiguration) *types.DeploymentConfiguration {
	if c == nil || len(c.LifecycleHooks) == 0 {
		return c
	}
	out := *c
	out.LifecycleHooks = []types.DeploymentLifecycleHook{}
	return &out
}

// timers are known times of old tasks: how long their connections drain, and how long
// they then have to end (API reference, ContainerDefinition, stopTimeout).
func timers(state State, r *run) (drain, stop time.Duration) {
	if !r.anew || len(state.Tasks) == 0 {
		return 0, 0
	}
	for _, g := range state.Groups {
		drain = max(drain, g.Delay)
	}
	for _, d := range state.Definitions {
		if aws.ToString(d.TaskDefinitionArn) != aws.ToString(state.Service.TaskDefinition) {
			continue
		}
		for _, c := range d.ContainerDefinitions {
			stop = max(stop, stopTimeout(c))
		}
	}
	return drain, stop
}

// stopTimeout is how long a container has from SIGTERM to SIGKILL; that of the
// agent's configuration is not known, and taken to be its default.
func stopTimeout(c types.ContainerDefinition) time.Duration {
	if c.StopTimeout == nil {
		return 30 * time.Second
	}
	return time.Duration(*c.StopTimeout) * time.Second
}
