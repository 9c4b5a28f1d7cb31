package world

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// CreateService makes a service; its first deployment starts tasks from the
// scheduler's next look on. The same call again with the same client token
// answers with the same service. API reference, CreateService.
func (w *World) CreateService(in *ecs.CreateServiceInput) (*ecs.CreateServiceOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := checkServiceName(aws.ToString(in.ServiceName)); err != nil {
		return nil, err
	}
	if s := c.services[*in.ServiceName]; s != nil && s.status != inactive {
		return w.createAgain(s, in)
	}
	asked := clone(in)
	if err := checkWords(asked); err != nil {
		return nil, err
	}
	tags, err := addTags(nil, asked.Tags)
	if err != nil {
		return nil, err
	}
	spec, rev, err := w.newSpec(c, asked)
	if err != nil {
		return nil, err
	}
	s := &service{
		cluster: c, name: *in.ServiceName, arn: w.arn("service/" + c.name + "/" + *in.ServiceName),
		status: active, created: w.stamp(), asked: asked, spec: spec, tags: tags, said: map[string]saying{},
	}
	c.services[s.name] = s
	if s.daemon() {
		c.posting = append(c.posting, s)
	}
	switch controllerOf(spec) {
	case types.DeploymentControllerTypeEcs:
		w.deploy(s, rev)
	case types.DeploymentControllerTypeCodeDeploy:
		w.firstSet(s, rev)
	}
	out := w.describeService(s, true)
	return &ecs.CreateServiceOutput{Service: &out}, nil
}

// createAgain is a CreateService whose name is taken.
func (w *World) createAgain(s *service, in *ecs.CreateServiceInput) (*ecs.CreateServiceOutput, error) {
	if s.status == draining {
		return nil, invalidParameter("Unable to Start a service that is still Draining.")
	}
	if in.ClientToken == nil || !reflect.DeepEqual(s.asked, clone(in)) {
		return nil, invalidParameter("Creation of service was not idempotent.")
	}
	out := w.describeService(s, true)
	return &ecs.CreateServiceOutput{Service: &out}, nil
}

// bothLaunches refuses a launch type beside a strategy.
const bothLaunches = "Specifying both a launch type and capacity provider strategy is not supported. Remove one and " +
	"try again."

// daemonCount refuses a desired count for a daemon service.
const daemonCount = "The daemon scheduling strategy does not support a desired count for services. " +
	"Remove the desired count value and try again."

// checkServiceName holds a name to its alphabet. API reference, CreateService,
// serviceName.
func checkServiceName(name string) error {
	ok := len(name) >= 1 && len(name) <= 255
	for _, r := range name {
		ok = ok && (r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	}
	if !ok {
		return invalidParameter("The service name must be between 1 and 255 characters long and can contain only letters, " +
			"numbers, underscores, and hyphens.")
	}
	return nil
}

// newSpec checks what a new service asks for and fills in the defaults. API
// reference, CreateService.
func (w *World) newSpec(c *cluster, asked *ecs.CreateServiceInput) (*ecs.CreateServiceInput, *revision, error) {
	spec := *asked
	spec.DeploymentController = &types.DeploymentController{Type: controllerOf(asked)}
	if err := checkController(&spec); err != nil {
		return nil, nil, err
	}
	if err := setCount(&spec); err != nil {
		return nil, nil, err
	}
	if err := c.setLaunch(&spec); err != nil {
		return nil, nil, err
	}
	daemon := spec.SchedulingStrategy == types.SchedulingStrategyDaemon
	if daemon && launchOf(&spec).fargate() {
		return nil, nil, invalidParameter("The DAEMON scheduling strategy is not supported for the Fargate launch type.")
	}
	if spec.AvailabilityZoneRebalancing == "" {
		spec.AvailabilityZoneRebalancing = types.AvailabilityZoneRebalancingEnabled
	}
	if spec.PropagateTags == "" {
		spec.PropagateTags = types.PropagateTagsNone
	}
	spec.DeploymentConfiguration = withDefaults(spec.DeploymentConfiguration, daemon)
	setPercents(&spec)
	if err := checkOnce(&spec); err != nil {
		return nil, nil, err
	}
	if controllerOf(&spec) == types.DeploymentControllerTypeExternal {
		return &spec, nil, w.checkCounts(&spec)
	}
	rev, err := w.checkSpec(&spec)
	if err != nil {
		return nil, nil, err
	}
	return &spec, rev, w.checkGroups(&rev.def, spec.LoadBalancers)
}

// setCount fills in the scheduling strategy and checks the desired count that it
// needs or refuses. Only an EXTERNAL service needs nothing but a name. API
// reference, CreateService, desiredCount.
func setCount(spec *ecs.CreateServiceInput) error {
	spec.SchedulingStrategy = cmp.Or(spec.SchedulingStrategy, types.SchedulingStrategyReplica)
	daemon := spec.SchedulingStrategy == types.SchedulingStrategyDaemon
	switch {
	case daemon && spec.DesiredCount != nil:
		return invalidParameter(daemonCount)
	case daemon || spec.DesiredCount != nil:
	case controllerOf(spec) == types.DeploymentControllerTypeExternal:
		spec.DesiredCount = aws.Int32(0)
	default:
		return invalidParameter("Desired count must be specified for a service with the REPLICA scheduling strategy.")
	}
	return nil
}

// setLaunch fills in where and how the tasks of a service or a task set run: by the
// cluster's default strategy, or else on EC2. API reference, CreateService,
// launchType and capacityProviderStrategy.
func (c *cluster) setLaunch(spec *ecs.CreateServiceInput) error {
	if spec.LaunchType != "" && len(spec.CapacityProviderStrategy) > 0 {
		return invalidParameter(bothLaunches)
	}
	if spec.LaunchType == "" && len(spec.CapacityProviderStrategy) == 0 {
		spec.CapacityProviderStrategy = c.strategy
	}
	if spec.LaunchType == "" && len(spec.CapacityProviderStrategy) == 0 {
		spec.LaunchType = types.LaunchTypeEc2
	}
	l := launchOf(spec)
	if l.fargate() && spec.PlatformVersion == nil {
		spec.PlatformVersion = aws.String("LATEST")
	}
	spec.NetworkConfiguration = privately(spec.NetworkConfiguration)
	return checkPlatform(spec.PlatformVersion, l)
}

// checkOnce refuses what only CreateService takes. API reference, CreateService,
// clientToken and role.
func checkOnce(spec *ecs.CreateServiceInput) error {
	linked := spec.NetworkConfiguration != nil || len(spec.ServiceRegistries) > 0 || len(spec.LoadBalancers) > 1 ||
		controllerOf(spec) == types.DeploymentControllerTypeExternal
	switch {
	case len(aws.ToString(spec.ClientToken)) > 36:
		return invalidParameter("clientToken can have at most 36 characters.")
	case spec.Role != nil && linked:
		return invalidParameter("You cannot specify an IAM role for services that require a service linked role.")
	}
	return nil
}

// withDefaults fills in a deployment configuration. API reference,
// DeploymentConfiguration.
func withDefaults(in *types.DeploymentConfiguration, daemon bool) *types.DeploymentConfiguration {
	out := types.DeploymentConfiguration{}
	if in != nil {
		out = *in
	}
	minimum, maximum := int32(100), int32(200)
	if daemon {
		minimum, maximum = 0, 100
	}
	out.MinimumHealthyPercent = aws.Int32(or(out.MinimumHealthyPercent, minimum))
	out.MaximumPercent = aws.Int32(or(out.MaximumPercent, maximum))
	if out.DeploymentCircuitBreaker == nil {
		out.DeploymentCircuitBreaker = &types.DeploymentCircuitBreaker{}
	}
	if out.Alarms == nil {
		out.Alarms = &types.DeploymentAlarms{AlarmNames: []string{}}
	}
	if out.Strategy == "" {
		out.Strategy = types.DeploymentStrategyRolling
	}
	fitStrategy(&out)
	return &out
}

// checkSpec refuses a configuration that ECS refuses, or that the world does not
// have yet, and finds its task definition.
func (w *World) checkSpec(spec *ecs.CreateServiceInput) (*revision, error) {
	if err := w.checkCounts(spec); err != nil {
		return nil, err
	}
	rev, err := w.usable(spec.TaskDefinition)
	if err != nil {
		return nil, err
	}
	// A family stands for the revision that was its latest now, not for later ones.
	spec.TaskDefinition = aws.String(rev.arn())
	if err := checkNetwork(&rev.def, spec.NetworkConfiguration, launchOf(spec)); err != nil {
		return nil, err
	}
	if err := checkConnectors(&rev.def, spec.GatewayConnectors); err != nil {
		return nil, err
	}
	return rev, checkBalancers(&rev.def, spec.LoadBalancers)
}

// checkPercents holds the percentages to their ranges. API reference,
// DeploymentConfiguration.
func checkPercents(c *types.DeploymentConfiguration, strategy types.SchedulingStrategy) error {
	minimum, maximum := *c.MinimumHealthyPercent, *c.MaximumPercent
	switch {
	case minimum < 0 || maximum < 0:
		return invalidParameter("minimumHealthyPercent and maximumPercent must be greater than or equal to 0.")
	case strategy == types.SchedulingStrategyDaemon && maximum != 100:
		return invalidParameter("The maximumPercent value must be 100 for a service with the DAEMON scheduling strategy.")
	case maximum < minimum || maximum == 0:
		return invalidParameter("The maximumPercent value must be greater than the minimumHealthyPercent value.")
	}
	if err := checkThreshold(c.DeploymentCircuitBreaker.ThresholdConfiguration); err != nil {
		return err
	}
	return checkEarly(c)
}

// checkBalancers refuses a load balancer for a container or port that the task
// definition does not have. API reference, LoadBalancer.
func checkBalancers(def *types.TaskDefinition, balancers []types.LoadBalancer) error {
	for _, lb := range balancers {
		name, port := aws.ToString(lb.ContainerName), aws.ToInt32(lb.ContainerPort)
		n := slices.IndexFunc(def.ContainerDefinitions, func(c types.ContainerDefinition) bool {
			return aws.ToString(c.Name) == name
		})
		if n < 0 {
			return invalidParameterf("The container %s does not exist in the task definition.", name)
		}
		if !slices.ContainsFunc(def.ContainerDefinitions[n].PortMappings, func(m types.PortMapping) bool {
			return aws.ToInt32(m.ContainerPort) == port
		}) {
			return invalidParameterf("The container %s did not have a container port %d defined.", name, port)
		}
	}
	return nil
}
