package watch

import (
	"errors"
	"fmt"
	"net/url"
	"testing"

	"github.com/aws/smithy-go"
)

func TestReasonOf(t *testing.T) {
	call := func(err error) error {
		return fmt.Errorf("describe services web: %w", &smithy.OperationError{
			ServiceID: "ECS", OperationName: "DescribeServices", Err: err,
		})
	}
	tests := []struct {
		name string
		err  error
		want string
	}{
		{
			"an answer of ECS is its code and message",
			call(&smithy.GenericAPIError{Code: "ExpiredTokenException", Message: "The token is expired"}),
			"describe services web: ExpiredTokenException: The token is expired",
		},
		{
			"a connection is why it failed",
			call(&url.Error{Op: "Post", URL: "https://ecs", Err: errors.New("connection refused")}),
			"describe services web: connection refused",
		},
		{
			"an answer of something else is just that",
			call(&smithy.DeserializationError{Err: errors.New("unexpected token")}),
			"describe services web: what answered is not ECS",
		},
		{"any other error is shown as it is", errUnanswered, errUnanswered.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := reasonOf(tt.err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
