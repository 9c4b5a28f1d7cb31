package watch

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// readTimeout bounds one read, so that a connection that hangs costs one poll.
	readTimeout = time.Minute
	// callsAtOnce is how many calls of one round run at the same time.
	callsAtOnce = 4
)

// reading is one poll of one target on its way from the answer to what it means.
type reading struct {
	*follower
	snapshot  Snapshot
	err       error // came instead of the snapshot
	history   History
	judgement Judgement
	wish      wish
}

// round reads some targets once: first the services, then for all of them together
// what else can say something new. Calls run beside one another, but what they
// answer is taken in the order of the targets, here.
func (r *run) round(ctx context.Context, batches []batch) error {
	r.throttled = false
	glances := r.glances(batches)
	readings, err := r.describe(ctx, batches, glances)
	if err != nil {
		return err
	}
	for _, x := range readings {
		if err := x.begin(); err != nil {
			return err
		}
	}
	if err := r.lookUp(ctx, readings); err != nil {
		return err
	}
	r.pace.answered(r.throttled)
	for _, x := range readings {
		if err := x.end(); err != nil {
			return err
		}
		x.explain(ctx)
		r.clock.passed(0) // a callback may have taken its time
	}
	return nil
}

// describe reads the services of all batches, in the order of the targets, and
// beside them the records of some of those that have to wait.
func (r *run) describe(ctx context.Context, batches []batch, glances []*glance) ([]*reading, error) {
	if r.expired {
		renew(r.API)
	}
	answers := make([][]*reading, len(batches))
	var jobs []func(context.Context)
	for _, g := range glances { // first, for they need not wait for their turn
		jobs = append(jobs, func(ctx context.Context) { g.read(ctx, r.API) })
	}
	for i, b := range batches {
		jobs = append(jobs, func(ctx context.Context) { answers[i] = r.ask(ctx, b) })
	}
	if err := r.together(ctx, jobs); err != nil {
		return nil, err
	}
	for _, g := range glances {
		r.take(g)
	}
	all := slices.Concat(answers...)
	slices.SortFunc(all, func(a, b *reading) int { return a.index - b.index })
	for _, x := range all {
		r.throttled = r.throttled || x.err != nil && kindOf(x.err) == throttled
		if r.learns && x.snapshot.Speed > 0 {
			r.Speed = x.snapshot.Speed
		}
	}
	r.expired = slices.ContainsFunc(all, func(x *reading) bool { return isExpired(x.err) })
	return all, nil
}

// ask is one call of DescribeServices. Where one name spoils it for all, each is
// asked for alone.
func (r *run) ask(ctx context.Context, b batch) []*reading {
	var names []string
	for _, f := range b.members {
		if !slices.Contains(names, f.target.Service) {
			names = append(names, f.target.Service)
		}
	}
	snapshots, err := services(ctx, r.API, b.cluster, names)
	var out []*reading
	if err != nil && kindOf(err) == unknownName && len(b.members) > 1 {
		for _, f := range b.members {
			out = append(out, r.ask(ctx, batch{b.cluster, []*follower{f}})...)
		}
		return out
	}
	for _, f := range b.members {
		s, found := snapshots[f.target.Service]
		missed := err
		if err == nil && !found {
			missed = errUnanswered
		}
		out = append(out, &reading{follower: f, snapshot: s, err: missed})
	}
	return out
}

// together runs calls, a few at once, each no longer than patience lasts. Its error
// is the end of ctx; what the calls answer is theirs to keep.
func (r *run) together(ctx context.Context, jobs []func(context.Context)) error {
	if len(jobs) == 0 {
		return nil
	}
	patience := r.patience()
	read, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var calls errgroup.Group
	calls.SetLimit(callsAtOnce)
	for _, job := range jobs {
		calls.Go(func() error { return caught(func() { job(read) }) })
	}
	err := calls.Wait() // no job has one of its own
	if bug := (*panicked)(nil); errors.As(err, &bug) {
		panic(bug)
	}
	r.clock.passed(patience)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// panicked is a panic of a goroutine. The watcher panics with it where its caller can
// recover, as if there were no goroutines.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprint(p.value) }

// Stack is the stack of the goroutine that panicked.
func (p *panicked) Stack() []byte { return p.stack }

// caught gives the panic of a job as an error.
func caught(job func()) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &panicked{value, debug.Stack()}
		}
	}()
	job()
	return nil
}

// patience is how long a read may take: near the deadline no longer than is left.
func (r *run) patience() time.Duration {
	left := readTimeout
	for _, f := range r.followers {
		if f.outcome == nil && f.Timeout > 0 {
			left = min(left, f.Timeout-f.elapsed())
		}
	}
	return max(confirmAfter, left)
}
