package watch

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/aws/smithy-go"
)

// NotFoundError says that there is nothing to follow: no such service or
// cluster, or a service without a deployment of its own.
type NotFoundError struct {
	Cluster, Service string
	Err              error // what ECS answered; nil when it answered "MISSING"
}

func (e *NotFoundError) Error() string {
	cluster := e.Cluster
	if cluster == "" {
		cluster = "default"
	}
	text := fmt.Sprintf("watch service %q in cluster %q: ", e.Service, cluster)
	if e.Err != nil {
		return text + e.Err.Error()
	}
	return text + "no such service"
}

func (e *NotFoundError) Unwrap() error { return e.Err }

// errNoDeployment is about services whose rollouts are task sets.
var errNoDeployment = errors.New("the service lists no deployment to follow")

// reasonOf says why a read failed without the layers that the SDK wraps around it.
func reasonOf(err error) string {
	doing, _, call := strings.Cut(err.Error(), "operation error ")
	var (
		api     smithy.APIError
		asked   *url.Error
		garbled *smithy.DeserializationError
	)
	switch {
	case !call:
		return err.Error()
	case errors.As(err, &api):
		return doing + api.ErrorCode() + ": " + api.ErrorMessage()
	case errors.As(err, &asked):
		return doing + asked.Err.Error()
	case errors.As(err, &garbled):
		return doing + "what answered is not ECS"
	}
	return err.Error()
}

// readKind sorts failed reads by what helps. None is a verdict on the deployment.
type readKind int

const (
	unreachable readKind = iota // ECS or the way to it: try again
	throttled                   // too many calls: try again, slower
	refused                     // no rights or no credentials: a few tries
	unknownName                 // no such cluster or service
)

// kindOf sorts an error of a read. Throttling and expired credentials are not in
// ECS's model but common to all services (API reference, Common Error Types).
func kindOf(err error) readKind {
	var api smithy.APIError
	if !errors.As(err, &api) {
		// The SDK gives no type for credentials that cannot be had. Where it is the
		// network that keeps them away, they come back with it.
		var network net.Error
		if strings.Contains(err.Error(), "credentials") && !errors.As(err, &network) {
			return refused
		}
		return unreachable
	}
	code := api.ErrorCode()
	switch {
	case strings.HasPrefix(code, "Throttl"), code == "TooManyRequestsException", code == "RequestLimitExceeded",
		strings.Contains(api.ErrorMessage(), "Rate exceeded"):
		return throttled
	case code == "ClusterNotFoundException", code == "ServiceNotFoundException":
		return unknownName
	case api.ErrorFault() == smithy.FaultServer, code == "ServerException", code == "InternalFailure",
		strings.HasPrefix(code, "ServiceUnavailable"), code == "RequestTimeout":
		return unreachable
	default:
		return refused
	}
}

// isExpired reports whether ECS refused a read because the credentials are too old.
func isExpired(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && strings.Contains(api.ErrorCode(), "Expired")
}
