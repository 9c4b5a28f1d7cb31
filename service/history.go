package service

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// HistorySpec says whose past deployments to read.
type HistorySpec struct {
	Cluster, Service string // names or ARNs; "" is the cluster named default
	// Limit is how many of the newest are read; 0 means 10.
	Limit int
	// Revision, where not empty, keeps only the deployments of this revision:
	// REVISION of the family that runs, FAMILY:REVISION or an ARN.
	Revision string
}

// History is the past deployments of a service.
type History struct {
	Cluster, Service string // names
	// Now is when it was read, by the clock of this machine.
	Now time.Time
	// Records are the newest ones, the newest first.
	Records []Record
	// Known is how many records ECS keeps; with More it keeps others too.
	Known int
	More  bool
	// Serving is the deployment that settled and still has tasks, Back the one that
	// a rollback would go back to; "" where there is none.
	Serving, Back string
}

// defaultLimit is how many records are read where nobody says.
const defaultLimit = 10

// History reads how the past deployments of a service ended. ECS keeps that for
// 90 days, and none of services with another deployment controller (Developer
// Guide, "View service history using Amazon ECS service deployments").
//
// Errors: *[NotFoundError], *[InactiveError], *[ControllerError],
// *[NoRecordError] where no record is of the revision asked for, and those of
// ECS, wrapped.
func (c *Client) History(ctx context.Context, spec HistorySpec) (History, error) {
	limit := spec.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	r, more, err := c.readPast(ctx, RollbackSpec{Cluster: spec.Cluster, Service: spec.Service}, max(limit, pastRecords))
	if err != nil {
		return History{}, err
	}
	h := History{
		Cluster: r.plan.Cluster, Service: r.plan.Service, Now: time.Now(), Known: len(r.records), More: more,
		Serving: r.serving(),
	}
	if h.Back, err = c.backOf(ctx, r); err != nil {
		return History{}, err
	}
	if h.Records, err = r.asks(spec.Revision); err != nil {
		return History{}, err
	}
	h.Records = h.Records[:min(len(h.Records), limit)]
	if err := c.detail(ctx, h.Records); err != nil {
		return History{}, err
	}
	for i := range h.Records {
		h.Records[i].judge(r.after(&h.Records[i]))
	}
	return h, nil
}

// asks are the records of one revision, or all where none is asked for.
func (r *past) asks(revision string) ([]Record, error) {
	r.spec.To, r.plan.From = revision, revisionName(aws.ToString(r.now.TaskDefinition))
	revision, err := r.asked()
	if err != nil || revision == "" {
		return r.records, err
	}
	var out []Record
	for _, x := range r.records {
		if x.TaskDefinition == revision {
			out = append(out, x)
		}
	}
	if len(out) == 0 {
		return nil, &NoRecordError{Service: r.plan.Service, Revision: revision}
	}
	return out, nil
}

// after is the record of the deployment that was started next, nil for the last.
func (r *past) after(x *Record) *Record {
	for i := 1; i < len(r.records); i++ {
		if r.records[i].ARN == x.ARN {
			return &r.records[i-1]
		}
	}
	return nil
}

// serving is the newest deployment that has settled and still runs tasks.
func (r *past) serving() string {
	x := r.record(func(x *Record) bool { return x.Ending == Settled && r.runs(x.Deployment) })
	if x == nil {
		return ""
	}
	return x.Deployment
}

func (r *past) runs(deployment string) bool {
	for _, d := range r.running.Deployments {
		if aws.ToString(d.Id) == deployment {
			return d.RunningCount > 0
		}
	}
	return false
}

// backOf is the deployment that a rollback would go back to now.
func (c *Client) backOf(ctx context.Context, r *past) (string, error) {
	err := r.choose(ctx, c)
	var nothing *NothingError
	if errors.As(err, &nothing) {
		return "", nil
	}
	to := r.record(func(x *Record) bool { return x.TaskDefinition == r.plan.To && x.Ending == Settled })
	if err != nil || to == nil || r.plan.Way == NoWay {
		return "", err
	}
	return to.Deployment, nil
}
