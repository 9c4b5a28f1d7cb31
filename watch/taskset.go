package watch

import "time"

// TaskSet is what a deployment that is a task set has besides its counts. Services
// whose deployments CodeDeploy or somebody else controls have task sets in
// place of deployments (API reference, TaskSet).
type TaskSet struct {
	ARN string
	// Stability is STEADY_STATE or STABILIZING, since StableSince.
	Stability   string
	StableSince time.Time
	// Scale is the percentage of the service's tasks that the set has.
	Scale float64
	// StartedBy is CODE_DEPLOY for a set that CodeDeploy made; ExternalID is then
	// the id of the deployment in CodeDeploy.
	StartedBy, ExternalID string
}

// stability is that of a task set, "" of a deployment that ECS controls.
func (d Deployment) stability() string {
	if d.Set == nil {
		return ""
	}
	return d.Set.Stability
}
