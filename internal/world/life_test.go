package world

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// life tells the states that a standalone task goes through, each with its
// second, and how it ended. It is stopped after the given time, if any.
func (l *lab) life(in *ecs.RunTaskInput, stopAfter time.Duration) string {
	l.t.Helper()
	out := must(l.RunTask(in))(l.t)
	if len(out.Tasks) != 1 {
		l.t.Fatalf("RunTask: failures %v", out.Failures)
	}
	ref := []string{*out.Tasks[0].TaskArn}
	get := func() types.Task { return must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: ref}))(l.t).Tasks[0] }
	var b strings.Builder
	for last, began := "", l.Now(); ; l.run(100 * time.Millisecond) {
		at := l.Now().Sub(began)
		if stopAfter > 0 && at == stopAfter {
			must(l.StopTask(&ecs.StopTaskInput{Task: out.Tasks[0].TaskArn, Reason: aws.String("test")}))(l.t)
		}
		t := get()
		if now := *t.LastStatus + "/" + *t.DesiredStatus; now != last {
			fmt.Fprintf(&b, "%s %s, ", at.Round(time.Second/10), now)
			last = now
		}
		if *t.LastStatus == stopped {
			fmt.Fprintf(&b, "%s: %s", t.StopCode, *t.StoppedReason)
			for _, c := range t.Containers {
				exit := "none"
				if c.ExitCode != nil {
					exit = fmt.Sprint(*c.ExitCode)
				}
				fmt.Fprintf(&b, "; %s exit %s %s", *c.Name, exit, aws.ToString(c.Reason))
			}
			return b.String()
		}
		if at > 10*time.Minute {
			l.t.Fatalf("not STOPPED after ten minutes: %s", b.String())
		}
	}
}

func TestTaskLife(t *testing.T) {
	bridge := func(*ecs.RegisterTaskDefinitionInput, *ecs.RunTaskInput) {}
	fargate := func(def *ecs.RegisterTaskDefinitionInput, in *ecs.RunTaskInput) {
		def.NetworkMode, def.Cpu, def.Memory = types.NetworkModeAwsvpc, aws.String("256"), aws.String("512")
		def.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
		in.LaunchType = types.LaunchTypeFargate
		in.NetworkConfiguration = &types.NetworkConfiguration{
			AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}},
		}
	}
	tests := []struct {
		name      string
		image     Image
		change    func(*ecs.RegisterTaskDefinitionInput, *ecs.RunTaskInput)
		stopAfter time.Duration
		want      string
	}{
		{
			"stopped while it runs",
			Image{},
			bridge, 20 * time.Second,
			"0s PENDING/RUNNING, 7s RUNNING/RUNNING, 20s RUNNING/STOPPED, 21s STOPPED/STOPPED, " +
				"UserInitiated: test; web exit 0 ",
		},
		{
			"killed when it will not go",
			Image{Stop: time.Minute},
			bridge, 20 * time.Second,
			"0s PENDING/RUNNING, 7s RUNNING/RUNNING, 20s RUNNING/STOPPED, 50s STOPPED/STOPPED, " +
				"UserInitiated: test; web exit 137 ",
		},
		{
			"stopped before it runs",
			Image{},
			bridge, 3 * time.Second,
			"0s PENDING/RUNNING, 3s PENDING/STOPPED, 4s STOPPED/STOPPED, UserInitiated: test; web exit none ",
		},
		{
			"exits by itself",
			Image{ExitAfter: 5 * time.Second, ExitCode: 3},
			bridge, 0,
			"0s PENDING/RUNNING, 7s RUNNING/RUNNING, 12s STOPPED/STOPPED, " +
				"EssentialContainerExited: Essential container in task exited; web exit 3 ",
		},
		{
			"out of memory",
			Image{
				ExitAfter: 5 * time.Second, ExitCode: 137,
				ExitReason: "OutOfMemoryError: Container killed due to memory usage",
			},
			bridge, 0,
			"0s PENDING/RUNNING, 7s RUNNING/RUNNING, 12s STOPPED/STOPPED, EssentialContainerExited: " +
				"Essential container in task exited; web exit 137 OutOfMemoryError: Container killed due to memory usage",
		},
		{
			"more memory than the container may have",
			Image{Memory: 129, MemoryAfter: 4 * time.Second},
			bridge, 0,
			"0s PENDING/RUNNING, 7s RUNNING/RUNNING, 11s STOPPED/STOPPED, EssentialContainerExited: " +
				"Essential container in task exited; web exit 137 OutOfMemoryError: Container killed due to memory usage",
		},
		{
			"all the memory that it may have",
			Image{Memory: 128},
			bridge, 20 * time.Second,
			"0s PENDING/RUNNING, 7s RUNNING/RUNNING, 20s RUNNING/STOPPED, 21s STOPPED/STOPPED, " +
				"UserInitiated: test; web exit 0 ",
		},
		{
			"more memory than the task may have",
			Image{Memory: 513},
			func(def *ecs.RegisterTaskDefinitionInput, _ *ecs.RunTaskInput) { def.Memory = aws.String("512") },
			0,
			"0s PENDING/RUNNING, 7s RUNNING/RUNNING, 8s STOPPED/STOPPED, EssentialContainerExited: " +
				"Essential container in task exited; web exit 137 OutOfMemoryError: Container killed due to memory usage",
		},
		{
			"an image that is not there",
			Image{PullError: "CannotPullContainerError: not found"},
			bridge, 0,
			"0s PENDING/RUNNING, 6s PENDING/STOPPED, 7s STOPPED/STOPPED, " +
				"TaskFailedToStart: Task failed to start; web exit none CannotPullContainerError: not found",
		},
		{
			"a slow image that does not start",
			Image{Pull: 9 * time.Second, StartError: "CannotStartContainerError: no"},
			bridge, 0, "0s PENDING/RUNNING, 11s PENDING/STOPPED, 12s STOPPED/STOPPED, " +
				"TaskFailedToStart: Task failed to start; web exit none CannotStartContainerError: no",
		},
		{
			"on Fargate",
			Image{},
			fargate, 30 * time.Second,
			"0s PROVISIONING/RUNNING, 20s PENDING/RUNNING, 27s RUNNING/RUNNING, 30s STOPPING/STOPPED, " +
				"31s DEPROVISIONING/STOPPED, 41s STOPPED/STOPPED, UserInitiated: test; web exit 0 ",
		},
		{
			"an image that is not there, on Fargate",
			Image{PullError: "CannotPullContainerError: not found"},
			fargate, 0,
			"0s PROVISIONING/RUNNING, 20s PENDING/RUNNING, 26s PENDING/STOPPED, 27s DEPROVISIONING/STOPPED, " +
				"37s STOPPED/STOPPED, TaskFailedToStart: CannotPullContainerError: not found; " +
				"web exit none CannotPullContainerError: not found",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			l.SetImage("app", tt.image)
			def := &ecs.RegisterTaskDefinitionInput{Family: aws.String("web")}
			c := web("app", 0)
			in := &ecs.RunTaskInput{TaskDefinition: aws.String("web")}
			tt.change(def, in)
			if def.NetworkMode == types.NetworkModeAwsvpc {
				c.PortMappings[0].HostPort = nil
			}
			if def.Memory != nil {
				c.Memory = nil
			}
			def.ContainerDefinitions = []types.ContainerDefinition{c}
			must(l.RegisterTaskDefinition(def))(t)
			if got := l.life(in, tt.stopAfter); got != tt.want {
				t.Errorf("got\n%s, want\n%s", got, tt.want)
			}
		})
	}
}

func TestStoppedTaskIsForgotten(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	in := &ecs.RunTaskInput{TaskDefinition: aws.String(l.register(web("nginx", 0)))}
	l.life(in, 10*time.Second)
	list := func() int {
		return len(must(l.ListTasks(&ecs.ListTasksInput{DesiredStatus: types.DesiredStatusStopped}))(t).TaskArns)
	}
	l.run(time.Hour - time.Second)
	if list() != 1 {
		t.Error("forgotten within the hour")
	}
	l.run(time.Second)
	if list() != 0 {
		t.Error("still there after the hour")
	}
}

func TestSidecarMayEnd(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.SetImage("init", Image{ExitAfter: time.Second})
	side := types.ContainerDefinition{
		Name: aws.String("init"), Image: aws.String("init"), Memory: aws.Int32(64),
		Essential: aws.Bool(false),
	}
	l.create(l.register(web("nginx", 0), side), 1)
	l.settle()
	task := l.tasksOf(types.DesiredStatusRunning)[0]
	if *task.Containers[0].LastStatus != running || *task.Containers[1].LastStatus != stopped {
		t.Errorf("containers %s and %s, want RUNNING and STOPPED", *task.Containers[0].LastStatus,
			*task.Containers[1].LastStatus)
	}
}

func TestRunTaskAgain(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	in := &ecs.RunTaskInput{TaskDefinition: aws.String(l.register(web("nginx", 0))), ClientToken: aws.String("once")}
	first, again := must(l.RunTask(in))(t), must(l.RunTask(in))(t)
	if *first.Tasks[0].TaskArn != *again.Tasks[0].TaskArn {
		t.Error("the same token ran another task")
	}
	in.Count = aws.Int32(2)
	_, err := l.RunTask(in)
	var conflict *types.ConflictException
	if !errors.As(err, &conflict) || conflict.ResourceIds[0] != *first.Tasks[0].TaskArn {
		t.Errorf("got %v, want a conflict that names the task", err)
	}
}
