package world

import (
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// describeTask is a task as the API shows it. API reference, Task.
func (w *World) describeTask(t *task, tags bool) types.Task {
	out := types.Task{
		TaskArn: aws.String(t.arn), ClusterArn: aws.String(t.cluster.arn), TaskDefinitionArn: t.def.TaskDefinitionArn,
		LastStatus: aws.String(t.lastStatus), DesiredStatus: aws.String(t.desiredStatus), Version: t.version,
		Group: aws.String(t.group), HealthStatus: t.health(),
		Cpu: t.size(t.def.Cpu, t.needs.cpu), Memory: t.size(t.def.Memory, t.needs.memory),
		AvailabilityZone: aws.String(t.zone()), EnableExecuteCommand: t.exec, LaunchType: t.launch.launchType,
		Overrides: t.describeOverrides(), Attachments: t.attachments(), Attributes: []types.Attribute{},
		CreatedAt: shown(t.times.created), ConnectivityAt: shown(t.times.connected),
		PullStartedAt: shown(t.times.pullStarted), PullStoppedAt: shown(t.times.pullStopped),
		StartedAt: shown(t.times.started), StoppingAt: shown(t.times.stopping),
		ExecutionStoppedAt: shown(t.times.executionStopped), StoppedAt: shown(t.times.stopped),
		StopCode: t.stopCode, StoppedReason: text(t.stoppedReason), StartedBy: text(t.startedBy),
		CapacityProviderName: text(t.launch.provider),
	}
	if !t.times.connected.IsZero() {
		out.Connectivity = types.ConnectivityConnected
	}
	if t.instance != nil {
		out.ContainerInstanceArn = aws.String(t.instance.arn)
	}
	if t.launch.fargate() {
		out.PlatformFamily, out.PlatformVersion = aws.String("Linux"), aws.String(t.launch.platform)
		out.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 20}
		if t.def.EphemeralStorage != nil {
			out.EphemeralStorage.SizeInGiB = t.def.EphemeralStorage.SizeInGiB
		}
	}
	if tags {
		out.Tags = append([]types.Tag{}, t.tags...)
	}
	for _, c := range t.containers {
		out.Containers = append(out.Containers, w.describeContainer(t, c))
	}
	return out
}

// describeContainer is a container as the API shows it. API reference,
// Container.
func (w *World) describeContainer(t *task, c *container) types.Container {
	out := types.Container{
		ContainerArn: aws.String(w.containerARN(t, c)), ManagedAgents: t.managedAgents(c),
		TaskArn: aws.String(t.arn), Name: c.def.Name, Image: c.def.Image, LastStatus: aws.String(c.lastStatus),
		HealthStatus: c.health, ExitCode: c.exitCode, Reason: text(c.reason),
		RuntimeId: text(c.dockerID), ImageDigest: text(c.digest),
		Cpu: aws.String(strconv.Itoa(int(c.def.Cpu))), Memory: decimal(c.def.Memory),
		MemoryReservation: decimal(c.def.MemoryReservation),
		NetworkBindings:   append([]types.NetworkBinding{}, c.bindings...),
		NetworkInterfaces: []types.NetworkInterface{},
	}
	if t.eni != nil {
		out.NetworkInterfaces = append(out.NetworkInterfaces, types.NetworkInterface{
			AttachmentId: aws.String(t.eni.attachment), PrivateIpv4Address: aws.String(t.eni.ip),
		})
	}
	return out
}

// describeOverrides names each container, overridden or not, as ECS does.
func (t *task) describeOverrides() *types.TaskOverride {
	if t.overrides != nil {
		return t.overrides
	}
	out := &types.TaskOverride{
		ContainerOverrides:            []types.ContainerOverride{},
		InferenceAcceleratorOverrides: []types.InferenceAcceleratorOverride{},
	}
	for _, c := range t.containers {
		out.ContainerOverrides = append(out.ContainerOverrides, types.ContainerOverride{Name: c.def.Name})
	}
	return out
}

// attachments are the network interfaces of the task. API reference, Attachment.
func (t *task) attachments() []types.Attachment {
	if t.eni == nil {
		return []types.Attachment{}
	}
	status := "ATTACHED"
	switch {
	case t.lastStatus == provisioning:
		status = "PRECREATED"
	case t.lastStatus == deprovisioning:
		status = "DETACHING"
	case t.over():
		status = "DELETED"
	}
	detail := func(name, value string) types.KeyValuePair {
		return types.KeyValuePair{Name: aws.String(name), Value: aws.String(value)}
	}
	return []types.Attachment{{
		Id: aws.String(t.eni.attachment), Type: aws.String("ElasticNetworkInterface"), Status: aws.String(status),
		Details: []types.KeyValuePair{
			detail("subnetId", t.eni.subnet), detail("networkInterfaceId", t.eni.id), detail("macAddress", t.eni.mac),
			detail("privateDnsName", fmt.Sprintf("ip-%s.ec2.internal", dashed(t.eni.ip))),
			detail("privateIPv4Address", t.eni.ip),
		},
	}}
}

// dashed is an address as it stands in a private DNS name.
func dashed(ip string) string {
	out := []byte(ip)
	for n := range out {
		if out[n] == '.' {
			out[n] = '-'
		}
	}
	return string(out)
}

// size is the task-level size, or the sum over the containers.
func (t *task) size(said *string, sum int32) *string {
	if said != nil {
		return said
	}
	return decimal(&sum)
}

// zone is the Availability Zone of the task.
func (t *task) zone() string {
	if t.instance != nil {
		return t.instance.spec.AZ
	}
	if t.eni != nil {
		return t.eni.zone
	}
	return ""
}

// shown is a timestamp, absent while the moment has not come.
func shown(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// text is a string, absent when it is empty.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// decimal is an optional number as a string.
func decimal(n *int32) *string {
	if n == nil {
		return nil
	}
	return aws.String(strconv.Itoa(int(*n)))
}
