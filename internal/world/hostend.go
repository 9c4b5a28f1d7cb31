package world

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TerminateInstance terminates the EC2 instance: its containers are gone, ECS
// deregisters it, and services replace their tasks. ECS does not learn of the end
// of one whose agent is not connected: it stays registered, with its tasks, until
// somebody deregisters it. The error is ErrNoInstance. API reference,
// DeregisterContainerInstance.
func (w *World) TerminateInstance(ref string) error { return w.endHost(ref, hostTerminated) }

// StopInstance stops the EC2 instance: its containers are gone and its agent is
// not connected any more, but it stays registered. Of what ran while the agent was
// not connected already, ECS learns once it is. The error is ErrNoInstance. API
// reference, DeregisterContainerInstance.
func (w *World) StopInstance(ref string) error { return w.endHost(ref, hostStopped) }

// hostEnd is how an EC2 instance ended, as the reason of its tasks tells it.
type hostEnd string

const (
	hostTerminated hostEnd = "terminated"
	hostStopped    hostEnd = "stopped"
)

// endHost ends an EC2 instance, of which ECS may learn.
func (w *World) endHost(ref string, end hostEnd) error {
	i := w.host(ref)
	if i == nil {
		return ErrNoInstance
	}
	i.down, i.gone = true, end == hostTerminated
	switch {
	case !i.connected:
		w.endUnseen(i, end)
		return nil
	case i.gone:
		w.remove(i)
	default:
		i.connected = false
		i.version++
		i.held, i.untold = nil, nil
	}
	w.killAll(i, end)
	return nil
}

// endUnseen is the end of a host that ECS does not learn of. Load balancers notice
// that nothing answers there; an agent that comes back tells which tasks are gone,
// once it has told what was before.
func (w *World) endUnseen(i *instance, end hostEnd) {
	if i.gone {
		i.held, i.untold = nil, nil
	}
	for _, t := range i.tasks {
		for _, m := range t.target.groups {
			m.plan++
			w.planTarget(t, m)
		}
		if t.onHost {
			w.tell(t, func() { w.kill(t, end.of(i)) })
		}
	}
}

// of is the reason of a task whose host ended.
func (e hostEnd) of(i *instance) string {
	return fmt.Sprintf("Host EC2 (instance %s) %s.", i.spec.ID, e)
}

// killAll ends all tasks of an instance that is terminated or stopped.
func (w *World) killAll(i *instance, end hostEnd) {
	for _, t := range slices.Clone(i.tasks) {
		w.kill(t, end.of(i))
	}
	w.membersChanged(i.cluster)
}

// remove takes an instance out of its cluster.
func (w *World) remove(i *instance) {
	c := i.cluster
	delete(c.instances, i.id)
	c.fleet = slices.DeleteFunc(c.fleet, func(other *instance) bool { return other == i })
	c.rooms = nil
	i.status, i.connected = types.ContainerInstanceStatus(inactive), false
	i.held, i.untold = nil, nil
}

// kill ends a task at once: its host is gone. The stop code is as it has been seen.
func (w *World) kill(t *task, reason string) {
	if t.alive() {
		w.beginStop(t, types.TaskStopCodeTerminationNotice, reason)
		w.taskLost(t)
	}
	t.life++ // nothing that was planned for its end happens any more
	for _, c := range t.containers {
		if c.lastStatus == running {
			c.stop(killed, w.stamp())
		}
	}
	if !t.times.started.IsZero() {
		t.times.executionStopped = w.stamp()
	}
	w.finish(t)
}
