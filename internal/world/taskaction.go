package world

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Tasks says to which running tasks of a cluster something happens.
type Tasks struct {
	Cluster string // its name or ARN; empty: default
	// Service names those of a service, Task one task by its id or ARN.
	Service, Task string
	// Count is how many of the service's tasks, the newest first; 0: all.
	Count int
	// Oldest takes the oldest first.
	Oldest bool
	// Container is the container's name; empty: the first essential one.
	Container string
}

// pick finds them, each with its container.
func (w *World) pick(of Tasks) ([]*task, []*container, error) {
	c, err := w.cluster(aws.String(of.Cluster))
	if err != nil {
		return nil, nil, err
	}
	var tasks []*task
	for _, t := range c.inOrder("") {
		named := t.id == lastSegment(of.Task) || of.Service != "" && t.group == "service:"+lastSegment(of.Service)
		if named && t.alive() && t.lastStatus == running {
			tasks = append(tasks, t)
		}
	}
	slices.SortFunc(tasks, byAge)
	if !of.Oldest {
		slices.Reverse(tasks)
	}
	if of.Count > 0 {
		tasks = tasks[:min(of.Count, len(tasks))]
	}
	if len(tasks) == 0 {
		return nil, nil, fmt.Errorf("no task of %s is running", cmp.Or(of.Task, of.Service))
	}
	var containers []*container
	for _, t := range tasks {
		n := slices.IndexFunc(t.containers, func(c *container) bool {
			return aws.ToString(c.def.Name) == of.Container || of.Container == "" && c.essential()
		})
		if n < 0 {
			return nil, nil, fmt.Errorf("the task has no container %s", of.Container)
		}
		containers = append(containers, t.containers[n])
	}
	return tasks, containers, nil
}

// ExitContainer lets a container of running tasks exit by itself. A cluster that
// does not exist and no such running task are errors.
func (w *World) ExitContainer(of Tasks, code int32, reason string) error {
	tasks, containers, err := w.pick(of)
	for n, t := range tasks {
		w.reported(t, 0, func() { w.exited(t, containers[n], code, reason) })
	}
	return err
}

// SetHealth lets the health check of a container of running tasks fail or pass
// from now on, whatever its image does. Errors are those of ExitContainer, and a
// container without a health check.
func (w *World) SetHealth(of Tasks, well bool) error {
	tasks, containers, err := w.pick(of)
	for _, c := range containers {
		if c.def.HealthCheck == nil {
			return fmt.Errorf("the container %s has no health check", aws.ToString(c.def.Name))
		}
	}
	for n, t := range tasks {
		c := containers[n]
		c.healthPlan++
		w.checkHealth(t, c, []Turn{{0, well}}, 0)
	}
	return err
}

// SetAnswers lets running tasks answer the health checks of their load balancers
// from now on, or fail them for a reason such as "Request timed out", whatever
// their images do. Errors are those of ExitContainer, and a task that no target
// group knows.
func (w *World) SetAnswers(of Tasks, well bool, reason string) error {
	tasks, _, err := w.pick(of)
	for _, t := range tasks {
		if !t.target.registered {
			return fmt.Errorf("task %s is in no target group", t.id)
		}
	}
	for _, t := range tasks {
		for _, m := range t.target.groups {
			if reason != "" {
				m.container.image.TargetReason = reason
			}
			m.plan++
			w.checkTarget(t, m, []Turn{{0, well}})
		}
	}
	return err
}
