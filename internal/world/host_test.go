package world

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// alone is a service of one task on i-1.
func alone(t *testing.T, image Image) *lab {
	l := newLab(t, Options{})
	l.SetImage("app", image)
	must(l.AddInstance("", Instance{ID: "i-1"}))(t)
	l.create(l.register(web("app", 80)), 1, percents(0, 100))
	return l
}

// connect gives i-1 its agent's connection back, or takes it away.
func (l *lab) connect(connected bool) {
	l.t.Helper()
	if err := l.SetAgentConnected("i-1", connected); err != nil {
		l.t.Fatal(err)
	}
}

func TestNothingIsPlacedWhereTheAgentIsNotConnected(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{ID: "i-1"}))(t)
	l.connect(false)
	def := l.register(web("app", 80))
	l.create(def, 1)
	l.run(30 * time.Second)
	if l.says(`encountered error "AGENT"`) != 1 || len(l.tasksOf(types.DesiredStatusRunning)) > 0 {
		t.Fatalf("without an agent:\n%s", l.timeline())
	}
	out := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def}))(t)
	if len(out.Failures) != 1 || aws.ToString(out.Failures[0].Reason) != "AGENT" {
		t.Errorf("RunTask: %v", out.Failures)
	}
	l.connect(true)
	l.run(30 * time.Second)
	if n := l.get().RunningCount; n != 1 {
		t.Errorf("%d tasks run with the agent back", n)
	}
}

func TestATaskWaitsForItsAgent(t *testing.T) {
	l := alone(t, Image{})
	l.run(2500 * time.Millisecond) // it is placed, and not yet with the agent
	l.connect(false)
	l.run(10 * time.Minute)
	task := l.tasksOf(types.DesiredStatusRunning)[0]
	if *task.LastStatus != "PENDING" || task.ConnectivityAt != nil {
		t.Fatalf("without an agent it is %s", *task.LastStatus)
	}
	l.connect(true)
	l.run(10 * time.Second)
	if task := l.tasksOf(types.DesiredStatusRunning)[0]; *task.LastStatus != "RUNNING" {
		t.Errorf("with its agent back it is %s", *task.LastStatus)
	}
}

func TestWhatHappensOnAHostIsLearntFromItsAgent(t *testing.T) {
	l := alone(t, Image{ExitAfter: time.Minute, ExitCode: 3})
	l.run(30 * time.Second)
	l.connect(false)
	l.run(10 * time.Minute)
	if n := l.get().RunningCount; n != 1 {
		t.Fatalf("%d tasks run as far as ECS knows", n)
	}
	l.connect(true)
	l.run(time.Second)
	stopped := l.tasksOf(types.DesiredStatusStopped)
	if len(stopped) != 1 || *stopped[0].Containers[0].ExitCode != 3 {
		t.Errorf("stopped: %v", stopped)
	}
}

func TestATaskIsStoppedWhenItsAgentIsBack(t *testing.T) {
	l := alone(t, Image{})
	l.settle()
	l.connect(false)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(0)})
	l.run(10 * time.Minute)
	if n := l.get().RunningCount; n != 1 {
		t.Fatalf("%d tasks run while nobody can stop them", n)
	}
	l.connect(true)
	l.run(10 * time.Second)
	if n := l.get().RunningCount; n != 0 {
		t.Errorf("%d tasks run with the agent back", n)
	}
}

func TestATerminatedInstance(t *testing.T) {
	l := alone(t, Image{})
	must(l.AddInstance("", Instance{ID: "i-2"}))(t)
	l.settle()
	if err := l.TerminateInstance("i-1"); err != nil {
		t.Fatal(err)
	}
	lost := l.tasksOf(types.DesiredStatusStopped)
	if len(lost) != 1 || *lost[0].LastStatus != "STOPPED" || *lost[0].Containers[0].ExitCode != 137 ||
		lost[0].StopCode != types.TaskStopCodeTerminationNotice ||
		*lost[0].StoppedReason != "Host EC2 (instance i-1) terminated." {
		t.Fatalf("lost: %+v", lost)
	}
	if n := len(must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(t).ContainerInstanceArns); n != 1 {
		t.Errorf("%d instances are registered", n)
	}
	l.run(30 * time.Second)
	if s := l.get(); s.RunningCount != 1 || s.Deployments[0].FailedTasks != 0 {
		t.Errorf("the service: %s", deployments(s))
	}
	if err := l.TerminateInstance("i-1"); !errors.Is(err, ErrNoInstance) {
		t.Errorf("a second time: %v", err)
	}
}

func TestAStoppedInstanceStaysRegistered(t *testing.T) {
	l := alone(t, Image{})
	l.settle()
	if err := l.StopInstance("i-1"); err != nil {
		t.Fatal(err)
	}
	lost := l.tasksOf(types.DesiredStatusStopped)
	if len(lost) != 1 || *lost[0].StoppedReason != "Host EC2 (instance i-1) stopped." {
		t.Errorf("lost: %+v", lost)
	}
	list := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(t)
	i := must(l.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{
		ContainerInstances: list.ContainerInstanceArns,
	}))(t).ContainerInstances[0]
	if i.AgentConnected || *i.Status != "ACTIVE" || i.RunningTasksCount != 0 {
		t.Errorf("agent connected %t, %s with %d tasks", i.AgentConnected, *i.Status, i.RunningTasksCount)
	}
	l.connect(true) // it is started again
	l.run(30 * time.Second)
	if n := l.get().RunningCount; n != 1 {
		t.Errorf("%d tasks run once the instance does again", n)
	}
	if err := l.StopInstance("i-9"); !errors.Is(err, ErrNoInstance) {
		t.Errorf("one that there is not: %v", err)
	}
}

func TestPortsOfTheHostAreTaken(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{Ports: []int32{80}}))(t)
	l.create(l.register(web("nginx", 80)), 1)
	l.run(time.Minute)
	if s := l.get(); s.RunningCount != 0 || l.says("is already using a port required by your task") == 0 {
		t.Errorf("%d tasks run; %s", s.RunningCount, l.timeline())
	}
}

func TestECSDoesNotLearnOfTheEndOfAHostWithoutAnAgent(t *testing.T) {
	l := alone(t, Image{})
	l.settle()
	l.connect(false)
	if err := l.TerminateInstance("i-1"); err != nil {
		t.Fatal(err)
	}
	l.run(time.Hour)
	if n := l.get().RunningCount; n != 1 {
		t.Errorf("%d tasks run as far as ECS knows", n)
	}
	list := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(t).ContainerInstanceArns
	if len(list) != 1 {
		t.Fatalf("%d instances are registered", len(list))
	}
	for what, err := range map[string]error{
		"the agent comes back": l.SetAgentConnected("i-1", true), "terminated again": l.TerminateInstance("i-1"),
		"stopped": l.StopInstance("i-1"), "the first that there is": l.TerminateInstance(""),
	} {
		if !errors.Is(err, ErrNoInstance) {
			t.Errorf("%s: %v", what, err)
		}
	}
	must(l.StopTask(&ecs.StopTaskInput{Task: l.tasksOf(types.DesiredStatusRunning)[0].TaskArn}))(t)
	must(l.AddInstance("", Instance{ID: "i-2"}))(t)
	l.run(time.Hour)
	if n := l.get().RunningCount; n != 2 {
		t.Errorf("%d tasks run, want the new one and that which nobody can stop", n)
	}
	must(l.DeregisterContainerInstance(&ecs.DeregisterContainerInstanceInput{
		ContainerInstance: &list[0], Force: aws.Bool(true),
	}))(t)
	l.settle()
	if n := l.get().RunningCount; n != 1 {
		t.Errorf("%d tasks run once the instance is deregistered", n)
	}
}

// TestALoadBalancerNoticesTheEndOfAHost ends a host whose agent is not connected
// under a service of one task behind a load balancer.
func TestALoadBalancerNoticesTheEndOfAHost(t *testing.T) {
	for name, end := range map[string]func(*lab) error{
		"terminated": func(l *lab) error { return l.TerminateInstance("i-1") },
		"stopped":    func(l *lab) error { return l.StopInstance("i-1") },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{ID: "i-1"}))(t)
			l.create(l.register(web("app", 0)), 1, behind)
			l.settle()
			must(l.AddInstance("", Instance{ID: "i-2"}))(t)
			l.connect(false)
			if err := end(l); err != nil {
				t.Fatal(err)
			}
			l.run(5 * time.Minute)
			if l.says("is unhealthy in (target-group") != 1 || l.where() != "0 1 0 0" {
				t.Errorf("tasks on %s:\n%s", l.where(), l.timeline())
			}
		})
	}
}

// TestAnAgentThatComesBackTellsWhatIsGone stops a host whose agent is not connected
// and starts it again.
func TestAnAgentThatComesBackTellsWhatIsGone(t *testing.T) {
	l := alone(t, Image{})
	l.settle()
	l.connect(false)
	if err := l.StopInstance("i-1"); err != nil {
		t.Fatal(err)
	}
	l.run(time.Hour)
	if n := l.get().RunningCount; n != 1 {
		t.Errorf("%d tasks run as far as ECS knows", n)
	}
	l.connect(true)
	lost := l.tasksOf(types.DesiredStatusStopped)
	if len(lost) != 1 || *lost[0].StoppedReason != "Host EC2 (instance i-1) stopped." || *lost[0].LastStatus != "STOPPED" {
		t.Errorf("lost: %+v", lost)
	}
	l.run(time.Minute)
	if n := l.get().RunningCount; n != 1 {
		t.Errorf("%d tasks run with the instance back", n)
	}
}

// TestTheAgentHoldsATask deploys to a fixed host port. Where ECS gives the port
// away early, the agent holds the new task until the old one is gone.
func TestTheAgentHoldsATask(t *testing.T) {
	tests := []struct {
		name              string
		early             bool
		created, pulledAt time.Duration // of the new task, after the old one began to stop
	}{
		{"room is free once a task is STOPPED", false, 22 * time.Second, 23 * time.Second},
		{"room is free at once, and the agent waits", true, 2 * time.Second, 20 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{EarlyRelease: tt.early})
			l.SetImage("app", Image{Stop: 20 * time.Second})
			must(l.AddInstance("", Instance{}))(t)
			l.create(l.register(web("app", 80)), 1, percents(0, 100))
			l.settle()
			l.deployTo(l.register(web("app", 80)))
			l.run(time.Minute)
			old := *l.tasksOf(types.DesiredStatusStopped)[0].StoppingAt
			task := l.tasksOf(types.DesiredStatusRunning)[0]
			if got := task.CreatedAt.Sub(old); got != tt.created {
				t.Errorf("created after %s, want %s", got, tt.created)
			}
			if got := task.PullStartedAt.Sub(old); got != tt.pulledAt {
				t.Errorf("pulled after %s, want %s", got, tt.pulledAt)
			}
		})
	}
}

// TestTheAgentHoldsTasksInTheirOrder sends a small task behind a large one, and
// stops the large one before it could begin.
func TestTheAgentHoldsTasksInTheirOrder(t *testing.T) {
	l := newLab(t, Options{EarlyRelease: true})
	l.SetImage("app", Image{Stop: 20 * time.Second})
	must(l.AddInstance("", Instance{CPU: 1024}))(t)
	run := func(cpu int32) types.Task {
		t.Helper()
		c := web("app", 0)
		c.Cpu = cpu
		def := l.register(c)
		return must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def}))(t).Tasks[0]
	}
	stop := func(task types.Task) { must(l.StopTask(&ecs.StopTaskInput{Task: task.TaskArn}))(t) }
	pulls := func(task types.Task) bool {
		out := must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: []string{*task.TaskArn}}))(t)
		return out.Tasks[0].PullStartedAt != nil
	}
	first := run(768)
	l.run(10 * time.Second)
	stop(first)
	large, small := run(768), run(128)
	l.run(5 * time.Second)
	if pulls(large) || pulls(small) {
		t.Fatal("one begins although the host has no room for the first of them")
	}
	stop(large)
	l.run(2 * time.Second)
	if !pulls(small) {
		t.Error("it waits for a task that was stopped")
	}
}
