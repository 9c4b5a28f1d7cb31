package watch

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// maxRefused is how many refused reads in a row end a watch as [Lost]: enough for
// the SDK to have tried new credentials.
const maxRefused = 5

// blindLimit is how long before a timeout the last good read may have been: a
// state that is older proves nothing about what "still moves".
const blindLimit = 10 * time.Second

// errUnanswered is an answer that leaves out a service that was asked for.
var errUnanswered = errors.New("describe services: ECS left the service out of its answer")

// follower follows one target through the polls of a run.
type follower struct {
	*run
	target  Target
	history History
	state   State
	told    Snapshot  // what the events so far have told
	clock   time.Time // ECS's clock at the last read, as far as it told
	clockAt time.Duration
	details details
	stall   stall
	warned  map[string]bool
	refused int           // refused reads in a row
	seen    time.Duration // when the last read succeeded
	confirm bool          // one more read at once may end it
	thrived bool          // a task of the target was well at a time
	outcome *Outcome
}

func newFollower(r *run, t Target) *follower {
	return &follower{
		run: r, target: t, warned: map[string]bool{},
		state: State{Target: t, Failed: map[string]int{}}, stall: stall{heard: map[string]bool{}},
	}
}

// take is one poll of the target: a snapshot, or the error that came instead. It
// gives the error that ends the run, if any.
func (f *follower) take(ctx context.Context, s Snapshot, err error) error {
	switch {
	case err == nil:
		return f.read(ctx, s)
	case kindOf(err) == unknownName && (f.target.Deployment != "" || f.target.Deleting):
		// The cluster went with the service, or ECS has forgotten the service.
		return f.read(ctx, Snapshot{Missing: true})
	default:
		return f.unread(err)
	}
}

// read takes one snapshot: what is new is told, and the target is judged.
func (f *follower) read(ctx context.Context, s Snapshot) error {
	at := f.elapsed()
	f.refused, f.seen = 0, at
	if err := f.resolve(s); err != nil {
		return err
	}
	f.details.attach(&s)
	s.Now = latest(newestTime(s), f.now(at))
	history := f.history.Add(f.target, s, at)
	judgement := Judge(f.target, history)
	if f.details.due(f, s, judgement, at) {
		f.details.fetch(ctx, f, &s, judgement)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		history = f.history.Add(f.target, s, at)
		judgement = Judge(f.target, history)
	}
	f.clock, f.clockAt = s.Now, at
	stale := history.polls == f.history.polls
	f.history, f.confirm = history, judgement.Confirm
	events := f.fold(s, stale, at)
	f.conclude(judgement, at)
	return f.tell(events)
}

// now is ECS's clock by the last read and the local time since.
func (f *follower) now(at time.Duration) time.Time {
	if f.clock.IsZero() {
		return time.Time{}
	}
	return f.clock.Add(at - f.clockAt)
}

// fold updates the state with one read and gives what is new in it.
func (f *follower) fold(s Snapshot, stale bool, at time.Duration) []Event {
	since := at - f.state.Elapsed
	f.state.Elapsed = at
	if stale {
		return f.warn("stale", "ECS answered with a read older than one before; it was set aside", "")
	}
	waits := waitingFor(f.target, s, f.Speed)
	f.state.Phase, f.state.WaitingFor = waits.phase, waits.sentence
	if s.Missing {
		return nil
	}
	var events []Event
	for _, e := range compare(f.target, f.told, s, f.Speed) {
		switch {
		case e.Kind == Serving && f.state.Serving > 0:
			continue // a task was replaced since
		case e.Kind == Serving:
			f.state.Serving = max(at, 1)
		case e.Kind == TaskStopped:
			f.state.Stopped = append(f.state.Stopped, *e.Task)
		}
		events = append(events, e)
	}
	f.count(s)
	f.thrived = f.thrived || f.state.Serving > 0 || thrives(f.target, s, f.scaled(settleTime))
	events = append(events, f.notice(s)...)
	events = append(events, f.lack()...)
	f.stall.add(f.told, s, events, since, waits.timed)
	f.state.Last, f.told = s, s
	return events
}

// count keeps how many tasks each deployment lost. ECS's number falls back to 0
// when a task runs (API reference, Deployment, failedTasks), so its rises are added up.
func (f *follower) count(s Snapshot) {
	failed := make(map[string]int, len(f.state.Failed))
	for id, n := range f.state.Failed {
		failed[id] = n
	}
	for _, d := range s.Deployments {
		before := 0
		if old := f.told.Deployment(d.ID); old != nil {
			before = old.Failed
		}
		if d.Failed < before {
			before = 0
		}
		failed[d.ID] += d.Failed - before
	}
	failed[f.target.Deployment] = max(failed[f.target.Deployment], len(f.state.Stopped))
	f.state.Failed = failed
}

// notice warns of what is odd about the number of tasks.
func (f *follower) notice(s Snapshot) []Event {
	switch {
	case s.Desired == 0 && s.Scheduling != "DAEMON" && f.target.Desired <= 0:
		return f.warn("desired-zero", "the service wants 0 tasks: nothing will run", "raise the desired count")
	case f.target.Desired > 0 && s.Desired > 0 && s.Desired != f.target.Desired && !f.history.unread(f.target):
		text := fmt.Sprintf("the service now wants %s, not %d", plural(s.Desired, "task"), f.target.Desired)
		return f.warn("scaled", text, "")
	default:
		return nil
	}
}

// lack tells, to those who care, what is done without.
func (f *follower) lack() []Event {
	why := f.details.targets.denied
	if why == "" {
		return nil
	}
	events := f.warn("no-targets", "target health is done without: "+why,
		"allow elasticloadbalancing:DescribeTargetGroups, DescribeTargetGroupAttributes and DescribeTargetHealth")
	for _, e := range events {
		e.Warning.Minor = true
	}
	return events
}

// warn is a warning that is told once in a watch.
func (f *follower) warn(code, message, hint string) []Event {
	if f.warned[code] {
		return nil
	}
	f.warned[code] = true
	return []Event{{Kind: Warned, Warning: &Warning{Code: code, Message: message, Hint: hint}}}
}

// tell passes events on; a poll without any is a tick.
func (f *follower) tell(events []Event) error {
	if len(events) == 0 {
		events = []Event{{Kind: Tick}}
	}
	for _, e := range events {
		if err := f.on(e, f.state); err != nil {
			return err
		}
	}
	return nil
}

// unread takes a poll that gave nothing. It is never a verdict on the
// deployment: only patience or a lack of rights ends the watch.
func (f *follower) unread(err error) error {
	at := f.elapsed()
	kind := kindOf(err)
	if f.target.Deployment == "" && !f.target.Deleting && kind != throttled {
		if kind == unknownName {
			return &NotFoundError{Cluster: f.target.Cluster, Service: f.target.Service, Err: err}
		}
		return err
	}
	if f.confirm = false; kind == refused {
		f.refused++
	}
	f.state.Elapsed = at
	var events []Event
	switch kind {
	case throttled:
		if f.state.WaitingFor == "" {
			f.state.WaitingFor = "ECS: the last poll was throttled, next in " + seconds(f.pace.slower().current)
		}
		events = f.warn("throttled", "ECS throttles the reads; polling more slowly", "")
	default:
		events = f.warn("unreadable", "the service could not be read: "+reasonOf(err), "steady goes on trying")
	}
	blind := at - f.seen
	switch {
	case f.refused >= maxRefused:
		f.end(Judgement{Verdict: Lost, Reason: reasonOf(err)})
	case f.StallTimeout > 0 && blind >= f.StallTimeout, f.Timeout > 0 && at >= f.Timeout && blind >= blindLimit:
		f.end(Judgement{Verdict: Lost, Reason: "nothing could be read for " + seconds(blind) + ": " + reasonOf(err)})
	default:
		f.conclude(Judgement{Verdict: InProgress, Reason: reasonOf(err)}, at)
	}
	return f.tell(events)
}
