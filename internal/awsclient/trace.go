package awsclient

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go"
	smithymiddleware "github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Call is one attempt of a call, as it ended. It holds nothing of what was sent or
// answered: bodies have values of environments, secrets and log lines.
type Call struct {
	Service, Operation string
	// Attempt counts from 1.
	Attempt int
	// Status is the HTTP status of the answer, 0 where none came.
	Status int
	// Code is AWS's code of an error, "" for a success or where none came.
	Code string
	// RequestID is AWS's, "" where the answer had none.
	RequestID string
	Took      time.Duration
}

// attemptKey is that of the count of attempts in the context of a call.
type attemptKey struct{}

// Traced makes clients tell of every attempt of every call; tell may be called by
// several goroutines at once.
func Traced(tell func(Call)) func(*smithymiddleware.Stack) error {
	count := smithymiddleware.InitializeMiddlewareFunc("CountAttempts", func(
		ctx context.Context, in smithymiddleware.InitializeInput, next smithymiddleware.InitializeHandler,
	) (smithymiddleware.InitializeOutput, smithymiddleware.Metadata, error) {
		return next.HandleInitialize(context.WithValue(ctx, attemptKey{}, new(int)), in)
	})
	trace := smithymiddleware.DeserializeMiddlewareFunc("Trace", func(
		ctx context.Context, in smithymiddleware.DeserializeInput, next smithymiddleware.DeserializeHandler,
	) (smithymiddleware.DeserializeOutput, smithymiddleware.Metadata, error) {
		began := time.Now()
		out, metadata, err := next.HandleDeserialize(ctx, in)
		call := Call{
			Service: middleware.GetServiceID(ctx), Operation: middleware.GetOperationName(ctx),
			Took: time.Since(began), Attempt: 1,
		}
		if n, counted := ctx.Value(attemptKey{}).(*int); counted { // attempts follow each other
			*n++
			call.Attempt = *n
		}
		call.RequestID, _ = middleware.GetRequestIDMetadata(metadata)
		if answer, came := out.RawResponse.(*smithyhttp.Response); came && answer != nil {
			call.Status = answer.StatusCode
		}
		var api smithy.APIError
		if errors.As(err, &api) {
			call.Code = api.ErrorCode()
		}
		tell(call)
		return out, metadata, err
	})
	return func(stack *smithymiddleware.Stack) error {
		return errors.Join(
			stack.Initialize.Add(count, smithymiddleware.Before),
			stack.Deserialize.Add(trace, smithymiddleware.Before),
		)
	}
}
