package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// RegisterContainerInstance is the agent's call when it starts, or starts again
// with the ARN it had. API reference, RegisterContainerInstance.
func (w *World) RegisterContainerInstance(in *ecs.RegisterContainerInstanceInput) (
	*ecs.RegisterContainerInstanceOutput, error,
) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	in = clone(in)
	if in.ContainerInstanceArn != nil {
		i := c.instances[lastSegment(*in.ContainerInstanceArn)]
		if i == nil {
			return nil, clientError("The container instance to register again was not found.")
		}
		i.connected = true
		i.version++
		out := w.describeInstance(i, true)
		return &ecs.RegisterContainerInstanceOutput{ContainerInstance: &out}, nil
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	i := w.newInstance(c, instanceSpec(in))
	i.tags = tags
	for _, r := range in.TotalResources {
		i.reserveAll(r)
	}
	w.join(i)
	out := w.describeInstance(i, true)
	return &ecs.RegisterContainerInstanceOutput{ContainerInstance: &out}, nil
}

// instanceSpec reads what an agent says about its host.
func instanceSpec(in *ecs.RegisterContainerInstanceInput) Instance {
	spec := Instance{Attributes: map[string]string{}}
	for _, r := range in.TotalResources {
		switch aws.ToString(r.Name) {
		case "CPU":
			spec.CPU = r.IntegerValue
		case "MEMORY":
			spec.Memory = r.IntegerValue
		}
	}
	for _, a := range in.Attributes {
		switch value := aws.ToString(a.Value); aws.ToString(a.Name) {
		case "ecs.availability-zone":
			spec.AZ = value
		case "ecs.instance-type":
			spec.Type = value
		default:
			spec.Attributes[aws.ToString(a.Name)] = value
		}
	}
	for _, t := range in.Tags {
		if aws.ToString(t.Key) == providerTag {
			spec.CapacityProvider = aws.ToString(t.Value)
		}
	}
	if in.VersionInfo != nil {
		spec.AgentVersion = aws.ToString(in.VersionInfo.AgentVersion)
	}
	return spec
}

// findInstances finds instances by id or ARN; those that do not exist become
// failures.
func (w *World) findInstances(c *cluster, refs []string) ([]*instance, []types.Failure, error) {
	found, failures := []*instance{}, []types.Failure{}
	for _, ref := range refs {
		switch i, err := w.instanceIn(c, ref); {
		case err != nil:
			return nil, nil, err
		case i != nil:
			found = append(found, i)
		default:
			failures = append(failures, missing(w.arn("container-instance/"+c.name+"/"+lastSegment(ref))))
		}
	}
	return found, failures, nil
}

// DescribeContainerInstances describes up to 100 instances. API reference,
// DescribeContainerInstances.
func (w *World) DescribeContainerInstances(in *ecs.DescribeContainerInstancesInput) (
	*ecs.DescribeContainerInstancesOutput, error,
) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if n := len(in.ContainerInstances); n == 0 || n > 100 {
		return nil, invalidParameter("Container instances must have between 1 and 100 items.")
	}
	tags := slices.Contains(in.Include, types.ContainerInstanceFieldTags)
	found, failures, err := w.findInstances(c, in.ContainerInstances)
	if err != nil {
		return nil, err
	}
	out := &ecs.DescribeContainerInstancesOutput{ContainerInstances: []types.ContainerInstance{}, Failures: failures}
	for _, i := range found {
		out.ContainerInstances = append(out.ContainerInstances, w.describeInstance(i, tags))
	}
	return out, nil
}

// ListContainerInstances lists the instances of a cluster, those of one status
// and those that a cluster query selects if asked. API reference, ListContainerInstances.
func (w *World) ListContainerInstances(in *ecs.ListContainerInstancesInput) (
	*ecs.ListContainerInstancesOutput, error,
) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := oneOf("status", in.Status); err != nil {
		return nil, err
	}
	selects := query(func(*instance) bool { return true })
	if aws.ToString(in.Filter) != "" {
		if selects, err = parseQuery(*in.Filter); err != nil {
			return nil, err
		}
	}
	arns := []string{}
	for _, i := range sorted(c.instances) {
		if (in.Status == "" || in.Status == types.ContainerInstanceStatus(i.status)) && selects(i) {
			arns = append(arns, i.arn)
		}
	}
	arns, next, err := page(arns, in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	return &ecs.ListContainerInstancesOutput{ContainerInstanceArns: arns, NextToken: next}, nil
}

// UpdateContainerInstancesState drains instances or takes them back. Service
// tasks on a draining instance move; others are left alone. API reference,
// UpdateContainerInstancesState.
func (w *World) UpdateContainerInstancesState(in *ecs.UpdateContainerInstancesStateInput) (
	*ecs.UpdateContainerInstancesStateOutput, error,
) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if in.Status != types.ContainerInstanceStatusActive && in.Status != types.ContainerInstanceStatusDraining {
		return nil, invalidParameter("Container instance status should be one of [ACTIVE, DRAINING]")
	}
	if n := len(in.ContainerInstances); n == 0 || n > 10 {
		return nil, invalidParameter("Container instances must have between 1 and 10 items.")
	}
	found, failures, err := w.findInstances(c, in.ContainerInstances)
	if err != nil {
		return nil, err
	}
	out := &ecs.UpdateContainerInstancesStateOutput{
		ContainerInstances: []types.ContainerInstance{}, Failures: failures,
	}
	for _, i := range found {
		i.status = in.Status
		i.version++
		out.ContainerInstances = append(out.ContainerInstances, w.describeInstance(i, false))
	}
	w.membersChanged(c)
	return out, nil
}

// DeregisterContainerInstance takes an instance out of its cluster. With force
// its tasks are orphaned: ECS no longer knows them, and services replace theirs.
// API reference, DeregisterContainerInstance.
func (w *World) DeregisterContainerInstance(in *ecs.DeregisterContainerInstanceInput) (
	*ecs.DeregisterContainerInstanceOutput, error,
) {
	i, err := w.instance(in.Cluster, in.ContainerInstance)
	if err != nil {
		return nil, err
	}
	if !aws.ToBool(in.Force) && len(i.tasks) > 0 {
		return nil, invalidParameter("Found running tasks on the instance.")
	}
	w.leaveCluster(i)
	out := w.describeInstance(i, true)
	return &ecs.DeregisterContainerInstanceOutput{ContainerInstance: &out}, nil
}

// leaveCluster takes an instance out of its cluster and orphans its tasks.
func (w *World) leaveCluster(i *instance) {
	w.remove(i)
	for _, t := range slices.Clone(i.tasks) {
		w.orphan(t)
	}
	w.membersChanged(i.cluster)
}

// orphan makes ECS forget a task that goes on running where ECS cannot see it.
func (w *World) orphan(t *task) {
	t.life++
	if t.alive() {
		t.instance.leave(t)
	}
	t.instance.release(t)
	t.lastStatus, t.desiredStatus = stopped, stopped
	t.cluster.forget(t)
	w.taskOver(t)
}

// describeInstance is a container instance as the API shows it. It counts tasks
// by their desired status. API reference, ContainerInstance.
func (w *World) describeInstance(i *instance, tags bool) types.ContainerInstance {
	registered := i.registered
	out := types.ContainerInstance{
		ContainerInstanceArn: aws.String(i.arn), Ec2InstanceId: aws.String(i.spec.ID),
		Status: aws.String(string(i.status)), AgentConnected: i.connected, RegisteredAt: &registered, Version: i.version,
		RegisteredResources: i.resources(i.spec.CPU, i.spec.Memory, true),
		RemainingResources:  i.resources(i.cpu, i.memory, false),
		AgentUpdateStatus:   i.updating, CapacityProviderName: text(i.spec.CapacityProvider),
		Attributes: i.attributes, Attachments: []types.Attachment{},
		VersionInfo: &types.VersionInfo{
			AgentVersion: aws.String(i.spec.AgentVersion), AgentHash: aws.String(agentHash),
			DockerVersion: aws.String(dockerVersion),
		},
	}
	for _, t := range i.tasks {
		switch {
		case t.isPending():
			out.PendingTasksCount++
		case t.alive():
			out.RunningTasksCount++
		}
	}
	if tags {
		out.Tags = append([]types.Tag{}, i.tags...)
	}
	return out
}

// resources lists CPU, memory and the taken ports; the registered ones are those
// of the host itself. API reference, Resource.
func (i *instance) resources(cpu, memory int32, registered bool) []types.Resource {
	number := func(name string, n int32) types.Resource {
		return types.Resource{Name: aws.String(name), Type: aws.String("INTEGER"), IntegerValue: n}
	}
	ports := func(name string, protocol types.TransportProtocol) types.Resource {
		set := i.takenPorts(protocol, registered)
		return types.Resource{Name: aws.String(name), Type: aws.String("STRINGSET"), StringSetValue: set}
	}
	return []types.Resource{
		number("CPU", cpu), number("MEMORY", memory),
		ports("PORTS", types.TransportProtocolTcp), ports("PORTS_UDP", types.TransportProtocolUdp),
	}
}

// reserveAll takes the ports that the agent says are taken.
func (i *instance) reserveAll(r types.Resource) {
	protocol := types.TransportProtocolTcp
	if aws.ToString(r.Name) == "PORTS_UDP" {
		protocol = types.TransportProtocolUdp
	}
	for _, s := range r.StringSetValue {
		i.reserve(HostPort{number(&s, 0), protocol})
	}
}
