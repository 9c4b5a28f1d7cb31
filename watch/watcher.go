package watch

import (
	"context"
	"slices"
	"time"
)

// readTimeout bounds one read, so that a connection that hangs costs one poll.
const readTimeout = time.Minute

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

// Watcher follows deployments. Only API must be set.
type Watcher struct {
	API API
	// Targets reads target groups and the health of targets. Without it, or without
	// the right to, new tasks behind a load balancer count as healthy once ECS acts
	// on it.
	Targets TargetAPI
	// PollInterval is the shortest time between two reads; 0 means one second. Ten
	// services of a cluster are read in one call.
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
	Until       Until
	// Speed is how much faster than the clock ECS's durations pass, for a
	// simulator that says so; 0 means 1, as with AWS.
	Speed float64
}

// Run follows targets until each has ended, and gives their outcomes in the
// order of targets. It calls on, unless nil, for every event from this goroutine
// and with the state after the poll that brought it; an error from on ends the
// watch. Unlike reads that fail, that error, the end of ctx and a
// [*NotFoundError] (nothing to follow) are returned, with what is known: targets
// that have not ended are [InProgress]. A rollout goes on whether or not it is watched.
func (w *Watcher) Run(ctx context.Context, targets []Target, on func(Event, State) error) ([]Outcome, error) {
	if on == nil {
		on = func(Event, State) error { return nil }
	}
	r := &run{Watcher: *w, on: on, began: time.Now(), pace: newPace(w.PollInterval)}
	if r.Speed <= 0 {
		r.Speed = 1
	}
	for _, t := range targets {
		r.followers = append(r.followers, newFollower(r, t))
	}
	err := r.loop(ctx)
	outcomes := make([]Outcome, len(targets))
	for i, f := range r.followers {
		outcomes[i] = f.result()
	}
	return outcomes, err
}

// run is one call of [Watcher.Run].
type run struct {
	Watcher
	on        func(Event, State) error
	began     time.Time
	pace      pace
	throttled bool // by the last poll
	followers []*follower
}

func (r *run) elapsed() time.Duration { return time.Since(r.began) }

func (r *run) loop(ctx context.Context) error {
	for {
		live := slices.DeleteFunc(slices.Clone(r.followers), func(f *follower) bool { return f.outcome != nil })
		if len(live) == 0 {
			return nil
		}
		if err := r.poll(ctx, live); err != nil {
			return err
		}
		if err := r.rest(ctx, live); err != nil {
			return err
		}
	}
}

// poll reads all live targets once, those of one cluster together.
func (r *run) poll(ctx context.Context, live []*follower) error {
	r.throttled = false
	var clusters []string
	for _, f := range live {
		if !slices.Contains(clusters, f.target.Cluster) {
			clusters = append(clusters, f.target.Cluster)
		}
	}
	for _, cluster := range clusters {
		var members []*follower
		for _, f := range live {
			if f.target.Cluster == cluster {
				members = append(members, f)
			}
		}
		for batch := range slices.Chunk(members, servicesPerCall) {
			if err := r.pollBatch(ctx, cluster, batch); err != nil {
				return err
			}
		}
	}
	if r.throttled {
		r.pace = r.pace.slower()
	} else {
		r.pace = r.pace.quicker()
	}
	return nil
}

func (r *run) pollBatch(ctx context.Context, cluster string, batch []*follower) error {
	names := make([]string, 0, len(batch))
	for _, f := range batch {
		if !slices.Contains(names, f.target.Service) {
			names = append(names, f.target.Service)
		}
	}
	read, cancel := context.WithTimeout(ctx, r.patience())
	defer cancel()
	snapshots, err := services(read, r.API, cluster, names)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && kindOf(err) == unknownName && len(batch) > 1 {
		// One name spoils the call for all: ask for each alone.
		for _, f := range batch {
			if err := r.pollBatch(ctx, cluster, []*follower{f}); err != nil {
				return err
			}
		}
		return nil
	}
	r.throttled = r.throttled || err != nil && kindOf(err) == throttled
	for _, f := range batch {
		s, found := snapshots[f.target.Service]
		missed := err
		if err == nil && !found {
			missed = errUnanswered
		}
		if err := f.take(ctx, s, missed); err != nil {
			return err
		}
	}
	return nil
}

// patience is how long a read may take: near the deadline no longer than is left.
func (r *run) patience() time.Duration {
	if r.Timeout <= 0 {
		return readTimeout
	}
	return max(confirmAfter, min(readTimeout, r.Timeout-r.elapsed()))
}

// rest waits until the next poll is due, at the latest at the deadline.
func (r *run) rest(ctx context.Context, live []*follower) error {
	next, ended := r.pace.current, true
	for _, f := range live {
		ended = ended && f.outcome != nil
		if f.outcome == nil && f.confirm && !r.throttled {
			next = min(next, confirmAfter)
		}
	}
	if ended {
		return nil
	}
	if left := r.Timeout - r.elapsed(); r.Timeout > 0 && left > 0 {
		next = min(next, left)
	}
	timer := time.NewTimer(next)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
