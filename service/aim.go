package service

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/taskdef"
)

// choose finds the way back.
func (r *past) choose(ctx context.Context, c *Client) error {
	newest := r.newest()
	if newest != nil && !newest.over() && newest.Status != string(types.ServiceDeploymentStatusStopRequested) {
		return r.stop(ctx, c, newest)
	}
	p, current := &r.plan, r.current()
	if newest != nil && newest.Ending == RolledBack && newest.Deployment != aws.ToString(r.now.Id) && r.spec.To == "" {
		return r.gone(newest)
	}
	p.Way, p.From, p.Deployment = ByUpdating, revisionName(aws.ToString(r.now.TaskDefinition)), aws.ToString(r.now.Id)
	p.created = aws.ToTime(r.now.CreatedAt)
	settled := wayTo(r.before(current))
	if current == nil || current.Ending != Settled {
		r.way = settled
		return r.aim(r.way.top())
	}
	p.Since = current.Finished
	r.way = settled.step(*current).below()
	if r.spec.To == "" && settled.back(current.TaskDefinition) {
		return r.gone(settled.top())
	}
	return r.aim(r.way.top())
}

// gone says that undone has been gone back from: what runs now is what settled
// before it.
func (r *past) gone(undone *Record) error {
	p := &r.plan
	p.Way, p.From, p.To = NoWay, undone.TaskDefinition, revisionName(aws.ToString(r.now.TaskDefinition))
	p.Deployment, p.Back = undone.Deployment, aws.ToString(r.now.Id)
	if current := r.current(); current != nil {
		p.Settled = current.Finished
	}
	return nil
}

// stop is the way back from a deployment that is in progress: ECS goes back to
// the one that completed last (Developer Guide, Service deployment circuit
// breaker).
func (r *past) stop(ctx context.Context, c *Client, x *Record) error {
	p := &r.plan
	p.Way, p.From, p.Deployment, p.ServiceDeployment = ByStopping, x.TaskDefinition, x.Deployment, x.ARN
	p.created = x.Created
	r.way = wayTo(r.before(x))
	last := r.way.top()
	if last == nil {
		var err error
		if last, err = c.replaced(ctx, x); err != nil {
			return err
		}
	}
	if r.spec.To == "" && r.spec.Undo == "" && !x.goingBack() && r.way.back(x.TaskDefinition) {
		// A rollback that was sent before: what it undoes is what settled last.
		p.Way, p.Sent, p.From, p.To, p.Back = ByUpdating, true, last.TaskDefinition, x.TaskDefinition, last.Deployment
		return nil
	}
	if err := r.aim(last); err != nil {
		return err
	}
	if p.To != last.TaskDefinition {
		p.Way, p.ServiceDeployment = ByUpdating, ""
		return nil
	}
	p.Back, p.Sent = last.Deployment, x.goingBack()
	return nil
}

// replaced is the deployment that x takes the place of, as its record tells: the
// one before may be older than what ECS lists. It is nil for the first.
func (c *Client) replaced(ctx context.Context, x *Record) (*Record, error) {
	records := []Record{*x}
	if err := c.detail(ctx, records); err != nil {
		return nil, err
	}
	if len(records[0].Replaced) == 0 {
		return nil, nil
	}
	return &Record{TaskDefinition: records[0].Replaced[0]}, nil
}

// aim settles which revision to go back to; last is the one that is gone back to
// unasked, nil if there is none.
func (r *past) aim(last *Record) error {
	p := &r.plan
	if last != nil {
		p.Last = last.TaskDefinition
	}
	to, err := r.asked()
	switch {
	case err != nil:
		return err
	case to == "" && last == nil:
		return &NothingError{Service: p.Service, Reason: "no earlier deployment of it is known to have settled"}
	case to == "" && last.TaskDefinition == p.From && p.Way == ByUpdating:
		return &NothingError{Service: p.Service, Reason: "the last revision that settled is " + p.From + " too"}
	case to == "":
		to = p.Last
	}
	p.To = to
	if to == p.From && p.Way == ByUpdating {
		p.Way, p.Back = NoWay, p.Deployment
		return nil
	}
	target := r.record(func(x *Record) bool { return x.TaskDefinition == to && x.Ending == Settled })
	if target != nil {
		p.Settled, p.Until = target.Finished, r.until(target)
	}
	p.Further = to != p.Last && (target == nil || r.way.find(to) >= 0)
	return nil
}

// until is when the service settled on something else after target had settled.
func (r *past) until(target *Record) time.Time {
	var at time.Time
	for i := range r.records {
		if &r.records[i] == target {
			break
		}
		if r.records[i].Ending == Settled {
			at = r.records[i].Finished
		}
	}
	return at
}

// asked is the revision that the spec names, in full; "" if it names none.
func (r *past) asked() (string, error) {
	to := r.spec.To
	if to == "" {
		return "", nil
	}
	if strings.Trim(to, "0123456789") == "" {
		family, _, err := taskdef.ParseRevision(r.plan.From)
		if err != nil {
			return "", err
		}
		to = family + ":" + to
	}
	family, revision, err := taskdef.ParseRevision(to)
	if err == nil && revision == 0 {
		err = fmt.Errorf("%q names no revision: want FAMILY:REVISION or REVISION", r.spec.To)
	}
	return fmt.Sprintf("%s:%d", family, revision), err
}
