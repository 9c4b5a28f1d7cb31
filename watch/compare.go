package watch

import (
	"strings"
)

// Compare gives what differs between two polls, in the order: service events
// oldest first, stopped tasks of the target, rows, the stage, serving. A zero prev stands
// for no poll before: then every row is new, and only service events of the
// target's own time are told. Nothing is told twice as long as each poll is
// compared with the one before it.
func Compare(t Target, prev, next Snapshot) []Event { return compare(t, prev, next, 1) }

// compare is [Compare] where ECS's durations pass speed times as fast.
func compare(t Target, prev, next Snapshot, speed float64) []Event {
	var events []Event
	if len(prev.Deployments) > 0 || !idle(t, next) {
		events = append(events, said(t, prev, next)...)
		events = append(events, stops(t, prev, next)...)
	}
	events = append(events, rows(prev, next)...)
	events = append(events, stages(prev, next)...)
	if serving(t, next, speed) && !serving(t, prev, speed) {
		events = append(events, Event{Kind: Serving})
	}
	return events
}

// idle reports whether the target was over before the watch began: what happened
// then, perhaps weeks ago, is no news.
func idle(t Target, s Snapshot) bool {
	row := s.Deployment(t.Deployment)
	return t.Deployment == t.Previous && row != nil && row.rollout() == "COMPLETED"
}

// said are the service events that came since prev. Ids never change, so they
// tell which are new (API reference, ServiceEvent).
func said(t Target, prev, next Snapshot) []Event {
	known := make(map[string]bool, len(prev.Messages))
	since := t.CreatedAt
	for _, m := range prev.Messages {
		known[m.ID] = true
	}
	if len(prev.Messages) > 0 {
		// At most 100 are kept: what is older than all known ones is not new.
		since = prev.Messages[len(prev.Messages)-1].Time
	}
	var events []Event
	for i := len(next.Messages) - 1; i >= 0; i-- {
		m := next.Messages[i]
		if !known[m.ID] && !m.Time.Before(since) && !m.Time.Before(t.CreatedAt) {
			events = append(events, Event{Kind: Said, Time: m.Time, Message: &m})
		}
	}
	return events
}

// stops are the tasks of the target that stopped since prev.
func stops(t Target, prev, next Snapshot) []Event {
	known := make(map[string]bool, len(prev.Tasks))
	for _, task := range prev.Tasks {
		known[task.ID] = task.LastStatus == "STOPPED"
	}
	var events []Event
	for _, task := range next.Tasks {
		if !known[task.ID] && task.lost(t) {
			events = append(events, Event{Kind: TaskStopped, Time: task.StoppedAt, Task: &task})
		}
	}
	return events
}

// lost reports whether the task belonged to the target and stopped for another
// reason than scaling. A rolling update stops tasks by scaling all the time; the
// deployment which that reason names is the one that replaced them, so tasks are
// told apart by startedBy alone (API reference, Task).
func (task Task) lost(t Target) bool {
	return task.LastStatus == "STOPPED" && task.Deployment == t.Deployment &&
		!task.CreatedAt.Before(t.CreatedAt) &&
		!strings.Contains(task.StoppedReason, "Scaling activity initiated by")
}

// rows are the deployments that appeared, changed or are no longer listed.
func rows(prev, next Snapshot) []Event {
	var events []Event
	for i, d := range next.Deployments {
		if old := prev.Deployment(d.ID); old == nil || changed(*old, d) {
			events = append(events, Event{Kind: Rows, Deployment: &next.Deployments[i]})
		}
	}
	for i, d := range prev.Deployments {
		if !next.Missing && next.Deployment(d.ID) == nil {
			events = append(events, Event{Kind: Rows, Deployment: &prev.Deployments[i], Gone: true})
		}
	}
	return events
}

// changed reports whether a person would see a difference: a new updatedAt alone is none.
func changed(a, b Deployment) bool {
	return a.Status != b.Status || a.RolloutState != b.RolloutState || a.RolloutReason != b.RolloutReason ||
		a.stability() != b.stability() ||
		a.Desired != b.Desired || a.Pending != b.Pending || a.Running != b.Running || a.Failed != b.Failed
}
