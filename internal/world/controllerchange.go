package world

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkControllers refuses an update that the service's controller, or the one
// that shall take over, does not allow. API reference, UpdateService.
func (s *service) checkControllers(in *ecs.UpdateServiceInput) error {
	to := controllerOf(s.spec)
	if in.DeploymentController != nil && in.DeploymentController.Type != to {
		to = in.DeploymentController.Type
		if err := s.checkHand(to); err != nil {
			return err
		}
	}
	if to == types.DeploymentControllerTypeEcs {
		return nil
	}
	return checkOutside(to, in)
}

// checkHand says whether another controller can take the service over: there must
// be nothing but the PRIMARY task set or deployment. Developer Guide,
// Troubleshooting Amazon ECS deployment strategy updates.
func (s *service) checkHand(to types.DeploymentControllerType) error {
	spec := *s.spec
	spec.DeploymentController = &types.DeploymentController{Type: to}
	switch {
	case to == types.DeploymentControllerTypeCodeDeploy:
		if err := checkCodeDeploy(&spec); err != nil {
			return err
		}
	case to != types.DeploymentControllerTypeEcs && to != types.DeploymentControllerTypeExternal:
		return checkController(&spec)
	}
	switch {
	case len(s.sets) > 1 || len(s.deployments) > 1:
		return invalidParameter("Updating the deployment controller is not supported when there are multiple tasksets in " +
			"the service. Please ensure your service has only one taskset and try again.")
	case s.primary() == nil:
		return invalidParameter("Updating the deployment controller requires a primary taskset in the service. Please " +
			"ensure your service has a primary taskset and try again.")
	}
	return nil
}

// hand gives a service its new configuration, and with it perhaps to another
// controller, tasks and all: its deployment becomes a task set, or the other way
// round.
func (w *World) hand(s *service, spec *ecs.CreateServiceInput) {
	was, d := s.outside(), s.primary()
	if !was && controllerOf(spec) != types.DeploymentControllerTypeEcs {
		w.recordEnd(d, types.ServiceDeploymentStatusStopped)
	}
	s.spec = spec
	switch {
	case was && !s.outside():
		w.adopt(s, d)
	case !was && s.outside():
		w.release(s, d)
	}
}

// adopt makes the deployment of the only task set one of the service itself. It
// has completed: it is what an update that fails goes back to.
func (w *World) adopt(s *service, d *deployment) {
	part := d.service
	part.look.cancel()
	w.placed(part)
	s.sets, s.production = nil, nil
	s.deployments, s.tasks, d.service = []*deployment{d}, part.tasks, s
	d.rollout, d.reason, d.completed = types.DeploymentRolloutStateCompleted, reasonCompleted(d), true
	r := w.newRecord(d)
	r.started = r.created
	s.records = append([]*record{r}, s.records...)
	w.endRecord(r, types.ServiceDeploymentStatusSuccessful)
}

// release makes the only deployment of the service its PRIMARY task set.
func (w *World) release(s *service, d *deployment) {
	tasks := s.tasks
	s.look.cancel()
	w.placed(s)
	s.deployments, s.tasks = nil, nil
	s.production = w.newSet(s, d, &ecs.CreateTaskSetInput{Scale: full()}, tasks)
}
