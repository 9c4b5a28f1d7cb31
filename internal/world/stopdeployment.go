package world

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// StopServiceDeployment asks a service deployment that is under way to roll back,
// whether or not the service is configured to, or with ABORT to stop where it is.
// One that is stopping or rolling back already goes on doing so; one that has ended
// is a conflict. API reference, StopServiceDeployment; Developer Guide, Stopping
// Amazon ECS service deployments. ABORT is a value of the type that neither
// describes: see [Options.RefuseAbort].
func (w *World) StopServiceDeployment(in *ecs.StopServiceDeploymentInput) (*ecs.StopServiceDeploymentOutput, error) {
	next := types.ServiceDeploymentStatusRollbackRequested
	switch abort := in.StopType == types.StopServiceDeploymentStopTypeAbort; {
	case abort && !w.opts.RefuseAbort:
		next = types.ServiceDeploymentStatusStopRequested
	case in.StopType != "" && in.StopType != types.StopServiceDeploymentStopTypeRollback:
		return nil, invalidParameterf("The stop type %q is not supported. Use ROLLBACK.", string(in.StopType))
	}
	r, err := w.serviceDeployment(in.ServiceDeploymentArn)
	switch {
	case err != nil:
		return nil, err
	case r.over():
		return nil, &types.ConflictException{
			Message:     aws.String("The service deployment cannot be stopped in status " + string(r.status) + "."),
			ResourceIds: []string{r.arn},
		}
	}
	if r.status == types.ServiceDeploymentStatusPending || r.status == types.ServiceDeploymentStatusInProgress {
		r.status, r.updated = next, w.stamp()
		w.touch(r.deployment.service)
	}
	return &ecs.StopServiceDeploymentOutput{ServiceDeploymentArn: aws.String(r.arn)}, nil
}

// abort leaves the service of a deployment that was stopped as it is: it stalls
// like one that failed without a rollback, until the service is updated. One that
// shifts traffic keeps both revisions with the traffic that they have; if the
// replaced one is being removed, the other is the production revision already.
// Developer Guide, Amazon ECS blue/green service deployments workflow.
func (w *World) abort(r *record) {
	d := r.deployment
	d.rollout, d.reason, d.updated = types.DeploymentRolloutStateFailed, "", w.stamp()
	if d.service.cleaning() {
		d.rollout, d.reason, d.completed = types.DeploymentRolloutStateCompleted, reasonCompleted(d), true
	}
	if r.stages != nil {
		r.stages.drop()
		r.stages.aborted = true
	}
	if d.service.daemon() {
		w.capacityChanged(d.service.cluster) // no room is kept for it any more
	}
}

// cancel is the rollback that somebody asked for. The deployment did not fail;
// but with nothing to go back to it ends FAILED and stalls.
func (w *World) cancel(r *record) {
	d := r.deployment
	if r.started.IsZero() {
		r.started = w.stamp()
	}
	w.goBack(r, byUser)
	if r.over() {
		d.rollout, d.reason, d.updated = types.DeploymentRolloutStateFailed, noCandidate, w.stamp()
	}
}
