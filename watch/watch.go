// Package watch follows a deployment of an ECS service to its real end.
//
// Start at [Watcher.Run]. It polls the service, turns what differs between two
// polls into [Event]s ([Compare]), judges every poll ([Judge]) and ends with an
// [Outcome]: settled, failed, rolled back, stuck, timed out, superseded, stopped
// or lost. The verdict is bound to the id of one deployment, never to counts
// alone. Compare and Judge are pure: no clock, no network.
//
// The types here are plain; only fetch.go knows the AWS SDK.
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

// Snapshot is one poll of one service.
type Snapshot struct {
	// Missing is true when ECS says that there is no such service.
	Missing bool

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

	Deployments []Deployment // as ECS ordered them; find by Status, never by index
	Messages    []Message    // service events, newest first, at most 100
	Tasks       []Task       // those looked up so far: running, and stopped within the hour

	// Record is the service deployment record of the target, nil until read.
	Record *Record
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

// Message is one service event in ECS's own words.
type Message struct {
	ID   string
	Time time.Time
	Text string
}

// Task is one task of the service.
type Task struct {
	ID             string // 32 hex digits
	Deployment     string // startedBy
	TaskDefinition string // "family:revision"
	LastStatus     string
	DesiredStatus  string
	Health         string // HEALTHY, UNHEALTHY, UNKNOWN
	Instance       string // container instance id, "" on Fargate
	Zone           string
	LaunchType     string
	StopCode       string
	StoppedReason  string
	CreatedAt      time.Time
	PullStartedAt  time.Time
	PullStoppedAt  time.Time
	StartedAt      time.Time // zero for a task that never ran
	StoppingAt     time.Time
	StoppedAt      time.Time
	Containers     []Container
}

// Container is one container of a [Task].
type Container struct {
	Name     string
	Image    string
	Status   string
	Health   string
	ExitCode *int // nil until it has exited, and for ever when it never started
	Reason   string
	Ports    []PortBinding
}

// PortBinding is one port of a container and the port of the host it is bound to.
type PortBinding struct {
	Container int
	Host      int
	Protocol  string
}

// Record is the service deployment record that belongs to a deployment.
type Record struct {
	ARN    string
	Status string // PENDING … SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED
	Reason string
	Stage  string
}

// EventKind says what an [Event] carries.
type EventKind string

// The kinds of an Event.
const (
	// Rows: a deployment appeared, its counts or state changed, or it vanished.
	Rows EventKind = "progress"
	// Said: ECS added a service event; Event.Message holds it.
	Said EventKind = "event"
	// TaskStopped: a task of the target stopped, not by scaling; Event.Task holds it.
	TaskStopped EventKind = "task_stopped"
	// Serving: all new tasks run and are healthy; old ones may still drain.
	Serving EventKind = "serving"
	// Warned: something to know that ends nothing; Event.Warning holds it.
	Warned EventKind = "warning"
	// Tick: nothing changed at this poll. Renderers may refresh clocks.
	Tick EventKind = "tick"
)

// Event is one difference between two polls.
type Event struct {
	Kind EventKind
	// Time is ECS's own time of the event where it gave one, else the zero time.
	Time time.Time

	Deployment *Deployment // Rows: the row after the change
	Gone       bool        // Rows: the row is no longer listed
	Message    *Message    // Said
	Task       *Task       // TaskStopped
	Warning    *Warning    // Warned
}

// Warning is something to know that ends nothing.
type Warning struct {
	Code    string // throttled, scaled, desired-zero, stale …
	Message string
	Hint    string
}

// State is what is known of one target after an event: what a renderer draws.
type State struct {
	Target  Target
	Last    Snapshot
	Elapsed time.Duration // since Run began, by the local clock
	// Phase is placing, starting, health, settle, draining or "".
	Phase string
	// WaitingFor says in one sentence what the rollout waits for; "" where
	// nothing can be said.
	WaitingFor string
	// Failed is how many tasks each deployment (by id) has lost since the watch
	// began, counted by steady: it never falls back to 0 as ECS's does.
	Failed map[string]int
	// Serving is when all new tasks were healthy, since Run began; 0 until then.
	Serving time.Duration
	// Stopped are the failed tasks of the target, oldest first.
	Stopped []Task
}

// Verdict is how a deployment ended, or that it has not.
type Verdict string

// The verdicts. Each has an exit code of its own in the command.
const (
	InProgress Verdict = "in_progress"
	Settled    Verdict = "settled"
	Failed     Verdict = "failed"
	RolledBack Verdict = "rolled_back"
	Stuck      Verdict = "stuck"
	TimedOut   Verdict = "timed_out"
	Superseded Verdict = "superseded"
	Stopped    Verdict = "stopped"
	Lost       Verdict = "lost"
)

// Outcome is the end of one target.
type Outcome struct {
	Target  Target
	Verdict Verdict
	// Reason says in one sentence why this verdict and not another.
	Reason string
	// By is the deployment that replaced ours (Superseded) or that ECS went
	// back to (RolledBack); nil otherwise.
	By *Deployment
	// State is what was known at the end.
	State State
	// Causes say why it went wrong, most certain first; empty for Settled.
	Causes []Cause
	Took   time.Duration
}

// Cause is why a rollout did not settle.
type Cause struct {
	// Code is stable: image-pull, oom, app-exit, health-container, health-elb,
	// port-conflict, no-capacity, no-instances, missing-attribute, agent-down,
	// config-deadlock, secrets, log-driver, role, start-timeout, fargate-capacity,
	// quota, throttled, alarm or unknown.
	Code string
	// Title says it in half a line: "the new task can never be placed".
	Title string
	// Says is ECS's own words, verbatim.
	Says string
	// Why is our reading; Likely marks it as a guess.
	Why    string
	Likely bool
	// Fix lists remedies; any one of them helps.
	Fix []string
	// Tasks are the ids of the tasks it was seen on, and Count how often.
	Tasks []string
	Count int
}
