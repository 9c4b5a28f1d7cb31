package world

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// CreateExpressGatewayService makes an Express service: a service on Fargate with
// its task definition and its load balancer, in the cluster named default, which
// is made as well, unless another one is named. API reference,
// CreateExpressGatewayService; Developer Guide, Resources created by Amazon ECS
// Express Mode services.
func (w *World) CreateExpressGatewayService(in *ecs.CreateExpressGatewayServiceInput) (
	*ecs.CreateExpressGatewayServiceOutput, error,
) {
	in = clone(in)
	if aws.ToString(in.InfrastructureRoleArn) == "" {
		return nil, invalidParameter("infrastructureRoleArn can not be blank.")
	}
	conf := types.ExpressGatewayServiceConfiguration{
		Cpu: in.Cpu, Memory: in.Memory, CpuArchitecture: in.CpuArchitecture, ExecutionRoleArn: in.ExecutionRoleArn,
		TaskRoleArn: in.TaskRoleArn, HealthCheckPath: in.HealthCheckPath, NetworkConfiguration: in.NetworkConfiguration,
		PrimaryContainer: in.PrimaryContainer, ScalingTarget: in.ScalingTarget, TaskDefinitionArn: in.TaskDefinitionArn,
	}
	if err := checkExpressSource(&conf); err != nil {
		return nil, err
	}
	fillExpress(&conf)
	if err := checkExpress(&conf); err != nil {
		return nil, err
	}
	c, undo, err := w.expressCluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	s, err := w.createExpress(c, in, conf)
	if err != nil {
		undo()
		return nil, err
	}
	return &ecs.CreateExpressGatewayServiceOutput{Service: w.describeExpress(s, true)}, nil
}

// checkExpressSource refuses a configuration that names a task definition and
// also what is in it, or neither. API reference, CreateExpressGatewayService,
// taskDefinitionArn.
func checkExpressSource(c *types.ExpressGatewayServiceConfiguration) error {
	own := c.Cpu == nil && c.Memory == nil && c.CpuArchitecture == "" && c.ExecutionRoleArn == nil && c.TaskRoleArn == nil
	switch {
	case c.TaskDefinitionArn != nil && (!own || c.PrimaryContainer != nil):
		return invalidParameter("If you provide taskDefinitionArn, you cannot also specify primaryContainer, " +
			"executionRoleArn, taskRoleArn, cpu, memory, or cpuArchitecture.")
	case c.TaskDefinitionArn == nil && c.PrimaryContainer == nil:
		return invalidParameter("primaryContainer can not be blank.")
	}
	return nil
}

// expressCluster finds the cluster of a new Express service, or makes the default
// one; undo takes that back.
func (w *World) expressCluster(ref *string) (c *cluster, undo func(), err error) {
	c, err = w.cluster(ref)
	name := lastSegment(aws.ToString(ref))
	if err == nil || name != "" && name != "default" {
		return c, func() {}, err
	}
	before := w.clusters["default"]
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{CapacityProviders: []string{"FARGATE"}}); err != nil {
		return nil, nil, err
	}
	return w.clusters["default"], func() {
		if delete(w.clusters, "default"); before != nil {
			w.clusters["default"] = before
		}
	}, nil
}

// createExpress makes the service and what belongs to it.
func (w *World) createExpress(c *cluster, in *ecs.CreateExpressGatewayServiceInput,
	conf types.ExpressGatewayServiceConfiguration,
) (*service, error) {
	name := aws.ToString(in.ServiceName)
	if in.ServiceName == nil {
		name = w.expressName(conf.PrimaryContainer)
	}
	if err := checkServiceName(name); err != nil {
		return nil, err
	}
	e := &express{
		role: *in.InfrastructureRoleArn, endpoint: w.endpoint(name), updated: w.stamp(),
		logGroup:   "/aws/ecs/" + c.name + "/" + name + "-" + w.hexID()[:4],
		byRevision: map[string]types.ExpressGatewayServiceConfiguration{},
	}
	rev, port, undo, err := w.expressRevision(e, c.name+"-"+name, &conf)
	if err != nil {
		return nil, err
	}
	w.balanceExpress(e, port, *conf.HealthCheckPath)
	_, err = w.CreateService(&ecs.CreateServiceInput{
		Cluster: aws.String(c.name), ServiceName: aws.String(name), TaskDefinition: aws.String(rev.arn()),
		DesiredCount: conf.ScalingTarget.MinTaskCount, NetworkConfiguration: expressNetwork(conf.NetworkConfiguration),
		CapacityProviderStrategy: []types.CapacityProviderStrategyItem{{
			CapacityProvider: aws.String("FARGATE"), Base: 1, Weight: 1,
		}},
		EnableECSManagedTags: true, PropagateTags: types.PropagateTagsService, Tags: in.Tags,
		HealthCheckGracePeriodSeconds: aws.Int32(300), LoadBalancers: e.loadBalancers(port),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: aws.Int32(3),
			CanaryConfiguration: &types.CanaryConfiguration{
				CanaryPercent: aws.Float64(5), CanaryBakeTimeInMinutes: aws.Int32(3),
			},
			Alarms: &types.DeploymentAlarms{AlarmNames: []string{c.name + "/" + name + "/errors"}, Enable: true, Rollback: true},
		},
	})
	if err != nil {
		undo()
		w.dropExpress(e)
		return nil, err
	}
	s := c.services[name]
	s.express = e
	w.configureExpress(s, conf)
	return s, nil
}

// expressName makes up a name, from that of the image where there is one.
func (w *World) expressName(c *types.ExpressGatewayContainer) string {
	name := "express"
	if c != nil {
		name, _, _ = strings.Cut(lastSegment(aws.ToString(c.Image)), "@")
		name, _, _ = strings.Cut(name, ":")
	}
	name = strings.Map(func(r rune) rune {
		if madeOf(string(r), "_-") {
			return r
		}
		return '-'
	}, name)
	return name[:min(len(name), 200)] + "-" + w.hexID()[:8]
}

// configureExpress makes a configuration that of the service's newest revision,
// and the bounds of its scaling.
func (w *World) configureExpress(s *service, conf types.ExpressGatewayServiceConfiguration) {
	e, p := s.express, s.primary()
	conf.TaskDefinitionArn, conf.ServiceRevisionArn = aws.String(p.rev.arn()), aws.String(w.revisionARN(p))
	conf.CreatedAt = aws.Time(p.created)
	conf.IngressPaths = []types.IngressPathSummary{{AccessType: types.AccessTypePublic, Endpoint: aws.String(e.endpoint)}}
	e.now, e.byRevision[p.digits] = conf, conf
	w.AddScalableTarget(ScalableTarget{
		Cluster: s.cluster.name, Service: s.name,
		Min: *conf.ScalingTarget.MinTaskCount, Max: *conf.ScalingTarget.MaxTaskCount,
	})
}

// expressService finds an Express service by its ARN.
func (w *World) expressService(ref *string) (*service, error) {
	parts := strings.Split(strings.TrimPrefix(aws.ToString(ref), w.arn("service/")), "/")
	if len(parts) == 2 && w.clusters[parts[0]] != nil {
		if s := w.clusters[parts[0]].services[parts[1]]; s != nil && s.express != nil {
			return s, nil
		}
	}
	return nil, &types.ServiceNotFoundException{Message: aws.String("Service not found.")}
}

// DescribeExpressGatewayService describes an Express service. API reference,
// DescribeExpressGatewayService.
func (w *World) DescribeExpressGatewayService(in *ecs.DescribeExpressGatewayServiceInput) (
	*ecs.DescribeExpressGatewayServiceOutput, error,
) {
	s, err := w.expressService(in.ServiceArn)
	if err != nil {
		return nil, &types.ResourceNotFoundException{Message: aws.String("Service not found.")}
	}
	tags := len(in.Include) > 0 && in.Include[0] == types.ExpressGatewayServiceIncludeTags
	return &ecs.DescribeExpressGatewayServiceOutput{Service: w.describeExpress(s, tags)}, nil
}

// DeleteExpressGatewayService stops the tasks of an Express service, after which
// it and what belongs to it is gone. API reference, DeleteExpressGatewayService.
func (w *World) DeleteExpressGatewayService(in *ecs.DeleteExpressGatewayServiceInput) (
	*ecs.DeleteExpressGatewayServiceOutput, error,
) {
	s, err := w.expressService(in.ServiceArn)
	if err != nil {
		return nil, err
	}
	if _, err := w.DeleteService(&ecs.DeleteServiceInput{
		Cluster: aws.String(s.cluster.name), Service: aws.String(s.name), Force: aws.Bool(true),
	}); err != nil {
		return nil, err
	}
	s.express.updated = w.stamp()
	return &ecs.DeleteExpressGatewayServiceOutput{Service: w.describeExpress(s, true)}, nil
}
