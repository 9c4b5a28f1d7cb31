package service

import (
	"errors"
	"fmt"
	"strings"
)

var errNoName = errors.New("no service is named, neither by the caller nor by the service file")

// NotFoundError says that there is no such service, and that what is known of it
// is not enough to create one.
type NotFoundError struct {
	Cluster, Service string
	// Missing are the members that a service file would have to name to create
	// it; empty where there is no file.
	Missing []string
}

func (e *NotFoundError) Error() string {
	text := fmt.Sprintf("there is no service %q in cluster %q", e.Service, e.Cluster)
	if len(e.Missing) > 0 {
		text += ", and the service file lacks what creating it needs: " + strings.Join(e.Missing, ", ")
	}
	return text
}

// InactiveError says that the service is on its way out: ECS neither updates it
// nor lets its name be used again until it is INACTIVE.
type InactiveError struct{ Cluster, Service, Status string }

func (e *InactiveError) Error() string {
	return fmt.Sprintf("service %q in cluster %q is %s; wait until its tasks have stopped", e.Service, e.Cluster, e.Status)
}

// RevisionError says that a revision cannot be deployed.
type RevisionError struct {
	Revision string
	// Inactive is true for a revision that was deregistered, false where there
	// is none.
	Inactive bool
}

func (e *RevisionError) Error() string {
	if e.Inactive {
		return fmt.Sprintf("task definition %q is INACTIVE: it was deregistered", e.Revision)
	}
	return fmt.Sprintf("there is no task definition %q", e.Revision)
}

// FailureError is why ECS did not describe a service that it was asked about, in its
// own word (API reference, Failure); MISSING is no error but an answer.
type FailureError struct{ Service, Reason string }

func (e *FailureError) Error() string {
	return fmt.Sprintf("describe service %q: %s", e.Service, e.Reason)
}

// UnsureError says that a change was sent and that nobody can tell whether ECS
// has carried it out: the answer was lost, or made no sense.
type UnsureError struct {
	Service string
	Err     error
}

func (e *UnsureError) Error() string { return e.Err.Error() }

func (e *UnsureError) Unwrap() error { return e.Err }

// ConflictError says that a service file wants what ECS cannot change in place.
type ConflictError struct {
	Service string
	// Conflicts are the members that differ.
	Conflicts []Conflict
}

// Conflict is one member that ECS cannot change in place.
type Conflict struct {
	// Old and New are the values as JSON, "" where there is none.
	Path, Old, New string
	// Instead says what would have to be done.
	Instead string
}

func (e *ConflictError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "service %q cannot be changed in place", e.Service)
	for _, c := range e.Conflicts {
		old := c.Old
		if old == "" {
			old = "not set"
		}
		fmt.Fprintf(&b, "; %s is %s, wanted is %s: %s", c.Path, old, c.New, c.Instead)
	}
	return b.String()
}

// ControllerError says that others than ECS carry the deployments of the service
// out: it goes back by their means.
type ControllerError struct{ Service, Controller string }

func (e *ControllerError) Error() string {
	return fmt.Sprintf("service %q has the deployment controller %s: ECS keeps no service deployments of it",
		e.Service, e.Controller)
}

// Instead says what does for this controller what the deployments of ECS would.
func (e *ControllerError) Instead() string {
	if e.Controller == "EXTERNAL" {
		return "make an earlier task set the primary one: aws ecs update-service-primary-task-set"
	}
	return "aws deploy stop-deployment --auto-rollback-enabled, or deploy the earlier revision with CodeDeploy"
}

// NothingError says that there is nothing to go back to, or nothing to undo.
type NothingError struct{ Service, Reason string }

func (e *NothingError) Error() string {
	return fmt.Sprintf("service %q cannot go back: %s", e.Service, e.Reason)
}

// TargetError says that the revision to go back to cannot be deployed.
type TargetError struct {
	RevisionError
	Service string
	// Older are revisions that settled before it and can be deployed, the newest
	// first.
	Older []string
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("service %q cannot go back: %s", e.Service, e.RevisionError.Error())
}

func (e *TargetError) Unwrap() error { return &e.RevisionError }

// MovedError says that the deployment to undo is no longer the one of the
// service: undoing would undo somebody else's.
type MovedError struct{ Service, Deployment, By string }

func (e *MovedError) Error() string {
	return fmt.Sprintf("service %q has moved on from %s to %s; nothing was sent", e.Service, e.Deployment, e.By)
}

// EndedError says that a deployment ended before it could be stopped.
type EndedError struct {
	Service, Deployment string
	Err                 error
}

func (e *EndedError) Error() string {
	return fmt.Sprintf("deployment %s of service %q ended before it could be stopped", e.Deployment, e.Service)
}

func (e *EndedError) Unwrap() error { return e.Err }

// NoRecordError says that ECS keeps no record of a deployment of this revision.
type NoRecordError struct{ Service, Revision string }

func (e *NoRecordError) Error() string {
	return fmt.Sprintf("no deployment of %s to service %q is on record; ECS keeps records for 90 days",
		e.Revision, e.Service)
}
