package watch

import "time"

// Target is the deployment to follow, as UpdateService or CreateService
// answered it.
type Target struct {
	Cluster string // name or ARN; "" is the cluster named default
	Service string // name or ARN
	// Deployment is the id to follow ("ecs-svc/…", always a string: it may
	// have leading zeros). Empty: the PRIMARY one at the first poll.
	Deployment string
	// TaskDefinition is the revision asked for, "family:revision".
	TaskDefinition string
	// Previous is the id that was PRIMARY before the update and
	// PreviousTaskDefinition its revision; both empty for a new service. Previous
	// equal to Deployment says that the update started no new deployment.
	Previous, PreviousTaskDefinition string
	// CreatedAt is when ECS created the deployment, by ECS's clock.
	CreatedAt time.Time
	// Desired is the number of tasks asked for, or -1 where nobody asked.
	Desired int
	// Deleting says that the service is being deleted: it has settled when ECS
	// calls it INACTIVE or no longer knows it. Deployment may then stay empty.
	Deleting bool
}

// resolve finds what to follow where the target names no deployment, and fills
// in what the target leaves out.
func (f *follower) resolve(s Snapshot) error {
	t := &f.target
	if t.Deployment == "" && !t.Deleting {
		if s.Missing || s.Status == "INACTIVE" {
			return &NotFoundError{Cluster: t.Cluster, Service: t.Service}
		}
		row := current(s)
		if row == nil {
			return &NotFoundError{Cluster: t.Cluster, Service: t.Service, Err: errNoDeployment}
		}
		t.Deployment, t.Previous = row.ID, row.ID
		t.PreviousTaskDefinition, t.Desired = row.TaskDefinition, -1
	}
	if row := s.Deployment(t.Deployment); row != nil {
		if t.CreatedAt.IsZero() {
			t.CreatedAt = row.CreatedAt
		}
		if t.TaskDefinition == "" {
			t.TaskDefinition = row.TaskDefinition
		}
	}
	f.state.Target = *t
	return nil
}

// current is the deployment that was started last: the PRIMARY one or, while ECS
// goes back, the one it goes back from, which is newer though no longer PRIMARY
// (Developer Guide, Service deployment circuit breaker). Of task sets it is the
// newest that is not being deleted: CodeDeploy makes it PRIMARY later (API
// reference, TaskSet, status). It is nil where there is nothing to follow.
func current(s Snapshot) *Deployment {
	row := s.Primary()
	switch {
	case row == nil && s.Controller == "ECS":
		return nil
	case row != nil && row.Set == nil && row.rollout() != "IN_PROGRESS":
		return row
	}
	for i, d := range s.Deployments {
		left := d.Set != nil && d.Status == "DRAINING"
		if !left && (row == nil || d.CreatedAt.After(row.CreatedAt)) {
			row = &s.Deployments[i]
		}
	}
	return row
}
