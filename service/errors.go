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

// errNoService is an answer that lacks what it is about.
var errNoService = errors.New("ECS answered without the service")

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
