package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestForcedDeploymentKeepsTheRevisionThatTheFamilyStoodFor(t *testing.T) {
	l := newLab(t, Options{})
	first := l.register(web("nginx", 0))
	l.create("web", 1)
	l.register(web("nginx", 0))
	s := l.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
	if got := lastSegment(*s.TaskDefinition); got != first {
		t.Errorf("a forced deployment moved the service from %s to %s", first, got)
	}
}

// fargate registers a definition for Fargate and gives its name and a network.
func (l *lab) fargate() (string, *types.NetworkConfiguration) {
	l.t.Helper()
	out := must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), Cpu: aws.String("256"), Memory: aws.String("512"),
		NetworkMode:          types.NetworkModeAwsvpc,
		ContainerDefinitions: []types.ContainerDefinition{{Name: aws.String("web"), Image: aws.String("nginx")}},
	}))(l.t)
	return *out.TaskDefinition.TaskDefinitionArn, &types.NetworkConfiguration{
		AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}},
	}
}

func TestEmptyStrategyFallsBackToTheLaunchTypeOfTheCreation(t *testing.T) {
	l := newLab(t, Options{})
	def, network := l.fargate()
	l.create(def, 1, func(in *ecs.CreateServiceInput) {
		in.LaunchType, in.NetworkConfiguration = types.LaunchTypeFargate, network
	})
	must(l.PutClusterCapacityProviders(&ecs.PutClusterCapacityProvidersInput{
		Cluster: aws.String("default"), CapacityProviders: []string{"FARGATE_SPOT"},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{},
	}))(t)
	l.update(ecs.UpdateServiceInput{CapacityProviderStrategy: []types.CapacityProviderStrategyItem{
		{CapacityProvider: aws.String("FARGATE_SPOT"), Weight: 1},
	}})
	s := l.update(ecs.UpdateServiceInput{CapacityProviderStrategy: []types.CapacityProviderStrategyItem{}})
	if s.LaunchType != types.LaunchTypeFargate || len(s.CapacityProviderStrategy) > 0 {
		t.Errorf("got launch type %q and strategy %v, want FARGATE and none", s.LaunchType, s.CapacityProviderStrategy)
	}
}

func TestClusterStrategyStandsInForALaunchType(t *testing.T) {
	l := newLab(t, Options{})
	strategy := []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("FARGATE"), Weight: 1}}
	c := must(l.CreateCluster(&ecs.CreateClusterInput{
		ClusterName: aws.String("f"), CapacityProviders: []string{"FARGATE"}, DefaultCapacityProviderStrategy: strategy,
	}))(t).Cluster
	if len(c.DefaultCapacityProviderStrategy) != 1 {
		t.Errorf("the cluster shows strategy %v", c.DefaultCapacityProviderStrategy)
	}
	def, network := l.fargate()
	s := l.create(def, 1, func(in *ecs.CreateServiceInput) { in.Cluster, in.NetworkConfiguration = c.ClusterArn, network })
	if s.LaunchType != "" || len(s.CapacityProviderStrategy) != 1 {
		t.Errorf("the service has launch type %q and strategy %v", s.LaunchType, s.CapacityProviderStrategy)
	}
	out := must(l.RunTask(&ecs.RunTaskInput{
		Cluster: c.ClusterArn, TaskDefinition: &def, NetworkConfiguration: network,
	}))(t)
	if len(out.Tasks) != 1 || aws.ToString(out.Tasks[0].CapacityProviderName) != "FARGATE" {
		t.Errorf("RunTask: %v, failures %v", out.Tasks, out.Failures)
	}
}

func TestOverriddenSizesNeedRoom(t *testing.T) {
	tests := []struct {
		name       string
		overrides  types.TaskOverride
		fails      string
		cpu, mib   string
		left, free int32 // what the instance has then
	}{
		{
			"the task's own",
			types.TaskOverride{Cpu: aws.String("1 vCPU"), Memory: aws.String("1GB")},
			"", "1024", "1024",
			1024, 1024,
		},
		{"a container's", types.TaskOverride{ContainerOverrides: []types.ContainerOverride{
			{Name: aws.String("web"), Cpu: aws.Int32(100), Memory: aws.Int32(200)},
		}}, "", "100", "200", 1948, 1848},
		{"too much memory", types.TaskOverride{Memory: aws.String("4096")}, "RESOURCE:MEMORY", "", "", 2048, 2048},
		{"too much CPU", types.TaskOverride{ContainerOverrides: []types.ContainerOverride{
			{Name: aws.String("web"), Cpu: aws.Int32(4096)},
		}}, "RESOURCE:CPU", "", "", 2048, 2048},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			arn := must(l.AddInstance("", Instance{CPU: 2048, Memory: 2048}))(t)
			def := l.register(web("nginx", 0))
			out := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def, Overrides: &tt.overrides}))(t)
			switch {
			case tt.fails != "":
				if len(out.Failures) != 1 || *out.Failures[0].Reason != tt.fails {
					t.Errorf("got failures %v, want %s", out.Failures, tt.fails)
				}
			case len(out.Tasks) != 1 || aws.ToString(out.Tasks[0].Cpu) != tt.cpu || aws.ToString(out.Tasks[0].Memory) != tt.mib:
				t.Errorf("got %v, want %s CPU and %s MiB", out.Tasks, tt.cpu, tt.mib)
			}
			i := l.clusters["default"].instances[lastSegment(arn)]
			if i.cpu != tt.left || i.memory != tt.free {
				t.Errorf("the instance has %d CPU and %d MiB left, want %d and %d", i.cpu, i.memory, tt.left, tt.free)
			}
		})
	}
}

func TestOverrideOfAnUnknownContainerIsRefused(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	def := l.register(web("nginx", 0))
	_, err := l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def, Overrides: &types.TaskOverride{
		ContainerOverrides: []types.ContainerOverride{{Name: aws.String("app")}},
	}})
	if err == nil || !strings.Contains(err.Error(), "Override for container named app is not a container") {
		t.Errorf("got %v", err)
	}
}

func TestSeveralTargetGroupsMakeATaskActivate(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.create(l.register(web("nginx", 0)), 1, func(in *ecs.CreateServiceInput) {
		for _, arn := range []string{"arn:tg/1", "arn:tg/2"} {
			in.LoadBalancers = append(in.LoadBalancers, types.LoadBalancer{
				ContainerName: aws.String("web"), ContainerPort: aws.Int32(80), TargetGroupArn: aws.String(arn),
			})
		}
	})
	var states []string
	registered := ""
	for range 600 {
		for _, task := range l.tasksOf(types.DesiredStatusRunning) {
			if state := *task.LastStatus; len(states) == 0 || states[len(states)-1] != state {
				states = append(states, state)
			}
			s := l.get()
			if *task.LastStatus == activating && (s.PendingCount != 1 || s.RunningCount != 0 || task.StartedAt != nil) {
				t.Fatalf("while ACTIVATING %d are pending, %d running, started at %v", s.PendingCount, s.RunningCount,
					task.StartedAt)
			}
			if registered == "" && l.says("registered 1 targets in (target-group arn:tg/2)") == 1 {
				registered = *task.LastStatus
			}
		}
		l.run(100 * time.Millisecond)
	}
	if got := strings.Join(states, " "); got != "PENDING ACTIVATING RUNNING" || registered != activating {
		t.Errorf("went through %s, was registered while %s", got, registered)
	}
	l.settle()
}

func TestContainerShowsTheDigestOfItsImageOnceItIsPulled(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.create(l.register(web("nginx", 0)), 1)
	l.run(4 * time.Second)
	if d := l.tasksOf(types.DesiredStatusRunning)[0].Containers[0].ImageDigest; d != nil {
		t.Errorf("got %s before the pull is over", *d)
	}
	l.settle()
	d := aws.ToString(l.tasksOf(types.DesiredStatusRunning)[0].Containers[0].ImageDigest)
	if !strings.HasPrefix(d, "sha256:") || len(d) != len("sha256:")+64 {
		t.Errorf("got %q", d)
	}
}

func TestDrainingServiceWantsNoTask(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.create(l.register(web("nginx", 0)), 2)
	l.settle()
	l.deployTo(l.register(web("nginx", 0)))
	s := must(l.DeleteService(&ecs.DeleteServiceInput{Service: aws.String("web"), Force: aws.Bool(true)}))(t).Service
	for _, d := range s.Deployments {
		if d.DesiredCount != 0 {
			t.Errorf("deployment %s of a DRAINING service wants %d tasks", *d.Id, d.DesiredCount)
		}
	}
}

func TestTokenOfAnotherMakeIsRefused(t *testing.T) {
	l := newLab(t, Options{})
	if _, err := l.ListServices(&ecs.ListServicesInput{NextToken: aws.String("junk")}); err == nil {
		t.Error("a made-up token was taken")
	}
}

func TestDeregistrationDelayIsAKnob(t *testing.T) {
	tests := []struct {
		name       string
		delay      time.Duration
		before, at time.Duration // not STOPPED yet, STOPPED
	}{
		{"300 s unless told otherwise", 0, 300 * time.Second, 302 * time.Second},
		{"as told", 20 * time.Second, 20 * time.Second, 22 * time.Second},
		{"none", -1, 0, 2 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{DeregistrationDelay: tt.delay})
			must(l.AddInstance("", Instance{}))(t)
			l.create(l.register(web("nginx", 0)), 1, func(in *ecs.CreateServiceInput) {
				in.LoadBalancers = []types.LoadBalancer{{
					ContainerName: aws.String("web"), ContainerPort: aws.Int32(80), TargetGroupArn: aws.String("arn:tg/1"),
				}}
			})
			l.settle()
			arn := *l.tasksOf(types.DesiredStatusRunning)[0].TaskArn
			must(l.StopTask(&ecs.StopTaskInput{Task: &arn}))(t)
			state := func() string {
				out := must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: []string{arn}}))(t)
				return *out.Tasks[0].LastStatus
			}
			l.run(tt.before)
			if state() == stopped {
				t.Errorf("STOPPED after %s", tt.before)
			}
			l.run(tt.at - tt.before)
			if got := state(); got != stopped {
				t.Errorf("%s after %s", got, tt.at)
			}
		})
	}
}

// API reference, CreateService, role: a name or an ARN; Service, roleArn: an ARN.
func TestARoleIsShownByItsARN(t *testing.T) {
	for asked, want := range map[string]string{
		"ecsServiceRole": "arn:aws:iam::123456789012:role/ecsServiceRole",
		"/path/balance":  "arn:aws:iam::123456789012:role/path/balance",
		"arn:aws:iam::123456789012:role/other/role": "arn:aws:iam::123456789012:role/other/role",
	} {
		l := newLab(t, Options{})
		got := l.create(l.register(web("nginx:1", 0)), 0, func(in *ecs.CreateServiceInput) { in.Role = &asked }).RoleArn
		if got == nil || *got != want {
			t.Errorf("role %s is shown as %s, want %s", asked, aws.ToString(got), want)
		}
	}
}
