package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Adopted is one service and what its tasks run on, as the API describes them. Of
// equal tasks and instances the scheduler takes the first one here.
// What else runs on the instances is what they have too little left for: nothing
// of it ever moves.
type Adopted struct {
	Cluster     string                    // name or ARN
	Service     types.Service             // without a name only the cluster is taken over
	Tasks       []types.Task              // of the service, those that stop too
	Definitions []types.TaskDefinition    // of its deployments
	Instances   []types.ContainerInstance // of the cluster
	Providers   []types.CapacityProvider
	// Protected is until when tasks are protected, by their ARN.
	Protected map[string]time.Time
}

// Adopt takes a service over into an empty world, in the middle of whatever it
// does. Tasks keep their ids and their instances; those that run are healthy in
// their target groups if their deployment has completed, or if they have run for
// longer than the first health check takes. The deployments keep theirs. Images
// behave as SetImage said. The error is the one that the API has for what is wrong.
func (w *World) Adopt(a Adopted) error {
	name := lastSegment(a.Cluster)
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{ClusterName: &name}); err != nil {
		return err
	}
	c, err := w.cluster(&name)
	if err != nil {
		return err
	}
	c.providers = []string{"FARGATE", "FARGATE_SPOT"}
	for _, p := range a.Providers {
		w.adoptProvider(c, p)
	}
	for _, d := range a.Definitions {
		w.adoptDefinition(d)
	}
	for _, i := range a.Instances {
		w.adoptInstance(c, i)
	}
	if a.Service.ServiceName == nil {
		return nil
	}
	return w.adoptService(c, a)
}

// adoptProvider takes a capacity provider over. One of Managed Instances lets
// tasks wait for instances, as a group with managed scaling does.
func (w *World) adoptProvider(c *cluster, in types.CapacityProvider) {
	p := &provider{
		name: aws.ToString(in.Name), arn: aws.ToString(in.CapacityProviderArn), status: types.CapacityProviderStatusActive,
		group: clone(in.AutoScalingGroupProvider),
	}
	switch {
	case onFargate(p.name) || p.name == "":
		return
	case p.group == nil:
		p.group = &types.AutoScalingGroupProvider{
			ManagedScaling: &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled},
		}
	case p.group.ManagedScaling == nil:
		p.group.ManagedScaling = &types.ManagedScaling{Status: types.ManagedScalingStatusDisabled}
	}
	w.providers[p.name] = p
	c.providers = append(c.providers, p.name)
}

// adoptDefinition takes a revision over under its own number.
func (w *World) adoptDefinition(in types.TaskDefinition) {
	name := aws.ToString(in.Family)
	f := w.families[name]
	if f == nil {
		f = &family{name: name, revisions: map[int32]*revision{}}
		w.families[name] = f
	}
	r := &revision{def: clone(in)}
	for n := range r.def.ContainerDefinitions {
		fillContainer(&r.def.ContainerDefinitions[n], r.def.NetworkMode)
	}
	f.revisions[in.Revision] = r
	f.last = max(f.last, in.Revision)
}

// adoptInstance takes an instance over with what it has left.
func (w *World) adoptInstance(c *cluster, in types.ContainerInstance) {
	i := &instance{
		cluster: c, id: lastSegment(aws.ToString(in.ContainerInstanceArn)), arn: aws.ToString(in.ContainerInstanceArn),
		spec: Instance{
			ID: aws.ToString(in.Ec2InstanceId), CapacityProvider: aws.ToString(in.CapacityProviderName),
			CPU: amount(in.RegisteredResources, "CPU"), Memory: amount(in.RegisteredResources, "MEMORY"),
		},
		status: types.ContainerInstanceStatus(aws.ToString(in.Status)), connected: in.AgentConnected,
		registered: aws.ToTime(in.RegisteredAt), version: in.Version, attributes: in.Attributes,
		free:  free{amount(in.RemainingResources, "CPU"), amount(in.RemainingResources, "MEMORY")},
		ports: map[HostPort]portUse{}, nextPort: firstDynamicPort, groups: map[string]int{}, values: map[string]string{},
	}
	for _, a := range in.Attributes {
		i.values[aws.ToString(a.Name)] = aws.ToString(a.Value)
	}
	i.spec.AZ, i.spec.Type = i.values["ecs.availability-zone"], i.values["ecs.instance-type"]
	for _, r := range in.RemainingResources {
		if name := aws.ToString(r.Name); name == "PORTS" || name == "PORTS_UDP" {
			i.reserveAll(r)
		}
	}
	c.joined++
	i.number = c.joined
	c.instances[i.id] = i
	c.fleet = append(c.fleet, i)
}

// amount is a resource that is a number; 0 where there is none.
func amount(resources []types.Resource, name string) int32 {
	n := slices.IndexFunc(resources, func(r types.Resource) bool { return aws.ToString(r.Name) == name })
	if n < 0 {
		return 0
	}
	return resources[n].IntegerValue
}
