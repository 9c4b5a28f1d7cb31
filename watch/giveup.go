package watch

import (
	"fmt"
	"time"
)

// loss is a reason for which tasks of the target were lost.
type loss struct {
	cause   Cause
	times   int
	longest time.Duration // that one of these tasks ran
}

// vain says why more waiting is in vain, "" where it may not be: so many tasks were
// lost for one and the same reason that only a person can take away, or crashed
// alike while none ever did well. ECS starts tasks again and again, with pauses
// of up to 15 minutes, until the service is updated (Developer Guide, Amazon ECS
// service throttle logic). Where the circuit breaker is on, it decides (Developer
// Guide, Service deployment circuit breaker).
func vain(t Target, s Snapshot, lost []Task, failed, limit int, thrived bool) string {
	row := s.Deployment(t.Deployment)
	switch {
	case limit <= 0 || s.CircuitBreaker || row == nil || row.completed() || row.Status == "DRAINING":
		return ""
	case row.Status != "PRIMARY" && row.Set == nil:
		return ""
	}
	const goesOn = "; ECS will go on trying"
	for _, l := range losses(t, s, lost) {
		switch {
		case l.times < limit:
		case !crash(l.cause):
			return fmt.Sprintf("%s failed for the same reason, %s", plural(l.times, "task"), l.cause.Title) + goesOn
		case !thrived && !outlived(t, s, l.longest):
			return fmt.Sprintf("%s ended alike and none became healthy, %s", plural(l.times, "task"), l.cause.Title) + goesOn
		}
	}
	// On Fargate a task that cannot start is told by an event, which ECS does not
	// repeat while the cause stays (Developer Guide, Amazon ECS service event
	// messages); failedTasks says how often it was tried.
	if m := obstacle(t, s); m != nil && failed >= limit && row.Failed > 0 && row.Running == 0 {
		if c := (explainer{target: t, Snapshot: s}).ofMessage(*m); c.Hopeless() && c.Code != causeConfigDeadlock {
			return fmt.Sprintf("%s failed for the same reason, %s", plural(failed, "task"), c.Title) + goesOn
		}
	}
	return ""
}

// losses are the reasons that count, each with how often it was one. What comes
// from outside the container counts from the last time that a task of the target
// got as far as to run: whoever joins late must not be told of what is mended.
func losses(t Target, s Snapshot, lost []Task) []loss {
	began := time.Time{}
	for _, task := range s.Tasks {
		if task.Deployment == t.Deployment && task.StartedAt.After(began) {
			began = task.StartedAt
		}
	}
	x := explainer{target: t, Snapshot: s}
	var found []loss
	for _, task := range lost {
		c := x.ofTask(task)
		if !crash(c) && (!c.Hopeless() || !task.StoppedAt.After(began)) {
			continue
		}
		i := 0
		for i < len(found) && (found[i].cause.Code != c.Code || found[i].cause.Title != c.Title) {
			i++
		}
		if i == len(found) {
			found = append(found, loss{cause: c})
		}
		found[i].times++
		if !task.StartedAt.IsZero() {
			found[i].longest = max(found[i].longest, task.StoppedAt.Sub(task.StartedAt))
		}
	}
	return found
}

// crash reports whether the container ended by itself or by its memory: what it
// lacks may come, so one task that does well speaks against it.
func crash(c Cause) bool { return c.Code == causeAppExit || c.Code == causeOOM }

// outlived reports whether a task of the target runs longer than those that ended.
func outlived(t Target, s Snapshot, longest time.Duration) bool {
	for _, task := range s.Tasks {
		if task.Deployment == t.Deployment && task.LastStatus == "RUNNING" && s.Now.Sub(task.StartedAt) > longest {
			return true
		}
	}
	return false
}

// thrives reports whether a task of the target was ever well, as far as the read
// tells: its health check said so, or it ran for as long as ECS takes for a proof
// where there is none (API reference, DeploymentConfiguration,
// minimumHealthyPercent).
func thrives(t Target, s Snapshot, enough time.Duration) bool {
	for _, task := range s.Tasks {
		switch until := task.StoppedAt; {
		case task.Deployment != t.Deployment || task.StartedAt.IsZero():
		case task.Health == "HEALTHY":
			return true
		default:
			if until.IsZero() {
				until = s.Now
			}
			if until.Sub(task.StartedAt) >= enough {
				return true
			}
		}
	}
	return false
}
