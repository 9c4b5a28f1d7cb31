package world

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Instance is an EC2 or external host that joins a cluster. The zero value is
// a t3.medium in the first Availability Zone.
type Instance struct {
	// ID is the EC2 id, "i-…"; empty lets the world make one up.
	ID string
	// AZ and Type are the Availability Zone and the EC2 instance type.
	AZ, Type string
	// CPU (units, 1024 a core) and Memory (MiB) are what tasks may use.
	CPU, Memory int32
	// Attributes are custom attributes, beside the built-in ecs.… ones.
	Attributes map[string]string
	// Ports are TCP ports of the host that something else than a task has.
	Ports []int32
	// CapacityProvider is the one whose Auto Scaling group the host belongs to.
	CapacityProvider string
	// AgentVersion is the version of the container agent, without a "v".
	AgentVersion string
}

// What an Instance has when nothing is said: a t3.medium, as its agent would
// register it.
const (
	defaultType   = "t3.medium"
	defaultCPU    = 2048
	defaultMemory = 3884
	defaultAgent  = "1.99.0"
	agentHash     = "8f4d3d2a"
	dockerVersion = "DockerVersion: 25.0.8"
	defaultSubnet = "subnet-0123456789abcdef0" // of the default VPC
)

// reservedPorts are taken on every instance: SSH, the Docker daemon and the
// agent. API reference, PortMapping, hostPort.
var reservedPorts = []int32{22, 2375, 2376, 51678, 51679}

// Dynamic host ports come from the ephemeral range of the host's kernel. API
// reference, PortMapping, hostPort.
const (
	firstDynamicPort = 32768
	lastDynamicPort  = 60999
)

// HostPort is a port of an instance; TCP and UDP are apart.
type HostPort struct {
	Number   int32
	Protocol types.TransportProtocol
}

// portUse is who has a host port; without a task it is the host itself.
type portUse struct {
	task    *task
	dynamic bool // assigned at the start, unknown to placement
	vacated bool // placement counts it as free again
}

// instance is a container instance of a cluster.
type instance struct {
	cluster    *cluster
	id, arn    string
	spec       Instance
	status     types.ContainerInstanceStatus
	replaced   bool                    // another one took its place: it goes once it is empty
	connected  bool                    // the agent
	down, gone bool                    // the EC2 instance runs no more; it was terminated
	updating   types.AgentUpdateStatus // the agent; empty unless asked for
	registered time.Time
	version    int64
	attributes []types.Attribute
	values     map[string]string // of the attributes
	tags       []types.Tag

	number   int // in the order in which the instances of the cluster registered
	free         // for tasks
	ports    map[HostPort]portUse
	nextPort int32
	tasks    []*task        // placed here and not STOPPED, oldest first
	groups   map[string]int // how many of them are meant to run, by group
	held     []*task        // sent to the agent, which has no room for them yet
	untold   []func()       // what waits for the agent to be connected again
}

// AddInstance starts an instance whose agent registers it in the cluster, as
// an Auto Scaling group would. It returns the ARN of the container instance.
func (w *World) AddInstance(clusterRef string, spec Instance) (string, error) {
	c, err := w.cluster(aws.String(clusterRef))
	if err != nil {
		return "", err
	}
	i := w.newInstance(c, spec)
	w.join(i)
	return i.arn, nil
}

// newInstance makes a container instance that has not joined its cluster yet.
func (w *World) newInstance(c *cluster, spec Instance) *instance {
	spec.ID = cmp.Or(spec.ID, "i-"+w.hexID()[:17])
	spec.AZ = cmp.Or(spec.AZ, w.opts.Region+"a")
	spec.Type = cmp.Or(spec.Type, defaultType)
	spec.CPU = cmp.Or(spec.CPU, defaultCPU)
	spec.Memory = cmp.Or(spec.Memory, defaultMemory)
	spec.AgentVersion = cmp.Or(spec.AgentVersion, defaultAgent)
	id := w.hexID()
	i := &instance{
		cluster: c, id: id, arn: w.arn("container-instance/" + c.name + "/" + id), spec: spec,
		status: types.ContainerInstanceStatusActive, connected: true, registered: w.stamp(), version: 1,
		attributes: builtIn(spec), free: free{spec.CPU, spec.Memory},
		ports: map[HostPort]portUse{}, nextPort: firstDynamicPort, groups: map[string]int{}, values: map[string]string{},
	}
	for _, a := range i.attributes {
		i.values[aws.ToString(a.Name)] = aws.ToString(a.Value)
	}
	for _, port := range slices.Concat(reservedPorts, spec.Ports) {
		i.reserve(HostPort{port, types.TransportProtocolTcp})
	}
	return i
}

// builtIn are the attributes that ECS and the agent give an instance, and the
// custom ones, by name. Developer Guide, Container instance attributes.
func builtIn(spec Instance) []types.Attribute {
	values := map[string]string{
		"ecs.ami-id":            "ami-0123456789abcdef0",
		"ecs.availability-zone": spec.AZ,
		"ecs.instance-type":     spec.Type,
		"ecs.os-type":           "linux",
		"ecs.os-family":         "LINUX",
		"ecs.cpu-architecture":  "x86_64",
		"ecs.vpc-id":            "vpc-0123456789abcdef0",
		"ecs.subnet-id":         defaultSubnet,
	}
	for _, name := range capabilities() {
		values[name] = ""
	}
	maps.Copy(values, spec.Attributes)
	var out []types.Attribute
	for _, name := range slices.Sorted(maps.Keys(values)) {
		a := types.Attribute{Name: aws.String(name)}
		if v := values[name]; v != "" {
			a.Value = aws.String(v)
		}
		out = append(out, a)
	}
	return out
}

// join adds the instance to its cluster: daemons and daemon services get a task
// there, and services that wait for room look again.
func (w *World) join(i *instance) {
	c := i.cluster
	c.joined++
	i.number = c.joined
	c.instances[i.id] = i
	c.fleet = append(c.fleet, i)
	c.rooms = nil
	w.postDaemons(i)
	w.membersChanged(c)
}

// leave takes a task that begins to stop out of the count of its group.
func (i *instance) leave(t *task) {
	if i.groups[t.group]--; i.groups[t.group] > 0 {
		return
	}
	delete(i.groups, t.group)
	hosts := i.cluster.hosts
	if delete(hosts[t.group], i); len(hosts[t.group]) == 0 {
		delete(hosts, t.group)
	}
}

// reserve takes a port for the host itself.
func (i *instance) reserve(p HostPort) { i.ports[p] = portUse{} }

// take gives the instance's resources to a task that is placed on it.
func (i *instance) take(t *task) {
	i.cpu -= t.needs.cpu
	i.memory -= t.needs.memory
	for _, p := range t.needs.ports {
		i.ports[p] = portUse{task: t}
	}
	i.tasks = append(i.tasks, t)
	if i.groups[t.group]++; i.groups[t.group] == 1 {
		hosts := i.cluster.hosts
		if hosts[t.group] == nil {
			hosts[t.group] = map[*instance]bool{}
		}
		hosts[t.group][i] = true
	}
	i.version++
	i.refit()
}

// vacate gives the resources of a task back to placement.
func (i *instance) vacate(t *task) {
	if t.vacated {
		return
	}
	t.vacated = true
	i.cpu += t.needs.cpu
	i.memory += t.needs.memory
	for _, p := range t.needs.ports {
		i.ports[p] = portUse{task: t, vacated: true}
	}
	i.version++
	i.refit()
}

// release gets back what is left of a task once it is STOPPED.
func (i *instance) release(t *task) {
	i.vacate(t)
	for p, use := range i.ports {
		if use.task == t {
			delete(i.ports, p)
		}
	}
	i.tasks = slices.DeleteFunc(i.tasks, func(other *task) bool { return other == t })
	i.version++
}

// dynamicPort gives a started container a free port of the ephemeral range, or
// 0 when all are taken.
func (i *instance) dynamicPort(t *task, protocol types.TransportProtocol) int32 {
	for range lastDynamicPort - firstDynamicPort + 1 {
		p := HostPort{i.nextPort, protocol}
		if i.nextPort++; i.nextPort > lastDynamicPort {
			i.nextPort = firstDynamicPort
		}
		if _, taken := i.ports[p]; !taken {
			i.ports[p] = portUse{task: t, dynamic: true}
			return p.Number
		}
	}
	return 0
}

// takenPorts lists the ports that placement knows to be taken, as the resources
// PORTS and PORTS_UDP do: dynamic ones are left out. Those registered are the
// host's own. API reference, PortMapping, hostPort.
func (i *instance) takenPorts(protocol types.TransportProtocol, registered bool) []string {
	var numbers []int32
	for p, use := range i.ports {
		if p.Protocol == protocol && !use.dynamic && !use.vacated && (use.task == nil || !registered) {
			numbers = append(numbers, p.Number)
		}
	}
	return decimals(numbers)
}

// decimals are the numbers in rising order, as strings.
func decimals(numbers []int32) []string {
	slices.Sort(numbers)
	out := make([]string, len(numbers))
	for n, number := range numbers {
		out[n] = strconv.Itoa(int(number))
	}
	return out
}
