// Package forecast says, before anything is changed, whether a rollout can finish:
// it reads the live state of a service, puts it into the model of ECS that is
// package world, lets the change happen there in virtual time, and looks how it
// ends. Nothing is guessed: what the model cannot know, like whether a program
// starts, is named as an assumption.
//
// Start at [Of]. A forecast goes through the files in this order:
//
//   - api.go, state.go: what is asked, and what comes of it
//   - read.go, readtasks.go, readinstances.go, readtargets.go, readcluster.go: asking
//   - placed.go, anywhere.go: where tasks are that need not be read
//   - load.go, target.go: state and change into a world
//   - run.go: to the end, or to where nothing moves any more
//   - forecast.go, beyond.go: the verdict
//   - cause.go, deadlock.go: who waits for whom
//   - reason.go, note.go, words.go: what a reader should know
//   - fix*.go: the smallest changes with which it settles, each tried the same way
package forecast

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Verdict is what becomes of a rollout.
type Verdict string

// The verdicts of a Forecast.
const (
	// Settles: it ends well if what is assumed holds.
	Settles Verdict = "settles"
	// Blocked: it cannot end well, whatever time it is given, unless somebody
	// changes something. ECS may also refuse it at once.
	Blocked Verdict = "blocked"
	// Unknown: it depends on what cannot be read, on which of its equals ECS happens
	// to stop first, or the model does not know it.
	Unknown Verdict = "unknown"
)

// Forecast is how a rollout will go.
type Forecast struct {
	Verdict Verdict
	// Cause is why it is not Settles, in the codes of package watch, or CauseRefused;
	// "" where there is none.
	Cause string
	// Also are causes that it may come to instead, by which of its equals ECS stops, fills
	// or names first.
	Also []string
	// Reasons say why, a sentence each: of what settles what gives it room, of what
	// is blocked who waits for whom.
	Reasons []string
	// Warnings are dangers that do not decide, Assumptions what was taken for granted.
	Warnings, Assumptions []string
	// NewDeployment: ECS starts a new deployment; false where only numbers change.
	NewDeployment bool

	// Desired is how many tasks there shall be. ECS keeps Floor of them healthy and
	// runs at most Ceiling (API reference, DeploymentConfiguration).
	Desired, Floor, Ceiling int
	// MinRunning and MaxTasks are the fewest tasks that run and the most there are at
	// a time, until it ends or stands still.
	MinRunning, MaxTasks int
	// Waves are how many new tasks start at a time, in order.
	Waves []int
	// Unplaced: while it goes on ECS now and then finds no place for a task, and says so.
	Unplaced bool
	// Room is for how many more tasks there is room beside those that run.
	Room Room

	// Took is what the last rollouts of this service took, nil where none is known.
	Took *Range
	// Drain is how long connections of an old task drain, StopTimeout how long it then
	// has to end; 0 where it does not apply.
	Drain, StopTimeout time.Duration
	// Shift is how long the traffic shifts and bakes at least, by the settings of the
	// deployment strategy; 0 for a rolling update.
	Shift time.Duration

	// Fixes are changes with each of which alone it settles. There are none if it
	// settles anyway.
	Fixes []Fix
}

// Room is for how many tasks of the new revision there is room, on how many
// instances of all that take tasks. Tasks on Fargate need none: Instances is then 0.
type Room struct {
	Tasks, On, Instances int
}

// Range is what some rollouts took.
type Range struct {
	Shortest, Longest time.Duration
	Rollouts          int
}

// Of reads the state of the service that change updates, and forecasts the change.
//
// Errors: *NotFoundError, and those of the API, wrapped.
func Of(ctx context.Context, clients Clients, change Change) (Forecast, error) {
	state, err := Read(ctx, clients, change)
	if err != nil {
		return Forecast{}, err
	}
	return From(state, change), nil
}

// From forecasts a change of what was read. It asks nobody, and the same state and
// change give the same forecast.
func From(state State, change Change) Forecast {
	f := Forecast{Took: took(state.Past)}
	if why := beyond(state, change); why != "" {
		f.Verdict, f.Cause, f.Reasons = Unknown, CauseUnknown, []string{why}
		return f
	}
	if state.Refusal != "" {
		f.Verdict, f.Cause, f.Reasons = Blocked, CauseRefused, []string{refusal(state.Refusal)}
		return f
	}
	r, mixed := played(state, change)
	f.NewDeployment = r.anew
	f.Desired, f.Floor, f.Ceiling = r.desired, r.floor, r.ceiling
	f.MinRunning, f.MaxTasks, f.Waves, f.Room = r.minRunning, r.maxTasks, r.waves, r.room
	f.Unplaced = r.unplaced
	f.Drain, f.StopTimeout = timers(state, r)
	if r.anew && !r.created {
		f.Shift = shift(state, change)
	}
	f.Warnings, f.Assumptions = warnings(state, change, r), assumptions(state, r)
	switch {
	case r.refused != nil:
		f.Verdict, f.Cause, f.Reasons = Blocked, CauseRefused, []string{refusal(message(r.refused))}
	case r.settled:
		f.Verdict, f.Reasons = Settles, reasons(r)
		if _, hooks := strategy(state, change); hooks > 0 && r.anew {
			f.Verdict, f.Cause = Unknown, CauseUnknown
			f.Reasons = append([]string{fmt.Sprintf("%s whether it goes on: if it does, it settles",
				decide(hooks))}, f.Reasons...)
		}
		return f
	case r.stand.Waiting > 0:
		f.Verdict, f.Cause, f.Reasons = Unknown, CauseNoCapacity, waiting(r)
	case r.endless:
		f.Verdict, f.Cause = Unknown, CauseUnknown
		f.Reasons = []string{"the model has found neither an end nor a standstill"}
		return f
	default:
		f.Verdict, f.Cause, f.Reasons = Blocked, causeOf(r.stand), deadlock(state, r)
	}
	if mixed {
		f.Verdict = Unknown
		f.Reasons = append([]string{"it depends on which of its equals ECS stops, or fills, first; it may come to this:"},
			f.Reasons...)
	}
	f.Also = slices.DeleteFunc(r.causes, func(cause string) bool { return cause == f.Cause })
	f.Reasons = append(f.Reasons, others(f.Also)...)
	f.Fixes = fixes(state, change, r)
	return f
}

func refusal(why string) string { return "ECS would refuse it: " + why }

func decide(hooks int) string {
	if hooks == 1 {
		return "a lifecycle hook decides"
	}
	return fmt.Sprintf("%d lifecycle hooks decide", hooks)
}

// took is what the last five rollouts took.
func took(past []Rollout) *Range {
	var out *Range
	for _, p := range past[:min(5, len(past))] {
		d := p.Finished.Sub(p.Started)
		if out == nil {
			out = &Range{Shortest: d, Longest: d}
		}
		out.Shortest, out.Longest = min(out.Shortest, d), max(out.Longest, d)
		out.Rollouts++
	}
	return out
}
