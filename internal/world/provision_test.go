package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// scaling is a lab whose cluster has one capacity provider, blue, with managed
// scaling.
func scaling(t *testing.T, opts Options) *lab {
	l := newLab(t, opts)
	must(l.CreateCapacityProvider(&ecs.CreateCapacityProviderInput{
		Name: aws.String("blue"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: aws.String("asg-blue"),
			ManagedScaling:      &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled},
		},
	}))(t)
	l.has([]string{"blue"}, over("blue", 0, 1))
	return l
}

// grow adds an instance to the capacity provider.
func (l *lab) grow() {
	l.t.Helper()
	must(l.AddInstance("", Instance{CapacityProvider: "blue", Memory: 300}))(l.t)
}

func TestTasksOfAServiceWaitForCapacity(t *testing.T) {
	l := scaling(t, Options{})
	l.create(l.register(web("nginx", 0)), 3)
	l.run(20 * time.Minute)
	s := l.get()
	if s.PendingCount != 3 || s.Deployments[0].FailedTasks != 0 || l.says("has started 3 tasks") != 1 || l.says("unable") > 0 {
		t.Fatalf("without an instance: %s\n%s", deployments(s), l.timeline())
	}
	for _, task := range l.tasksOf(types.DesiredStatusRunning) {
		if *task.LastStatus != "PROVISIONING" || task.ContainerInstanceArn != nil {
			t.Errorf("a task is %s on %v", *task.LastStatus, task.ContainerInstanceArn)
		}
	}
	l.grow() // it has room for two
	l.run(time.Minute)
	if s := l.get(); s.RunningCount != 2 || s.PendingCount != 1 {
		t.Fatalf("with one instance: %s", deployments(s))
	}
	l.grow()
	l.settle()
}

func TestAWaitingTaskIsStoppedWhereItIs(t *testing.T) {
	l := scaling(t, Options{})
	l.create(l.register(web("nginx", 0)), 2)
	l.run(10 * time.Second)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(1)})
	l.run(10 * time.Second)
	l.grow()
	l.run(time.Minute)
	if s := l.get(); s.RunningCount != 1 || s.PendingCount != 0 {
		t.Errorf("after scaling in: %s", deployments(s))
	}
	if stopped := l.tasksOf(types.DesiredStatusStopped); len(stopped) != 1 || *stopped[0].LastStatus != "STOPPED" || stopped[0].StartedAt != nil {
		t.Errorf("stopped: %v", stopped)
	}
}

func TestRoomThatIsFreedTakesAWaitingTask(t *testing.T) {
	l := scaling(t, Options{})
	l.grow()
	def := l.register(web("nginx", 0))
	out := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def, Count: aws.Int32(3)}))(t)
	if len(out.Tasks) != 3 || len(out.Failures) != 0 {
		t.Fatalf("%d tasks, failures %v", len(out.Tasks), out.Failures)
	}
	if got := *out.Tasks[2].LastStatus; got != "PROVISIONING" {
		t.Errorf("the third is %s", got)
	}
	l.run(time.Minute)
	must(l.StopTask(&ecs.StopTaskInput{Task: out.Tasks[0].TaskArn}))(t)
	l.run(time.Minute)
	third := must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: []string{*out.Tasks[2].TaskArn}}))(t).Tasks[0]
	if *third.LastStatus != "RUNNING" {
		t.Errorf("the third is %s although there is room", *third.LastStatus)
	}
}

func TestOnlyRoomIsWaitedFor(t *testing.T) {
	l := scaling(t, Options{})
	l.grow()
	def := l.register(web("nginx", 0))
	out := must(l.RunTask(&ecs.RunTaskInput{
		TaskDefinition: &def, PlacementConstraints: memberOf("attribute:stack == prod"),
	}))(t)
	if len(out.Tasks) != 0 || len(out.Failures) != 1 {
		t.Errorf("for an attribute that no instance has: %d tasks, failures %v", len(out.Tasks), out.Failures)
	}
}

func TestTheLimitOfWaitingTasks(t *testing.T) {
	l := scaling(t, Options{ProvisioningLimit: 4})
	def := l.register(web("nginx", 0))
	l.create(def, 6)
	l.run(time.Minute)
	const said = "was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."
	if s := l.get(); s.PendingCount != 4 || l.says(said) != 1 {
		t.Errorf("%s\n%s", deployments(s), l.timeline())
	}
	_, err := l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def})
	if err == nil || !strings.HasPrefix(err.Error(), "ClientException") {
		t.Errorf("RunTask: %v", err)
	}
	l.grow()
	l.run(2 * time.Minute)
	if s := l.get(); s.RunningCount != 2 || s.PendingCount != 4 {
		t.Errorf("with room for two: %s", deployments(s))
	}
}

func TestWaitingHasAnEndWhereOneIsSet(t *testing.T) {
	l := scaling(t, Options{ProvisioningTimeout: 10 * time.Minute})
	l.create(l.register(web("nginx", 0)), 1)
	l.run(11 * time.Minute)
	stopped := l.tasksOf(types.DesiredStatusStopped)
	if len(stopped) != 1 || *stopped[0].StoppedReason != "TaskFailedToStart: EMPTY CAPACITY PROVIDER" ||
		stopped[0].StopCode != types.TaskStopCodeTaskFailedToStart {
		t.Errorf("stopped: %+v", stopped)
	}
	if n := l.get().Deployments[0].FailedTasks; n != 1 {
		t.Errorf("failedTasks is %d", n)
	}
}

func TestAWaitingTaskOfANetworkOfItsOwn(t *testing.T) {
	l := scaling(t, Options{})
	def := must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), NetworkMode: types.NetworkModeAwsvpc,
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("web"), Image: aws.String("nginx"), Memory: aws.Int32(128),
		}},
	}))(t)
	l.create(fmt.Sprintf("web:%d", def.TaskDefinition.Revision), 1, func(in *ecs.CreateServiceInput) {
		in.NetworkConfiguration = &types.NetworkConfiguration{
			AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}},
		}
	})
	l.run(time.Minute)
	l.grow()
	l.settle()
}

// TestAFailedDaemonDeploymentGivesItsRoomBack keeps a task waiting for the room of a
// daemon service whose tasks cannot start, until its deployment has failed.
func TestAFailedDaemonDeploymentGivesItsRoomBack(t *testing.T) {
	l := scaling(t, Options{})
	l.SetImage("broken", Image{PullError: "no such image"})
	l.grow() // it has room for two
	must(l.CreateService(&ecs.CreateServiceInput{
		ServiceName: aws.String("log"), TaskDefinition: aws.String(l.register(web("broken", 0))),
		SchedulingStrategy: types.SchedulingStrategyDaemon,
		DeploymentConfiguration: &types.DeploymentConfiguration{
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true},
		},
	}))(t)
	l.create(l.register(web("nginx", 0)), 2)
	log := func() types.Deployment {
		return must(l.DescribeServices(&ecs.DescribeServicesInput{Services: []string{"log"}}))(t).Services[0].Deployments[0]
	}
	for log().RolloutState == types.DeploymentRolloutStateInProgress {
		if n := l.get().RunningCount; n > 1 {
			t.Fatalf("%d tasks run where a daemon is to come", n)
		}
		l.run(time.Second)
	}
	l.run(10 * time.Second)
	if s := l.get(); log().RolloutState != types.DeploymentRolloutStateFailed || s.RunningCount != 2 {
		t.Errorf("the daemons are %s, of the others run:\n%s", log().RolloutState, deployments(s))
	}
}
