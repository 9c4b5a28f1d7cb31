package watch

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// glance is one call of DescribeServiceDeployments. It tells of twenty rollouts
// whether they are over, and has tokens of its own: where many wait for
// DescribeServices, it says who should be read next.
type glance struct {
	members []*follower
	records map[string]Record // by ARN
	err     error
}

// glances are made for those who are due and not among batches, as long as
// DescribeServices has no tokens to read them too; those first that nothing was
// heard of for longest. They take none but the tokens that are there.
func (r *run) glances(batches []batch) []*glance {
	const action = "DescribeServiceDeployments"
	if _, ok := r.API.(recordDetailAPI); !ok || r.blind || r.Limiter.spare("DescribeServices", len(batches)+1) {
		return nil
	}
	var out []*glance
	for chunk := range slices.Chunk(r.waiting(batches), recordsPerCall) {
		if len(out) == callsAtOnce || !r.Limiter.spare(action, len(out)+1) {
			break
		}
		out = append(out, &glance{members: chunk})
	}
	return out
}

// waiting are those who are due and not among batches, and whose record may tell
// that they are over.
func (r *run) waiting(batches []batch) []*follower {
	now := r.elapsed()
	read := map[*follower]bool{}
	for _, b := range batches {
		for _, f := range b.members {
			read[f] = true
		}
	}
	var out []*follower
	for _, f := range r.followers {
		due := f.outcome == nil && !f.over && f.due() <= now && f.elapsed()-f.heard() >= 2*r.pace.base
		if due && !read[f] && f.arn != "" && !f.nothingStarted() {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b *follower) int { return cmp.Compare(a.joined+a.heard(), b.joined+b.heard()) })
	return out
}

// heard is when something was last read of the target.
func (f *follower) heard() time.Duration { return max(f.seen, f.glanced) }

func (g *glance) read(ctx context.Context, api API) {
	detail, _ := api.(recordDetailAPI)
	arns := make([]string, len(g.members))
	for i, f := range g.members {
		arns[i] = f.arn
	}
	g.records, g.err = fullRecords(ctx, detail, arns)
}

// take takes what a glance told. Only that a rollout is over is of use, and what
// it came to is left to the next read of the service, but for a success: that
// read is then all that is missing. One that fails is no loss.
func (r *run) take(g *glance) {
	for _, f := range g.members {
		f.glanced = f.elapsed()
		record, found := g.records[f.arn]
		switch {
		case g.err != nil:
			r.throttled = r.throttled || kindOf(g.err) == throttled
			r.blind = r.blind || kindOf(g.err) == refused
		case !found || !record.Ended():
		case record.Target.Deployment != f.target.Deployment:
			f.arn = "" // that of another rollout
		default:
			f.over = true
			if record.Status == "SUCCESSFUL" {
				f.details.record = &record
			}
		}
	}
}
