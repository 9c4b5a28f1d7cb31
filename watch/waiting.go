package watch

import (
	"fmt"
	"time"
)

// The phases of a rollout, as [State.Phase] names them.
const (
	phasePlacing  = "placing"
	phaseStarting = "starting"
	phaseHealth   = "health"
	phaseSettle   = "settle"
	phaseDraining = "draining"
	phaseHook     = "hook"
	phaseTraffic  = "traffic"
	phaseBake     = "bake"
)

// deregistrationLimit is the longest deregistration delay a target group can
// have (Elastic Load Balancing API reference, TargetGroupAttribute).
const deregistrationLimit = time.Hour

// stopTimeout is how long a container has between SIGTERM and SIGKILL when
// neither its definition nor the agent says so (API reference, ContainerDefinition).
const stopTimeout = 30 * time.Second

// wait is what a rollout waits for.
type wait struct {
	phase    string
	sentence string
	// timed says that a timer of known length runs, so that silence is not a stall.
	timed bool
}

// waitingFor says what the rollout waits for, as far as the read tells. speed is
// how much faster than the clock ECS's durations pass: 1 but for a simulator.
func waitingFor(t Target, s Snapshot, speed float64) wait {
	row := s.Deployment(t.Deployment)
	switch {
	case t.Deleting:
		return deletionWaits(t, s, speed)
	case s.Missing:
		return wait{sentence: "the service to be readable"}
	case row == nil && s.Primary() != nil && s.Primary().completed():
		return wait{sentence: "ECS to list the deployment"}
	case row != nil && row.Set != nil:
		return setWaits(newView(t, s, *row, speed))
	case row == nil || row.Status != "PRIMARY":
		return toGoBack(t, s, speed)
	case row.rollout() == "COMPLETED" || row.rollout() == "FAILED":
		return wait{}
	}
	v := newView(t, s, *row, speed)
	// The first that matches is told: they stand in the order in which a task
	// passes through them.
	for _, rule := range []func(view) (wait, bool){
		view.hooked, view.baking, view.shifting,
		view.unplaced, view.pulling, view.growing, view.starting, view.checking, view.settling, view.draining,
		view.alarmed, view.moving,
	} {
		if w, ok := rule(v); ok {
			return w
		}
	}
	return wait{}
}

// unplaced: the newest thing ECS said about new tasks is that it found no place.
func (v view) unplaced() (wait, bool) {
	m := obstacle(v.target, v.Snapshot)
	if m == nil || v.short() <= 0 {
		return wait{}, false
	}
	text := fmt.Sprintf("%s that cannot be placed: %s", plural(v.short(), "task"), placementReason(*m))
	if m.says("unable to stop or start tasks") {
		text = fmt.Sprintf("room to move: minimumHealthyPercent %d and maximumPercent %d of %s leave none",
			v.MinimumHealthyPercent, v.MaximumPercent, plural(v.Desired, "task"))
	}
	return wait{phase: phasePlacing, sentence: text}, true
}

func (v view) pulling() (wait, bool) {
	n, since, image := 0, time.Time{}, ""
	for _, task := range v.mine {
		if task.PullStartedAt.IsZero() || !task.PullStoppedAt.IsZero() || !task.StartedAt.IsZero() {
			continue
		}
		n++
		if since.IsZero() || task.PullStartedAt.Before(since) {
			since, image = task.PullStartedAt, task.image()
		}
	}
	if n == 0 {
		return wait{}, false
	}
	text := fmt.Sprintf("%s pulling %s", plural(n, "task"), image)
	if age := v.age(since); age >= 10*time.Second {
		text += ", for " + seconds(age)
	}
	return wait{phase: phaseStarting, sentence: text, timed: true}, true
}

func (v view) starting() (wait, bool) {
	n, status, network := 0, "", ""
	for _, task := range v.mine {
		if task.LastStatus == "RUNNING" {
			continue
		}
		if n++; status == "" {
			status = task.LastStatus
		}
		if task.LastStatus == "PROVISIONING" && task.LaunchType == "FARGATE" {
			status, network = task.LastStatus, ", network interface"
		}
	}
	switch {
	case n > 0:
		text := fmt.Sprintf("%s starting (%s%s)", plural(n, "task"), status, network)
		return wait{phase: phaseStarting, sentence: text}, true
	case v.row.Pending > 0:
		return wait{phase: phaseStarting, sentence: plural(v.row.Pending, "task") + " starting"}, true
	default:
		return wait{}, false
	}
}

// checking: tasks run and what decides on their health has not passed them yet.
func (v view) checking() (wait, bool) {
	n, grace := 0, time.Duration(0)
	for _, task := range v.mine {
		if task.LastStatus == "RUNNING" && task.Health != "HEALTHY" {
			n++
		}
		if !task.StartedAt.IsZero() {
			grace = max(grace, v.GracePeriod-v.age(task.StartedAt))
		}
	}
	text, waits := "", true
	switch {
	case v.row.Running == 0:
		return wait{}, false
	case v.LoadBalanced && v.targetsTell():
		left, passed := v.unhealthy(), len(v.healthy())
		text = fmt.Sprintf("health checks of %s (interval %ds, %d of %d passed)",
			plural(left, "task"), v.checkInterval()/time.Second, passed, left+passed)
		waits = left > 0
	case v.healthChecked() && n > 0:
		text = fmt.Sprintf("health checks of %s%s", plural(n, "task"), v.containerChecks())
	case v.LoadBalanced && !letGo(v.Snapshot, v.row):
		text = fmt.Sprintf("health checks of %s by the load balancer", plural(v.row.Running, "task"))
	default:
		return wait{}, false
	}
	if grace > 0 {
		text += ", grace period " + seconds(grace) + " left"
	}
	return wait{phaseHealth, text, grace > 0}, waits
}

// settling: without any health check ECS waits a fixed time after a task runs.
func (v view) settling() (wait, bool) {
	if v.LoadBalanced || v.healthChecked() {
		return wait{}, false
	}
	left := time.Duration(0)
	for _, task := range v.mine {
		if task.LastStatus == "RUNNING" && !task.StartedAt.IsZero() {
			left = max(left, settleTime-v.age(task.StartedAt))
		}
	}
	if left <= 0 {
		return wait{}, false
	}
	why := ""
	if v.revision(v.row.TaskDefinition) != nil {
		why = ", the service has no health check"
	}
	text := fmt.Sprintf("%s settle time%s (%s left)", seconds(settleTime), why, seconds(left))
	return wait{phase: phaseSettle, sentence: text, timed: true}, true
}

// draining: old tasks are on their way out.
func (v view) draining() (wait, bool) {
	var stopping, deregistering int
	timed, limit := false, time.Duration(0)
	for _, task := range v.old {
		switch {
		case task.LastStatus == "DEACTIVATING":
			deregistering++
			timed = timed || v.age(task.StoppingAt) < deregistrationLimit
		case task.DesiredStatus == "STOPPED":
			stopping++
			if r := v.revision(task.TaskDefinition); r != nil {
				limit = max(limit, r.StopTimeout)
			}
			timed = timed || v.age(task.StoppingAt) < max(limit, stopTimeout)
		}
	}
	switch {
	case deregistering > 0:
		text := plural(deregistering, "old task") + " draining (deregistration delay of the target group)"
		if g := v.slowest(); g != nil {
			text = fmt.Sprintf("%s draining, up to %ds (deregistration delay)",
				plural(deregistering, "old task"), g.DeregistrationDelay/time.Second)
		}
		return wait{phaseDraining, text, timed}, true
	case stopping > 0 && limit > 0:
		text := fmt.Sprintf("%s to stop (SIGTERM sent, up to %s)", plural(stopping, "old task"), seconds(limit))
		return wait{phaseDraining, text, timed}, true
	case stopping > 0:
		return wait{phaseDraining, plural(stopping, "old task") + " to stop (SIGTERM sent)", timed}, true
	default:
		return wait{}, false
	}
}

// moving: nothing runs by a timer; ECS has to take the next step.
func (v view) moving() (wait, bool) {
	switch {
	case v.short() > 0 && v.row.Failed > 0:
		text := fmt.Sprintf("ECS to start %s again", plural(v.short(), "task"))
		if v.neverStarted() {
			text += " (it waits longer after each failure)"
		}
		return wait{phase: phasePlacing, sentence: text}, true
	case v.short() > 0:
		return wait{phase: phasePlacing, sentence: "ECS to start " + plural(v.short(), "task")}, true
	case v.left > 0 && v.protected():
		return wait{phase: phaseDraining, sentence: "old tasks that are protected from being stopped"}, true
	case v.left > 0:
		return wait{phase: phaseDraining, sentence: "ECS to stop " + plural(v.left, "old task")}, true
	default:
		return wait{sentence: "ECS to declare steady state"}, true
	}
}
