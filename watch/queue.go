package watch

import (
	"context"
	"slices"
	"time"
)

// Job is a target with the limits that it is followed by; they mean what those of
// [Watcher] do, and count from when the target joined. [Watcher.Job] fills them in.
type Job struct {
	Target                Target
	Timeout, StallTimeout time.Duration
	GiveUpAfter           int
	Until                 Until
	Locate                func(path string) (file string, line, column int, ok bool)
}

// Job gives a target the limits of the watcher.
func (w *Watcher) Job(t Target) Job {
	return Job{
		Target: t, Timeout: w.Timeout, StallTimeout: w.StallTimeout, GiveUpAfter: w.GiveUpAfter,
		Until: w.Until, Locate: w.Locate,
	}
}

// RunQueue follows targets that come one after the other. It asks next before every
// round of reads, with what has ended since it was asked last, for what to follow
// from then on: whoever may start something gives one job a call, and what has begun
// is read in between. Once nothing is followed and next gives nothing, all is over.
// The outcomes are in the order of the jobs. An error of next ends the watch as one
// of on does in [Watcher.Run], which is this for targets that are known from the
// beginning.
func (w *Watcher) RunQueue(
	ctx context.Context, next func(ctx context.Context, ended []Outcome) ([]Job, error), on func(Event, State) error,
) ([]Outcome, error) {
	if on == nil {
		on = func(Event, State) error { return nil }
	}
	r := newRun(w, on)
	err := r.loop(ctx, next)
	outcomes := make([]Outcome, len(r.followers))
	for i, f := range r.followers {
		outcomes[i] = f.result()
	}
	return outcomes, err
}

func (r *run) loop(ctx context.Context, next func(context.Context, []Outcome) ([]Job, error)) error {
	var live []*follower
	for {
		var ended []Outcome
		live = slices.DeleteFunc(live, func(f *follower) bool {
			if f.outcome != nil {
				ended = append(ended, *f.outcome)
			}
			return f.outcome != nil
		})
		jobs, err := next(ctx, ended)
		r.clock.passed(0) // it may have taken its time
		for _, job := range jobs {
			f := newFollower(r, len(r.followers), job)
			r.followers, live = append(r.followers, f), append(live, f)
		}
		if err != nil || len(live) == 0 {
			return err
		}
		r.pace.crowd = crowding(len(live))
		if err := r.rest(ctx, live); err != nil {
			return err
		}
		if err := r.round(ctx, r.batches(live)); err != nil {
			return err
		}
	}
}
