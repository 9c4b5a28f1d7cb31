package service

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
)

// fixed are the members that no update changes, and what would have to be done
// (API reference: UpdateService does not have them).
var fixed = map[string]string{
	"launchType": "create the service again, or move it with capacityProviderStrategy " +
		"(an empty one goes back to the launch type)",
	"schedulingStrategy": "create the service again",
	"role":               "create the service again",
}

// elsewhere are the members that UpdateService changes for services whose
// deployments others carry out (API reference, UpdateService); CodeDeploy's may
// change deploymentConfiguration too.
var elsewhere = []string{
	"desiredCount", "enableECSManagedTags", "healthCheckGracePeriodSeconds", "placementConstraints",
	"placementStrategy", "propagateTags",
}

// refused says what to do instead of changing a member, "" where UpdateService
// changes it.
func (p *Plan) refused(member string, wanted *shape.Node) string {
	if instead := fixed[member]; instead != "" {
		return instead
	}
	daemon := p.running.SchedulingStrategy == types.SchedulingStrategyDaemon
	controller := controllerOf(p.running)
	switch {
	case member == "desiredCount" && daemon:
		return "a DAEMON service runs one task on each instance"
	case member == "deploymentController":
		if kind := wanted.Get("type"); kind == nil || kind.Text != string(types.DeploymentControllerTypeEcs) {
			return "create the service again: only a move to ECS is possible in place"
		}
		return ""
	case controller == types.DeploymentControllerTypeEcs, p.toECS(), slices.Contains(elsewhere, member),
		controller == types.DeploymentControllerTypeCodeDeploy && member == "deploymentConfiguration":
		return ""
	}
	return otherDeployer(controller)
}

// refuseRollout stops a rollout that UpdateService does not carry out: services
// of CodeDeploy and of external controllers get their revisions elsewhere (API
// reference, UpdateService).
func (p *Plan) refuseRollout() error {
	if p.running == nil || p.toECS() || !p.Register && p.From == p.To && !p.spec.ForceNewDeployment {
		return nil
	}
	controller := controllerOf(p.running)
	if controller == types.DeploymentControllerTypeEcs {
		return nil
	}
	return notOurs(p.Service, controller)
}

// notOurs is a rolling update of a service that others deploy.
func notOurs(service string, controller types.DeploymentControllerType) error {
	return &ConflictError{Service: service, Conflicts: []Conflict{{
		Path: "deploymentController.type", Old: string(controller), New: "a rolling update",
		Instead: otherDeployer(controller),
	}}}
}

func otherDeployer(controller types.DeploymentControllerType) string {
	if controller == types.DeploymentControllerTypeExternal {
		return "create a task set"
	}
	return "start a CodeDeploy deployment"
}

func controllerOf(s *types.Service) types.DeploymentControllerType {
	if s.DeploymentController == nil || s.DeploymentController.Type == "" {
		return types.DeploymentControllerTypeEcs
	}
	return s.DeploymentController.Type
}

// toECS is true where the file moves the service to rolling updates.
func (p *Plan) toECS() bool {
	if p.spec.File == nil {
		return false
	}
	c := p.spec.File.Create.DeploymentController
	return c != nil && c.Type == types.DeploymentControllerTypeEcs
}

// identify settles which service and cluster are meant, by the spec and the
// file together. Where they disagree it guesses nothing.
func (spec Spec) identify() (Spec, error) {
	var conflicts []Conflict
	settle := func(member string, asked *string, file *string) {
		switch written := aws.ToString(file); {
		case *asked == "":
			*asked = written
		case written != "" && shortName(written, "") != shortName(*asked, ""):
			conflicts = append(conflicts, Conflict{
				member, shortName(*asked, ""), written,
				"take it out of the file, or ask for that one",
			})
		}
	}
	if spec.Cluster == "" {
		spec.Cluster = clusterOf(spec.Service)
	}
	if spec.File != nil {
		settle("serviceName", &spec.Service, spec.File.Create.ServiceName)
		settle("cluster", &spec.Cluster, spec.File.Create.Cluster)
		if spec.Definition == nil && spec.Revision == "" {
			spec.Revision = aws.ToString(spec.File.Create.TaskDefinition)
		}
	}
	if spec.Service == "" {
		return spec, errNoName
	}
	if len(conflicts) > 0 {
		return spec, &ConflictError{Service: shortName(spec.Service, ""), Conflicts: conflicts}
	}
	return spec, nil
}
