package world

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestStories(t *testing.T) {
	tests := []struct {
		name, golden string
		play         func(*lab) string
	}{
		{"a dynamic port lets the new task run beside the old one", "textbook.golden", func(l *lab) string {
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 80)), 1)
			l.settle()
			l.deployTo(l.register(web("nginx:1.27", 0)))
			return l.watch(2 * time.Minute)
		}},
		{"a static port keeps the new task out for ever", "static-port.golden", func(l *lab) string {
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 80)), 1)
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 80)))
			return l.watch(5 * time.Hour)
		}},
		{"four tasks at 50 and 150 percent go in waves", "waves.golden", func(l *lab) string {
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 0)), 4, percents(50, 150))
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 0)))
			return l.watch(5 * time.Minute)
		}},
		{"stop first and start then with a static port at 0 and 100 percent", "stop-first.golden", func(l *lab) string {
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 80)), 1, percents(0, 100))
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 80)))
			return l.watch(5 * time.Minute)
		}},
		{"an image that cannot be pulled is tried again ever more rarely", "bad-image.golden", func(l *lab) string {
			l.SetImage("nginx:1.2B", Image{PullError: "CannotPullContainerError: nginx:1.2B: not found"})
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 0)), 1)
			l.settle()
			l.deployTo(l.register(web("nginx:1.2B", 0)))
			return l.watch(time.Hour)
		}},
		{"a task that exits after it ran is replaced without delay", "crash-loop.golden", func(l *lab) string {
			l.SetImage("crash", Image{ExitAfter: 20 * time.Second, ExitCode: 1})
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 0)), 1)
			l.settle()
			l.deployTo(l.register(web("crash", 0)))
			return l.watch(3 * time.Minute)
		}},
		{"percentages that allow no move are told", "locked.golden", func(l *lab) string {
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 0)), 1, percents(100, 150))
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 0)))
			return l.watch(time.Hour)
		}},
		{"a load balancer is told of targets before and after", "balancer.golden", func(l *lab) string {
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 0)), 1, func(in *ecs.CreateServiceInput) {
				in.LoadBalancers = []types.LoadBalancer{{
					ContainerName: aws.String("web"), ContainerPort: aws.Int32(80),
					TargetGroupArn: aws.String("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1"),
				}}
			})
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 0)))
			return l.watch(10 * time.Minute)
		}},
		{"a task that fails its health checks is replaced", "unhealthy.golden", func(l *lab) string {
			l.SetImage("sick", Image{UnhealthyAfter: time.Second})
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(checked("nginx:1.27")), 1)
			l.settle()
			l.deployTo(l.register(checked("sick")))
			return l.watch(8 * time.Minute)
		}},
		{"a daemon service changes instance by instance", "daemon.golden", func(l *lab) string {
			for range 3 {
				must(l.AddInstance("", Instance{}))(l.t)
			}
			l.create(l.register(web("nginx:1.27", 80)), 0, func(in *ecs.CreateServiceInput) {
				in.DesiredCount, in.SchedulingStrategy = nil, types.SchedulingStrategyDaemon
				percents(50, 100)(in)
			})
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 80)))
			out := l.watch(3 * time.Minute)
			must(l.AddInstance("", Instance{}))(l.t)
			return out + l.watch(time.Minute)
		}},
		{"a deleted service drains", "delete.golden", func(l *lab) string {
			l.SetImage("slow", Image{Stop: 20 * time.Second})
			must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("slow", 0)), 2)
			l.settle()
			l.began = l.Now()
			must(l.DeleteService(&ecs.DeleteServiceInput{Service: aws.String("web"), Force: aws.Bool(true)}))(l.t)
			out := aws.ToString(l.get().Status) + "\n" + l.watch(time.Minute)
			return out + aws.ToString(l.get().Status) + "\n"
		}},
		{"a service of no task completes", "empty.golden", func(l *lab) string {
			l.create(l.register(web("nginx:1.27", 0)), 0)
			return l.watch(2 * time.Minute)
		}},
		{"tasks leave a draining instance", "draining.golden", func(l *lab) string {
			arn := must(l.AddInstance("", Instance{}))(l.t)
			l.create(l.register(web("nginx:1.27", 0)), 2)
			l.settle()
			must(l.AddInstance("", Instance{}))(l.t)
			l.began = l.Now()
			must(l.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{
				ContainerInstances: []string{arn}, Status: types.ContainerInstanceStatusDraining,
			}))(l.t)
			return l.watch(3 * time.Minute)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { golden(t, tt.golden, tt.play(newLab(t, Options{Seed: 1}))) })
	}
}

// checked is web with a container health check of 10 s and 3 tries.
func checked(image string) types.ContainerDefinition {
	c := web(image, 0)
	c.HealthCheck = &types.HealthCheck{Command: []string{"CMD", "true"}, Interval: aws.Int32(10)}
	return c
}

// retell plays the textbook in steps of up to the given length and tells
// everything that can be seen at the end.
func retell(t *testing.T, seed uint64, step time.Duration) string {
	l := newLab(t, Options{Seed: seed})
	must(l.AddInstance("", Instance{}))(t)
	l.create(l.register(web("nginx:1.27", 0)), 3, percents(50, 150))
	walk := func(until time.Time) {
		rng := rand.New(rand.NewPCG(uint64(step), 0))
		for l.Now().Before(until) {
			l.Advance(earlier(l.Now().Add(1+time.Duration(rng.Int64N(int64(step)))), until))
		}
	}
	walk(l.began.Add(5 * time.Minute))
	l.deployTo(l.register(web("nginx:1.28", 0)))
	walk(l.began.Add(10 * time.Minute))
	all := []any{l.get(), l.tasksOf(types.DesiredStatusRunning), l.tasksOf(types.DesiredStatusStopped)}
	return string(must(json.MarshalIndent(all, "", " "))(t))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func TestOneHistory(t *testing.T) {
	want := retell(t, 7, time.Hour)
	if retell(t, 7, time.Hour) != want {
		t.Error("the same seed gave another history")
	}
	if retell(t, 7, 3*time.Second) != want {
		t.Error("many small steps gave another history than a few large ones")
	}
	if retell(t, 8, time.Hour) == want {
		t.Error("another seed gave the same ids")
	}
}
