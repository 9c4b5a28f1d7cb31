package watch

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Until says how far a watch goes.
type Until string

// How far a watch goes.
const (
	// UntilSettled follows until ECS has completed the deployment and the old
	// tasks are gone. It is the zero value.
	UntilSettled Until = ""
	// UntilServing is content once all new tasks are healthy.
	UntilServing Until = "serving"
)

// Watcher follows deployments. Only API must be set. Durations are by the local
// clock, and the time in which the machine slept is not counted.
type Watcher struct {
	API API
	// Targets reads target groups and the health of targets. Without it, or without
	// the right to, new tasks behind a load balancer count as healthy once ECS acts
	// on it.
	Targets TargetAPI
	// PollInterval is the shortest time between two reads of a service; 0 means half
	// a second. The waits are up to ten times as long, but no more than five
	// seconds, while nothing moves and nothing can end: tasks start, a timer of
	// ECS's runs. Ten services of a cluster are read in one call.
	PollInterval time.Duration
	// Timeout ends the watch of a target as [TimedOut], or as [Lost] where nothing
	// could be read for the last seconds; 0 means never.
	Timeout time.Duration
	// StallTimeout ends it as [Stuck] when no count, task or event has changed for
	// that long, not counting time in which a known timer of ECS runs, and as
	// [Lost] when nothing could be read for that long; 0 means never.
	StallTimeout time.Duration
	// GiveUpAfter ends it as [Stuck] once so many tasks were lost for the same
	// reason, one that only a person can take away, or crashed alike while none was
	// ever well, and no circuit breaker will decide; 0 means never.
	GiveUpAfter int
	// Until says how far to follow: to the end, or until the new tasks serve.
	Until Until
	// Speed is how much faster than the clock ECS's durations pass; 0 means what a
	// simulator tells in its replies, and 1 with AWS.
	Speed float64
	// Limiter keeps the reads below the rates that ECS grants. Share one between all
	// that a process reads in a Region; nil means one for each Run. It has no effect
	// on an API that is not the SDK's client.
	Limiter *Limiter
	// Logs reads the last log lines of containers that fail; nil reads none.
	Logs LogsAPI
	// Locate says where a member of the target's task definition is written
	// ("containerDefinitions[app].memory"), so that causes can point at it; it may be nil.
	Locate func(path string) (file string, line, column int, ok bool)
}

// Run follows targets until each has ended, and gives their outcomes in the
// order of targets. It calls on, unless nil, for every event from this goroutine
// and with the state after the poll that brought it; an error from on ends the
// watch. Unlike reads that fail, that error, the end of ctx and a
// [*NotFoundError] (nothing to follow) are returned, with what is known: targets
// that have not ended are [InProgress]. A rollout goes on whether or not it is watched.
func (w *Watcher) Run(ctx context.Context, targets []Target, on func(Event, State) error) ([]Outcome, error) {
	var jobs []Job
	for _, t := range targets {
		jobs = append(jobs, w.Job(t))
	}
	return w.RunQueue(ctx, func(context.Context, []Outcome) ([]Job, error) {
		given := jobs
		jobs = nil
		return given, nil
	}, on)
}

// run is one call of [Watcher.RunQueue].
type run struct {
	Watcher
	on        func(Event, State) error
	clock     clock
	pace      pace
	expired   bool                     // the last read was refused for expired credentials
	throttled bool                     // by the last round
	learns    bool                     // a simulator may tell its speed
	blind     bool                     // records cannot be had by their ARNs
	warnedOf  map[string]bool          // what concerns all targets is told once
	revisions map[string]*revisionCall // of every task definition that was asked for
	followers []*follower
}

func newRun(w *Watcher, on func(Event, State) error) *run {
	began := time.Now()
	r := &run{
		Watcher: *w, on: on, clock: clock{last: began}, pace: newPace(w.PollInterval, 1, uint64(began.UnixNano())),
		warnedOf: map[string]bool{}, revisions: map[string]*revisionCall{},
	}
	if r.Speed <= 0 {
		r.Speed, r.learns = 1, true
	}
	if r.Limiter == nil {
		r.Limiter = NewLimiter(r.Speed)
	}
	r.API = limited(r.API, r.Limiter)
	return r
}

// elapsed is how long the run has been awake, to the end of its last step.
func (r *run) elapsed() time.Duration { return r.clock.awake }

// rest waits until the next read is due, at the latest at the deadline.
func (r *run) rest(ctx context.Context, live []*follower) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	next := live[0].due()
	for _, f := range live {
		if next = min(next, f.due()); f.Timeout > 0 && f.elapsed() < f.Timeout {
			next = min(next, f.joined+f.Timeout)
		}
	}
	wait := next - r.elapsed()
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		r.clock.passed(wait)
		return ctx.Err()
	case <-timer.C:
		r.clock.passed(wait)
		return nil
	}
}

// batch is what one call of DescribeServices reads.
type batch struct {
	cluster string
	members []*follower
}

// batches are those who are read now: the targets that are due, those first that
// the next read may end and the others longest first, and with them those of the
// same cluster that are due next, for a call costs the same for one service as for
// ten. Only as many calls are made as run at once, so that hundreds of services are
// read, and told of, one after the other.
func (r *run) batches(live []*follower) []batch {
	now := r.elapsed()
	queue := slices.Clone(live)
	last := func(f *follower) int {
		if f.over || f.confirm && f.due() <= now {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(queue, func(a, b *follower) int {
		return cmp.Or(last(a)-last(b), cmp.Compare(a.due(), b.due()))
	})
	var out []batch
	for _, f := range queue {
		i := slices.IndexFunc(out, func(b batch) bool {
			return b.cluster == f.target.Cluster && len(b.members) < servicesPerCall
		})
		switch {
		case i >= 0:
			out[i].members = append(out[i].members, f)
		case len(out) < callsAtOnce && (f.due() <= now || f.late()):
			out = append(out, batch{f.target.Cluster, []*follower{f}})
		}
	}
	for _, b := range out {
		slices.SortFunc(b.members, func(a, b *follower) int { return cmp.Compare(a.index, b.index) })
	}
	return out
}

// beat is how far apart reads of the same kind are, on the local clock: farther with
// ten targets and more.
func (r *run) beat(d time.Duration) time.Duration {
	return r.scaled(r.pace.crowded(d, 4*d))
}

// scaled is one of ECS's durations on the local clock.
func (r *run) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / r.Speed)
}
