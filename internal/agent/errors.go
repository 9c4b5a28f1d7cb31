package agent

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"
)

// Reason is why an agent could not be read.
type Reason string

// The reasons.
const (
	// Refused is a machine on which nothing listens at that port.
	Refused Reason = "refused"
	// Unreachable is a host that does not exist or cannot be reached, or a
	// connection that broke.
	Unreachable Reason = "unreachable"
	// Slow is an answer that was not whole in time.
	Slow Reason = "slow"
	// TooLarge is an answer larger than an agent's can be.
	TooLarge Reason = "too large"
	// Redirected is an answer that sends elsewhere, which agents never do.
	Redirected Reason = "redirected"
	// NotAgent is an answer that is not that of an ECS agent.
	NotAgent Reason = "not an agent"
)

// ReadError is an agent that could not be read.
type ReadError struct {
	Host   Host
	Reason Reason
	Err    error // what came back
}

func (e *ReadError) Error() string {
	return fmt.Sprintf("the agent at %s cannot be read: %s", e.Host, e.Says())
}

// Says is the reason in a few words, with what came back, without the host.
func (e *ReadError) Says() string {
	switch e.Reason {
	case Refused:
		return "refused, nothing listens there"
	case Slow:
		return fmt.Sprintf("slow, %v", e.Err)
	case TooLarge:
		return fmt.Sprintf("the answer is too large for an ECS agent (%v)", e.Err)
	case Redirected:
		return fmt.Sprintf("the answer sends elsewhere, as no ECS agent does (%v)", e.Err)
	case NotAgent:
		return fmt.Sprintf("the answer is not that of an ECS agent (%v)", e.Err)
	}
	return fmt.Sprintf("unreachable (%v)", bare(e.Err))
}

func (e *ReadError) Unwrap() error { return e.Err }

// bare takes the layers of package net off an error; they repeat the host.
func bare(err error) error {
	var (
		request *url.Error
		dial    *net.OpError
		lookup  *net.DNSError
	)
	if errors.As(err, &lookup) {
		return errors.New(lookup.Err)
	}
	if errors.As(err, &request) {
		err = request.Err
	}
	if errors.As(err, &dial) {
		err = dial.Err
	}
	return err
}

// UnregisteredError is an agent that answers, but has not registered yet.
type UnregisteredError struct {
	Host    Host
	Cluster string // the one it is configured for
}

func (e *UnregisteredError) Error() string {
	return fmt.Sprintf("the agent at %s %s", e.Host, e.Says())
}

// Says is what the agent says of itself.
func (e *UnregisteredError) Says() string {
	return fmt.Sprintf("answers, but has not registered yet (its cluster is %s)", e.Cluster)
}

// OtherClusterError is an agent that has registered with another cluster than
// the one waited for.
type OtherClusterError struct {
	Host        Host
	Cluster     string // the one waited for, as it was given
	Joined      string // where it is, as Cluster was given: a name or an ARN
	InstanceARN string
}

func (e *OtherClusterError) Error() string {
	return fmt.Sprintf("the agent at %s joined cluster %s, not %s", e.Host, e.Joined, e.Cluster)
}

// TimeoutError is an agent that has not joined the cluster in time.
type TimeoutError struct {
	Host    Host
	Cluster string
	After   time.Duration // the limit that passed
	Last    error         // what was seen last: a ReadError or an UnregisteredError
}

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("the agent at %s has not joined cluster %s within %s; last seen: %s",
		e.Host, e.Cluster, e.After, Says(e.Last))
}

func (e *TimeoutError) Unwrap() error { return e.Last }

// Says is what was seen of an agent, without its host.
func Says(err error) string {
	var (
		read         *ReadError
		unregistered *UnregisteredError
	)
	switch {
	case err == nil:
		return "nothing"
	case errors.As(err, &read):
		return read.Says()
	case errors.As(err, &unregistered):
		return unregistered.Says()
	}
	return err.Error()
}
