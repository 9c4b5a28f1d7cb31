package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/resend"
	"github.com/ecs-steady/steady/taskdef"
)

// RollbackSpec says which service shall go back.
type RollbackSpec struct {
	Cluster, Service string // names or ARNs; "" is the cluster named default
	// To is the revision to go back to: REVISION of the family that runs,
	// FAMILY:REVISION or an ARN. "" is the last that settled before.
	To string
	// Undo, where not empty, is the only deployment that may be undone, and only
	// as long as it has not settled: "ecs-svc/…".
	Undo string
}

// Way is how a service goes back.
type Way string

// The ways of a RollbackPlan.
const (
	// ByStopping: the deployment is in progress; once its service deployment is
	// stopped, ECS rolls it back itself (API reference, StopServiceDeployment).
	ByStopping Way = "stop"
	// ByUpdating: the deployment is over; the service is updated to the revision.
	ByUpdating Way = "update"
	// NoWay: it has gone back already, there is nothing to do.
	NoWay Way = "none"
)

// RollbackPlan is what Rollback would do.
type RollbackPlan struct {
	Cluster, Service string // names
	Way              Way
	// Sent is true where the service is going back already: nothing more is sent.
	Sent bool

	// From is what is undone and To what the service goes back to,
	// "family:revision".
	From, To string
	// Deployment is the one that is undone. Where it is stopped, ServiceDeployment
	// is the ARN of its record, and Back the deployment that takes its place.
	Deployment, ServiceDeployment, Back string

	// Since is when From settled, Settled when To did and Until when another
	// revision settled in its place; each zero where ECS keeps no record of it.
	Since, Settled, Until time.Time
	// Definition is what is undone: the differences from From to To.
	Definition taskdef.Diff
	// Further is true where To is not what would be gone back to unasked, Last,
	// but an older revision, or one of which no record says that it settled.
	Further bool
	Last    string
	// Heard is the time of the newest service event there was, by ECS's clock.
	Heard time.Time

	place   string    // the cluster as it was asked for
	created time.Time // of Deployment
	update  Plan
}

// PlanRollback reads what runs and what ECS keeps of past deployments, and says
// how the service would go back. A revision counts as settled only if its service
// deployment was SUCCESSFUL. What has gone back, or is about to, is not undone
// again: rerunning a rollback changes nothing.
//
// Errors: *[NotFoundError], *[InactiveError], *[ControllerError],
// *[NothingError], *[TargetError], *[RevisionError], *[MovedError], and those
// of ECS, wrapped.
func (c *Client) PlanRollback(ctx context.Context, spec RollbackSpec) (RollbackPlan, error) {
	r, _, err := c.readPast(ctx, spec, pastRecords)
	if err != nil {
		return RollbackPlan{}, err
	}
	if err := r.mayUndo(); err != nil {
		return RollbackPlan{}, err
	}
	if err := r.choose(ctx, c); err != nil {
		return RollbackPlan{}, err
	}
	if r.plan.Way == ByUpdating && !r.plan.Sent {
		err = c.planUpdate(ctx, r)
	} else {
		r.plan.Definition = c.undone(ctx, r.plan.From, r.plan.To)
	}
	return r.plan, err
}

// planUpdate plans the update to the revision that is gone back to, and refuses
// one that ECS would refuse.
func (c *Client) planUpdate(ctx context.Context, r *past) error {
	p := &r.plan
	var err error
	p.update, err = c.Plan(ctx, Spec{Cluster: r.spec.Cluster, Service: r.spec.Service, Revision: p.To})
	var revision *RevisionError
	if errors.As(err, &revision) {
		older, olderErr := c.active(ctx, r.way, p.To)
		return errors.Join(&TargetError{RevisionError: *revision, Service: p.Service, Older: older}, olderErr)
	}
	p.Definition = p.update.Definition
	return err
}

// active are at most three older revisions that can still be deployed.
func (c *Client) active(ctx context.Context, w way, than string) ([]string, error) {
	const most = 3
	older := w.older()
	for i, revision := range older {
		if revision == than {
			older = older[i+1:]
			break
		}
	}
	var out []string
	for _, revision := range older[:min(len(older), 2*most)] {
		td, _, err := taskdef.Latest(ctx, c.API, revision)
		if err != nil {
			return out, err
		}
		if td != nil && td.Status == types.TaskDefinitionStatusActive && len(out) < most {
			out = append(out, revision)
		}
	}
	return out, nil
}

// undone is what going from one revision to another changes. It is for people to
// read only: where a definition cannot be read, nothing is shown, and ECS goes
// back all the same.
func (c *Client) undone(ctx context.Context, from, to string) taskdef.Diff {
	if from == "" || to == "" || from == to {
		return nil
	}
	before, _, err := taskdef.Latest(ctx, c.API, from)
	if err != nil || before == nil {
		return nil
	}
	after, _, err := taskdef.Latest(ctx, c.API, to)
	if err != nil || after == nil {
		return nil
	}
	return taskdef.CompareRevisions(before, after)
}

// Rollback carries a plan out, in one call at the most, and answers the
// deployment to watch: by ByStopping the one that is undone, which ends rolled
// back; by ByUpdating the one of the revision that is gone back to, which
// settles.
//
// Errors: *[EndedError], *[UnsureError], and those of ECS, wrapped.
func (c *Client) Rollback(ctx context.Context, p RollbackPlan) (Deployment, error) {
	d := Deployment{
		Cluster: p.place, Service: p.Service, Desired: -1, CreatedAt: p.created,
		ID: p.Deployment, TaskDefinition: p.From, Previous: p.Back, PreviousTaskDefinition: p.To,
	}
	switch {
	case p.Way == ByUpdating && !p.Sent:
		return c.Apply(ctx, p.update)
	case p.Way == ByUpdating: // what was sent before undoes Back
		d.TaskDefinition, d.PreviousTaskDefinition = p.To, p.From
		return d, nil
	case p.Way == NoWay:
		d.ID, d.TaskDefinition, d.Previous, d.PreviousTaskDefinition = p.Back, p.To, p.Back, p.To
		return d, nil
	case p.Sent:
		return d, nil
	}
	// Stopping what is being rolled back already changes nothing, so the SDK may
	// repeat it (Developer Guide, Stopping Amazon ECS service deployments).
	_, err := c.API.StopServiceDeployment(ctx, &ecs.StopServiceDeploymentInput{
		ServiceDeploymentArn: aws.String(p.ServiceDeployment), StopType: types.StopServiceDeploymentStopTypeRollback,
	})
	var ended *types.ConflictException
	switch {
	case errors.As(err, &ended):
		return Deployment{}, &EndedError{Service: p.Service, Deployment: p.Deployment, Err: err}
	case err != nil && resend.Unknown(ctx, err):
		return Deployment{}, &UnsureError{Service: p.Service, Err: fmt.Errorf("stop %s: %w", p.Deployment, err)}
	case err != nil:
		return Deployment{}, fmt.Errorf("stop %s of service %q: %w", p.Deployment, p.Service, err)
	}
	return d, nil
}
