package watch

import "time"

// stall measures how long a rollout has not moved.
type stall struct {
	silent time.Duration
	heard  map[string]bool // texts of events so far
}

// add takes one more read, since after the one before. While a timer of known
// length runs silence is normal, and the measure stands still.
func (st *stall) add(prev, next Snapshot, events []Event, since time.Duration, timed bool) {
	switch {
	case st.moved(prev, next, events):
		st.silent = 0
	case !timed:
		st.silent += since
	}
}

// moved reports whether anything happened. ECS saying again what it has said
// before is no movement, nor is a rising number of failures alone: both go on
// for ever in a rollout that cannot settle.
func (st *stall) moved(prev, next Snapshot, events []Event) bool {
	moved := false
	for _, e := range events {
		switch e.Kind {
		case Said:
			moved = moved || !st.heard[e.Message.Text]
			st.heard[e.Message.Text] = true
		case TaskStopped, Stage:
			moved = true
		case Rows:
			old := prev.Deployment(e.Deployment.ID)
			moved = moved || e.Gone || old == nil || stepped(*old, *e.Deployment)
		}
	}
	return moved || tasksMoved(prev.Tasks, next.Tasks)
}

// stepped reports whether the deployment did more than fail to start tasks.
func stepped(a, b Deployment) bool {
	b.Failed, b.RolloutReason = a.Failed, a.RolloutReason
	return changed(a, b)
}

func tasksMoved(prev, next []Task) bool {
	type step struct{ last, desired, health string }
	known := make(map[string]step, len(prev))
	for _, t := range prev {
		known[t.ID] = step{t.LastStatus, t.DesiredStatus, t.Health}
	}
	for _, t := range next {
		if known[t.ID] != (step{t.LastStatus, t.DesiredStatus, t.Health}) {
			return true
		}
	}
	return false
}
