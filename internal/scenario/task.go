package scenario

import (
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// tasks are those that something happens to.
type tasks struct {
	Cluster, Service, Task, Container string
	Count                             *int
	Oldest                            bool
}

// of gives them as the world takes them: one, unless it is said.
func (t tasks) of() world.Tasks {
	of := world.Tasks{
		Cluster: t.Cluster, Service: t.Service, Task: t.Task, Container: t.Container, Oldest: t.Oldest, Count: 1,
	}
	if t.Count != nil {
		of.Count = *t.Count
	}
	return of
}

// What can happen to running tasks.
type (
	exit struct {
		tasks
		Code   int32
		Reason string
	}
	health struct {
		tasks
		Healthy bool
	}
	answers struct {
		tasks
		Answers bool
		Reason  string
	}
)

// tasksKeys are the keys that say which tasks, and further ones.
func tasksKeys(more ...shape.Key) []shape.Key {
	return append([]shape.Key{
		{Name: "cluster", Field: "Cluster", Doc: "Their cluster: default if it is not said."},
		{Name: "service", Field: "Service", Choice: true, Doc: "The service whose tasks they are."},
		{Name: "task", Field: "Task", Choice: true, Doc: "One task, by its id or ARN."},
		{
			Name: "count", Field: "Count", Least: 0, Most: maxInt32,
			Doc: "How many of the service's: 1 if it is not said; 0 means all.",
		},
		{Name: "oldest", Field: "Oldest", Doc: "Whether the oldest come first; if it is not said, the newest do."},
		{Name: "container", Field: "Container", Doc: "The name of the container: the first essential one if it is not said."},
	}, more...)
}

var exitTable = shape.Table{
	Name: "ContainerExit",
	Doc:  "A container of running tasks exits.",
	Keys: tasksKeys(
		shape.Key{Name: "code", Field: "Code", Least: 0, Most: 255, Doc: "Its exit code: 0 if it is not said."},
		shape.Key{Name: "reason", Field: "Reason", Doc: "The reason that the container then shows."},
	),
}

var taskHealthTable = shape.Table{
	Name: "HealthChange",
	Doc:  "The health check of a container of running tasks passes or fails from now on.",
	Keys: tasksKeys(
		shape.Key{Name: "healthy", Field: "Healthy", Required: true, Doc: "Whether it passes."},
	),
}

var taskAnswersTable = shape.Table{
	Name: "AnswersChange",
	Doc:  "Running tasks answer their load balancers or not from now on.",
	Keys: tasksKeys(
		shape.Key{Name: "answers", Field: "Answers", Required: true, Doc: "Whether they do."},
		shape.Key{Name: "reason", Field: "Reason", Doc: "Why their targets are then unhealthy, such as Request timed out."},
	),
}

func (e *exit) do(w *world.World) error { return w.ExitContainer(e.of(), e.Code, e.Reason) }

func (h *health) do(w *world.World) error { return w.SetHealth(h.of(), h.Healthy) }

func (a *answers) do(w *world.World) error { return w.SetAnswers(a.of(), a.Answers, a.Reason) }

// fargate is whether Fargate starts tasks.
type fargate struct{ Refusal string }

var fargateTable = shape.Table{
	Name: "Fargate",
	Doc:  "Fargate starts no task from now on, or does again.",
	Keys: []shape.Key{{
		Name: "refusal", Field: "Refusal",
		Doc: "Why it does not, such as Capacity is unavailable at this time.; not said if it does.",
	}},
}

func (f *fargate) do(w *world.World) error { //nolint:unparam // it is a doer
	w.RefuseFargate(f.Refusal)
	return nil
}

// balancing is whether Elastic Load Balancing throttles ECS.
type balancing struct{ Throttled bool }

var balancingTable = shape.Table{
	Name: "LoadBalancing",
	Doc:  "Elastic Load Balancing throttles what ECS asks it for, or no longer.",
	Keys: []shape.Key{{
		Name: "throttled", Field: "Throttled", Required: true,
		Doc: "Whether it does: meanwhile no task joins a target group.",
	}},
}

func (b *balancing) do(w *world.World) error { //nolint:unparam // it is a doer
	w.ThrottleLoadBalancing(b.Throttled)
	return nil
}

// scaling is Application Auto Scaling asking for a desired count.
type scaling struct {
	Cluster, Service, Cause string
	DesiredCount            int32
}

var scalingTable = shape.Table{
	Name: "Scaling",
	Doc:  "Application Auto Scaling asks for a desired count.",
	Keys: []shape.Key{
		{Name: "cluster", Field: "Cluster", Required: true, Doc: "The name of its cluster."},
		{Name: "service", Field: "Service", Required: true, Doc: "The name of the service, one of the scalable targets."},
		{
			Name: "desiredCount", Field: "DesiredCount", Required: true, Least: 0, Most: maxInt32,
			Doc: "The desired count, within the bounds of the target.",
		},
		{Name: "cause", Field: "Cause", Doc: "Why, as the scaling activity then tells it."},
	},
}

func (s *scaling) do(w *world.World) error {
	return w.Scale(s.Cluster, s.Service, s.DesiredCount, s.Cause)
}
