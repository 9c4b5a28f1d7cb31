package world

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// on makes a service of Fargate tasks of a capacity provider that has settled.
func (l *lab) on(provider string) {
	l.t.Helper()
	must(l.PutClusterCapacityProviders(&ecs.PutClusterCapacityProvidersInput{
		Cluster: aws.String("default"), CapacityProviders: []string{"FARGATE", "FARGATE_SPOT"},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{},
	}))(l.t)
	def, network := l.fargate()
	l.create(def, 2, func(in *ecs.CreateServiceInput) {
		in.NetworkConfiguration = network
		in.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: &provider, Weight: 1}}
	})
	l.settle()
}

func TestAnInterruptedSpotTaskStopsAndIsReplaced(t *testing.T) {
	l := newLab(t, Options{})
	l.SetImage("nginx", Image{Stop: time.Hour})
	l.on("FARGATE_SPOT")
	if err := l.InterruptTasks(Tasks{Service: "web", Count: 1}); err != nil {
		t.Fatal(err)
	}
	one := l.tasksOf(types.DesiredStatusStopped)[0]
	if one.StopCode != types.TaskStopCodeSpotInterruption || *one.StoppedReason != "Your Spot Task was interrupted." ||
		*one.LastStatus != "STOPPING" {
		t.Errorf("got %s, %s, %s", one.StopCode, *one.StoppedReason, *one.LastStatus)
	}
	l.run(31 * time.Second) // the stop timeout
	if one = l.tasksOf(types.DesiredStatusStopped)[0]; aws.ToInt32(one.Containers[0].ExitCode) != killed {
		t.Errorf("the container shows %v, want to be killed after its stop timeout", one.Containers[0])
	}
	l.run(time.Minute)
	if s := l.get(); s.RunningCount != 2 {
		t.Errorf("%d tasks run, want 2:\n%s", s.RunningCount, l.timeline())
	}
}

func TestOnlySpotTasksAreInterrupted(t *testing.T) {
	l := newLab(t, Options{})
	l.on("FARGATE")
	err := l.InterruptTasks(Tasks{Service: "web"})
	if err == nil || !strings.Contains(err.Error(), "does not run on FARGATE_SPOT") {
		t.Errorf("got %v", err)
	}
	if s := l.tasksOf(types.DesiredStatusStopped); len(s) > 0 {
		t.Errorf("%d tasks stop", len(s))
	}
}

// TestAnInterruptedInstanceIsGoneInTwoMinutes looks at it before and after.
func TestAnInterruptedInstanceIsGoneInTwoMinutes(t *testing.T) {
	tests := []struct {
		name   string
		drains bool
		want   types.ContainerInstanceStatus
	}{
		{"an agent that does not drain knows nothing of it", false, types.ContainerInstanceStatusActive},
		{"one that drains makes it DRAINING", true, types.ContainerInstanceStatusDraining},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{ID: "i-1"}))(t)
			l.create(l.register(web("nginx", 0)), 1)
			l.settle()
			must(l.AddInstance("", Instance{ID: "i-2"}))(t)
			if err := l.InterruptInstance("i-1", tt.drains); err != nil {
				t.Fatal(err)
			}
			l.run(119 * time.Second)
			if got := l.host("i-1"); got == nil || string(got.status) != string(tt.want) {
				t.Errorf("is %v before, want %s", got, tt.want)
			}
			l.run(time.Second)
			if l.host("i-1") != nil {
				t.Error("is still there after two minutes")
			}
			if n := l.says("has started 1 tasks"); tt.drains != (n == 2) {
				t.Errorf("started %d times before the end:\n%s", n, l.timeline())
			}
			l.run(time.Minute)
			if s := l.get(); s.RunningCount != 1 {
				t.Errorf("%d tasks run:\n%s", s.RunningCount, l.timeline())
			}
		})
	}
	if err := newLab(t, Options{}).InterruptInstance("i-9", true); !errors.Is(err, ErrNoInstance) {
		t.Errorf("an instance that is not there: got %v", err)
	}
}
