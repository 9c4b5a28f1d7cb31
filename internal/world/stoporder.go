package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// terminate stops the containers that run and then ends the task. The agent of
// an instance reports nothing between RUNNING and STOPPED; Fargate does.
func (w *World) terminate(t *task) {
	ran := !t.times.started.IsZero()
	if ran && t.launch.fargate() {
		t.move(stopping)
	}
	if !ran && !t.runs() {
		w.reported(t, abandonTime, func() { w.executionStopped(t) })
		return
	}
	w.stopReady(t)
}

// runs says whether a container of the task runs.
func (t *task) runs() bool {
	for _, c := range t.containers {
		if c.lastStatus == running {
			return true
		}
	}
	return false
}

// stopReady sends SIGTERM to the containers that no running one depends on: they
// stop in the reverse order of their start. API reference, ContainerDependency.
func (w *World) stopReady(t *task) {
	if !t.runs() {
		w.reported(t, 0, func() { w.executionStopped(t) })
		return
	}
	for _, c := range t.containers {
		if c.lastStatus != running || c.stopping || t.needed(c) {
			continue
		}
		c.stopping = true
		d, code := c.stopTime()
		w.later(t, d, func() {
			c.stop(code, w.stamp())
			w.stopReady(t)
		})
	}
}

// needed says whether another running container depends on this one.
func (t *task) needed(c *container) bool {
	for _, other := range t.containers {
		if other.lastStatus == running && other.waitsFor(c) != "" {
			return true
		}
	}
	return false
}

// stopTime is how long the container takes to stop after SIGTERM and its exit
// code: 137 when it has to be killed. API reference, ContainerDefinition,
// stopTimeout.
func (c *container) stopTime() (time.Duration, int32) {
	limit := defaultStopTime
	if c.def.StopTimeout != nil {
		limit = time.Duration(*c.def.StopTimeout) * time.Second
	}
	if c.image.Stop > limit {
		return limit, killed
	}
	return c.image.Stop, c.image.StopCode
}

// restarts says whether the agent starts a container again that has exited by
// itself: it must have run long enough since its last start, and have exited for
// a reason that counts. API reference, ContainerRestartPolicy.
func (w *World) restarts(t *task, c *container, code int32) bool {
	p := c.def.RestartPolicy
	if p == nil || !or(p.Enabled, false) || !t.alive() {
		return false
	}
	for _, ignored := range p.IgnoredExitCodes {
		if code == ignored {
			return false
		}
	}
	period := time.Duration(or(p.RestartAttemptPeriod, restartPeriod)) * time.Second
	return !w.now.Before(c.started.Add(w.scale(period)))
}

// restartPeriod is how long, in seconds, a container must run before it may be
// restarted. API reference, ContainerRestartPolicy, restartAttemptPeriod.
const restartPeriod = 300

// restart starts a container that has exited again, without the task.
func (w *World) restart(t *task, c *container) {
	c.started = w.stamp()
	c.restarted++
	c.healthPlan++
	c.health = types.HealthStatusUnknown
	t.version++
	w.planHealth(t, c)
	w.planExit(t, c)
}
