package world

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestWordsOutsideTheAPIAreRefused(t *testing.T) {
	update := func(change func(*ecs.UpdateServiceInput)) func(*lab, *ecs.CreateServiceInput) error {
		return func(l *lab, _ *ecs.CreateServiceInput) error {
			l.create("web:1", 1)
			in := &ecs.UpdateServiceInput{Service: aws.String("web")}
			change(in)
			_, err := l.UpdateService(in)
			return err
		}
	}
	tests := []struct {
		name, message string
		call          func(*lab, *ecs.CreateServiceInput) error
	}{
		{
			"a launch type", "launchType should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]",
			create(func(in *ecs.CreateServiceInput) { in.LaunchType = "LAMBDA" }),
		},
		{
			"a scheduling strategy", "schedulingStrategy should be one of [REPLICA,DAEMON]",
			create(func(in *ecs.CreateServiceInput) { in.SchedulingStrategy = "CRON" }),
		},
		{
			"whose tags", "propagateTags should be one of [TASK_DEFINITION,SERVICE,NONE]",
			create(func(in *ecs.CreateServiceInput) { in.PropagateTags = "CLUSTER" }),
		},
		{
			"rebalancing", "availabilityZoneRebalancing should be one of [ENABLED,DISABLED]",
			create(func(in *ecs.CreateServiceInput) { in.AvailabilityZoneRebalancing = "ON" }),
		},
		{
			"whose tags in an update", "propagateTags should be one of [TASK_DEFINITION,SERVICE,NONE]",
			update(func(in *ecs.UpdateServiceInput) { in.PropagateTags = "CLUSTER" }),
		},
		{
			"rebalancing in an update", "availabilityZoneRebalancing should be one of [ENABLED,DISABLED]",
			update(func(in *ecs.UpdateServiceInput) { in.AvailabilityZoneRebalancing = "ON" }),
		},
		{
			"the launch type of a task", "launchType should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String("web:1"), LaunchType: "LAMBDA"})
				return err
			},
		},
		{
			"the launch type of tasks to list", "launchType should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.ListTasks(&ecs.ListTasksInput{LaunchType: "LAMBDA"})
				return err
			},
		},
		{
			"the status of tasks to list", "desiredStatus should be one of [RUNNING,PENDING,STOPPED]",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.ListTasks(&ecs.ListTasksInput{DesiredStatus: "running"})
				return err
			},
		},
		{
			"the strategy of services to list", "schedulingStrategy should be one of [REPLICA,DAEMON]",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.ListServices(&ecs.ListServicesInput{SchedulingStrategy: "CRON"})
				return err
			},
		},
		{
			"the status of instances to list",
			"status should be one of [ACTIVE,DRAINING,REGISTERING,DEREGISTERING,REGISTRATION_FAILED]",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.ListContainerInstances(&ecs.ListContainerInstancesInput{Status: "GONE"})
				return err
			},
		},
		{
			"the status of service deployments to list", "status should be one of [PENDING,SUCCESSFUL,STOPPED," +
				"STOP_REQUESTED,IN_PROGRESS,ROLLBACK_REQUESTED,ROLLBACK_IN_PROGRESS,ROLLBACK_SUCCESSFUL,ROLLBACK_FAILED]",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				l.create("web:1", 1)
				_, err := l.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{
					Service: aws.String("web"), Status: []types.ServiceDeploymentStatus{"SUCCESSFUL", "FAILED"},
				})
				return err
			},
		},
		{
			"what to add to services", "include should be one of [TAGS]",
			func(l *lab, _ *ecs.CreateServiceInput) error {
				_, err := l.DescribeServices(&ecs.DescribeServicesInput{
					Services: []string{"web"}, Include: []types.ServiceField{"EVENTS"},
				})
				return err
			},
		},
		{
			"a grace period below 0", "healthCheckGracePeriodSeconds must be between 0 and 2147483647.",
			create(func(in *ecs.CreateServiceInput) { in.HealthCheckGracePeriodSeconds = aws.Int32(-1) }),
		},
		{
			"a grace period below 0 in an update", "healthCheckGracePeriodSeconds must be between 0 and 2147483647.",
			update(func(in *ecs.UpdateServiceInput) { in.HealthCheckGracePeriodSeconds = aws.Int32(-1) }),
		},
		{
			"a platform version on EC2", "The platform version must be null when specifying an EC2 launch type.",
			create(func(in *ecs.CreateServiceInput) { in.PlatformVersion = aws.String("LATEST") }),
		},
		{
			"a platform version on EC2 in an update",
			"The platform version must be null when specifying an EC2 launch type.",
			update(func(in *ecs.UpdateServiceInput) { in.PlatformVersion = aws.String("1.4.0") }),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, Options{})
			l.register(web("nginx:1", 0))
			err := test.call(l, &ecs.CreateServiceInput{
				ServiceName: aws.String("web"), TaskDefinition: aws.String("web:1"), DesiredCount: aws.Int32(1),
			})
			if code(err) != "InvalidParameterException" || message(err) != test.message {
				t.Errorf("%s %q, want InvalidParameterException %q", code(err), message(err), test.message)
			}
		})
	}
}

func TestAnUnknownPlatformVersionIsRefused(t *testing.T) {
	l := newLab(t, Options{})
	revision, network := l.fargate()
	for version, want := range map[string]string{
		"LATEST": "", "1.3.0": "", "latest": "PlatformUnknownException", "1.4": "PlatformUnknownException",
		"9.9.9": "PlatformUnknownException",
	} {
		_, err := l.RunTask(&ecs.RunTaskInput{
			TaskDefinition: &revision, LaunchType: types.LaunchTypeFargate, NetworkConfiguration: network,
			PlatformVersion: &version,
		})
		if code(err) != want {
			t.Errorf("RunTask on platform version %s: %v, want %q", version, err, want)
		}
		_, err = l.CreateService(&ecs.CreateServiceInput{
			ServiceName: aws.String("s" + Digest(version)), TaskDefinition: &revision, DesiredCount: aws.Int32(0),
			LaunchType: types.LaunchTypeFargate, NetworkConfiguration: network, PlatformVersion: &version,
		})
		if code(err) != want {
			t.Errorf("CreateService on platform version %s: %v, want %q", version, err, want)
		}
	}
}
