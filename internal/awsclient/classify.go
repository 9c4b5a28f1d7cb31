package awsclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Kind is what an error of a call means to a person.
type Kind int

// The kinds of errors.
const (
	// Other is no error of AWS at all.
	Other Kind = iota
	// Refused is an error that ECS answered, of no other kind here.
	Refused
	// NoRegion and Auth come before anything is sent, or (Auth) when
	// credentials have expired.
	NoRegion
	Auth
	// Denied is a valid identity that lacks a permission.
	Denied
	Throttled
	// Network is an endpoint that cannot be reached.
	Network
	// NotFound is a cluster, service or task definition that does not exist.
	NotFound
	// Unreadable is an answer that ECS does not give: something else, a proxy
	// perhaps, stands at the endpoint.
	Unreadable
)

// Info is what is known of an error.
type Info struct {
	Kind Kind
	// Code and Message are AWS's own, "" where the error is not AWS's.
	Code, Message string
	RequestID     string
	// Action, Principal and Resource are parts of a refusal (Denied): the IAM
	// action, who asked for it, and the ARN it was for; "" where it names none.
	Action, Principal, Resource string
	// Endpoint is what could not be reached (Network).
	Endpoint string
	// Skewed is true for a signature of another time (Auth): the clock is wrong.
	Skewed bool
	// Status is the HTTP status of the answer, 0 where there was none.
	Status int
}

// denial is how IAM words a refusal (IAM User Guide, Troubleshoot access denied
// error messages).
var denial = regexp.MustCompile(`User: (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?`)

// Classify sorts an error of any call made with a client of this package.
func Classify(err error) Info {
	if err == nil {
		return Info{}
	}
	var (
		info     Info
		region   *NoRegionError
		profile  *ProfileError
		absent   *NoCredentialsError
		garbled  *smithy.DeserializationError
		response *awshttp.ResponseError
		api      smithy.APIError
	)
	if errors.As(err, &response) {
		info.RequestID, info.Status = response.ServiceRequestID(), response.HTTPStatusCode()
	}
	switch {
	case errors.As(err, &region):
		info.Kind = NoRegion
	case errors.As(err, &profile):
		info.Kind = Auth
	case errors.As(err, &absent):
		info.Kind, info.Message = Auth, absent.Err.Error()
	case errors.As(err, &api):
		info.Code, info.Message = api.ErrorCode(), api.ErrorMessage()
		info.Kind = kindOf(err, info.Code, info.Message)
		info.Skewed = info.Kind == Auth && skewed(info.Code, info.Message)
	case errors.As(err, &garbled):
		info.Kind = Unreadable
	case errors.Is(err, context.Canceled):
		info.Kind = Other // the person's own doing
	case strings.Contains(err.Error(), "get identity: "):
		// How the SDK words credentials that it could not refresh; they have no type.
		info.Kind, info.Message = Auth, err.Error()
	default:
		info.Kind, info.Endpoint, info.Message = network(err)
	}
	if m := denial.FindStringSubmatch(info.Message); info.Kind == Denied && m != nil {
		info.Principal, info.Action, info.Resource = m[1], m[2], strings.TrimRight(m[3], ".,")
	}
	return info
}

func kindOf(err error, code, message string) Kind {
	var (
		cluster *types.ClusterNotFoundException
		service *types.ServiceNotFoundException
	)
	switch code {
	case "UnknownError": // the SDK's name for an error without a code
		return Unreadable
	case "AccessDeniedException", "AccessDenied":
		return Denied
	case "ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException", "InvalidClientTokenId",
		"InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed",
		"MissingAuthenticationTokenException":
		return Auth
	case "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded":
		return Throttled
	}
	if errors.As(err, &cluster) || errors.As(err, &service) ||
		strings.HasPrefix(message, "TaskDefinition not found") ||
		strings.HasPrefix(message, "Unable to describe task definition") {
		return NotFound
	}
	return Refused
}

// skewed tells a signature of another time from one that is wrong (General Reference,
// Troubleshoot Signature Version 4 signing).
func skewed(code, message string) bool {
	return code == "RequestExpired" || code == "RequestTimeTooSkewed" ||
		strings.Contains(message, "Signature expired") || strings.Contains(message, "Signature not yet current")
}

// network knows the errors of a connection, and whom it was for.
func network(err error) (kind Kind, endpoint, message string) {
	var (
		asked  *url.Error
		dial   *net.OpError
		lookup *net.DNSError
		send   *smithyhttp.RequestSendError
	)
	if errors.As(err, &asked) {
		message = asked.Err.Error()
		if u, parseErr := url.Parse(asked.URL); parseErr == nil {
			endpoint = fmt.Sprintf("%s://%s", u.Scheme, u.Host)
		}
	}
	switch {
	case errors.As(err, &lookup), errors.As(err, &dial), endpoint != "":
		return Network, endpoint, message
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &send):
		return Network, endpoint, message
	}
	return Other, "", ""
}
