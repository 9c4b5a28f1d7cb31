package world

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// createContainers makes the containers of a task whose images are there.
func (w *World) createContainers(t *task) {
	for n, c := range t.containers {
		c.dockerID = w.hexID() + w.hexID()
		c.dockerName = fmt.Sprintf("ecs-%s-%d-%d-%s-%s", aws.ToString(t.def.Family), t.def.Revision, n+1,
			aws.ToString(c.def.Name), c.dockerID[:20])
		c.created = w.stamp()
		w.resolve(t, c)
	}
	w.startReady(t)
}

// startReady starts the containers that wait for no other one any more. A task
// with one that waits in vain never runs. API reference, ContainerDependency.
func (w *World) startReady(t *task) {
	for _, c := range t.containers {
		if c.starting || c.lastStatus != pending {
			continue
		}
		ready, never := t.dependencies(c)
		if never {
			w.neverRan(t, reasonNotStarted)
			return
		}
		if ready {
			c.starting = true
			w.reported(t, c.image.Start, func() { w.started(t, c) })
		}
	}
}

// started is a container that runs, unless it cannot be started.
func (w *World) started(t *task, c *container) {
	if why := w.unstartable(t, c); why != "" {
		w.failToStart(t, c, why)
		return
	}
	c.lastStatus, c.started = running, w.stamp()
	t.bind(c)
	w.planHealth(t, c)
	w.planExit(t, c)
	w.limitStart(t, c)
	w.goOn(t)
}

// goOn is a start that may go on, because a container has changed for which others
// may have waited.
func (w *World) goOn(t *task) {
	if !t.times.started.IsZero() || t.lastStatus == activating {
		return
	}
	w.startReady(t)
	for _, c := range t.containers {
		if c.lastStatus == pending {
			return
		}
	}
	if t.alive() {
		w.up(t)
	}
}

// limitStart ends the task when another container still waits for this one once
// its start timeout is over. API reference, ContainerDefinition, startTimeout.
func (w *World) limitStart(t *task, c *container) {
	if c.def.StartTimeout == nil {
		return
	}
	w.reported(t, time.Duration(*c.def.StartTimeout)*time.Second, func() {
		for _, other := range t.containers {
			if ready, _ := t.dependencies(other); !ready && !other.starting && other.waitsFor(c) != "" {
				w.neverRan(t, reasonNotStarted)
				return
			}
		}
	})
}

// waitsFor is the condition under which the container waits for another one,
// "" if it does not.
func (c *container) waitsFor(other *container) types.ContainerCondition {
	name := aws.ToString(other.def.Name)
	for _, d := range c.def.DependsOn {
		if aws.ToString(d.ContainerName) == name {
			return d.Condition
		}
	}
	return ""
}

// dependencies says whether the container may start as far as the others are
// concerned, and whether it never will.
func (t *task) dependencies(c *container) (ready, never bool) {
	ready = true
	for _, on := range t.containers {
		exited := on.lastStatus == stopped
		switch c.waitsFor(on) {
		case types.ContainerConditionStart:
			ready = ready && on.lastStatus != pending
		case types.ContainerConditionComplete:
			ready = ready && exited
		case types.ContainerConditionSuccess:
			ready = ready && exited
			never = never || exited && *on.exitCode != 0
		case types.ContainerConditionHealthy:
			ready = ready && on.health == types.HealthStatusHealthy
			never = never || exited || on.health == types.HealthStatusUnhealthy
		}
	}
	return ready, never
}

// up makes the task RUNNING: all its containers run, or have run.
func (w *World) up(t *task) {
	if !t.activates() {
		w.ready(t)
		w.taskRunning(t)
		return
	}
	t.move(activating)
	w.touch(t.deployment.service) // which registers it
	w.later(t, activateTime, func() {
		w.ready(t)
		w.taskRunning(t)
	})
}
