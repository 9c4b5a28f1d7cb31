package watch

import "time"

// EventKind says what an [Event] carries.
type EventKind string

// The kinds of an Event.
const (
	// Rows: a deployment appeared, its counts or state changed, or it vanished.
	Rows EventKind = "progress"
	// Said: ECS added a service event; Event.Message holds it.
	Said EventKind = "event"
	// TaskStopped: a task of the target stopped, not by scaling; Event.Task holds it.
	TaskStopped EventKind = "task_stopped"
	// Stage: the lifecycle stage or the traffic of the revisions changed, or a hook
	// began to wait; Event.Record holds the service deployment record.
	Stage EventKind = "stage"
	// Serving: all new tasks run and are healthy; old ones may still drain.
	Serving EventKind = "serving"
	// Warned: something to know that ends nothing; Event.Warning holds it.
	Warned EventKind = "warning"
	// Tick: nothing changed at this poll. Renderers may refresh clocks.
	Tick EventKind = "tick"
)

// Event is one difference between two polls.
type Event struct {
	Kind EventKind
	// Time is ECS's own time of the event where it gave one, else the zero time.
	Time time.Time

	Deployment *Deployment // Rows: the row after the change
	Gone       bool        // Rows: the row is no longer listed
	Message    *Message    // Said
	Task       *Task       // TaskStopped
	Record     *Record     // Stage: after the change
	Warning    *Warning    // Warned
}

// Warning is something to know that ends nothing.
type Warning struct {
	Code    string // throttled, scaled, desired-zero, stale, no-targets …
	Message string
	Hint    string
	// Minor is true for what only somebody who asks for more wants to know.
	Minor bool
}
