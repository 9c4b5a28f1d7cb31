package world

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// expressContainer is what the container is called that gets the traffic.
// Developer Guide, Resources created by Amazon ECS Express Mode services.
const expressContainer = "Main"

// express is what an Express service is beside a service: how it was asked for,
// and the resources that ECS manages for it. The names of these are ours.
type express struct {
	role       string // of the infrastructure
	endpoint   string
	updated    time.Time
	logGroup   string
	groups     [2]string // target groups, by ARN
	rule       string    // of the listener, by ARN
	now        types.ExpressGatewayServiceConfiguration
	byRevision map[string]types.ExpressGatewayServiceConfiguration // by the digits of the deployment
}

// fillExpress fills in what a configuration does not say. API reference,
// CreateExpressGatewayService; the Developer Guide gives other sizes, as the
// console asks for them.
func fillExpress(c *types.ExpressGatewayServiceConfiguration) {
	if c.HealthCheckPath == nil {
		c.HealthCheckPath = aws.String("/ping")
	}
	t := types.ExpressGatewayScalingTarget{}
	if c.ScalingTarget != nil {
		t = *c.ScalingTarget
	}
	t.AutoScalingMetric = cmp.Or(t.AutoScalingMetric, types.ExpressGatewayServiceScalingMetricAverageCPUUtilization)
	t.AutoScalingTargetValue = orInt(t.AutoScalingTargetValue, 60)
	t.MinTaskCount, t.MaxTaskCount = orInt(t.MinTaskCount, 1), orInt(t.MaxTaskCount, 20)
	c.ScalingTarget = &t
	if c.PrimaryContainer == nil {
		return // a task definition of the customer's own says the rest
	}
	c.Cpu, c.Memory = cmp.Or(c.Cpu, aws.String("256")), cmp.Or(c.Memory, aws.String("512"))
	c.CpuArchitecture = cmp.Or(c.CpuArchitecture, types.ExpressCpuArchitectureX8664)
	container := *c.PrimaryContainer
	container.ContainerPort = orInt(container.ContainerPort, 80)
	c.PrimaryContainer = &container
}

// checkExpress checks what no task definition and no service checks.
func checkExpress(c *types.ExpressGatewayServiceConfiguration) error {
	t := c.ScalingTarget
	switch {
	case !strings.HasPrefix(*c.HealthCheckPath, "/"):
		return invalidParameter("The health check path must start with a forward slash.")
	case !slices.Contains(t.AutoScalingMetric.Values(), t.AutoScalingMetric):
		return invalidParameterf("Invalid autoScalingMetric %q.", string(t.AutoScalingMetric))
	case *t.MinTaskCount < 0 || *t.MaxTaskCount < *t.MinTaskCount:
		return invalidParameter("minTaskCount must be at least 0 and not greater than maxTaskCount.")
	case *t.AutoScalingTargetValue < 1:
		return invalidParameter("autoScalingTargetValue must be at least 1.")
	case c.PrimaryContainer == nil:
		return nil
	case !slices.Contains(c.CpuArchitecture.Values(), c.CpuArchitecture):
		return invalidParameterf("Invalid cpuArchitecture %q.", string(c.CpuArchitecture))
	case aws.ToString(c.ExecutionRoleArn) == "":
		return invalidParameter("executionRoleArn can not be blank.")
	}
	return nil
}

// expressDefinition is the task definition of a configuration. Developer Guide,
// Resources created by Amazon ECS Express Mode services.
func (w *World) expressDefinition(
	e *express, family string, c *types.ExpressGatewayServiceConfiguration,
) *ecs.RegisterTaskDefinitionInput {
	p := c.PrimaryContainer
	group, prefix := e.logGroup, "ecs"
	if logs := p.AwsLogsConfiguration; logs != nil {
		group, prefix = cmp.Or(aws.ToString(logs.LogGroup), group), cmp.Or(aws.ToString(logs.LogStreamPrefix), prefix)
	}
	container := types.ContainerDefinition{
		Name: aws.String(expressContainer), Image: p.Image, Essential: aws.Bool(true), Command: p.Command,
		Environment: p.Environment, Secrets: p.Secrets, StopTimeout: aws.Int32(30),
		PortMappings:       []types.PortMapping{{ContainerPort: p.ContainerPort, Protocol: types.TransportProtocolTcp}},
		LinuxParameters:    &types.LinuxParameters{InitProcessEnabled: aws.Bool(true)},
		VersionConsistency: types.VersionConsistencyEnabled,
		LogConfiguration: &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: map[string]string{
			"awslogs-group": group, "awslogs-region": w.opts.Region, "awslogs-stream-prefix": prefix,
			"mode": "non-blocking", "max-buffer-size": "25m",
		}},
	}
	if p.RepositoryCredentials != nil {
		container.RepositoryCredentials = &types.RepositoryCredentials{
			CredentialsParameter: p.RepositoryCredentials.CredentialsParameter,
		}
	}
	return &ecs.RegisterTaskDefinitionInput{
		Family: aws.String(family), Cpu: c.Cpu, Memory: c.Memory, NetworkMode: types.NetworkModeAwsvpc,
		ExecutionRoleArn: c.ExecutionRoleArn, TaskRoleArn: c.TaskRoleArn,
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		RuntimePlatform: &types.RuntimePlatform{
			OperatingSystemFamily: types.OSFamilyLinux, CpuArchitecture: types.CPUArchitecture(c.CpuArchitecture),
		},
		ContainerDefinitions: []types.ContainerDefinition{container},
	}
}

// ownDefinition finds a task definition of the customer's own, which needs a
// container with one named TCP port, and gives that port. API reference,
// CreateExpressGatewayService, taskDefinitionArn.
func (w *World) ownDefinition(ref *string) (*revision, int32, error) {
	rev, err := w.usable(ref)
	if err != nil {
		return nil, 0, err
	}
	if !slices.Contains(rev.def.Compatibilities, types.CompatibilityFargate) {
		return nil, 0, invalidParameter("The task definition must have FARGATE compatibility.")
	}
	for _, c := range rev.def.ContainerDefinitions {
		if aws.ToString(c.Name) != expressContainer || len(c.PortMappings) != 1 {
			continue
		}
		if m := c.PortMappings[0]; m.ContainerPort != nil && m.Name != nil && protocolOf(m) == types.TransportProtocolTcp {
			return rev, *m.ContainerPort, nil
		}
	}
	return nil, 0, invalidParameter("The task definition must have a container named Main with a single TCP port " +
		"mapping that includes a container port and port name.")
}

// madeAlike says whether two configurations have the same task definition.
func madeAlike(a, b types.ExpressGatewayServiceConfiguration) bool {
	parts := func(c types.ExpressGatewayServiceConfiguration) []any {
		return []any{c.Cpu, c.Memory, c.CpuArchitecture, c.ExecutionRoleArn, c.TaskRoleArn, c.PrimaryContainer}
	}
	return reflect.DeepEqual(parts(a), parts(b))
}

// expressNetwork is the network of the tasks: without subnets that of the
// default VPC, which is public.
func expressNetwork(in *types.ExpressGatewayServiceNetworkConfiguration) *types.NetworkConfiguration {
	vpc := &types.AwsVpcConfiguration{Subnets: []string{defaultSubnet}, AssignPublicIp: types.AssignPublicIpEnabled}
	if in != nil {
		vpc.SecurityGroups = in.SecurityGroups
		if len(in.Subnets) > 0 {
			vpc.Subnets = in.Subnets
		}
	}
	return &types.NetworkConfiguration{AwsvpcConfiguration: vpc}
}
