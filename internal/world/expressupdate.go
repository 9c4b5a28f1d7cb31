package world

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// UpdateExpressGatewayService changes an Express service. What its tasks are made
// of comes with a new deployment, the scaling at once. Members that are left out
// stay as they are. API reference, UpdateExpressGatewayService.
func (w *World) UpdateExpressGatewayService(in *ecs.UpdateExpressGatewayServiceInput) (
	*ecs.UpdateExpressGatewayServiceOutput, error,
) {
	s, err := w.expressService(in.ServiceArn)
	if err != nil {
		return nil, err
	}
	if s.status != active {
		return nil, &types.ServiceNotActiveException{Message: aws.String("Service was not ACTIVE.")}
	}
	conf, err := withExpressUpdate(s.express.now, clone(in))
	if err != nil {
		return nil, err
	}
	if err := w.applyExpress(s, conf, in.TaskDefinitionArn != nil); err != nil {
		return nil, err
	}
	target := s.express.now
	return &ecs.UpdateExpressGatewayServiceOutput{Service: &types.UpdatedExpressGatewayService{
		Cluster: aws.String(s.cluster.name), ServiceArn: aws.String(s.arn), ServiceName: aws.String(s.name),
		CreatedAt: aws.Time(s.created), UpdatedAt: aws.Time(s.express.updated), Status: s.expressStatus(),
		TargetConfiguration: &target,
	}}, nil
}

// withExpressUpdate is a configuration with what an update names put in.
func withExpressUpdate(old types.ExpressGatewayServiceConfiguration, in *ecs.UpdateExpressGatewayServiceInput) (
	types.ExpressGatewayServiceConfiguration, error,
) {
	conf := types.ExpressGatewayServiceConfiguration{
		Cpu: in.Cpu, Memory: in.Memory, CpuArchitecture: in.CpuArchitecture, ExecutionRoleArn: in.ExecutionRoleArn,
		TaskRoleArn: in.TaskRoleArn, PrimaryContainer: in.PrimaryContainer, TaskDefinitionArn: in.TaskDefinitionArn,
		HealthCheckPath: old.HealthCheckPath, NetworkConfiguration: old.NetworkConfiguration,
		ScalingTarget: old.ScalingTarget,
	}
	if in.TaskDefinitionArn != nil {
		if err := checkExpressSource(&conf); err != nil {
			return conf, err
		}
	} else {
		conf = old
		put(&conf.Cpu, in.Cpu)
		put(&conf.Memory, in.Memory)
		put(&conf.ExecutionRoleArn, in.ExecutionRoleArn)
		put(&conf.TaskRoleArn, in.TaskRoleArn)
		if in.CpuArchitecture != "" {
			conf.CpuArchitecture = in.CpuArchitecture
		}
		conf.PrimaryContainer = withExpressContainer(conf.PrimaryContainer, in.PrimaryContainer)
	}
	put(&conf.HealthCheckPath, in.HealthCheckPath)
	put(&conf.NetworkConfiguration, in.NetworkConfiguration)
	if t := in.ScalingTarget; t != nil {
		scaling := *conf.ScalingTarget
		put(&scaling.AutoScalingTargetValue, t.AutoScalingTargetValue)
		put(&scaling.MinTaskCount, t.MinTaskCount)
		put(&scaling.MaxTaskCount, t.MaxTaskCount)
		if t.AutoScalingMetric != "" {
			scaling.AutoScalingMetric = t.AutoScalingMetric
		}
		conf.ScalingTarget = &scaling
	}
	fillExpress(&conf)
	return conf, checkExpress(&conf)
}

// withExpressContainer is a container with what an update names put in.
func withExpressContainer(old, in *types.ExpressGatewayContainer) *types.ExpressGatewayContainer {
	if old == nil || in == nil {
		return cmp.Or(in, old)
	}
	out := *old
	put(&out.Image, in.Image)
	put(&out.ContainerPort, in.ContainerPort)
	put(&out.AwsLogsConfiguration, in.AwsLogsConfiguration)
	put(&out.RepositoryCredentials, in.RepositoryCredentials)
	putList(&out.Command, in.Command)
	putList(&out.Environment, in.Environment)
	putList(&out.Secrets, in.Secrets)
	return &out
}

// applyExpress gives a service its next configuration.
func (w *World) applyExpress(s *service, conf types.ExpressGatewayServiceConfiguration, own bool) error {
	e := s.express
	update := &ecs.UpdateServiceInput{
		Cluster: aws.String(s.cluster.name), Service: aws.String(s.name),
		NetworkConfiguration: expressNetwork(conf.NetworkConfiguration),
		DesiredCount: aws.Int32(min(max(int32(s.desired()), *conf.ScalingTarget.MinTaskCount),
			*conf.ScalingTarget.MaxTaskCount)),
	}
	port, undo := *s.spec.LoadBalancers[0].ContainerPort, func() {}
	if own || !madeAlike(conf, e.now) {
		rev, p, back, err := w.expressRevision(e, s.cluster.name+"-"+s.name, &conf)
		if err != nil {
			return err
		}
		port, undo = p, back
		update.TaskDefinition, update.LoadBalancers = aws.String(rev.arn()), e.loadBalancers(port)
	}
	if _, err := w.UpdateService(update); err != nil {
		undo()
		return err
	}
	w.balanceExpress(e, port, *conf.HealthCheckPath)
	e.updated = w.stamp()
	w.configureExpress(s, conf)
	return nil
}
