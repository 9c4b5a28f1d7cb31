package watch

import "time"

// Snapshot is one poll of one service.
type Snapshot struct {
	// Missing is true when ECS says that there is no such service.
	Missing bool
	// Now is the time by ECS's clock when it answered, as near as its own
	// timestamps tell; zero where it gave none. Ages of tasks are counted from it.
	Now time.Time
	// Speed is how much faster than the clock ECS's durations pass, where a simulator
	// tells; 0 where nobody does.
	Speed float64

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
	// Alarms is true when CloudWatch alarms watch the deployments: each bakes once
	// its tasks are up. AlarmNames are theirs.
	Alarms     bool
	AlarmNames []string
	// LifecycleHooks is true when hooks may hold a deployment up.
	LifecycleHooks bool
	// EarlySuccess is true when ECS completes a deployment before all its tasks
	// are up; EarlyPercent is the share of healthy tasks that it waits for, and with
	// DeferredCleanup it does not wait for the old tasks to go.
	EarlySuccess    bool
	EarlyPercent    int
	DeferredCleanup bool
	// CreatedAt is when the service was created: another time under the same
	// name is another service.
	CreatedAt time.Time

	// Deployments are the rows as ECS ordered them; find them by Status, never by
	// index. A service that CodeDeploy or somebody else deploys has its task sets here.
	Deployments []Deployment
	Messages    []Message // service events, newest first, at most 100
	Tasks       []Task    // those looked up so far: running, and stopped within the hour

	// Revisions holds what the rollout depends on in the task definitions of its
	// deployments, for those that could be read.
	Revisions []Revision

	// Balancers are the ports that the service registers with target groups, and
	// TargetGroups these groups, with what could be read of them.
	Balancers    []Balancer
	TargetGroups []TargetGroup
	// Instances are the container instances of the cluster, nil unless a failure is
	// to be explained by them; InstancesUnread says why they could not be read.
	Instances       []Instance
	InstancesUnread string

	// ServiceDeployment is the ARN of the record of what goes on, "" where nothing
	// does or ECS does not say.
	ServiceDeployment string
	// Record is the service deployment record of the target, nil until read and
	// where it cannot be.
	Record *Record
	// RecordUnread: the last try to read the record failed in a way that may pass, and
	// none was read before.
	RecordUnread bool
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
	Status         string // PRIMARY, ACTIVE, INACTIVE; of a task set PRIMARY, ACTIVE, DRAINING
	TaskDefinition string // "family:revision"
	// RolloutState is IN_PROGRESS, COMPLETED, FAILED, or "" where ECS gives none; others may come.
	RolloutState  string
	RolloutReason string
	Desired       int
	Pending       int
	Running       int
	// Failed is ECS's failedTasks: consecutive failures, back to 0 once a task
	// runs. See [State.Failed] for the number people should see.
	Failed    int
	CreatedAt time.Time
	UpdatedAt time.Time
	// Set is not nil for a task set.
	Set *TaskSet

	means string // an unheard-of RolloutState, "" where that is not known
}

// completed reports whether ECS says that the rollout is over and went well: of a
// task set, that it is PRIMARY and steady (API reference, TaskSet, stabilityStatus).
func (d Deployment) completed() bool {
	if d.Set != nil {
		return d.Status == "PRIMARY" && d.Set.Stability == "STEADY_STATE"
	}
	return d.rollout() == "COMPLETED"
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

	// CPU (units) and Memory (MiB) are what the scheduler looks for on an instance;
	// Limit is the memory of the task level in MiB, 0 where only containers have one.
	CPU, Memory, Limit int
	// Requires are the attributes that an instance must have.
	Requires                []string
	ExecutionRole, TaskRole string // ARNs
	Containers              []ContainerDefinition
}
