package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestTaskSetErrors(t *testing.T) {
	name := aws.String("web")
	create := func(change func(*ecs.CreateTaskSetInput)) func(*lab, string) error {
		return func(l *lab, _ string) error {
			in := &ecs.CreateTaskSetInput{Service: name, TaskDefinition: aws.String("web:1")}
			change(in)
			_, err := l.CreateTaskSet(in)
			return err
		}
	}
	tests := []struct {
		name, code, message string
		call                func(l *lab, set string) error
	}{
		{
			"an unknown service", "ServiceNotFoundException", "Service not found.",
			create(func(in *ecs.CreateTaskSetInput) { in.Service = aws.String("none") }),
		},
		{
			"an unknown cluster", "ClusterNotFoundException", "Cluster not found.",
			create(func(in *ecs.CreateTaskSetInput) { in.Cluster = aws.String("none") }),
		},
		{
			"an unknown task definition", "ClientException", "TaskDefinition not found.",
			create(func(in *ecs.CreateTaskSetInput) { in.TaskDefinition = aws.String("web:9") }),
		},
		{
			"more than everything", "InvalidParameterException", "The scale value must be between 0 and 100.",
			create(func(in *ecs.CreateTaskSetInput) { in.Scale = percent(101) }),
		},
		{
			"an unknown unit", "InvalidParameterException", `Invalid scale unit "TASKS".`,
			create(func(in *ecs.CreateTaskSetInput) { in.Scale = &types.Scale{Unit: "TASKS"} }),
		},
		{
			"a launch type beside a strategy", "InvalidParameterException", bothLaunches,
			create(func(in *ecs.CreateTaskSetInput) {
				in.LaunchType = types.LaunchTypeEc2
				in.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("FARGATE")}}
			}),
		},
		{
			"Fargate with bridge mode", "ClientException", "Fargate only supports network mode ‘awsvpc’.",
			create(func(in *ecs.CreateTaskSetInput) { in.LaunchType = types.LaunchTypeFargate }),
		},
		{
			"a load balancer for no container", "InvalidParameterException",
			"The container app does not exist in the task definition.",
			create(func(in *ecs.CreateTaskSetInput) {
				balanced(in)
				in.LoadBalancers[0].ContainerName = aws.String("app")
			}),
		},
		{
			"a Classic Load Balancer", "InvalidParameterException",
			"A task set supports Application Load Balancers and Network Load Balancers only: specify a target group.",
			create(func(in *ecs.CreateTaskSetInput) {
				balanced(in)
				in.LoadBalancers[0].TargetGroupArn = nil
			}),
		},
		{
			"two target groups", "InvalidParameterException", "A task set can have at most one target group.",
			create(func(in *ecs.CreateTaskSetInput) {
				balanced(in)
				in.LoadBalancers = append(in.LoadBalancers, in.LoadBalancers[0])
			}),
		},
		{
			"a bad tag", "InvalidParameterException", "Tag keys must not start with aws:, which is reserved.",
			create(func(in *ecs.CreateTaskSetInput) { in.Tags = []types.Tag{{Key: aws.String("aws:a")}} }),
		},
		{
			"a sixth task set", "InvalidParameterException",
			"5 deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.",
			func(l *lab, set string) error {
				for range maxSets - 1 {
					l.addTaskSet("web:1", 0)
				}
				return create(func(*ecs.CreateTaskSetInput) {})(l, set)
			},
		},
		{
			"the scale of no set", "TaskSetNotFoundException", "The specified task set does not exist.",
			func(l *lab, _ string) error {
				_, err := l.UpdateTaskSet(&ecs.UpdateTaskSetInput{Service: name, TaskSet: aws.String("ecs-svc/1"), Scale: percent(1)})
				return err
			},
		},
		{
			"no scale", "InvalidParameterException", "Scale can not be null.",
			func(l *lab, set string) error {
				_, err := l.UpdateTaskSet(&ecs.UpdateTaskSetInput{Service: name, TaskSet: &set})
				return err
			},
		},
		{
			"the scale of a set that drains", "InvalidParameterException", "The task set is DRAINING.",
			func(l *lab, set string) error {
				must(l.DeleteTaskSet(&ecs.DeleteTaskSetInput{Service: name, TaskSet: &set, Force: aws.Bool(true)}))(l.t)
				_, err := l.UpdateTaskSet(&ecs.UpdateTaskSetInput{Service: name, TaskSet: &set, Scale: percent(1)})
				return err
			},
		},
		{
			"a PRIMARY set that drains", "InvalidParameterException", "The task set is DRAINING.",
			func(l *lab, set string) error {
				must(l.DeleteTaskSet(&ecs.DeleteTaskSetInput{Service: name, TaskSet: &set, Force: aws.Bool(true)}))(l.t)
				_, err := l.UpdateServicePrimaryTaskSet(&ecs.UpdateServicePrimaryTaskSetInput{Service: name, PrimaryTaskSet: &set})
				return err
			},
		},
		{
			"the end of the PRIMARY set", "InvalidParameterException", "Primary TaskSet cannot be deleted",
			func(l *lab, set string) error {
				_, err := l.DeleteTaskSet(&ecs.DeleteTaskSetInput{Service: name, TaskSet: &set})
				return err
			},
		},
		{
			"the end of no set", "TaskSetNotFoundException", "The specified task set does not exist.",
			func(l *lab, _ string) error {
				_, err := l.DeleteTaskSet(&ecs.DeleteTaskSetInput{Service: name})
				return err
			},
		},
		{
			"a service that is being deleted", "ServiceNotActiveException", "Service was not ACTIVE.",
			func(l *lab, set string) error {
				must(l.DeleteService(&ecs.DeleteServiceInput{Service: name, Force: aws.Bool(true)}))(l.t)
				return create(func(*ecs.CreateTaskSetInput) {})(l, set)
			},
		},
		{
			"the end of a service that is scaled", "InvalidParameterException",
			"The service cannot be stopped while it is scaled above 0.",
			func(l *lab, _ string) error {
				_, err := l.DeleteService(&ecs.DeleteServiceInput{Service: name})
				return err
			},
		},
		{
			"the end of a service with two sets", "InvalidParameterException",
			"The service cannot be stopped while deployments are active.",
			func(l *lab, _ string) error {
				l.addTaskSet("web:1", 0)
				l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(0)})
				_, err := l.DeleteService(&ecs.DeleteServiceInput{Service: name})
				return err
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			l.register(web("nginx", 0))
			l.external(1)
			set := l.addTaskSet("web:1", 100)
			l.promote(set)
			l.run(time.Minute)
			err := tt.call(l, *set.Id)
			if code(err) != tt.code || message(err) != tt.message {
				t.Errorf("%s: %s", code(err), message(err))
			}
		})
	}
}

func TestOnlyExternalServicesHaveTheirTaskSetsManaged(t *testing.T) {
	for _, kind := range []types.DeploymentControllerType{"ECS", "CODE_DEPLOY"} {
		l := newLab(t, Options{})
		l.create(l.register(web("nginx", 0)), 1, behind, func(in *ecs.CreateServiceInput) {
			in.DeploymentController = controlledBy(kind)
		})
		name, set := aws.String("web"), aws.String("ecs-svc/1")
		_, create := l.CreateTaskSet(&ecs.CreateTaskSetInput{Service: name, TaskDefinition: aws.String("web:1")})
		_, update := l.UpdateTaskSet(&ecs.UpdateTaskSetInput{Service: name, TaskSet: set, Scale: percent(1)})
		_, remove := l.DeleteTaskSet(&ecs.DeleteTaskSetInput{Service: name, TaskSet: set})
		_, promote := l.UpdateServicePrimaryTaskSet(&ecs.UpdateServicePrimaryTaskSetInput{Service: name, PrimaryTaskSet: set})
		for n, err := range []error{create, update, remove, promote} {
			if code(err) != "InvalidParameterException" || message(err) != onlyExternal {
				t.Errorf("%s, call %d: %v", kind, n+1, err)
			}
		}
		out, err := l.DescribeTaskSets(&ecs.DescribeTaskSetsInput{Service: name})
		if kind == "ECS" && message(err) != onlyExternal || kind == "CODE_DEPLOY" && len(out.TaskSets) != 1 {
			t.Errorf("%s: described are %v, error %v", kind, out, err)
		}
	}
}
