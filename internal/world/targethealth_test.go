package world

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestTargetHealth tells when a target changes, in seconds from its registration.
func TestTargetHealth(t *testing.T) {
	tests := []struct {
		name  string
		image Image
		want  []string
	}{
		{"one that answers passes its first check", Image{}, []string{"30 healthy"}},
		{"one failure does no harm", Image{AnswersAfter: 45 * time.Second}, []string{"60 healthy"}},
		{
			"two failures are unhealthy, and then it takes five successes",
			Image{AnswersAfter: 2 * time.Minute},
			[]string{"60 unhealthy", "240 healthy"},
		},
		{"one that never answers is unhealthy for good", Image{MuteAfter: time.Second}, []string{"60 unhealthy"}},
		{
			"one that stops to answer fails two checks first",
			Image{MuteAfter: 100 * time.Second},
			[]string{"30 healthy", "150 unhealthy"},
		},
		{
			"one that stops before it has recovered stays unhealthy",
			Image{AnswersAfter: 2 * time.Minute, MuteAfter: 3 * time.Minute},
			[]string{"60 unhealthy"},
		},
		{
			"one that answers by turns",
			Image{Answers: []Turn{{100 * time.Second, true}, {40 * time.Second, false}, {5 * time.Minute, false}}},
			[]string{"30 healthy", "90 unhealthy", "240 healthy", "330 unhealthy"},
		},
		{
			"failures that follow each other through a moment between two checks",
			Image{Answers: []Turn{{0, false}, {45 * time.Second, true}, {50 * time.Second, false}}},
			[]string{"60 unhealthy"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			l.SetImage("app", tt.image)
			must(l.AddInstance("", Instance{}))(t)
			l.create(l.register(web("app", 0)), 1, behind, grace(600))
			l.run(11 * time.Second)
			task := l.clusters["default"].services["web"].tasks[0]
			if !task.target.registered {
				t.Fatal("not registered when 11 s have passed")
			}
			var got []string
			last := ""
			for second := range 500 {
				now := ""
				if task.target.healthy {
					now = "healthy"
				} else if task.target.unhealthy {
					now = "unhealthy"
				}
				if now != last {
					got, last = append(got, fmt.Sprintf("%d %s", second, now)), now
				}
				l.run(time.Second)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// grace is a change of the grace period.
func grace(seconds int32) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) { in.HealthCheckGracePeriodSeconds = aws.Int32(seconds) }
}

// TestFailedTarget holds what is said of a task whose target is unhealthy.
func TestFailedTarget(t *testing.T) {
	tests := []struct {
		name  string
		grace int32
		want  int // stopped tasks
	}{
		{"it is stopped for its target group", 0, 1},
		{"it is spared within the grace period", 100, 0},
		{"it is stopped when the grace period is over", 70, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			l.SetImage("mute", Image{MuteAfter: time.Second})
			must(l.AddInstance("", Instance{}))(t)
			l.create(l.register(web("mute", 0)), 1, behind, grace(tt.grace), percents(0, 100))
			l.run(100 * time.Second)
			var reasons []string
			for _, task := range l.tasksOf(types.DesiredStatusStopped) {
				reasons = append(reasons, string(task.StopCode)+": "+*task.StoppedReason)
			}
			want := slices.Repeat(
				[]string{"ServiceSchedulerInitiated: Task failed ELB health checks in (target-group arn:tg/1)"}, tt.want)
			if !slices.Equal(reasons, want) || l.says("is unhealthy in (target-group arn:tg/1)") != tt.want {
				t.Errorf("got %q:\n%s", reasons, l.timeline())
			}
		})
	}
}

// TestFailedInstance holds what is said of a task that a Classic Load Balancer finds
// unhealthy: it knows the instance only.
func TestFailedInstance(t *testing.T) {
	l := newLab(t, Options{})
	l.SetImage("mute", Image{MuteAfter: time.Second})
	must(l.AddInstance("", Instance{}))(t)
	l.create(l.register(web("mute", 80)), 1, percents(0, 100), func(in *ecs.CreateServiceInput) {
		in.LoadBalancers = []types.LoadBalancer{{
			LoadBalancerName: aws.String("old"), ContainerName: aws.String("web"), ContainerPort: aws.Int32(80),
		}}
	})
	l.run(100 * time.Second)
	stopped := l.tasksOf(types.DesiredStatusStopped)
	if len(stopped) != 1 || *stopped[0].StoppedReason != "Task failed ELB health checks in (elb old)" {
		t.Errorf("got %v:\n%s", stopped, l.timeline())
	}
	const want = ") is unhealthy in (elb old) due to (reason Instance has failed at least the UnhealthyThreshold number of"
	if l.says(want) != 1 || l.says("(service web) (instance i-") != 1 {
		t.Errorf("no event says what the load balancer found:\n%s", l.timeline())
	}
}
