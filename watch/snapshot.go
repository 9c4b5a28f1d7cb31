package watch

import "time"

// Snapshot is one poll of one service.
type Snapshot struct {
	// Missing is true when ECS says that there is no such service.
	Missing bool
	// Now is the time by ECS's clock when it answered, as near as its own
	// timestamps tell; zero where it gave none. Ages of tasks are counted from it.
	Now time.Time

	Service        string // name
	Cluster        string // name
	Region         string
	Status         string // ACTIVE, DRAINING, INACTIVE
	TaskDefinition string // "family:revision" of the service record
	Scheduling     string // REPLICA, DAEMON
	Controller     string // ECS, CODE_DEPLOY, EXTERNAL
	Strategy       string // ROLLING, BLUE_GREEN, LINEAR, CANARY

	Desired, Pending, Running int

	MinimumHealthyPercent, MaximumPercent int
	CircuitBreaker, Rollback              bool
	GracePeriod                           time.Duration
	LoadBalanced                          bool
	ClassicLoadBalancer                   bool // then deployments carry no rollout state
	// EarlySuccess is true when ECS completes a deployment before all its tasks
	// are up; EarlyPercent is the share of healthy tasks that it waits for.
	EarlySuccess bool
	EarlyPercent int
	// CreatedAt is when the service was created: another time under the same
	// name is another service.
	CreatedAt time.Time

	Deployments []Deployment // as ECS ordered them; find by Status, never by index
	Messages    []Message    // service events, newest first, at most 100
	Tasks       []Task       // those looked up so far: running, and stopped within the hour

	// Revisions holds what the rollout depends on in the task definitions of its
	// deployments, for those that could be read.
	Revisions []Revision

	// Record is the service deployment record of the target, nil until read.
	Record *Record
}

// Primary is the deployment ECS rolls out or has rolled out, nil when the
// snapshot lists none.
func (s Snapshot) Primary() *Deployment {
	for i := range s.Deployments {
		if s.Deployments[i].Status == "PRIMARY" {
			return &s.Deployments[i]
		}
	}
	return nil
}

// Deployment is the row with this id, nil when the snapshot does not list it.
func (s Snapshot) Deployment(id string) *Deployment {
	for i := range s.Deployments {
		if s.Deployments[i].ID == id {
			return &s.Deployments[i]
		}
	}
	return nil
}

// revision is what is known of the revision "family:revision", nil if nothing.
func (s Snapshot) revision(name string) *Revision {
	for i := range s.Revisions {
		if s.Revisions[i].Name == name {
			return &s.Revisions[i]
		}
	}
	return nil
}

// Deployment is one row of a service's deployments.
type Deployment struct {
	ID             string
	Status         string // PRIMARY, ACTIVE, INACTIVE
	TaskDefinition string // "family:revision"
	RolloutState   string // IN_PROGRESS, COMPLETED, FAILED, or "" where ECS gives none
	RolloutReason  string
	Desired        int
	Pending        int
	Running        int
	// Failed is ECS's failedTasks: consecutive failures, back to 0 once a task
	// runs. See [State.Failed] for the number people should see.
	Failed    int
	CreatedAt time.Time
	UpdatedAt time.Time
}

// tasks is how many tasks the deployment has or is about to have.
func (d Deployment) tasks() int { return max(d.Desired, d.Pending+d.Running) }

// Revision is what a rollout depends on in a task definition.
type Revision struct {
	Name string // "family:revision"
	// HealthCheck is true when an essential container has a health check in the
	// task definition; one in the image does not count (API reference, HealthCheck).
	HealthCheck bool
	// StopTimeout is how long the slowest container has between SIGTERM and
	// SIGKILL (API reference, ContainerDefinition).
	StopTimeout time.Duration
	// HostPorts are the ports of the instance that the revision asks for by number.
	HostPorts []int
}

// Record is the service deployment record that belongs to a deployment.
type Record struct {
	ARN    string
	Status string // PENDING … SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED
	Reason string
	Stage  string
}
