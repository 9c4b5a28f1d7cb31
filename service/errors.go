package service

import (
	"fmt"
	"strings"
)

// NotFoundError says that there is no such service, and that nothing describes
// one to create.
type NotFoundError struct{ Cluster, Service string }

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("there is no service %q in cluster %q", e.Service, e.Cluster)
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

// ConflictError says that a service file wants what ECS cannot change in place.
type ConflictError struct {
	Service string
	// Conflicts are the members that differ.
	Conflicts []Conflict
}

// Conflict is one member that ECS cannot change in place.
type Conflict struct {
	Path, Old, New string
	// Instead says what would have to be done.
	Instead string
}

func (e *ConflictError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "service %q cannot be changed in place", e.Service)
	for _, c := range e.Conflicts {
		fmt.Fprintf(&b, "; %s is %s, the file says %s: %s", c.Path, c.Old, c.New, c.Instead)
	}
	return b.String()
}
