// Package resend decides which requests may be sent again when no good answer
// came: some requests must not be carried out twice, and ECS gives no token to
// tell it that (RegisterTaskDefinition, UpdateService).
//
// Start at [ThrottledOnly], which holds the SDK to repeating what ECS did not
// look at, and [Unknown], which tells after what the caller has to look first.
package resend

import (
	"context"
	"errors"
	"net"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// ThrottledOnly is an option of one call: the SDK repeats it only when ECS
// throttled it, and as often as the client's own retryer would.
func ThrottledOnly(o *ecs.Options) {
	attempts := retry.DefaultMaxAttempts
	if o.Retryer != nil {
		attempts = o.Retryer.MaxAttempts()
	}
	o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) {
		s.MaxAttempts = attempts
		s.Retryables = []retry.IsErrorRetryable{retry.RetryableErrorCode{Codes: retry.DefaultThrottleErrorCodes}}
	})
}

// Unknown reports whether, after this error of a call, the request may have been
// carried out: a connection was lost, or the server failed. Where ctx has ended
// nobody waits for the answer, and it is false.
func Unknown(ctx context.Context, err error) bool {
	var (
		answered smithy.APIError
		response *smithyhttp.ResponseError
		dial     *net.OpError
	)
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
