package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// failure is why a deployment is given up, in the words of ECS: its event, its
// rollout state, the rollout state of the deployment that comes back (before its
// id), and the record. Developer Guide, Service deployment circuit breaker and
// Service deployment state change events. An empty text is one that no source
// gives; the state of byAlarm is put together from its event.
type failure struct {
	event, state, back, record string
}

var (
	byBreaker = failure{
		event: "tasks failed to start.", state: "ECS deployment circuit breaker: tasks failed to start.",
		back:   "ECS deployment circuit breaker: rolling back to deploymentId ",
		record: rolledBackBecause + "the circuit breaker threshold was exceeded.",
	}
	byAlarm = failure{event: "alarm detected.", state: "ECS deployment failed: alarm detected."}
	byUser  = failure{}
)

// noCandidate is the reason of a rollback that has nothing to go back to.
const noCandidate = "No rollback candidate was found to run the rollback."

// giveUp fails a deployment. It stays PRIMARY and starts nothing more, unless the
// service goes back to another one. Developer Guide, Service deployment circuit
// breaker.
func (w *World) giveUp(d *deployment, why failure, rollback bool) {
	s := d.service
	d.rollout, d.reason, d.updated = types.DeploymentRolloutStateFailed, why.state, w.stamp()
	w.say(s, sayGivenUp(d, why))
	r := s.ongoing()
	switch {
	case r.rollback != nil: // the rollback itself has failed
		w.endRecord(r, types.ServiceDeploymentStatusRollbackFailed)
	case rollback:
		w.goBack(r, why)
	default:
		r.stopped = w.stamp()
		w.endRecord(r, types.ServiceDeploymentStatusStopped)
	}
}

// goBack begins the rollback of a service deployment, or ends the record when
// there is nothing to go back to.
func (w *World) goBack(r *record, why failure) {
	to := r.deployment.service.candidate()
	if to == nil {
		r.reason = noCandidate
		w.endRecord(r, types.ServiceDeploymentStatusRollbackFailed)
		return
	}
	r.reason = why.record
	r.status, r.updated = types.ServiceDeploymentStatusRollbackInProgress, w.stamp()
	started := w.stamp()
	r.rollback = &types.Rollback{ServiceRevisionArn: aws.String(w.revisionARN(to)), StartedAt: &started}
	if why.record != "" {
		r.rollback.Reason = aws.String(why.record)
	}
	w.reinstate(to, why)
	w.turnBack(r)
}

// candidate is the deployment to go back to: the newest of those COMPLETED. One
// that is being gone back to is IN_PROGRESS and none until it has completed
// again. Developer Guide, Service deployment circuit breaker.
func (s *service) candidate() *deployment {
	for _, r := range s.records {
		if r.deployment.rollout == types.DeploymentRolloutStateCompleted {
			return r.deployment
		}
	}
	return nil
}

// reinstate makes an older deployment PRIMARY again, under its old id: a rollback
// makes no new service revision. The one given up shall have no task any more.
// Developer Guide, Amazon ECS service revisions.
func (w *World) reinstate(d *deployment, why failure) {
	s := d.service
	p := s.primary()
	p.held, p.updated, p.replaced = 0, w.stamp(), w.now
	others := slices.DeleteFunc(s.deployments, func(other *deployment) bool { return other == d })
	s.deployments = append([]*deployment{d}, others...)
	s.spec = restored(s.spec, d)

	d.rollout, d.updated = types.DeploymentRolloutStateInProgress, w.stamp()
	d.reason = reasonInProgress(d)
	if why.back != "" {
		d.reason = why.back + d.id + "."
	}
	d.failed, d.uncounted, d.unreplaced, d.launching = 0, 0, 0, backoff{}
	// Its tasks that still run have reached RUNNING; if none does, the breaker
	// counts from the first stage again. No alarm watches a rollback: one that
	// caused it still fires.
	d.breaker = breaker{ran: count(s.tasks, func(t *task) bool {
		return t.deployment == d && t.alive() && t.lastStatus == running
	}) > 0}
	d.alarms = alarmWatch{}
	s.placing = backoff{}
	clear(s.said)
	w.say(s, sayGoingBack(d))
}

// restored is the service's configuration with the revision of d put back. What
// is not part of a revision, like the desired count, stays. API reference,
// ServiceRevision.
func restored(spec *ecs.CreateServiceInput, d *deployment) *ecs.CreateServiceInput {
	out, old := *spec, d.spec
	out.TaskDefinition = d.def.TaskDefinitionArn
	out.LaunchType, out.CapacityProviderStrategy = old.LaunchType, old.CapacityProviderStrategy
	out.PlatformVersion, out.NetworkConfiguration = old.PlatformVersion, old.NetworkConfiguration
	out.LoadBalancers, out.ServiceRegistries = old.LoadBalancers, old.ServiceRegistries
	out.ServiceConnectConfiguration = old.ServiceConnectConfiguration
	out.VolumeConfigurations, out.VpcLatticeConfigurations = old.VolumeConfigurations, old.VpcLatticeConfigurations
	return &out
}

// rolledBack ends the record of a rollback when the deployment that came back has
// completed.
func (w *World) rolledBack(d *deployment) {
	if r := d.service.ongoing(); r != nil && r.rollback != nil {
		w.endRecord(r, types.ServiceDeploymentStatusRollbackSuccessful)
	}
}

// ongoing is the service deployment that has not ended; nil if there is none. A
// rollback has none of its own: it is part of the one that failed.
func (s *service) ongoing() *record {
	if len(s.records) == 0 || s.records[0].over() {
		return nil
	}
	return s.records[0]
}

// source is the record of the newest deployment that worked before the PRIMARY
// one. API reference, ServiceDeployment, sourceServiceRevisions.
func (s *service) source() *record {
	if len(s.deployments) < 2 {
		return nil
	}
	before := s.deployments[1]
	for _, r := range s.records {
		switch {
		case r.deployment != before:
		case before.completed:
			return r
		default:
			return r.source
		}
	}
	return nil
}
