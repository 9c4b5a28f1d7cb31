package world

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// StopServiceDeployment asks a service deployment that is under way to roll back,
// whether or not the service is configured to. One that is stopping or rolling
// back already goes on doing so; one that has ended is a conflict. ROLLBACK is
// the only type that the API takes. API reference, StopServiceDeployment;
// Developer Guide, Stopping Amazon ECS service deployments.
func (w *World) StopServiceDeployment(in *ecs.StopServiceDeploymentInput) (*ecs.StopServiceDeploymentOutput, error) {
	if in.StopType != "" && in.StopType != types.StopServiceDeploymentStopTypeRollback {
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
		r.status, r.updated = types.ServiceDeploymentStatusRollbackRequested, w.stamp()
		w.touch(r.deployment.service)
	}
	return &ecs.StopServiceDeploymentOutput{ServiceDeploymentArn: aws.String(r.arn)}, nil
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
