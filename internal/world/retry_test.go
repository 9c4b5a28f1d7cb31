package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestServiceLooksAgainAsSoonAsThereIsRoom(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	def := l.register(web("nginx", 80))
	other := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def}))(t).Tasks[0]
	l.create(def, 1)
	l.run(20 * time.Minute) // the next attempt is many minutes away
	if n := l.says("already using a port"); n != 1 {
		t.Fatalf("the service tells %d times that the port is taken", n)
	}
	must(l.StopTask(&ecs.StopTaskInput{Task: other.TaskArn}))(t)
	l.run(5 * time.Second)
	if len(l.tasksOf(types.DesiredStatusRunning)) != 1 {
		t.Error("no task although the port is free")
	}
}

func TestServiceKeepsAHundredEvents(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.SetImage("crash", Image{ExitAfter: time.Second})
	l.create(l.register(web("crash", 0)), 1)
	l.run(30 * time.Minute)
	s := l.get()
	if len(s.Events) != 100 {
		t.Fatalf("got %d events", len(s.Events))
	}
	for n, e := range s.Events[1:] {
		if e.CreatedAt.After(*s.Events[n].CreatedAt) {
			t.Errorf("event %d is newer than the one before it", n+1)
		}
	}
}

func TestTaskIsAsHealthyAsItsEssentialContainers(t *testing.T) {
	check := &types.HealthCheck{Command: []string{"CMD", "true"}, Interval: aws.Int32(10), Retries: aws.Int32(3)}
	tests := []struct {
		name               string
		image              Image // of the second container
		essential, checked bool
		at                 time.Duration
		want               types.HealthStatus
	}{
		{"all are", Image{}, true, true, time.Minute, types.HealthStatusHealthy},
		{
			"one is not known yet",
			Image{HealthyAfter: 5 * time.Minute},
			true, true, 15 * time.Second,
			types.HealthStatusUnknown,
		},
		{"one is not", Image{UnhealthyAfter: time.Second}, true, true, time.Minute, types.HealthStatusUnhealthy},
		{
			"one that is not essential does not count",
			Image{UnhealthyAfter: time.Second},
			false, true, time.Minute,
			types.HealthStatusHealthy,
		},
		{"one without a check does not count", Image{}, true, false, time.Minute, types.HealthStatusHealthy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			l.SetImage("second", tt.image)
			first := web("nginx", 0)
			first.HealthCheck = check
			second := types.ContainerDefinition{
				Name: aws.String("second"), Image: aws.String("second"), Memory: aws.Int32(64), Essential: &tt.essential,
			}
			if tt.checked {
				second.HealthCheck = check
			}
			def := l.register(first, second)
			task := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def}))(t).Tasks[0]
			l.run(7*time.Second + tt.at)
			out := must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: []string{*task.TaskArn}}))(t).Tasks[0]
			if out.HealthStatus != tt.want {
				t.Errorf("got %s, want %s", out.HealthStatus, tt.want)
			}
		})
	}
}

func TestTaskThatJustFitsIsPlaced(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{CPU: 256, Memory: 128}))(t)
	c := web("nginx", 0)
	c.Cpu = 256
	def := l.register(c)
	if out := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def}))(t); len(out.Tasks) != 1 {
		t.Errorf("failures %v", out.Failures)
	}
}

func TestSuccessEndsTheBackOff(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.SetImage("late", Image{PullError: "CannotPullContainerError: not found"})
	l.create(l.register(web("late", 0)), 1)
	l.run(5 * time.Minute)
	p := l.clusters["default"].services["web"].primary()
	if p.launching.failures < 2 {
		t.Fatalf("%d failed attempts in five minutes", p.launching.failures)
	}
	l.SetImage("late", Image{})
	l.settle()
	if p.launching.failures != 0 {
		t.Errorf("the next failure would count as number %d in a row", p.launching.failures+1)
	}
}

func TestAPlaceEndsTheWaitForRoom(t *testing.T) {
	l := newLab(t, Options{})
	l.create(l.register(web("nginx", 0)), 1)
	l.run(5 * time.Minute)
	s := l.clusters["default"].services["web"]
	if s.placing.failures < 2 {
		t.Fatalf("%d attempts in five minutes", s.placing.failures)
	}
	must(l.AddInstance("", Instance{}))(t)
	l.settle()
	if s.placing.failures != 0 || s.waiting {
		t.Errorf("%d failures in a row, waiting: %t", s.placing.failures, s.waiting)
	}
}
