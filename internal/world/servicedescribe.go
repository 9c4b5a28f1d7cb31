package world

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// activeService finds a service that may be changed.
func (w *World) activeService(clusterRef, ref *string) (*service, error) {
	s, err := w.service(clusterRef, ref)
	if err == nil && s.status != active {
		return nil, &types.ServiceNotActiveException{Message: aws.String("Service was not ACTIVE.")}
	}
	return s, err
}

// DescribeServices describes up to ten services. One that does not exist is a
// failure of the answer, not an error. API reference, DescribeServices.
func (w *World) DescribeServices(in *ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if len(in.Services) == 0 {
		return nil, invalidParameter("Services cannot be empty.")
	}
	if len(in.Services) > 10 {
		return nil, invalidParameter("service names can have at most 10 items.")
	}
	if err := oneOf("include", in.Include...); err != nil {
		return nil, err
	}
	tags := slices.Contains(in.Include, types.ServiceFieldTags)
	out := &ecs.DescribeServicesOutput{Services: []types.Service{}, Failures: []types.Failure{}}
	for _, ref := range in.Services {
		s, err := w.serviceIn(c, ref)
		if err != nil {
			return nil, err
		}
		if s != nil {
			out.Services = append(out.Services, w.describeService(s, tags))
			continue
		}
		out.Failures = append(out.Failures, missing(w.arn("service/"+c.name+"/"+lastSegment(ref))))
	}
	return out, nil
}

// ListServices lists the ACTIVE services. API reference, ListServices and
// DeleteService.
func (w *World) ListServices(in *ecs.ListServicesInput) (*ecs.ListServicesOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(oneOf("launchType", in.LaunchType), oneOf("schedulingStrategy", in.SchedulingStrategy)); err != nil {
		return nil, err
	}
	arns := []string{}
	for _, s := range sorted(c.services) {
		if s.status == active && (in.LaunchType == "" || s.spec.LaunchType == in.LaunchType) &&
			(in.SchedulingStrategy == "" || in.SchedulingStrategy == s.spec.SchedulingStrategy) &&
			(in.ResourceManagementType == "" || in.ResourceManagementType == s.management()) {
			arns = append(arns, s.arn)
		}
	}
	arns, next, err := page(arns, in.NextToken, in.MaxResults, 10)
	if err != nil {
		return nil, err
	}
	return &ecs.ListServicesOutput{ServiceArns: arns, NextToken: next}, nil
}

// describeService is a service as the API shows it. API reference, Service.
func (w *World) describeService(s *service, tags bool) types.Service {
	created := s.created
	spec := s.spec
	out := types.Service{
		ServiceArn: aws.String(s.arn), ServiceName: aws.String(s.name), ClusterArn: aws.String(s.cluster.arn),
		Status: aws.String(s.status), CreatedAt: &created, CreatedBy: aws.String(w.Caller()),
		DesiredCount:            int32(s.desired()),
		RunningCount:            s.running(),
		PendingCount:            s.pending(),
		TaskDefinition:          spec.TaskDefinition,
		DeploymentConfiguration: s.deploymentConfiguration(), DeploymentController: spec.DeploymentController,
		SchedulingStrategy: spec.SchedulingStrategy, LaunchType: spec.LaunchType,
		CapacityProviderStrategy: spec.CapacityProviderStrategy, NetworkConfiguration: spec.NetworkConfiguration,
		LoadBalancers: some(spec.LoadBalancers), ServiceRegistries: some(spec.ServiceRegistries),
		PlacementConstraints: some(spec.PlacementConstraints), PlacementStrategy: some(spec.PlacementStrategy),
		HealthCheckGracePeriodSeconds: aws.Int32(or(spec.HealthCheckGracePeriodSeconds, 0)),
		EnableECSManagedTags:          spec.EnableECSManagedTags, EnableExecuteCommand: spec.EnableExecuteCommand,
		PropagateTags: spec.PropagateTags, PlatformVersion: spec.PlatformVersion, RoleArn: w.linkedRole(s),
		AvailabilityZoneRebalancing: spec.AvailabilityZoneRebalancing,
		Events:                      backwards(s.events), Deployments: []types.Deployment{},
	}
	if launchOf(spec).fargate() {
		out.PlatformFamily = aws.String("Linux")
	}
	if s.express != nil {
		out.ResourceManagementType = s.management()
	}
	if tags {
		out.Tags = append([]types.Tag{}, s.tags...)
	}
	switch {
	case s.status == inactive:
	case s.outside():
		out.TaskSets = w.describeSets(s, tags)
	default:
		for _, d := range s.deployments {
			out.Deployments = append(out.Deployments, d.describe())
		}
	}
	w.describeRecords(s, &out)
	return out
}

// classic says whether the load balancer is a Classic one: the API then tells no
// rollout state. API reference, Deployment, rolloutState.
func classic(lb types.LoadBalancer) bool { return lb.LoadBalancerName != nil }

// describe is a deployment as the API shows it. API reference, Deployment.
func (d *deployment) describe() types.Deployment {
	created, updated := d.created, d.updated
	out := types.Deployment{
		Id: aws.String(d.id), Status: aws.String("ACTIVE"), TaskDefinition: d.def.TaskDefinitionArn,
		DesiredCount: int32(d.wanted()), FailedTasks: int32(d.failed), CreatedAt: &created, UpdatedAt: &updated,
		LaunchType: d.spec.LaunchType, CapacityProviderStrategy: d.spec.CapacityProviderStrategy,
		NetworkConfiguration: d.spec.NetworkConfiguration, RolloutState: d.rollout,
		RolloutStateReason:          aws.String(d.reason),
		ServiceConnectConfiguration: d.spec.ServiceConnectConfiguration,
		VolumeConfigurations:        d.spec.VolumeConfigurations,
		VpcLatticeConfigurations:    d.spec.VpcLatticeConfigurations,
	}
	if d.primary() {
		out.Status = aws.String("PRIMARY")
	}
	if slices.ContainsFunc(d.spec.LoadBalancers, classic) {
		out.RolloutState, out.RolloutStateReason = "", nil
	}
	if d.launch.fargate() {
		out.PlatformFamily, out.PlatformVersion = aws.String("Linux"), aws.String(d.launch.platform)
	}
	for _, t := range d.service.tasks {
		switch {
		case t.deployment != d:
		case t.lastStatus == running:
			out.RunningCount++
		case t.isPending():
			out.PendingCount++
		}
	}
	return out
}

// some gives an absent list as [], which the API does for the lists of a service.
func some[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}

// backwards is a copy of a list, the last item first.
func backwards[T any](in []T) []T {
	out := make([]T, len(in))
	for n, item := range in {
		out[len(in)-1-n] = item
	}
	return out
}
