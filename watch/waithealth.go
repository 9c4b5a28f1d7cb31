package watch

import (
	"fmt"
	"time"
)

// targetsTell reports whether target health says how each running task of the
// target stands.
func (v view) targetsTell() bool {
	n := 0
	for _, task := range v.mine {
		if task.LastStatus != "RUNNING" {
			continue
		}
		if _, known := v.inService(task); !known {
			return false
		}
		n++
	}
	return n > 0 && n >= v.row.Running && v.revision(v.row.TaskDefinition) != nil
}

// unhealthy is how many running tasks of the target do not count as healthy yet.
func (v view) unhealthy() int {
	n := 0
	for _, task := range v.mine {
		if task.LastStatus == "RUNNING" && !v.counts(task) {
			n++
		}
	}
	return n
}

// checkInterval is the longest time between two checks of a target.
func (v view) checkInterval() time.Duration {
	longest := time.Duration(0)
	for _, g := range v.TargetGroups {
		longest = max(longest, g.Check.Interval)
	}
	return longest
}

// containerChecks says how the slowest health check of the containers goes about it,
// after a space; "" where that is not known.
func (v view) containerChecks() string {
	r := v.revision(v.row.TaskDefinition)
	if r == nil {
		return ""
	}
	var slowest HealthCheck
	for _, c := range r.Containers {
		if c.Check != nil && c.Check.Interval*c.Check.Retries > slowest.Interval*slowest.Retries {
			slowest = *c.Check
		}
	}
	if slowest.Interval == 0 {
		return ""
	}
	return fmt.Sprintf(" (every %ds, %d tries)", slowest.Interval, slowest.Retries)
}

// neverStarted reports whether the task that the target lost last never ran: only
// then ECS waits longer from one try to the next (Developer Guide, Amazon ECS
// service throttle logic).
func (v view) neverStarted() bool {
	var last *Task
	for i, task := range v.Tasks {
		if task.lost(v.target) && (last == nil || task.StoppedAt.After(last.StoppedAt)) {
			last = &v.Tasks[i]
		}
	}
	return last != nil && last.StartedAt.IsZero()
}

// protected reports whether ECS has said that old tasks are protected, and has
// stopped none since (Developer Guide, Protect your Amazon ECS tasks from being
// terminated by scale-in events).
func (v view) protected() bool {
	for _, m := range v.Messages {
		switch {
		case m.Time.Before(v.target.CreatedAt), m.Kind() == MessageStopped:
			return false
		case m.says("unable to scale in") && m.says("protected"):
			return true
		}
	}
	return false
}
