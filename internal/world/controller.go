package world

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// controllerOf is the deployment controller of a service, ECS by default. API
// reference, CreateService, deploymentController.
func controllerOf(spec *ecs.CreateServiceInput) types.DeploymentControllerType {
	if spec.DeploymentController == nil {
		return types.DeploymentControllerTypeEcs
	}
	return spec.DeploymentController.Type
}

// outside says whether something else than ECS deploys the service: it has task
// sets then, and no deployments. API reference, DeploymentController.
func (s *service) outside() bool {
	return s.set == nil && controllerOf(s.spec) != types.DeploymentControllerTypeEcs
}

// checkController refuses what a new service cannot have with its controller.
func checkController(spec *ecs.CreateServiceInput) error {
	switch kind := controllerOf(spec); kind {
	case types.DeploymentControllerTypeEcs:
	case types.DeploymentControllerTypeExternal:
		return checkExternal(spec)
	case types.DeploymentControllerTypeCodeDeploy:
		return checkCodeDeploy(spec)
	default:
		return invalidParameterf("Invalid deployment controller type %q.", string(kind))
	}
	return nil
}

// onlyECS ends what ECS says of a feature that the other controllers do not have.
const onlyECS = "deployment controller. Update to ECS deployment controller and try again."

// checkFeatures refuses what only the rolling update has. Developer Guide,
// Troubleshooting Amazon ECS deployment strategy updates; no source gives the
// text about the deployment strategies.
func checkFeatures(spec *ecs.CreateServiceInput) error {
	kind := controllerOf(spec)
	if kind == types.DeploymentControllerTypeEcs {
		return nil
	}
	if spec.SchedulingStrategy == types.SchedulingStrategyDaemon {
		return invalidParameterf("The %s deployment controller type is not supported for services using the DAEMON "+
			"scheduling strategy.", kind)
	}
	connected := spec.ServiceConnectConfiguration != nil && spec.ServiceConnectConfiguration.Enabled
	c := spec.DeploymentConfiguration
	switch {
	case connected && kind == types.DeploymentControllerTypeExternal:
		return invalidParameter("The EXTERNAL deployment controller type is not supported for services using Service " +
			"Connect.")
	case connected:
		return invalidParameter("Service Connect feature is only supported with ECS (rolling update) " + onlyECS)
	case c == nil:
	case c.DeploymentCircuitBreaker != nil && c.DeploymentCircuitBreaker.Enable:
		return invalidParameter("Deployment circuit breaker feature is only supported with ECS " + onlyECS)
	case c.Alarms != nil && c.Alarms.Enable:
		return invalidParameter("Alarm based rollback feature is only supported with ECS " + onlyECS)
	case c.Strategy != "" && c.Strategy != types.DeploymentStrategyRolling:
		return invalidParameterf("The %s deployment strategy is only supported with ECS "+onlyECS, c.Strategy)
	}
	return nil
}

// checkExternal refuses for a new EXTERNAL service what its task sets say. API
// reference, CreateService; the texts as they have been seen of load balancers,
// network and an empty task definition.
func checkExternal(spec *ecs.CreateServiceInput) error {
	switch {
	case spec.TaskDefinition != nil && *spec.TaskDefinition == "":
		return invalidParameter("Family should not be null or empty.")
	case spec.TaskDefinition != nil:
		return invalidParameter("TaskDefinition must be null.")
	case len(spec.LoadBalancers) > 0:
		return invalidParameter("LoadBalancers must be empty or null.")
	case len(spec.ServiceRegistries) > 0:
		return invalidParameter("ServiceRegistries must be empty or null.")
	case len(spec.CapacityProviderStrategy) > 0:
		return invalidParameter("CapacityProviderStrategy must be empty or null.")
	case spec.NetworkConfiguration != nil:
		return invalidParameter("NetworkConfiguration must be null.")
	case spec.PlatformVersion != nil:
		return invalidParameter("PlatformVersion must be null.")
	case spec.LaunchType != "":
		return invalidParameter("LaunchType must be null.")
	}
	return nil
}

// checkCodeDeploy demands the one target group that CodeDeploy shifts traffic
// from. API reference, CreateService and UpdateService, loadBalancers; no source
// gives the text.
func checkCodeDeploy(spec *ecs.CreateServiceInput) error {
	if len(spec.LoadBalancers) != 1 || spec.LoadBalancers[0].TargetGroupArn == nil {
		return invalidParameter("A service with a CODE_DEPLOY deployment controller must have exactly one target group.")
	}
	return nil
}

// setPercents gives a service that ECS does not deploy the default percentages,
// unless its tasks run on Fargate, where they mean nothing. API reference,
// DeploymentConfiguration, maximumPercent and minimumHealthyPercent.
func setPercents(spec *ecs.CreateServiceInput) {
	if controllerOf(spec) != types.DeploymentControllerTypeEcs && !launchOf(spec).fargate() {
		c := *spec.DeploymentConfiguration
		c.MinimumHealthyPercent, c.MaximumPercent = nil, nil
		spec.DeploymentConfiguration = withDefaults(&c, false)
	}
}

// deploymentConfiguration is what the API shows of it: of a service that ECS does
// not deploy only the percentages, as it has been seen.
func (s *service) deploymentConfiguration() *types.DeploymentConfiguration {
	c := s.spec.DeploymentConfiguration
	if !s.outside() {
		return c
	}
	return &types.DeploymentConfiguration{
		MinimumHealthyPercent: c.MinimumHealthyPercent, MaximumPercent: c.MaximumPercent,
	}
}

// checkOutside refuses an update of what task sets are made of, or CodeDeploy
// has to change. API reference, UpdateService; the texts as they have been seen,
// those of EXTERNAL and of the rarer members put together like them.
func checkOutside(kind types.DeploymentControllerType, in *ecs.UpdateServiceInput) error {
	subject := ""
	switch {
	case in.TaskDefinition != nil:
		subject = "task definition"
	case in.NetworkConfiguration != nil:
		subject = "network parameters"
	case in.LoadBalancers != nil:
		subject = "load balancers"
	case in.PlatformVersion != nil:
		subject = "platform version"
	case in.CapacityProviderStrategy != nil:
		subject = "capacity provider strategy"
	case in.ServiceRegistries != nil:
		subject = "service registries"
	case in.VolumeConfigurations != nil:
		subject = "volume configurations"
	case in.VpcLatticeConfigurations != nil:
		subject = "VPC Lattice configurations"
	case in.DeploymentConfiguration != nil && kind == types.DeploymentControllerTypeExternal:
		subject = "deployment configuration"
	}
	on := fmt.Sprintf("on services with a %s deployment controller. Use AWS CodeDeploy to trigger a new deployment.", kind)
	if kind == types.DeploymentControllerTypeExternal {
		on = "on services with an EXTERNAL deployment controller. Create a new task set."
	}
	switch {
	case subject != "":
		return invalidParameter("Unable to update " + subject + " " + on)
	case in.ForceNewDeployment:
		return invalidParameter("Cannot force a new deployment " + on)
	}
	return nil
}

// linkedRole is the role with which ECS calls other services unless the service
// names one: with its own network interfaces, service discovery, a load balancer
// or task sets. API reference, CreateService, role.
func (w *World) linkedRole(s *service) *string {
	needs := s.outside() || s.spec.NetworkConfiguration != nil || len(s.spec.ServiceRegistries) > 0 ||
		len(s.spec.LoadBalancers) > 0
	switch role := aws.ToString(s.spec.Role); {
	case strings.HasPrefix(role, "arn:"):
		return &role
	case role != "":
		return aws.String(fmt.Sprintf("arn:aws:iam::%s:role/%s", w.opts.Account, strings.TrimPrefix(role, "/")))
	case !needs:
		return nil
	}
	return aws.String(fmt.Sprintf("arn:aws:iam::%s:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
		w.opts.Account))
}
