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
	case s.EarlySuccess && early(s, *row) == "":
		return "" // as many as ECS waits for are there, perhaps none: it completes without the others
	}
	const goesOn = "; ECS will go on trying"
	for _, l := range losses(t, s, lost) {
		switch {
		case l.times < limit:
		case !crash(l.cause) && !unfit(l.cause):
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
		if !crash(c) && !unfit(c) && (!c.Hopeless() || !task.StoppedAt.After(began)) {
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
		found[i].longest = max(found[i].longest, task.ran())
	}
	return found
}

// crash reports whether the container ended by itself or by its memory: what it
// lacks may come, so one task that does well speaks against it.
func crash(c Cause) bool { return c.Code == causeAppExit || c.Code == causeOOM }

// unfit reports whether a health check ended the task: what it needs to pass may come
// too.
func unfit(c Cause) bool { return c.Code == causeHealthELB || c.Code == causeHealthContainer }

// ran is how long the containers of a stopped task did their work: until ECS told
// them to stop, where it did, for after that connections drain. 0 if they never did.
func (task Task) ran() time.Duration {
	end := task.StoppedAt
	if !task.StoppingAt.IsZero() {
		end = task.StoppingAt
	}
	if task.StartedAt.IsZero() || end.Before(task.StartedAt) {
		return 0
	}
	return end.Sub(task.StartedAt)
}

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
// tells: its health checks said so, or it ran for as long as ECS takes for a proof
// where there are none (API reference, DeploymentConfiguration,
// minimumHealthyPercent).
func thrives(t Target, s Snapshot, enough time.Duration) bool {
	for _, task := range s.Tasks {
		if task.Deployment == t.Deployment && !task.StartedAt.IsZero() && s.proven(task, enough) {
			return true
		}
	}
	return false
}

// proven reports whether a task that has started was well. Of one that runs, what
// checks it decides, where that can be read; one that was told to stop leaves its
// target group, so all that speaks against its time is that a check ended it.
func (s Snapshot) proven(task Task, enough time.Duration) bool {
	stopped := task.DesiredStatus == "STOPPED" || task.LastStatus == "STOPPED"
	if answers, known := s.inService(task); s.LoadBalanced && known && !stopped {
		return answers
	}
	if r := s.revision(task.TaskDefinition); r != nil && r.HealthCheck || task.Health == "HEALTHY" {
		return task.Health == "HEALTHY"
	}
	if stopped && unfit((explainer{Snapshot: s}).ofTask(task)) {
		return false
	}
	until := s.Now
	if stopped {
		until = task.StartedAt.Add(task.ran())
	}
	return until.Sub(task.StartedAt) >= enough
}
