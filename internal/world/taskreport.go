package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
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
	w.launchFailed(d)
	w.fail(&d.launching)
	if t.launch.fargate() {
		w.sayOnce(d.service, "launch", sayRefused(t.stoppedReason))
	}
	if d.launching.failures >= failuresToSay {
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
	delete(d.service.said, "launch")
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
	if t.health() == types.HealthStatusHealthy && !t.target.unhealthy {
		t.unhealthySaid = false
	}
	if t.healthy(w.now) {
		d.recovered()
	}
	w.touch(d.service)
}

// taskOver is a service's task that is STOPPED.
func (w *World) taskOver(t *task) {
	d := t.deployment
	if d == nil {
		w.daemonTaskOver(t)
		return
	}
	d.service.dropTask(t)
	w.touch(d.service)
}
