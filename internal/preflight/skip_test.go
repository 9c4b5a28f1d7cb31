package preflight

import (
	"context"
	"errors"
	"net"
	"net/url"
	"testing"

	"github.com/aws/smithy-go"
)

func TestSkip(t *testing.T) {
	t.Parallel()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	unreachable := &url.Error{
		Op: "Post", URL: "https://api.ecr.us-east-1.amazonaws.com/", Err: &net.OpError{Op: "dial", Err: errors.New("refused")},
	}
	tests := []struct {
		name string
		ctx  context.Context
		err  error
		want string
	}{
		{"a denial in JSON", t.Context(), refused("AccessDeniedException"), "not allowed to call ecr:DescribeImages"},
		{"a denial in XML", t.Context(), refused("AccessDenied"), "not allowed to call ecr:DescribeImages"},
		{"a throttled call", t.Context(), refused("ThrottlingException"), "too many calls of ecr:DescribeImages"},
		{"a throttled call in XML", t.Context(), refused("Throttling"), "too many calls of ecr:DescribeImages"},
		{"a host that is not reached", t.Context(), unreachable, "cannot reach https://api.ecr.us-east-1.amazonaws.com"},
		{
			"a host that is not found", t.Context(), &net.DNSError{Err: "no such host", Name: "api.ecr", IsNotFound: true},
			"ecr:DescribeImages gave no answer",
		},
		{"an operation that is not known in JSON", t.Context(), refused("UnknownOperationException"), "ecr:DescribeImages is not served there"},
		{"an operation that is not known in XML", t.Context(), refused("InvalidAction"), "ecr:DescribeImages is not served there"},
		{"an error without a code", t.Context(), refused("UnknownError"), "ecr:DescribeImages is not served there"},
		{
			"the page of a proxy", t.Context(), &smithy.DeserializationError{Err: errors.New("invalid character '<'")},
			"ecr:DescribeImages is not served there",
		},
		{"keys that have expired", t.Context(), refused("ExpiredTokenException"), "ecr:DescribeImages: ExpiredTokenException"},
		{"any other refusal", t.Context(), refused("ServerException"), "ecr:DescribeImages: ServerException"},
		{"any other error", t.Context(), errors.New("something"), "ecr:DescribeImages gave no answer"},
		{"an error after the time was over", over, refused("AccessDenied"), "no answer in 2s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check := Check{Kind: Image, Subject: "web"}.skip(tt.ctx, "ecr:DescribeImages", tt.err)
			same(t, check, "skipped: "+tt.want)
			if check.Certain || check.Cause != "" || check.Hint != "" {
				t.Errorf("it is more than skipped: %+v", check)
			}
		})
	}
}
