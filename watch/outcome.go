package watch

import (
	"fmt"
	"time"
)

// Verdict is how a deployment ended, or that it has not.
type Verdict string

// The verdicts. Each has an exit code of its own in the command.
const (
	InProgress Verdict = "in_progress"
	Settled    Verdict = "settled"
	Failed     Verdict = "failed"
	RolledBack Verdict = "rolled_back"
	Stuck      Verdict = "stuck"
	TimedOut   Verdict = "timed_out"
	Superseded Verdict = "superseded"
	Stopped    Verdict = "stopped"
	Lost       Verdict = "lost"
)

// Outcome is the end of one target.
type Outcome struct {
	Target  Target
	Verdict Verdict
	// Until is [UntilServing] where the watch was to go no further and ended, as
	// [Settled], before ECS had completed the deployment.
	Until Until
	// OldTasks is how many tasks of other deployments were not gone yet.
	OldTasks int
	// Reason says in one sentence why this verdict and not another.
	Reason string
	// By is the deployment that replaced ours (Superseded) or that ECS went
	// back to (RolledBack); nil otherwise.
	By *Deployment
	// State is what was known at the end.
	State State
	// Causes say why it went wrong, most certain first; empty for Settled.
	Causes []Cause
	Took   time.Duration
}

// Cause is why a rollout did not settle.
type Cause struct {
	// Code is stable: image-pull, oom, app-exit, health-container, health-elb,
	// port-conflict, no-capacity, no-instances, missing-attribute, agent-down,
	// config-deadlock, secrets, log-driver, role, start-timeout, fargate-capacity,
	// quota, throttled, alarm or unknown.
	Code string
	// Title says it in half a line: "the new task can never be placed".
	Title string
	// Says is ECS's own words, verbatim.
	Says string
	// Why is our reading; Likely marks it as a guess.
	Why    string
	Likely bool
	// Permanent says that neither time nor anything that ECS does by itself makes
	// it go away: somebody has to change something. A task that finds no place is
	// none, since an instance may join, nor is an application that exits, since what
	// it misses may come.
	Permanent bool
	// Fix lists remedies; any one of them helps.
	Fix []string
	// Tasks are the ids of the tasks it was seen on, and Count how often.
	Tasks []string
	Count int
	// Stopped is how many tasks stopped by it; Shortest and Longest are how long
	// those that ran did, 0 when none ever ran.
	Stopped           int
	Shortest, Longest time.Duration

	// Path is the member of the task definition that it is about, as
	// "containerDefinitions[app].memory", "" for none, and Location where that is
	// written, as [Watcher.Locate] says.
	Path     string
	Location Location
	// Log is what the container of the newest of the tasks wrote last, nil where it
	// tells nothing.
	Log *Log
	// Free are container instances and what is left of them, those with the most
	// first, where a task found no place.
	Free []Instance
	// Notes say what could not be read and would have told more.
	Notes []string
}

// Location is a place in a file; the zero value is none.
type Location struct {
	File         string
	Line, Column int
}

// String is the place as editors read it: "task.yaml:14:19".
func (l Location) String() string {
	if l.Line == 0 {
		return l.File
	}
	return fmt.Sprintf("%s:%d:%d", l.File, l.Line, l.Column)
}

// Log is the end of what one container of a task wrote.
type Log struct {
	Task, Container string
	Lines           []string
}

// Hopeless reports whether the cause is certain and permanent: whoever sees it
// again and again need not wait any longer.
func (c Cause) Hopeless() bool { return c.Permanent && !c.Likely }
