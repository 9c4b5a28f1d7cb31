package watch

import "time"

// horizon is how soon a rollout can end well, as far as a read tells.
type horizon struct {
	reach reach
	// timer is how long a timer of ECS's still runs at least that must end first, in
	// ECS's durations; 0 where none is known to run.
	timer time.Duration
}

// reach sorts horizons by what must be seen before the end.
type reach int

const (
	far  reach = iota // new tasks have to start first
	soon              // old tasks have to be told to stop first
	near              // the next read may show the end
)

// horizonOf is the horizon of t as s shows it. up is how long all its tasks have
// been running at most. It only decides when to read again, never what is true.
func horizonOf(t Target, s Snapshot, up time.Duration, speed float64) horizon {
	row := s.Deployment(t.Deployment)
	if row == nil || row.Status != "PRIMARY" || row.rollout() != "IN_PROGRESS" || s.EarlySuccess {
		return horizon{reach: near}
	}
	v := newView(t, s, *row, speed)
	switch {
	case s.shifts():
		return horizon{reach: near, timer: v.bakeLeft()}
	case row.Failed > 0:
		return horizon{reach: near} // the circuit breaker may end it
	case v.short() > 0 || row.Pending > 0:
		return horizon{reach: far}
	}
	h := horizon{reach: near, timer: v.settleLeft(up)}
	for _, d := range s.Deployments {
		if d.ID != row.ID && d.Desired > 0 {
			h.reach = soon
		}
	}
	if h.reach == near {
		for _, task := range v.old {
			h.timer = max(h.timer, s.drainLeft(task, speed))
		}
	}
	return h
}

// settleLeft is how much of the settle time is left at least. Unlike the sentence
// about it, this must hold also where not all tasks have been read.
func (v view) settleLeft(up time.Duration) time.Duration {
	if v.LoadBalanced || v.healthChecked() || v.revision(v.row.TaskDefinition) == nil {
		return 0
	}
	left, known := time.Duration(0), 0
	for _, task := range v.mine {
		if task.LastStatus == "RUNNING" && !task.StartedAt.IsZero() {
			known++
			left = max(left, settleTime-v.age(task.StartedAt))
		}
	}
	if known < v.row.Running {
		left = max(left, settleTime-up)
	}
	return left
}

// drainLeft is how long the task still drains at least: ECS sends SIGTERM when the
// deregistration delay is over, and no sooner (Developer Guide, Task lifecycle). A
// second is taken off, for ECS tells its time in whole ones.
func (s Snapshot) drainLeft(task Task, speed float64) time.Duration {
	if task.LastStatus != "DEACTIVATING" || task.StoppingAt.IsZero() || s.Now.IsZero() || len(s.TargetGroups) == 0 {
		return 0
	}
	shortest := deregistrationLimit
	for _, g := range s.TargetGroups {
		shortest = min(shortest, g.DeregistrationDelay) // 0 where it was not read
	}
	gone := time.Duration(float64(s.Now.Add(time.Second).Sub(task.StoppingAt)) * speed)
	return max(0, shortest-gone)
}

// bakeLeft is how long both revisions still run while ECS watches the new one, as
// far as the record tells.
func (v view) bakeLeft() time.Duration {
	r := v.Record
	if r == nil || r.Stage != "BAKE_TIME" || r.StageSince.IsZero() {
		return 0
	}
	return max(0, r.Bake-v.age(r.StageSince))
}
