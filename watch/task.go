package watch

import "time"

// Task is one task of the service.
type Task struct {
	ID             string // 32 hex digits
	Deployment     string // startedBy
	TaskDefinition string // "family:revision"
	LastStatus     string
	DesiredStatus  string
	Health         string // HEALTHY, UNHEALTHY, UNKNOWN
	Instance       string // container instance id, "" on Fargate
	EC2Instance    string // "i-…"; known only where target groups name instances
	PrivateIP      string // of its network interface; "" where it shares the instance's
	Zone           string
	LaunchType     string
	Provider       string // capacity provider, "" without one
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

	// Log are the last lines it wrote, the oldest first, at most [LogLines] of at
	// most [LogColumns] characters. They are read of failed tasks only; LogUnread says
	// why they could not be, where somebody can mend that.
	Log       []string
	LogUnread string
}

// PortBinding is one port of a container and the port of the host it is bound to.
type PortBinding struct {
	Container int
	Host      int
	Protocol  string
}
