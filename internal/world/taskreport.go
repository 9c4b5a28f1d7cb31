package world

import (
	"time"
)

// taskLost is a service's task that ended on its own account. One that ran is
// replaced without delay; one that never ran holds the next attempt back.
// Developer Guide, Amazon ECS service throttle logic.
func (w *World) taskLost(t *task) {
	d := t.deployment
	if d == nil {
		return
	}
	w.touch(d.service)
	if !t.times.started.IsZero() {
		w.deregisterTargets(d.service, []*task{t})
		return
	}
	d.uncounted++
	w.fail(&d.launching)
	switch {
	case t.launch.fargate(): // which tells of each attempt
		w.sayOnce(d.service, "launch", sayRefused(t.stoppedReason))
	case d.launching.failures >= failuresToSay:
		w.sayOnce(d.service, "failing", sayFailing)
	}
}

// taskRunning is a service's task that reached RUNNING: its deployment can start
// tasks.
func (w *World) taskRunning(t *task) {
	d := t.deployment
	if d == nil {
		w.daemonTaskHealth(t)
		return
	}
	d.launching = backoff{}
	delete(d.service.said, "failing")
	d.breaker.ran = true
	if !t.checked() && !t.balanced() {
		d.recovered()
	}
	grace := time.Duration(or(d.service.spec.HealthCheckGracePeriodSeconds, 0)) * time.Second
	t.graceUntil = w.now.Add(w.scale(grace))
	w.touch(d.service)
}

// taskHealth is a service's task whose health changed.
func (w *World) taskHealth(t *task) {
	d := t.deployment
	if d == nil {
		w.daemonTaskHealth(t)
		return
	}
	if t.healthy(w.now) {
		d.recovered()
	}
	w.touch(d.service)
}

// taskOver is a service's task that is STOPPED. Only now the failed health checks
// that it was stopped for count, as it has been seen.
func (w *World) taskOver(t *task) {
	d := t.deployment
	if d == nil {
		w.daemonTaskOver(t)
		return
	}
	if t.failed {
		d.failed++
		w.countFailure(d)
	}
	d.service.dropTask(t)
	w.touch(d.service)
}
