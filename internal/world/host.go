package world

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// ErrNoInstance says that there is no container instance of that name.
var ErrNoInstance = errors.New("no such container instance")

// host finds a container instance by its ARN, its id or its EC2 id in any
// cluster, "" the first that there is; nil if there is none.
func (w *World) host(ref string) *instance {
	for _, name := range slices.Sorted(maps.Keys(w.clusters)) {
		for _, i := range w.clusters[name].fleet {
			if ref == "" || i.id == lastSegment(ref) || i.spec.ID == ref {
				return i
			}
		}
	}
	return nil
}

// tell passes something on between ECS and the task's agent: at once, or when the
// agent is connected again.
func (w *World) tell(t *task, do func()) {
	if t.instance == nil || t.instance.connected {
		do()
		return
	}
	life := t.life
	t.instance.untold = append(t.instance.untold, func() {
		if t.life == life {
			do()
		}
	})
}

// SetAgentConnected takes the connection of an instance's container agent away
// or gives it back. Without it nothing is placed there and no task can be
// started or stopped; what runs goes on. The error is ErrNoInstance. API
// reference, ContainerInstance, agentConnected.
func (w *World) SetAgentConnected(ref string, connected bool) error {
	i := w.host(ref)
	if i == nil {
		return ErrNoInstance
	}
	i.connected = connected
	i.version++
	if connected {
		untold := i.untold
		i.untold = nil
		for _, do := range untold {
			do()
		}
	}
	w.membersChanged(i.cluster)
	return nil
}

// TerminateInstance terminates the EC2 instance: its containers are gone, ECS
// deregisters it, and services replace their tasks. An instance whose agent is
// not connected stays registered with its tasks, because ECS does not learn of
// it. The error is ErrNoInstance. API reference, DeregisterContainerInstance.
func (w *World) TerminateInstance(ref string) error {
	i := w.host(ref)
	switch {
	case i == nil:
		return ErrNoInstance
	case !i.connected:
		return nil
	}
	w.remove(i)
	w.killAll(i, "terminated")
	return nil
}

// StopInstance stops the EC2 instance: its containers are gone and its agent is
// not connected any more, but it stays registered. What holds for the tasks is as
// with TerminateInstance. The error is ErrNoInstance. API reference,
// DeregisterContainerInstance.
func (w *World) StopInstance(ref string) error {
	i := w.host(ref)
	switch {
	case i == nil:
		return ErrNoInstance
	case !i.connected:
		return nil
	}
	i.connected = false
	i.version++
	i.held, i.untold = nil, nil
	w.killAll(i, "stopped")
	return nil
}

// killAll ends all tasks of an instance that is terminated or stopped.
func (w *World) killAll(i *instance, ended string) {
	for _, t := range slices.Clone(i.tasks) {
		w.kill(t, fmt.Sprintf("Host EC2 (instance %s) %s.", i.spec.ID, ended))
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
