package watch

import (
	"errors"
	"fmt"
	"net"
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

func TestKindOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		err  error
		want readKind
	}{
		{"credentials that cannot be had are refused", errors.New("failed to refresh cached credentials, no profile"), refused},
		{
			"credentials behind a network that is down are out of reach",
			fmt.Errorf("failed to refresh cached credentials: %w", &net.DNSError{Err: "no such host", Name: "sts"}), unreachable,
		},
		{"a throttle is one", &smithy.GenericAPIError{Code: "ThrottlingException"}, throttled},
		{"an old token is refused", &smithy.GenericAPIError{Code: "ExpiredTokenException"}, refused},
		{"a missing right is refused", &smithy.GenericAPIError{Code: "AccessDeniedException"}, refused},
		{"an error of the server is out of reach", &smithy.GenericAPIError{Code: "ServerException"}, unreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := kindOf(tt.err); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
