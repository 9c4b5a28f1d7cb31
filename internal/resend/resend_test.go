package resend_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/ecs-steady/steady/internal/resend"
)

func TestUnknown(t *testing.T) {
	status := func(code int) error {
		return &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: code}}, Err: errors.New("x"),
		}
	}
	for name, row := range map[string]struct {
		err  error
		want bool
	}{
		"a lost connection":             {&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true},
		"a connection never made":       {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, false},
		"an answer that makes no sense": {errors.New("unexpected end of JSON input"), true},
		"a fault of the server":         {&types.ServerException{}, true},
		"a gateway's 502":               {status(http.StatusBadGateway), true},
		"a refusal":                     {fmt.Errorf("update: %w", &types.ClientException{}), false},
		"a throttle":                    {&smithy.GenericAPIError{Code: "ThrottlingException"}, false},
	} {
		if got := resend.Unknown(t.Context(), row.err); got != row.want {
			t.Errorf("%s: got %t", name, got)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if resend.Unknown(ended, row.err) {
			t.Errorf("%s: unknown although nobody waits any more", name)
		}
	}
}

func TestOnlyThrottlesAreRetriedBySDK(t *testing.T) {
	var o ecs.Options
	resend.ThrottledOnly(&o)
	if !o.Retryer.IsErrorRetryable(&smithy.GenericAPIError{Code: "ThrottlingException"}) {
		t.Error("a throttle is not retried")
	}
	for _, err := range []error{io.ErrUnexpectedEOF, &types.ServerException{}, &smithy.GenericAPIError{Code: "RequestTimeout"}} {
		if o.Retryer.IsErrorRetryable(err) {
			t.Errorf("%v is retried", err)
		}
	}
}
