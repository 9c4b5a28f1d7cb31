package world

import (
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Agent is what the container agent of an instance tells about itself and its
// tasks. Developer Guide, Amazon ECS container agent introspection.
type Agent struct {
	Cluster     string // name
	InstanceARN string // of the container instance
	InstanceID  string // of EC2, "i-…"
	Version     string // "Amazon ECS Agent - v1.99.0 (8f4d3d2a)"
	Tasks       []AgentTask
}

// AgentTask is a task that an agent knows.
type AgentTask struct {
	ARN, DesiredStatus, KnownStatus, Family, Version string
	Containers                                       []AgentContainer
}

// AgentContainer is a container that an agent has made.
type AgentContainer struct {
	DockerID, DockerName, Name, Image, ImageID string
	CreatedAt, StartedAt                       time.Time              // zero: not yet
	Ports                                      []types.NetworkBinding // with the real host ports
	Addresses                                  []string               // IPv4, network mode awsvpc only
	RestartCount                               int                    // by its restart policy
}

// Agent is the agent of a container instance, named by its ARN, its id or its
// EC2 id in any cluster; "" is the first instance there is. False means that
// there is none.
func (w *World) Agent(ref string) (Agent, bool) {
	i := w.host(ref)
	if i == nil {
		return Agent{}, false
	}
	return i.agent(), true
}

// agent reads the tasks that have reached the agent, the oldest first.
func (i *instance) agent() Agent {
	out := Agent{
		Cluster: i.cluster.name, InstanceARN: i.arn, InstanceID: i.spec.ID,
		Version: "Amazon ECS Agent - v" + i.spec.AgentVersion + " (" + agentHash + ")",
	}
	var known []*task
	for _, t := range i.cluster.tasks {
		if t.instance == i && !t.times.connected.IsZero() {
			known = append(known, t)
		}
	}
	slices.SortFunc(known, byAge)
	for _, t := range known {
		out.Tasks = append(out.Tasks, t.asAgentKnows())
	}
	return out
}

// asAgentKnows is the task in the words of the agent: it has only the states
// that it works towards itself.
func (t *task) asAgentKnows() AgentTask {
	out := AgentTask{
		ARN: t.arn, DesiredStatus: t.desiredStatus, KnownStatus: t.lastStatus, Family: aws.ToString(t.def.Family),
		Version: strconv.Itoa(int(t.def.Revision)),
	}
	switch {
	case t.isPending():
		out.KnownStatus = "NONE"
	case !t.over():
		out.KnownStatus = running
	}
	for _, c := range t.containers {
		if c.dockerID == "" {
			continue
		}
		known := AgentContainer{
			DockerID: c.dockerID, DockerName: c.dockerName, Name: aws.ToString(c.def.Name),
			Image: aws.ToString(c.def.Image), ImageID: c.digest, CreatedAt: c.created, StartedAt: c.started,
			Ports: slices.Clone(c.bindings), RestartCount: c.restarted,
		}
		if t.eni != nil {
			known.Addresses = []string{t.eni.ip}
		}
		out.Containers = append(out.Containers, known)
	}
	return out
}
