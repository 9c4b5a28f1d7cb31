package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const useECS = "Update to ECS deployment controller and try again."

func TestWhatAControllerRefusesOfANewService(t *testing.T) {
	subnets := &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}
	external := func(change func(*ecs.CreateServiceInput)) func(*ecs.CreateServiceInput) {
		return func(in *ecs.CreateServiceInput) {
			in.DeploymentController, in.TaskDefinition = controlledBy("EXTERNAL"), nil
			change(in)
		}
	}
	codeDeploy := func(change func(*ecs.CreateServiceInput)) func(*ecs.CreateServiceInput) {
		return func(in *ecs.CreateServiceInput) {
			in.DeploymentController = controlledBy("CODE_DEPLOY")
			behind(in)
			change(in)
		}
	}
	daemon := func(in *ecs.CreateServiceInput) {
		in.SchedulingStrategy, in.DesiredCount = types.SchedulingStrategyDaemon, nil
	}
	configured := func(c types.DeploymentConfiguration) func(*ecs.CreateServiceInput) {
		return func(in *ecs.CreateServiceInput) { in.DeploymentConfiguration = &c }
	}
	connected := func(in *ecs.CreateServiceInput) {
		in.ServiceConnectConfiguration = &types.ServiceConnectConfiguration{Enabled: true}
	}
	tests := []struct {
		name, message string
		change        func(*ecs.CreateServiceInput)
	}{
		{"a task definition", "TaskDefinition must be null.", external(func(in *ecs.CreateServiceInput) {
			in.TaskDefinition = aws.String("web:1")
		})},
		{"an empty task definition", "Family should not be null or empty.", external(func(in *ecs.CreateServiceInput) {
			in.TaskDefinition = aws.String("")
		})},
		{"a load balancer", "LoadBalancers must be empty or null.", external(behind)},
		{"a network", "NetworkConfiguration must be null.", external(func(in *ecs.CreateServiceInput) {
			in.NetworkConfiguration = subnets
		})},
		{"a launch type", "LaunchType must be null.", external(func(in *ecs.CreateServiceInput) {
			in.LaunchType = types.LaunchTypeEc2
		})},
		{"a platform version", "PlatformVersion must be null.", external(func(in *ecs.CreateServiceInput) {
			in.PlatformVersion = aws.String("1.4.0")
		})},
		{"a service registry", "ServiceRegistries must be empty or null.", external(func(in *ecs.CreateServiceInput) {
			in.ServiceRegistries = []types.ServiceRegistry{{RegistryArn: aws.String("arn:r")}}
		})},
		{"a strategy", "CapacityProviderStrategy must be empty or null.", external(func(in *ecs.CreateServiceInput) {
			in.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("FARGATE")}}
		})},
		{
			"a role", "You cannot specify an IAM role for services that require a service linked role.",
			external(func(in *ecs.CreateServiceInput) { in.Role = aws.String("ecsServiceRole") }),
		},
		{
			"EXTERNAL and DAEMON", "The EXTERNAL deployment controller type is not supported for services using the DAEMON " +
				"scheduling strategy.", external(daemon),
		},
		{
			"CODE_DEPLOY and DAEMON", "The CODE_DEPLOY deployment controller type is not supported for services using the " +
				"DAEMON scheduling strategy.", codeDeploy(daemon),
		},
		{
			"EXTERNAL and Service Connect", "The EXTERNAL deployment controller type is not supported for services using " +
				"Service Connect.", external(connected),
		},
		{
			"CODE_DEPLOY and Service Connect", "Service Connect feature is only supported with ECS (rolling update) deployment " +
				"controller. " + useECS, codeDeploy(connected),
		},
		{
			"a circuit breaker", "Deployment circuit breaker feature is only supported with ECS deployment controller. " + useECS,
			codeDeploy(configured(types.DeploymentConfiguration{
				DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true},
			})),
		},
		{
			"alarms", "Alarm based rollback feature is only supported with ECS deployment controller. " + useECS,
			external(configured(types.DeploymentConfiguration{
				Alarms: &types.DeploymentAlarms{AlarmNames: []string{"errors"}, Enable: true},
			})),
		},
		{
			"CODE_DEPLOY without a load balancer",
			"A service with a CODE_DEPLOY deployment controller must have exactly one target group.",
			codeDeploy(func(in *ecs.CreateServiceInput) { in.LoadBalancers = nil }),
		},
		{"an unknown controller", `Invalid deployment controller type "MINE".`, func(in *ecs.CreateServiceInput) {
			in.DeploymentController = controlledBy("MINE")
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			in := &ecs.CreateServiceInput{
				ServiceName: aws.String("web"), TaskDefinition: aws.String(l.register(web("nginx", 0))), DesiredCount: aws.Int32(1),
			}
			tt.change(in)
			_, err := l.CreateService(in)
			if code(err) != "InvalidParameterException" || message(err) != tt.message {
				t.Errorf("%s: %s", code(err), message(err))
			}
			if len(l.clusters["default"].services) != 0 {
				t.Error("and yet there is a service")
			}
		})
	}
}

func TestAnExternalServiceNeedsOnlyAName(t *testing.T) {
	l := newLab(t, Options{})
	s := must(l.CreateService(&ecs.CreateServiceInput{
		ServiceName: aws.String("web"), DeploymentController: controlledBy("EXTERNAL"),
		DeploymentConfiguration: &types.DeploymentConfiguration{MaximumPercent: aws.Int32(150)},
	}))(t).Service
	l.run(time.Hour)
	if s.DesiredCount != 0 || s.TaskSets == nil || s.Deployments == nil || len(s.TaskSets)+len(s.Deployments) != 0 ||
		s.TaskDefinition != nil || s.LaunchType != types.LaunchTypeEc2 || *s.DeploymentConfiguration.MaximumPercent != 200 ||
		s.DeploymentConfiguration.DeploymentCircuitBreaker != nil || lastSegment(*s.RoleArn) != "AWSServiceRoleForECS" {
		t.Errorf("%+v", s)
	}
	if list := must(l.ListServices(&ecs.ListServicesInput{LaunchType: types.LaunchTypeEc2}))(t); len(list.ServiceArns) != 1 {
		t.Errorf("listed are %v", list.ServiceArns)
	}
	if events := l.timeline(); events != "" {
		t.Errorf("events %s", events)
	}
}

// blueGreenService makes a CODE_DEPLOY service named web of two nginx.
func (l *lab) blueGreenService() types.Service {
	l.t.Helper()
	l.SetImage("nginx", Image{Pull: 2 * time.Second, Stop: time.Second})
	must(l.AddInstance("", Instance{}))(l.t)
	return l.create(l.register(web("nginx", 0)), 2, behind, func(in *ecs.CreateServiceInput) {
		in.DeploymentController = controlledBy("CODE_DEPLOY")
	})
}

func TestUpdatesThatAControllerRefuses(t *testing.T) {
	const deploy = " on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment."
	const create = " on services with an EXTERNAL deployment controller. Create a new task set."
	tests := []struct {
		name, codeDeploy, external string // messages; empty means that it is taken
		in                         ecs.UpdateServiceInput
	}{
		{
			"the task definition", "Unable to update task definition" + deploy, "Unable to update task definition" + create,
			ecs.UpdateServiceInput{TaskDefinition: aws.String("web:1")},
		},
		{
			"the network", "Unable to update network parameters" + deploy, "Unable to update network parameters" + create,
			ecs.UpdateServiceInput{NetworkConfiguration: &types.NetworkConfiguration{}},
		},
		{
			"the load balancers", "Unable to update load balancers" + deploy, "Unable to update load balancers" + create,
			ecs.UpdateServiceInput{LoadBalancers: []types.LoadBalancer{}},
		},
		{
			"a new deployment", "Cannot force a new deployment" + deploy, "Cannot force a new deployment" + create,
			ecs.UpdateServiceInput{ForceNewDeployment: true},
		},
		{
			"the percentages", "", "Unable to update deployment configuration" + create,
			ecs.UpdateServiceInput{DeploymentConfiguration: &types.DeploymentConfiguration{MaximumPercent: aws.Int32(150)}},
		},
		{"the desired count", "", "", ecs.UpdateServiceInput{DesiredCount: aws.Int32(1)}},
		{"the grace period", "", "", ecs.UpdateServiceInput{HealthCheckGracePeriodSeconds: aws.Int32(5)}},
		{"the placement", "", "", ecs.UpdateServiceInput{PlacementConstraints: memberOf("attribute:stack == prod")}},
		{"the tags of tasks", "", "", ecs.UpdateServiceInput{PropagateTags: "SERVICE", EnableECSManagedTags: aws.Bool(true)}},
		{"the same controller", "", "", ecs.UpdateServiceInput{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for kind, want := range map[types.DeploymentControllerType]string{
				"CODE_DEPLOY": tt.codeDeploy, "EXTERNAL": tt.external,
			} {
				l := newLab(t, Options{})
				if kind == "EXTERNAL" {
					l.external(2)
				} else {
					l.blueGreenService()
				}
				in := tt.in
				in.Service, in.DeploymentController = aws.String("web"), controlledBy(kind)
				if _, err := l.UpdateService(&in); message(err) != want {
					t.Errorf("%s: %q, want %q", kind, message(err), want)
				}
			}
		})
	}
}
