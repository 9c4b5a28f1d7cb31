package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Shortage is why a task does not fit on an instance, in the words of the
// failures of RunTask. Developer Guide, API failure reasons.
type Shortage string

// What an instance does not have for a task.
const (
	NoAgent     Shortage = "AGENT"
	NoAttribute Shortage = "ATTRIBUTE"
	NoPort      Shortage = "RESOURCE:PORTS"
	NoCPU       Shortage = "RESOURCE:CPU"
	NoMemory    Shortage = "RESOURCE:MEMORY"
	NotMember   Shortage = "MemberOf placement constraint unsatisfied."
	NotDistinct Shortage = "DistinctInstance placement constraint unsatisfied."
)

// lasting says whether another instance of the same kind would lack it too.
func (s Shortage) lasting() bool { return s == NoAttribute || s == NotMember }

// rules are what a service or a RunTask call asks of placement beside room.
type rules struct {
	group       string // whose tasks are spread and kept apart
	constraints []types.PlacementConstraint
	members     []query // the memberOf ones, those of the task definition too
	strategy    []types.PlacementStrategy
	posts       []post // for which room is kept
}

// refusal says that no instance can take a task. The closest one lacks the
// least; it is nil when the cluster has no instance to look at.
type refusal struct {
	closest  *instance
	lacks    Shortage
	equals   []Shortage // what others lack that are as close
	provider string     // capacity provider whose instances were looked at, if one was named
	room     bool       // another instance like one of these would do
	crowded  bool       // too many tasks wait for capacity already
	fargate  string     // why Fargate starts no task, in its words
}

// reason is the refusal in one word. Developer Guide, API failure reasons.
func (no *refusal) reason() Shortage {
	switch {
	case no.fargate != "":
		return Shortage(no.fargate)
	case no.closest != nil:
		return no.lacks
	case no.provider != "":
		return "EMPTY CAPACITY PROVIDER"
	default:
		return "NO ACTIVE INSTANCES"
	}
}

// place finds an instance for the task, or says why there is none: first the
// instances with room, then the constraints, which bind, then the strategies,
// which choose. Developer Guide, How Amazon ECS places tasks on container
// instances.
func (w *World) place(c *cluster, n needs, r rules) (*instance, *refusal) {
	r.posts = c.posts()
	if i := w.choose(c, n, r); i != nil {
		return i, nil
	}
	no := &refusal{provider: n.provider}
	fewest := 0
	for _, i := range c.fleet {
		if !i.offered(n) {
			continue
		}
		lacks := i.lacks(n, r)
		no.room = no.room || !slices.ContainsFunc(lacks, Shortage.lasting)
		switch {
		case no.closest == nil || len(lacks) < fewest:
			no.closest, no.lacks, no.equals, fewest = i, lacks[0], nil, len(lacks)
		case len(lacks) == fewest && lacks[0] != no.lacks && !slices.Contains(no.equals, lacks[0]):
			no.equals = append(no.equals, lacks[0])
		}
	}
	no.room = no.room || no.closest == nil
	return nil, no
}

// offered says whether the instance is one of those to look at.
func (i *instance) offered(n needs) bool {
	return i.status == types.ContainerInstanceStatusActive && i.serves(n.provider)
}

// suits says whether a task can be placed on the instance.
func (i *instance) suits(n needs, r rules) bool { return i.offered(n) && len(i.lacks(n, r)) == 0 }

// lacks lists what the instance has too little of for the needs.
func (i *instance) lacks(n needs, r rules) []Shortage {
	var out []Shortage
	if !i.connected {
		out = append(out, NoAgent)
	}
	if !i.hasAll(n.attributes) {
		out = append(out, NoAttribute)
	}
	if !i.satisfies(r.members) {
		out = append(out, NotMember)
	}
	if r.distinct() && i.groups[r.group] > 0 {
		out = append(out, NotDistinct)
	}
	if slices.ContainsFunc(n.ports, i.taken) {
		out = append(out, NoPort)
	}
	open := i.open(r.posts)
	if n.cpu > open.cpu {
		out = append(out, NoCPU)
	}
	if n.memory > open.memory {
		out = append(out, NoMemory)
	}
	return out
}

// taken says whether the port is in use as far as placement knows.
func (i *instance) taken(p HostPort) bool {
	use, ok := i.ports[p]
	return ok && !use.vacated
}

// hasAll says whether the instance has every attribute that a task definition
// requires; one without a value needs only the name.
func (i *instance) hasAll(required []types.Attribute) bool {
	for _, a := range required {
		value, ok := i.values[aws.ToString(a.Name)]
		if !ok || a.Value != nil && *a.Value != value {
			return false
		}
	}
	return true
}

// distinct says whether each task needs an instance of its own. API reference,
// PlacementConstraint.
func (r rules) distinct() bool {
	return slices.ContainsFunc(r.constraints, func(c types.PlacementConstraint) bool {
		return c.Type == types.PlacementConstraintTypeDistinctInstance
	})
}
