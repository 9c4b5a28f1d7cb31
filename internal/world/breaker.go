package world

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The default threshold of the circuit breaker, and the bounds of a bounded one.
// Developer Guide, Service deployment circuit breaker.
const (
	defaultThreshold = 50
	leastFailures    = 3
	mostFailures     = 200
)

// breaker is what the deployment circuit breaker knows of a deployment.
type breaker struct {
	failures int
	// ran: a task has reached RUNNING. Before that the breaker counts tasks that do
	// not reach it, after that only failed health checks.
	ran bool
	// tripped: the count has reached the threshold, whatever happens next.
	tripped bool
}

// threshold is how many failures fail a deployment of so many tasks. API
// reference, ThresholdConfiguration.
func threshold(c *types.ThresholdConfiguration, desired int) int {
	kind, value := types.ThresholdTypeBoundedPercent, defaultThreshold
	if c != nil {
		kind, value = c.Type, int(c.Value)
	}
	switch kind {
	case types.ThresholdTypeCount:
		return value
	case types.ThresholdTypeUnboundedPercent:
		return share(desired, value)
	default:
		return min(max(share(desired, value), leastFailures), mostFailures)
	}
}

// share is so many percent of the desired tasks, rounded up.
func share(desired, percent int) int { return (desired*percent + 99) / 100 }

// checkThreshold holds a threshold to its range. API reference,
// ThresholdConfiguration.
func checkThreshold(c *types.ThresholdConfiguration) error {
	switch {
	case c == nil:
		return nil
	case c.Type != types.ThresholdTypeCount && c.Type != types.ThresholdTypeBoundedPercent &&
		c.Type != types.ThresholdTypeUnboundedPercent:
		return invalidParameterf("Invalid circuit breaker threshold type %q.", string(c.Type))
	case c.Value < 1:
		return invalidParameter("The circuit breaker threshold must be at least 1.")
	case c.Type != types.ThresholdTypeCount && c.Value > 100:
		return invalidParameter("The circuit breaker threshold must be at most 100 percent.")
	}
	return nil
}

// guard is the service's circuit breaker as it is configured now: an update
// reaches a deployment that is under way.
func (d *deployment) guard() types.DeploymentCircuitBreaker {
	return *d.service.spec.DeploymentConfiguration.DeploymentCircuitBreaker
}

// limit is the threshold now: it follows the desired count.
func (d *deployment) limit() int {
	return threshold(d.guard().ThresholdConfiguration, d.service.desired())
}

// countLaunches counts the tasks that found no place or did not reach RUNNING; the
// circuit breaker does so only as long as no task of the deployment has. API
// reference, Deployment, failedTasks; Developer Guide, Service deployment circuit
// breaker. They count when the next attempt is due, as it has been seen: after
// three attempts, failedTasks is 2 for as long as the service waits.
func (w *World) countLaunches(s *service) {
	for _, d := range s.deployments {
		if !d.launching.ready(w.now) || !s.placing.ready(w.now) {
			continue
		}
		for ; d.uncounted > 0; d.uncounted-- {
			d.failed++
			if !d.breaker.ran {
				w.countFailure(d)
			}
		}
		w.unpin(d)
	}
}

// watched says whether the circuit breaker watches the deployment.
func (d *deployment) watched() bool {
	return d.guard().Enable && d.primary() && d.rollout == types.DeploymentRolloutStateInProgress
}

// countFailure counts a task that is replaced for failed health checks, or did
// not reach RUNNING, while the deployment is being rolled out.
func (w *World) countFailure(d *deployment) {
	if !d.watched() || d.breaker.tripped {
		return
	}
	d.breaker.failures++
	if d.breaker.failures >= d.limit() {
		d.breaker.tripped = true
		w.touch(d.service)
	}
}

// recovered is a task that became healthy: only failures in a row count, unless
// the service says otherwise. API reference, DeploymentCircuitBreaker,
// resetOnHealthyTask, and Deployment, failedTasks.
func (d *deployment) recovered() {
	guard := d.guard()
	if guard.Enable && guard.ResetOnHealthyTask != nil && !*guard.ResetOnHealthyTask {
		return
	}
	d.failed, d.uncounted = 0, 0
	d.breaker.failures = 0
}

// gaveUp says whether ECS starts no further task for the deployment. API
// reference, DeploymentConfiguration, deploymentCircuitBreaker.
func (d *deployment) gaveUp() bool { return d.rollout == types.DeploymentRolloutStateFailed }

// judge ends the deployment that is being rolled out when somebody asked for it,
// or one of its monitors says that it failed; the first one wins. It says whether
// it did.
func (w *World) judge(s *service) bool {
	p, o := s.primary(), s.ongoing()
	if s.status != active || p.rollout != types.DeploymentRolloutStateInProgress {
		return false
	}
	b := p.breaker
	switch {
	case o.status == types.ServiceDeploymentStatusRollbackRequested:
		w.cancel(o)
	case b.tripped, p.guard().Enable && b.failures > 0 && b.failures >= p.limit():
		p.breaker.tripped = true
		w.giveUp(p, byBreaker, p.guard().Rollback)
	case len(p.alarms.triggered) > 0:
		w.giveUp(p, byAlarm, s.spec.DeploymentConfiguration.Alarms.Rollback)
	default:
		return false
	}
	if s.daemon() {
		w.capacityChanged(s.cluster) // no room is kept for it any more, or another one
	}
	return true
}

// breakerState is the circuit breaker as a service deployment shows it, which is
// over or not. API reference, ServiceDeploymentCircuitBreaker.
func (d *deployment) breakerState(over bool) types.ServiceDeploymentCircuitBreaker {
	if !d.guard().Enable {
		return types.ServiceDeploymentCircuitBreaker{Status: types.ServiceDeploymentRollbackMonitorsStatusDisabled}
	}
	return types.ServiceDeploymentCircuitBreaker{
		Status: monitorStatus(d.breaker.tripped, over), FailureCount: int32(d.breaker.failures), Threshold: int32(d.limit()),
	}
}

// monitorStatus is the status of a monitor that is not DISABLED.
func monitorStatus(triggered, over bool) types.ServiceDeploymentRollbackMonitorsStatus {
	switch {
	case triggered:
		return types.ServiceDeploymentRollbackMonitorsStatusTriggered
	case over:
		return types.ServiceDeploymentRollbackMonitorsStatusMonitoringComplete
	default:
		return types.ServiceDeploymentRollbackMonitorsStatusMonitoring
	}
}
