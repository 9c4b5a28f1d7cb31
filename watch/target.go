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
}
