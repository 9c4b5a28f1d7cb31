package world

import (
	"math"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// UpdateService changes a service. It starts a new deployment only when
// something changes that tasks are made of, or when told to; else the PRIMARY
// deployment keeps its id. API reference, UpdateService.
func (w *World) UpdateService(in *ecs.UpdateServiceInput) (*ecs.UpdateServiceOutput, error) {
	s, err := w.activeService(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	in = clone(in)
	if err := s.checkControllers(in); err != nil {
		return nil, err
	}
	before, p := s.spec, s.primary()
	spec := changed(before, in)
	if in.CapacityProviderStrategy != nil && len(in.CapacityProviderStrategy) == 0 {
		if err := s.fallBack(spec); err != nil {
			return nil, err
		}
	}
	if err := checkUpdate(in, launchOf(spec)); err != nil {
		return nil, err
	}
	if s.daemon() && in.DesiredCount != nil {
		return nil, invalidParameter(daemonCount)
	}
	if err := s.checkMigration(spec); err != nil {
		return nil, err
	}
	rev := p.revision()
	if in.TaskDefinition != nil || in.ForceNewDeployment || rebuilds(before, spec) {
		if rev, err = w.checkSpec(spec); err != nil {
			return nil, err
		}
	} else if err := w.checkCounts(spec); err != nil {
		return nil, err
	}
	if in.LoadBalancers != nil || rev != p.revision() {
		if err := w.checkGroups(&rev.def, spec.LoadBalancers); err != nil {
			return nil, err
		}
	}
	w.hand(s, spec)
	w.act(s, rev, in.ForceNewDeployment || rebuilds(before, spec) || rev != p.revision())
	out := w.describeService(s, true)
	return &ecs.UpdateServiceOutput{Service: &out}, nil
}

// act does what follows from an update: a new deployment, or another look.
func (w *World) act(s *service, rev *revision, anew bool) {
	switch {
	case s.outside():
		w.updateSets(s)
		w.connect(s)
	case anew:
		w.deploy(s, rev)
	default:
		s.primary().updated = w.stamp()
		s.placing.until = w.now
		w.connect(s)
		w.touch(s)
	}
	if s.daemon() {
		w.capacityChanged(s.cluster) // another room is kept for it
	}
}

// fallBack gives a service without a capacity provider strategy the launch type that
// it was created with. API reference, UpdateService, capacityProviderStrategy.
func (s *service) fallBack(spec *ecs.CreateServiceInput) error {
	if s.asked.LaunchType == "" {
		return invalidParameter("No launch type to fall back to for empty capacity provider strategy. " +
			"Your service was not created with a launch type.")
	}
	spec.LaunchType = s.asked.LaunchType
	return nil
}

// changed is a configuration with what the update names put in its place; an
// empty list removes. API reference, UpdateService.
func changed(spec *ecs.CreateServiceInput, in *ecs.UpdateServiceInput) *ecs.CreateServiceInput {
	out := *spec
	put(&out.TaskDefinition, in.TaskDefinition)
	put(&out.DesiredCount, in.DesiredCount)
	put(&out.NetworkConfiguration, privately(in.NetworkConfiguration))
	put(&out.Monitoring, in.Monitoring)
	put(&out.PlatformVersion, in.PlatformVersion)
	put(&out.HealthCheckGracePeriodSeconds, in.HealthCheckGracePeriodSeconds)
	put(&out.ServiceConnectConfiguration, in.ServiceConnectConfiguration)
	put(&out.DeploymentController, in.DeploymentController)
	putList(&out.LoadBalancers, in.LoadBalancers)
	putList(&out.GatewayConnectors, in.GatewayConnectors)
	putList(&out.ServiceRegistries, in.ServiceRegistries)
	putList(&out.PlacementConstraints, in.PlacementConstraints)
	putList(&out.PlacementStrategy, in.PlacementStrategy)
	putList(&out.VolumeConfigurations, in.VolumeConfigurations)
	putList(&out.VpcLatticeConfigurations, in.VpcLatticeConfigurations)
	if in.CapacityProviderStrategy != nil {
		out.CapacityProviderStrategy, out.LaunchType = in.CapacityProviderStrategy, ""
	}
	if in.EnableECSManagedTags != nil {
		out.EnableECSManagedTags = *in.EnableECSManagedTags
	}
	if in.EnableExecuteCommand != nil {
		out.EnableExecuteCommand = *in.EnableExecuteCommand
	}
	if in.PropagateTags != "" {
		out.PropagateTags = in.PropagateTags
	}
	if in.AvailabilityZoneRebalancing != "" {
		out.AvailabilityZoneRebalancing = in.AvailabilityZoneRebalancing
	}
	if in.DeploymentConfiguration != nil {
		out.DeploymentConfiguration = merged(spec.DeploymentConfiguration, in.DeploymentConfiguration)
	}
	setPercents(&out)
	return &out
}

// merged is a deployment configuration with the named members put in place.
func merged(old, in *types.DeploymentConfiguration) *types.DeploymentConfiguration {
	out := *old
	put(&out.MinimumHealthyPercent, in.MinimumHealthyPercent)
	put(&out.MaximumPercent, in.MaximumPercent)
	put(&out.DeploymentCircuitBreaker, in.DeploymentCircuitBreaker)
	put(&out.Alarms, in.Alarms)
	put(&out.EarlySuccessCriteria, in.EarlySuccessCriteria)
	put(&out.BakeTimeInMinutes, in.BakeTimeInMinutes)
	put(&out.LinearConfiguration, in.LinearConfiguration)
	put(&out.CanaryConfiguration, in.CanaryConfiguration)
	putList(&out.LifecycleHooks, in.LifecycleHooks)
	if in.Strategy != "" {
		out.Strategy = in.Strategy
	}
	fitStrategy(&out)
	return &out
}

func put[T any](dst **T, value *T) {
	if value != nil {
		*dst = value
	}
}

func putList[T any](dst *[]T, value []T) {
	if value != nil {
		*dst = value
	}
}

// rebuilds says whether the tasks of the two configurations differ in something
// that only a new deployment brings, the task definition apart. API reference,
// UpdateService, the notes of each member.
func rebuilds(a, b *ecs.CreateServiceInput) bool {
	parts := func(s *ecs.CreateServiceInput) []any {
		return []any{
			s.NetworkConfiguration, s.PlatformVersion, s.ServiceConnectConfiguration,
			list(s.LoadBalancers), list(s.ServiceRegistries), list(s.VolumeConfigurations),
			list(s.VpcLatticeConfigurations), list(s.GatewayConnectors),
		}
	}
	return !reflect.DeepEqual(parts(a), parts(b))
}

// list makes an absent list and an empty one equal.
func list[T any](in []T) []T {
	if len(in) == 0 {
		return nil
	}
	return in
}

// checkCounts checks an update that touches no task.
func (w *World) checkCounts(spec *ecs.CreateServiceInput) error {
	if aws.ToInt32(spec.DesiredCount) < 0 {
		return invalidParameter("Desired count must be greater than or equal to zero.")
	}
	if outside(spec.HealthCheckGracePeriodSeconds, 0, math.MaxInt32) {
		return invalidParameter("healthCheckGracePeriodSeconds must be between 0 and 2147483647.")
	}
	if err := checkFeatures(spec); err != nil {
		return err
	}
	if err := checkDeploymentStrategy(spec); err != nil {
		return err
	}
	if err := checkPercents(spec.DeploymentConfiguration, spec.SchedulingStrategy); err != nil {
		return err
	}
	if err := checkPlacement(spec.PlacementConstraints, spec.PlacementStrategy, launchOf(spec)); err != nil {
		return err
	}
	return w.checkStrategyOf(spec.Cluster, spec.CapacityProviderStrategy)
}

// DeleteService begins to stop all tasks; the service is DRAINING until they are
// stopped, then INACTIVE. API reference, DeleteService.
func (w *World) DeleteService(in *ecs.DeleteServiceInput) (*ecs.DeleteServiceOutput, error) {
	s, err := w.activeService(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	if forced := s.daemon() || aws.ToBool(in.Force); !forced {
		switch {
		case s.desired() > 0:
			return nil, invalidParameter("The service cannot be stopped while it is scaled above 0.")
		case len(s.deployments) > 1 || len(s.sets) > 1:
			return nil, invalidParameter("The service cannot be stopped while deployments are active.")
		}
	}
	s.status = draining
	for _, t := range s.sets {
		w.drainSet(t)
	}
	w.placed(s) // it waits for nothing any more
	w.touch(s)
	out := w.describeService(s, true)
	return &ecs.DeleteServiceOutput{Service: &out}, nil
}

// retire makes a deleted service INACTIVE; for a while it can still be
// described.
func (w *World) retire(s *service) {
	s.status = inactive
	s.look.cancel()
	if s.set != nil {
		w.dropSet(s.set)
		return
	}
	w.connect(s)
	if s.daemon() {
		w.capacityChanged(s.cluster)
	}
	if s.express != nil {
		w.dropExpress(s.express)
	}
	w.after(remembered, func() {
		if s.cluster.services[s.name] == s {
			delete(s.cluster.services, s.name)
		}
	})
}
