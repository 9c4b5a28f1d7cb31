package watch

import "time"

// Record is the service deployment record that belongs to a deployment. ECS
// keeps it for 90 days, whatever the rows of the service show by then (API
// reference, ServiceDeployment). Where only the list of records may be read, all
// but ARN, Status, Reason and the times are zero.
type Record struct {
	ARN string
	// Status is PENDING, IN_PROGRESS, SUCCESSFUL, STOP_REQUESTED, STOPPED,
	// ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL or
	// ROLLBACK_FAILED; others may come.
	Status string
	Reason string // statusReason, in ECS's words
	// Stage is the lifecycle stage of a deployment that shifts traffic: PRE_SCALE_UP …
	// CLEAN_UP. It is "" for a rolling update, which has none to tell of.
	Stage string
	// StageSince is when the stage began, by ECS's clock: no reply tells it, so it
	// is when the record last changed as the stage was first read.
	StageSince time.Time
	Strategy   string // ROLLING, BLUE_GREEN, LINEAR, CANARY

	// Target is the share of the revision that is rolled out, Sources those of the
	// revisions that it replaces.
	Target  Share
	Sources []Share

	// Bake is how long both revisions run beside one another once the production
	// traffic has shifted, StepBake how long after each step of LINEAR and CANARY.
	Bake, StepBake time.Duration
	// Hooks are the lifecycle hooks of the present stage.
	Hooks []Hook

	Breaker, Alarms Monitor
	// RollbackTo is the deployment that ECS goes back to ("ecs-svc/…"), "" unless
	// it does; RollbackReason says why.
	RollbackTo, RollbackReason string

	CreatedAt, StartedAt, UpdatedAt, StoppedAt, FinishedAt time.Time
}

// Share is what one revision has of the tasks and of the traffic (API reference,
// ServiceRevisionSummary).
type Share struct {
	Deployment                string // "ecs-svc/…"
	Desired, Pending, Running int    // tasks; frozen once the record has ended
	// Weighted is true where ECS shifts traffic; Test and Production are then the
	// percentages of it that the revision is to get.
	Weighted         bool
	Test, Production float64
}

// Hook is a lifecycle hook that belongs to the present stage (API reference,
// DeploymentLifecycleHookDetail).
type Hook struct {
	ID     string
	Type   string // AWS_LAMBDA, PAUSE
	Target string // ARN of the function; "" for PAUSE
	Status string // AWAITING_ACTION, IN_PROGRESS, SUCCEEDED, FAILED, TIMED_OUT
	// Stage is the lifecycle stage it runs in, "" where the reply does not tell.
	Stage string
	// Since is when it began, zero where the reply does not tell.
	Since time.Time
	// ExpiresAt is when ECS takes TimeoutAction (CONTINUE, ROLLBACK) by itself.
	ExpiresAt     time.Time
	TimeoutAction string
}

// Monitor is what watches a deployment to fail it: the circuit breaker or the
// alarms (API reference, ServiceDeploymentCircuitBreaker, ServiceDeploymentAlarms).
type Monitor struct {
	Status              string // TRIGGERED, MONITORING, MONITORING_COMPLETE, DISABLED
	Failures, Threshold int    // of the circuit breaker
	Triggered           []string
}

// Ended reports whether nothing more happens to the record.
func (r Record) Ended() bool {
	switch r.status() {
	case "SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED":
		return true
	}
	return false
}

// Paused are the hooks that wait for somebody's answer: a PAUSE hook goes on
// only by ContinueServiceDeployment or its own timeout (Developer Guide, Pause
// hooks for Amazon ECS service deployments).
func (r Record) Paused() []Hook { return r.hooks("AWAITING_ACTION") }

// hooks are those in this status.
func (r Record) hooks(status string) []Hook {
	var out []Hook
	for _, h := range r.Hooks {
		if h.Status == status {
			out = append(out, h)
		}
	}
	return out
}

// after is the record as read after another read of it: it keeps when the stage
// began.
func (r Record) after(known *Record) Record {
	r.StageSince = r.UpdatedAt
	if known != nil && known.ARN == r.ARN && known.Stage == r.Stage && known.Target.Production == r.Target.Production {
		r.StageSince = known.StageSince
	}
	return r
}

// shifts reports whether deployments of the service shift traffic from one
// revision to another: until the old one is cleaned up, tasks of both run
// (Developer Guide, Amazon ECS blue/green deployments).
func (s Snapshot) shifts() bool {
	switch s.Strategy {
	case "BLUE_GREEN", "LINEAR", "CANARY":
		return true
	}
	return false
}
