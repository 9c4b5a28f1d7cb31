package service

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/resend"
	"github.com/ecs-steady/steady/taskdef"
)

// updateAttempts bounds how often an update whose outcome is unknown is looked
// up and sent again.
const updateAttempts = 3

// update sends the update. UpdateService takes no client token: sent twice, a
// forced deployment starts twice. So where the reply was lost, what the service
// runs decides whether it is sent again.
func (c *Client) update(ctx context.Context, p *Plan, to string) (*types.Service, error) {
	in, err := p.requestOf(to)
	if err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		out, err := c.API.UpdateService(ctx, in, resend.ThrottledOnly)
		if err == nil && out.Service == nil {
			err = &taskdef.AnswerError{Lacks: "the service"}
		}
		if err == nil {
			return out.Service, nil
		}
		err = fmt.Errorf("update service %q: %w", p.Service, err)
		if !resend.Unknown(ctx, err) {
			return nil, err
		}
		now, _, describeErr := c.describe(ctx, p.spec.Cluster, p.spec.Service)
		if describeErr != nil || now == nil {
			return nil, &UnsureError{Service: p.Service, Err: err}
		}
		switch {
		case p.carriedOut(now, to):
			return now, nil
		case attempt == updateAttempts:
			return nil, err
		}
	}
}

// requestOf is the update to a revision, "" for one that is not registered yet.
func (p *Plan) requestOf(to string) (*ecs.UpdateServiceInput, error) {
	in, err := p.updateOf()
	if err != nil {
		return nil, err
	}
	if to != "" && to != p.From {
		in.TaskDefinition = aws.String(to)
	}
	in.ForceNewDeployment = p.spec.ForceNewDeployment
	return in, nil
}

// carriedOut is true where the service has moved to a new deployment of the
// revision asked for. An update that starts none may be sent again.
func (p *Plan) carriedOut(now *types.Service, to string) bool {
	before, after := primary(p.running), primary(now)
	return before != nil && after != nil && aws.ToString(before.Id) != aws.ToString(after.Id) &&
		revisionName(aws.ToString(after.TaskDefinition)) == to
}
