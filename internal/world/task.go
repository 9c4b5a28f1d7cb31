package world

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The states of a task. Developer Guide, Task lifecycle.
const (
	provisioning   = "PROVISIONING"
	pending        = "PENDING"
	activating     = "ACTIVATING"
	running        = "RUNNING"
	deactivating   = "DEACTIVATING"
	stopping       = "STOPPING"
	deprovisioning = "DEPROVISIONING"
	stopped        = "STOPPED"
)

// task is one run of a task definition.
type task struct {
	id, arn    string
	cluster    *cluster
	deployment *deployment     // nil unless a service started it
	daemon     *daemonRevision // nil unless a daemon started it
	def        *types.TaskDefinition
	needs      needs
	instance   *instance // nil on Fargate
	vacated    bool      // placement no longer counts its needs
	onHost     bool      // the agent has begun with it, and has not seen its end
	eni        *eni      // nil unless the network mode is awsvpc
	launch     launch
	rules      rules // of its placement while it waits for capacity

	group, startedBy string
	overrides        *types.TaskOverride
	tags             []types.Tag
	exec             bool // ExecuteCommand is enabled

	lastStatus, desiredStatus string
	version                   int64
	containers                []*container
	stopCode                  types.TaskStopCode
	stoppedReason             string
	times                     taskTimes

	// life counts the turns after which what was planned for the task no longer
	// holds: it began to stop.
	life int
	// settles is when a running task without any check counts as healthy, and
	// target its state in the target groups of its service.
	settles time.Time
	target  target
	// graceUntil is until when bad health is overlooked; failed: it is stopped for
	// failed health checks; standIn: a task was started for it.
	graceUntil      time.Time
	failed, standIn bool
	protectedUntil  time.Time // from scale-in and deployments
}

// taskTimes are the timestamps of a task; zero means not yet.
type taskTimes struct {
	created, connected, pullStarted, pullStopped, started time.Time
	stopping, executionStopped, stopped                   time.Time
}

// target is a task as the load balancer knows it: neither healthy nor unhealthy
// until it was checked.
type target struct {
	registered, healthy, unhealthy bool
	groups                         []*membership
	drained                        time.Time // when it leaves them for good; zero until it is deregistered
}

// launch is where the tasks of a service or a RunTask call run.
type launch struct {
	launchType types.LaunchType
	provider   string // capacity provider; empty when a launch type was named
	platform   string // Fargate platform version
	network    *types.NetworkConfiguration
}

// fargate says whether the task needs no instance of the cluster.
func (l launch) fargate() bool { return l.launchType == types.LaunchTypeFargate }

// newTask makes a task in its first state; nothing has been placed yet.
func (w *World) newTask(c *cluster, def *types.TaskDefinition, l launch) *task {
	id := w.hexID()
	t := &task{
		id: id, arn: w.arn("task/" + c.name + "/" + id), cluster: c, def: def, launch: l,
		needs: needsOf(def, l), lastStatus: pending, desiredStatus: running, version: 1,
		times: taskTimes{created: w.stamp()},
	}
	if def.NetworkMode == types.NetworkModeAwsvpc {
		t.lastStatus = provisioning
		t.eni = w.newENI(l.network)
	}
	for i := range def.ContainerDefinitions {
		d := &def.ContainerDefinitions[i]
		t.containers = append(t.containers, &container{
			def: d, image: w.image(aws.ToString(d.Image)), id: w.uuid(), lastStatus: pending,
			health: types.HealthStatusUnknown,
		})
	}
	return t
}

// alive says whether the task is meant to run: it has not been told to stop.
func (t *task) alive() bool { return t.desiredStatus == running }

// over says whether the task has come to its end.
func (t *task) over() bool { return t.lastStatus == stopped }

// isPending says whether the counts of a service and an instance have the task
// as pending. Developer Guide, Task lifecycle.
func (t *task) isPending() bool {
	return t.lastStatus == provisioning || t.lastStatus == pending || t.lastStatus == activating
}

// health of a task: UNHEALTHY when any essential container with a check is,
// HEALTHY when all of them are, else UNKNOWN. API reference, HealthCheck.
func (t *task) health() types.HealthStatus {
	out := types.HealthStatusUnknown
	for _, c := range t.containers {
		if !c.essential() || c.def.HealthCheck == nil {
			continue
		}
		switch c.health {
		case types.HealthStatusUnhealthy:
			return types.HealthStatusUnhealthy
		case types.HealthStatusUnknown:
			return types.HealthStatusUnknown
		}
		out = types.HealthStatusHealthy
	}
	return out
}

// checked says whether an essential container has a health check.
func (t *task) checked() bool {
	for _, c := range t.containers {
		if c.essential() && c.def.HealthCheck != nil {
			return true
		}
	}
	return false
}

// needs are what an instance must have for a task.
type needs struct {
	cpu, memory int32
	ports       []HostPort
	attributes  []types.Attribute
	provider    string // capacity provider
}

// needsOf reads them off a task definition. On Fargate there is no instance to
// need anything from.
func needsOf(def *types.TaskDefinition, l launch) needs {
	if l.fargate() {
		return needs{}
	}
	n := needs{attributes: def.RequiresAttributes, provider: l.provider}
	n.cpu, n.memory, n.ports = Needs(def)
	return n
}

// Needs are the CPU units, the MiB and the static host ports that an instance gives a
// task. Task-level values win; else the containers add up, with the soft memory limit
// where there is one. API reference, ContainerDefinition, memoryReservation.
func Needs(def *types.TaskDefinition) (cpu, memory int32, ports []HostPort) {
	for _, c := range def.ContainerDefinitions {
		cpu += c.Cpu
		memory += memoryOf(c)
		ports = append(ports, staticPorts(c, def.NetworkMode)...)
	}
	return number(def.Cpu, cpu), number(def.Memory, memory), ports
}

// memoryOf is the memory in MiB that a container counts for.
func memoryOf(c types.ContainerDefinition) int32 {
	if c.MemoryReservation != nil {
		return *c.MemoryReservation
	}
	return aws.ToInt32(c.Memory)
}

// staticPorts are the host ports that a container must have: in host mode its
// container ports, in bridge mode those with a host port of their own. API
// reference, PortMapping, hostPort.
func staticPorts(c types.ContainerDefinition, mode types.NetworkMode) []HostPort {
	var out []HostPort
	for _, m := range c.PortMappings {
		port := aws.ToInt32(m.HostPort)
		switch mode {
		case types.NetworkModeAwsvpc, types.NetworkModeNone:
			continue
		case types.NetworkModeHost:
			port = aws.ToInt32(m.ContainerPort)
		}
		if port != 0 {
			out = append(out, HostPort{port, protocolOf(m)})
		}
	}
	return out
}

// protocolOf is the protocol of a port mapping, TCP by default.
func protocolOf(m types.PortMapping) types.TransportProtocol {
	if m.Protocol == "" {
		return types.TransportProtocolTcp
	}
	return m.Protocol
}

// number reads a task-level size, which the API keeps as a string of digits.
func number(s *string, otherwise int32) int32 {
	if s == nil {
		return otherwise
	}
	n, err := strconv.ParseInt(*s, 10, 32)
	if err != nil {
		return otherwise
	}
	return int32(n)
}

// eni is the elastic network interface of a task in network mode awsvpc.
type eni struct {
	attachment, id, mac, ip, subnet, zone string
}

// newENI makes an interface in one of the subnets, in turn, each of which stands
// for an Availability Zone.
func (w *World) newENI(network *types.NetworkConfiguration) *eni {
	w.enis++
	e := &eni{
		attachment: w.uuid(), id: "eni-" + w.hexID()[:17],
		mac: fmt.Sprintf("0a:00:00:%02x:%02x:%02x", w.enis>>16&0xff, w.enis>>8&0xff, w.enis&0xff),
		ip:  fmt.Sprintf("10.%d.%d.%d", w.enis/64516%256, w.enis/254%254, w.enis%254+1),
	}
	if network != nil && network.AwsvpcConfiguration != nil && len(network.AwsvpcConfiguration.Subnets) > 0 {
		subnets := network.AwsvpcConfiguration.Subnets
		n := w.enis % len(subnets)
		e.subnet, e.zone = subnets[n], w.opts.Region+string(rune('a'+n%3))
	}
	return e
}

// byAge orders tasks, the oldest first.
func byAge(a, b *task) int {
	return cmp.Or(a.times.created.Compare(b.times.created), cmp.Compare(a.id, b.id))
}
