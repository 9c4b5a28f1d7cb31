package world

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// code is the type of an API error.
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// message is its text.
func message(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return ""
}

func TestServiceErrors(t *testing.T) {
	vpc := &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}
	tests := []struct {
		name, code, message string
		call                func(*lab, *ecs.CreateServiceInput) error
	}{
		{
			"an unknown cluster", "ClusterNotFoundException", "Cluster not found.",
			create(func(in *ecs.CreateServiceInput) { in.Cluster = aws.String("nowhere") }),
		},
		{
			"an unknown task definition", "ClientException", "TaskDefinition not found.",
			create(func(in *ecs.CreateServiceInput) { in.TaskDefinition = aws.String("web:99") }),
		},
		{
			"no desired count", "InvalidParameterException",
			"Desired count must be specified for a service with the REPLICA scheduling strategy.",
			create(func(in *ecs.CreateServiceInput) { in.DesiredCount = nil }),
		},
		{
			"a network for bridge mode", "InvalidParameterException",
			"Network Configuration is not valid for the given networkMode of this task definition.",
			create(func(in *ecs.CreateServiceInput) { in.NetworkConfiguration = vpc }),
		},
		{
			"Fargate with bridge mode", "ClientException", "Fargate only supports network mode ‘awsvpc’.",
			create(func(in *ecs.CreateServiceInput) { in.LaunchType = types.LaunchTypeFargate }),
		},
		{
			"a load balancer for no container", "InvalidParameterException",
			"The container app does not exist in the task definition.",
			create(func(in *ecs.CreateServiceInput) {
				in.LoadBalancers = []types.LoadBalancer{{ContainerName: aws.String("app"), ContainerPort: aws.Int32(80)}}
			}),
		},
		{
			"a load balancer for no port", "InvalidParameterException",
			"The container web did not have a container port 81 defined.",
			create(func(in *ecs.CreateServiceInput) {
				in.LoadBalancers = []types.LoadBalancer{{ContainerName: aws.String("web"), ContainerPort: aws.Int32(81)}}
			}),
		},
		{
			"a role beside the service-linked one", "InvalidParameterException",
			"You cannot specify an IAM role for services that require a service linked role.",
			create(func(in *ecs.CreateServiceInput) {
				in.Role = aws.String("ecsServiceRole")
				in.ServiceRegistries = []types.ServiceRegistry{{RegistryArn: aws.String("arn:registry/1")}}
			}),
		},
		{
			"a placement constraint without an expression", "InvalidParameterException",
			`Invalid expression: expected a subject at character 1 of "".`,
			create(func(in *ecs.CreateServiceInput) {
				in.PlacementConstraints = []types.PlacementConstraint{{Type: types.PlacementConstraintTypeMemberOf}}
			}),
		},
		{
			"a name that is taken", "InvalidParameterException", "Creation of service was not idempotent.",
			func(l *lab, in *ecs.CreateServiceInput) error {
				l.create("web:1", 1)
				_, err := l.CreateService(in)
				return err
			},
		},
		{
			"a client token with other parameters", "InvalidParameterException", "Creation of service was not idempotent.",
			func(l *lab, in *ecs.CreateServiceInput) error {
				token := func(in *ecs.CreateServiceInput) { in.ClientToken = aws.String("t") }
				l.create("web:1", 2, token)
				token(in)
				_, err := l.CreateService(in)
				return err
			},
		},
		{
			"a name whose service still drains", "InvalidParameterException",
			"Unable to Start a service that is still Draining.",
			func(l *lab, in *ecs.CreateServiceInput) error {
				l.create("web:1", 1)
				l.settle()
				must(l.DeleteService(&ecs.DeleteServiceInput{Service: aws.String("web"), Force: aws.Bool(true)}))(l.t)
				_, err := l.CreateService(in)
				return err
			},
		},
		{
			"an update of no service", "ServiceNotFoundException", "Service not found.",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web")})
				return err
			},
		},
		{
			"an update of a deleted service", "ServiceNotActiveException", "Service was not ACTIVE.",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				l.create("web:1", 0)
				must(l.DeleteService(&ecs.DeleteServiceInput{Service: aws.String("web")}))(l.t)
				_, err := l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web")})
				return err
			},
		},
		{
			"a delete while scaled up", "InvalidParameterException",
			"The service cannot be stopped while it is scaled above 0.",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				l.create("web:1", 1)
				_, err := l.DeleteService(&ecs.DeleteServiceInput{Service: aws.String("web")})
				return err
			},
		},
		{
			"an update to an inactive revision", "ClientException", "TaskDefinition is inactive",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				l.create("web:1", 1)
				name := l.register(web("nginx", 0))
				must(l.DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: aws.String(name)}))(l.t)
				_, err := l.UpdateService(&ecs.UpdateServiceInput{
					Service: aws.String("web"), TaskDefinition: aws.String(name),
				})
				return err
			},
		},
		{
			"eleven services at once", "InvalidParameterException", "service names can have at most 10 items.",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.DescribeServices(&ecs.DescribeServicesInput{Services: make([]string, 11)})
				return err
			},
		},
		{
			"tasks of no service", "ServiceNotFoundException", "Service not found.",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.ListTasks(&ecs.ListTasksInput{ServiceName: aws.String("web")})
				return err
			},
		},
		{
			"a task run where no instance is", "InvalidParameterException",
			"No Container Instances were found in your cluster.",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				must(l.CreateCluster(&ecs.CreateClusterInput{ClusterName: aws.String("empty")}))(l.t)
				_, err := l.RunTask(&ecs.RunTaskInput{Cluster: aws.String("empty"), TaskDefinition: aws.String("web")})
				return err
			},
		},
		{
			"an instance with tasks", "InvalidParameterException", "Found running tasks on the instance.",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				l.create("web:1", 1)
				l.settle()
				arns := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(l.t).ContainerInstanceArns
				_, err := l.DeregisterContainerInstance(&ecs.DeregisterContainerInstanceInput{
					ContainerInstance: aws.String(arns[0]),
				})
				return err
			},
		},
		{
			"an instance status that cannot be set", "InvalidParameterException",
			"Container instance status should be one of [ACTIVE, DRAINING]",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{
					Status: types.ContainerInstanceStatusDeregistering, ContainerInstances: []string{"x"},
				})
				return err
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			l.register(web("nginx", 0))
			err := tt.call(l, &ecs.CreateServiceInput{
				ServiceName: aws.String("web"), TaskDefinition: aws.String("web:1"), DesiredCount: aws.Int32(1),
			})
			if code(err) != tt.code || message(err) != tt.message {
				t.Errorf("got %s %q, want %s %q", code(err), message(err), tt.code, tt.message)
			}
		})
	}
}

// create is a call of CreateService with one thing changed.
func create(change func(*ecs.CreateServiceInput)) func(*lab, *ecs.CreateServiceInput) error {
	return func(l *lab, in *ecs.CreateServiceInput) error {
		change(in)
		_, err := l.CreateService(in)
		return err
	}
}

func TestCreateAgain(t *testing.T) {
	l := newLab(t, Options{})
	name := l.register(web("nginx", 0))
	token := func(in *ecs.CreateServiceInput) { in.ClientToken = aws.String("once") }
	first := l.create(name, 1, token)
	l.run(time.Second)
	second := l.create(name, 1, token)
	if *first.Deployments[0].Id != *second.Deployments[0].Id {
		t.Error("the same token made another deployment")
	}
}

func TestUpdateKeepsDeployment(t *testing.T) {
	tests := []struct {
		name string
		in   ecs.UpdateServiceInput
		kept bool
	}{
		{"nothing", ecs.UpdateServiceInput{}, true},
		{"the same revision", ecs.UpdateServiceInput{TaskDefinition: aws.String("web:1")}, true},
		{"the desired count", ecs.UpdateServiceInput{DesiredCount: aws.Int32(3)}, true},
		{"the grace period", ecs.UpdateServiceInput{HealthCheckGracePeriodSeconds: aws.Int32(3)}, true},
		{"the percentages", ecs.UpdateServiceInput{DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: aws.Int32(0), MaximumPercent: aws.Int32(100),
		}}, true},
		{"another revision", ecs.UpdateServiceInput{TaskDefinition: aws.String("web:2")}, false},
		{"the family, whose latest revision is another", ecs.UpdateServiceInput{TaskDefinition: aws.String("web")}, false},
		{"the same revision by force", ecs.UpdateServiceInput{ForceNewDeployment: true}, false},
		{"a load balancer", ecs.UpdateServiceInput{LoadBalancers: []types.LoadBalancer{{
			ContainerName: aws.String("web"), ContainerPort: aws.Int32(80), TargetGroupArn: aws.String("arn:tg/1"),
		}}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			name := l.register(web("nginx", 0))
			l.register(web("nginx:2", 0))
			before := *l.create(name, 1).Deployments[0].Id
			if kept := *l.update(tt.in).Deployments[0].Id == before; kept != tt.kept {
				t.Errorf("the deployment was kept: %t, want %t", kept, tt.kept)
			}
		})
	}
}

func TestFreshService(t *testing.T) {
	l := newLab(t, Options{Start: time.Date(2026, 11, 24, 0, 0, 0, 123456789, time.UTC)})
	s := l.create(l.register(web("nginx", 0)), 2)
	at := time.Date(2026, 11, 24, 0, 0, 0, 123000000, time.UTC)
	want := types.Service{
		ServiceName: aws.String("web"), Status: aws.String("ACTIVE"), DesiredCount: 2, CreatedAt: &at,
		LaunchType: types.LaunchTypeEc2, SchedulingStrategy: types.SchedulingStrategyReplica,
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: aws.Int32(100), MaximumPercent: aws.Int32(200),
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{}, Strategy: types.DeploymentStrategyRolling,
			Alarms: &types.DeploymentAlarms{AlarmNames: []string{}},
		},
		DeploymentController: &types.DeploymentController{Type: types.DeploymentControllerTypeEcs},
		Events:               []types.ServiceEvent{}, LoadBalancers: []types.LoadBalancer{},
		ServiceRegistries: []types.ServiceRegistry{}, PlacementConstraints: []types.PlacementConstraint{},
		PlacementStrategy: []types.PlacementStrategy{}, Tags: []types.Tag{},
		HealthCheckGracePeriodSeconds: aws.Int32(0), PropagateTags: types.PropagateTagsNone,
		AvailabilityZoneRebalancing: types.AvailabilityZoneRebalancingEnabled,
	}
	opts := []cmp.Option{
		cmpopts.IgnoreFields(types.Service{}, "ServiceArn", "ClusterArn", "CreatedBy", "TaskDefinition", "Deployments",
			"CurrentServiceDeployment", "CurrentServiceRevisions"),
		cmpopts.IgnoreUnexported(types.Service{}, types.DeploymentConfiguration{}, types.DeploymentCircuitBreaker{},
			types.DeploymentAlarms{}, types.DeploymentController{}),
	}
	if diff := cmp.Diff(want, s, opts...); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
