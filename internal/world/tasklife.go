package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// How long the steps of a task's life take that no image decides.
const (
	dispatchTime    = time.Second      // from PENDING until the agent has it
	attachTime      = 20 * time.Second // PROVISIONING: a network interface comes
	detachTime      = 10 * time.Second // DEPROVISIONING: it goes
	activateTime    = 5 * time.Second  // ACTIVATING: the target groups get to know it
	abandonTime     = time.Second      // stopping a task that never ran
	connectDrain    = 15 * time.Second // DEACTIVATING in Service Connect, as it has been seen
	settleTime      = 40 * time.Second // RUNNING to healthy without any check
	defaultStopTime = 30 * time.Second // stopTimeout, API reference, ContainerDefinition
	remembered      = time.Hour        // STOPPED tasks, API reference, DescribeTasks
)

// killed is the exit code of a container that got SIGKILL.
const killed = 137

// later plans a step of the task's life, void once the task begins to stop.
func (w *World) later(t *task, d time.Duration, do func()) {
	life := t.life
	w.after(d, func() {
		if t.life == life {
			do()
		}
	})
}

// reported plans a step that ECS learns of from the task's agent.
func (w *World) reported(t *task, d time.Duration, do func()) {
	w.later(t, d, func() { w.tell(t, do) })
}

// begin lets a placed task live. Developer Guide, Task lifecycle.
func (w *World) begin(t *task) {
	t.cluster.enrol(t)
	switch {
	case t.instance != nil:
		t.instance.take(t)
	case !t.launch.fargate():
		w.wait(t)
		return
	}
	w.arrive(t)
}

// arrive is a task that has a place; its network interface comes first.
func (w *World) arrive(t *task) {
	if t.eni == nil {
		t.lastStatus = pending
		w.dispatch(t)
		return
	}
	w.later(t, attachTime, func() {
		t.move(pending)
		w.dispatch(t)
	})
}

// dispatch hands the task to its agent.
func (w *World) dispatch(t *task) {
	w.reported(t, dispatchTime, func() { w.receive(t) })
}

// pull begins to pull the images.
func (w *World) pull(t *task) {
	t.onHost = true
	if why := w.fetch(t); why != "" {
		w.neverRan(t, why)
		return
	}
	if t.launch.fargate() {
		if why := w.openLogs(t); why != "" {
			w.neverRan(t, why)
			return
		}
	}
	t.times.pullStarted = w.stamp()
	t.version++
	var longest time.Duration
	for _, c := range t.containers {
		longest = max(longest, c.image.Pull)
	}
	w.reported(t, longest, func() { w.pulled(t) })
}

// pulled ends the pull: the containers are made, unless an image is missing.
func (w *World) pulled(t *task) {
	t.times.pullStopped = w.stamp()
	t.version++
	for _, c := range t.containers {
		if why := w.unpullable(t, c); why != "" {
			w.unresolved(t, c)
			w.failToStart(t, c, why)
			return
		}
	}
	w.createContainers(t)
}

// activates says whether the task has to be known to several target groups or
// to service discovery before it is RUNNING. Developer Guide, Task lifecycle.
func (t *task) activates() bool {
	return t.deployment != nil &&
		(len(t.deployment.spec.LoadBalancers) > 1 || len(t.deployment.spec.ServiceRegistries) > 0)
}

// ready makes the task RUNNING.
func (w *World) ready(t *task) {
	t.times.started = w.stamp()
	t.settles = w.now.Add(w.scale(settleTime))
	t.move(running)
}

// beginStop tells the task to stop, whoever wants it. It does nothing when it
// is stopping already.
func (w *World) beginStop(t *task, code types.TaskStopCode, reason string) {
	t.life++
	t.desiredStatus = stopped
	t.stopCode, t.stoppedReason = code, reason
	t.target.drained = w.now.Add(w.scale(w.drainTime(t)))
	t.times.stopping = w.stamp()
	t.version++
	if t.instance == nil {
		return
	}
	t.instance.leave(t)
	if w.opts.EarlyRelease {
		t.instance.vacate(t)
		w.capacityChanged(t.cluster)
	}
}

// stop ends a task from outside: it leaves the load balancer, gets SIGTERM, and
// SIGKILL when its stop timeout is over. API reference, StopTask.
func (w *World) stop(t *task, code types.TaskStopCode, reason string) {
	if !t.alive() {
		return
	}
	w.beginStop(t, code, reason)
	if drain, drains := w.drains(t); drains {
		t.move(deactivating)
		w.reported(t, drain, func() { w.terminate(t) })
		return
	}
	w.tell(t, func() { w.terminate(t) })
}

// drains says whether a task that is to stop is DEACTIVATING first, and for how
// long: its connections drain. Developer Guide, Task lifecycle.
func (w *World) drains(t *task) (d time.Duration, drains bool) {
	if t.target.registered {
		return w.drainTime(t), true
	}
	return connectDrain, t.meshed() && t.lastStatus == running
}

// meshed says whether the task is part of a Service Connect namespace.
func (t *task) meshed() bool {
	return t.deployment != nil && t.deployment.spec.ServiceConnectConfiguration != nil &&
		t.deployment.spec.ServiceConnectConfiguration.Enabled
}

// executionStopped is the moment when no container runs any more.
func (w *World) executionStopped(t *task) {
	w.leftHost(t)
	if !t.times.started.IsZero() {
		t.times.executionStopped = w.stamp()
	}
	if t.eni == nil {
		w.finish(t)
		return
	}
	t.move(deprovisioning)
	w.later(t, detachTime, func() { w.finish(t) })
}

// finish makes the task STOPPED: only now are its resources free again. It can
// be described for another hour. API reference, DescribeTasks.
func (w *World) finish(t *task) {
	t.times.stopped = w.stamp()
	t.move(stopped)
	for _, c := range t.containers {
		c.lastStatus = stopped
	}
	if t.instance != nil {
		t.instance.release(t)
		w.capacityChanged(t.cluster)
	}
	w.taskOver(t)
	w.after(remembered, func() { t.cluster.forget(t) })
}

// move changes the state of the task.
func (t *task) move(status string) {
	t.lastStatus = status
	t.version++
}
