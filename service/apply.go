package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/resend"
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/taskdef"
)

// Apply carries a plan out: it registers the definition if the plan says so, and
// creates or updates the service in one call at the most. Where there is
// nothing to change it answers the deployment that runs.
//
// The errors are those of ECS, wrapped.
func (c *Client) Apply(ctx context.Context, p Plan) (Deployment, error) {
	to, registered, err := c.register(ctx, &p)
	if err != nil {
		return Deployment{}, err
	}
	var after *types.Service
	switch p.Action {
	case Create:
		after, err = c.create(ctx, &p, to)
	case Update:
		after, err = c.update(ctx, &p, to)
	default:
		after = p.running
	}
	if err != nil {
		return Deployment{}, err
	}
	d := p.deployment(after)
	d.Registered = registered
	return d, nil
}

// register gives the revision to run, registering it where that is needed.
func (c *Client) register(ctx context.Context, p *Plan) (revision string, registered bool, err error) {
	if p.spec.Definition == nil || !p.Register {
		if p.spec.Definition != nil && c.Registered != nil {
			c.Registered(taskdef.Registration{Revision: p.To, Reused: true, From: p.From})
		}
		return p.To, false, nil
	}
	r, err := taskdef.Register(ctx, c.API, p.spec.Definition, p.spec.ForceRegister)
	if err != nil {
		return "", false, err
	}
	if c.Registered != nil {
		r.From, r.Changes = p.From, p.Definition
		c.Registered(r)
	}
	return r.Revision, !r.Reused, nil
}

func (c *Client) create(ctx context.Context, p *Plan, to string) (*types.Service, error) {
	in, err := p.createOf(to)
	if err != nil {
		return nil, fmt.Errorf("create service %q: %w", p.Service, err)
	}
	out, err := c.API.CreateService(ctx, in)
	if err == nil && out.Service == nil {
		err = &taskdef.AnswerError{Lacks: "the service"}
	}
	if err == nil {
		return out.Service, nil
	}
	err = fmt.Errorf("create service %q: %w", p.Service, err)
	if resend.Unknown(ctx, err) {
		err = &UnsureError{Service: p.Service, Err: err}
	}
	return nil, err
}

// createOf is the request that creates the service. Its token is made from the
// request, so that a rerun after a crash gets the same service (API reference,
// CreateService, clientToken), and from the deleted service whose name it
// takes, so that it does not get that one.
func (p *Plan) createOf(to string) (*ecs.CreateServiceInput, error) {
	in := *p.spec.File.Create
	in.ServiceName, in.Cluster = aws.String(p.Service), optional(p.spec.Cluster)
	in.DesiredCount = p.desired()
	if to != "" {
		in.TaskDefinition = aws.String(to)
	}
	if in.ClientToken != nil {
		return &in, nil
	}
	content, err := shape.JSON(&in)
	if err != nil {
		return nil, err
	}
	if p.replaces != nil {
		content = fmt.Appendf(content, "after %d", aws.ToTime(p.replaces.CreatedAt).UnixNano())
	}
	sum := sha256.Sum256(content)
	in.ClientToken = aws.String(hex.EncodeToString(sum[:16]))
	return &in, nil
}

// deployment binds the reply to the deployment that was PRIMARY before.
func (p *Plan) deployment(after *types.Service) Deployment {
	d := Deployment{Cluster: p.Cluster, Service: p.Service, Desired: -1, Created: p.Action == Create}
	if now := primary(after); now != nil {
		d.ID, d.TaskDefinition = aws.ToString(now.Id), revisionName(aws.ToString(now.TaskDefinition))
		d.CreatedAt = aws.ToTime(now.CreatedAt)
	}
	if before := primary(p.running); before != nil {
		d.Previous = aws.ToString(before.Id)
		d.PreviousTaskDefinition = revisionName(aws.ToString(before.TaskDefinition))
	}
	if after.SchedulingStrategy != types.SchedulingStrategyDaemon {
		d.Desired = int(after.DesiredCount)
	}
	if p.spec.Cluster != "" {
		d.Cluster = p.spec.Cluster
	}
	return d
}
