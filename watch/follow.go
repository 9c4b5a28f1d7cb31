package watch

import (
	"errors"
	"fmt"
	"time"
)

// A watch is [Lost] once so many reads in a row were refused, for so long: enough
// for the SDK to have tried new credentials, and for a role to have been changed
// and changed back.
const (
	maxRefused = 5
	refusedFor = 30 * time.Second
)

// blindLimit is how long before a timeout the last good read may have been: a
// state that is older proves nothing about what "still moves".
const blindLimit = 10 * time.Second

// ErrAnswer is an answer that leaves out a service that was asked for, and says of no
// failure: of no use, and perhaps not of ECS.
var ErrAnswer = errors.New("ECS left the service out of its answer")

// errUnanswered is one among the answers of a watch.
var errUnanswered = fmt.Errorf("describe services: %w", ErrAnswer)

// follower follows one target through the polls of a run.
type follower struct {
	*run
	Job                    // its limits, in place of those of the watcher
	index    int           // among the targets
	joined   time.Duration // when the run was told of it; all its times count from then
	target   Target
	history  History
	state    State
	told     Snapshot  // what the events so far have told
	server   time.Time // ECS's clock at the last read, as far as it told
	serverAt time.Duration
	details  details
	evidence evidence
	stall    stall
	warned   map[string]bool
	failing  int           // failed reads in a row
	refused  streak        // refused reads in a row
	seen     time.Duration // when the last read succeeded
	next     time.Duration // when the next read is due
	movedAt  time.Duration // when something last moved
	downAt   time.Duration // when not all tasks were last seen running
	confirm  bool          // one more read at once may end it
	arn      string        // of the record of what goes on
	glanced  time.Duration // when that was last read for want of better
	over     bool          // it says that the rollout is over
	thrived  bool          // a task of the target was well at a time
	outcome  *Outcome
}

func newFollower(r *run, index int, job Job) *follower {
	t := job.Target
	return &follower{
		run: r, Job: job, index: index, joined: r.elapsed(), target: t, downAt: -settleTime, warned: map[string]bool{},
		state: State{Target: t, Failed: map[string]int{}}, stall: stall{heard: map[string]bool{}},
	}
}

// elapsed is how long the target has been followed.
func (f *follower) elapsed() time.Duration { return f.run.elapsed() - f.joined }

// due is when the next read of it is due, since the run began.
func (f *follower) due() time.Duration { return f.joined + f.next }

// late reports whether its time has passed.
func (f *follower) late() bool { return f.Timeout > 0 && f.elapsed() >= f.Timeout }

// begin takes what the poll gave, judges it, and says what else would tell something
// new. It gives the error that ends the run, if any.
func (x *reading) begin() error {
	if x.err != nil && kindOf(x.err) == unknownName && (x.target.Deployment != "" || x.target.Deleting) {
		// The cluster went with the service, or ECS has forgotten the service.
		x.snapshot, x.err = Snapshot{Missing: true}, nil
	}
	if x.err != nil {
		return nil // end says what follows from it
	}
	at := x.elapsed()
	x.failing, x.refused, x.seen, x.over = 0, streak{}, at, false
	if x.snapshot.ServiceDeployment != "" {
		x.arn = x.snapshot.ServiceDeployment
	}
	if err := x.resolve(x.snapshot); err != nil {
		return err
	}
	x.judge(at)
	x.wish = x.details.wish(x)
	return nil
}

// judge adds what is known besides the service to the snapshot, and judges it.
func (x *reading) judge(at time.Duration) {
	x.details.attach(&x.snapshot)
	x.snapshot.Now = latest(newestTime(x.snapshot), x.now(at))
	x.history = x.follower.history.Add(x.target, x.snapshot, at)
	x.judgement = Judge(x.target, x.history)
}

// end tells what is new in the poll, with what was looked up since it began, and
// ends the watch of the target if it must. It gives the error that ends the run, if any.
func (x *reading) end() error {
	f := x.follower
	if x.err != nil {
		f.next = f.elapsed() + f.pace.after(horizon{reach: near}, f.elapsed()-f.seen, 0)
		return f.unread(x.err)
	}
	at := f.elapsed()
	x.judge(at)
	f.server, f.serverAt = x.snapshot.Now, at
	stale := x.history.polls == f.history.polls
	f.history, f.confirm = x.history, x.judgement.Confirm
	events := f.fold(x.snapshot, stale, at)
	f.conclude(x.judgement, at)
	f.schedule(x.snapshot, events, at)
	return f.tell(events)
}

// schedule says when to read again.
func (f *follower) schedule(s Snapshot, events []Event, at time.Duration) {
	for _, e := range events {
		if e.Kind != Warned {
			f.movedAt = at
		}
	}
	if row := s.Deployment(f.target.Deployment); row == nil || row.Running < s.Desired {
		f.downAt = at
	}
	up := time.Duration(float64(at-f.downAt) * f.Speed)
	h := horizonOf(f.target, s, up, f.Speed)
	if h.timer > 0 {
		f.movedAt = at // what follows its end is awaited as quickly as after a move
	}
	f.next = at + f.pace.after(h, at-f.movedAt, f.scaled(h.timer))
	if left := f.StallTimeout - f.stall.silent; f.StallTimeout > 0 && left > 0 {
		f.next = min(f.next, at+left)
	}
	if f.confirm && !f.throttled {
		f.next = at + confirmAfter
	}
}

// now is ECS's clock by the last read and the local time since.
func (f *follower) now(at time.Duration) time.Time {
	if f.server.IsZero() {
		return time.Time{}
	}
	return f.server.Add(at - f.serverAt)
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
	if known := costs(f.target, s); len(known) >= len(f.state.Costs) {
		f.state.Costs = known
	}
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
	f.confirm, f.failing = false, f.failing+1
	f.refused = f.refused.next(kind == refused, at)
	f.state.Elapsed = at
	var events []Event
	switch {
	case kind == throttled:
		if !f.warnedOf["throttled"] {
			f.warnedOf["throttled"] = true
			events = f.warn("throttled", "ECS throttles the reads; polling more slowly", "")
		}
	case f.failing > 1: // one alone, as when credentials are renewed, is no news
		events = f.warn("unreadable", "the service could not be read: "+reasonOf(err), "steady goes on trying")
	}
	blind := at - f.seen
	switch {
	case f.refused.reads >= maxRefused && f.refused.lasted(at, refusedFor):
		f.end(Judgement{Verdict: Lost, Reason: reasonOf(err)})
	case f.StallTimeout > 0 && blind >= f.StallTimeout, f.Timeout > 0 && at >= f.Timeout && blind >= blindLimit:
		f.end(Judgement{Verdict: Lost, Reason: "nothing could be read for " + seconds(blind) + ": " + reasonOf(err)})
	default:
		f.conclude(Judgement{Verdict: InProgress, Reason: reasonOf(err)}, at)
	}
	if kind == throttled && f.outcome == nil { // an end tells what the rollout waits for
		f.state.WaitingFor = "ECS: last poll was throttled, next in " + seconds(f.next-at)
	}
	return f.tell(events)
}
