package service

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// updateAttempts bounds how often an update whose outcome is unknown is looked
// up and sent again.
const updateAttempts = 3

// update sends the update. UpdateService takes no client token: sent twice, a
// forced deployment starts twice. So where the reply was lost, what the service
// runs decides whether it is sent again.
func (c *Client) update(ctx context.Context, p *Plan, to string) (*types.Service, error) {
	in, err := p.updateOf()
	if err != nil {
		return nil, err
	}
	if to != p.From {
		in.TaskDefinition = aws.String(to)
	}
	in.ForceNewDeployment = p.spec.ForceNewDeployment
	for attempt := 1; ; attempt++ {
		out, err := c.API.UpdateService(ctx, in, retryThrottles)
		if err == nil && out.Service == nil {
			err = errNoService
		}
		if err == nil {
			return out.Service, nil
		}
		err = fmt.Errorf("update service %q: %w", p.Service, err)
		if !unknownOutcome(ctx, err) {
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

// carriedOut is true where the service has moved to a new deployment of the
// revision asked for. An update that starts none may be sent again.
func (p *Plan) carriedOut(now *types.Service, to string) bool {
	before, after := primary(p.running), primary(now)
	return before != nil && after != nil && aws.ToString(before.Id) != aws.ToString(after.Id) &&
		revisionName(aws.ToString(after.TaskDefinition)) == to
}

// retryThrottles lets the SDK repeat only what ECS did not even look at.
func retryThrottles(o *ecs.Options) {
	attempts := retry.DefaultMaxAttempts
	if o.Retryer != nil {
		attempts = o.Retryer.MaxAttempts()
	}
	o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) {
		s.MaxAttempts = attempts
		s.Retryables = []retry.IsErrorRetryable{retry.RetryableErrorCode{Codes: retry.DefaultThrottleErrorCodes}}
	})
}

// unknownOutcome is true for an error after which the update may have been
// carried out: a lost connection, or a fault of the server.
func unknownOutcome(ctx context.Context, err error) bool {
	var answered smithy.APIError
	var response *smithyhttp.ResponseError
	var dial *net.OpError
	switch {
	case ctx.Err() != nil:
		return false
	case errors.As(err, &dial) && dial.Op == "dial":
		return false // there was no connection to send it on
	case errors.As(err, &response) && response.HTTPStatusCode() >= 500:
		return true
	case errors.As(err, &answered):
		return answered.ErrorFault() == smithy.FaultServer
	}
	return true
}
