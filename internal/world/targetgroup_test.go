package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// into is a change that puts a service behind target groups.
func into(groups ...string) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		for _, g := range groups {
			in.LoadBalancers = append(in.LoadBalancers, types.LoadBalancer{
				TargetGroupArn: aws.String(g), ContainerName: aws.String("web"), ContainerPort: aws.Int32(80),
			})
		}
	}
}

// states tells how the states of the targets of a group change, with seconds.
func (l *lab) states(group string, d time.Duration) []string {
	var out []string
	last := ""
	for second := range int(d / time.Second) {
		var now []string
		for _, target := range l.Targets(group) {
			now = append(now, target.State)
		}
		if text := strings.Join(now, " "); text != last {
			out, last = append(out, fmt.Sprintf("%d %s", second, text)), text
		}
		l.run(time.Second)
	}
	return out
}

func TestATargetGroupRulesTheHealthOfItsTargets(t *testing.T) {
	quick := TargetHealthCheck{Interval: 10 * time.Second, Healthy: 2, Unhealthy: 3}
	tests := []struct {
		name  string
		check TargetHealthCheck
		image Image
		want  []string // seconds from the service's creation; the target joins at 11
	}{
		{"with the defaults one check takes 30 s", TargetHealthCheck{}, Image{}, []string{"11 initial", "41 healthy"}},
		{"a shorter interval is quicker", quick, Image{}, []string{"11 initial", "21 healthy"}},
		{
			"the thresholds say how many checks it takes", quick,
			Image{AnswersAfter: 45 * time.Second},
			[]string{"11 initial", "41 unhealthy", "71 healthy"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			l.SetImage("app", tt.image)
			must(l.AddInstance("", Instance{}))(t)
			arn := l.AddTargetGroup(TargetGroup{Name: "blue", HealthCheck: tt.check})
			l.create(l.register(web("app", 0)), 1, into(arn), grace(600))
			got := l.states(arn, 2*time.Minute)
			if got[0] == "0 " {
				got = got[1:]
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestATaskInTwoTargetGroupsIsHealthyWhenItIsSoInBoth(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	slow := l.AddTargetGroup(TargetGroup{Name: "slow", HealthCheck: TargetHealthCheck{Interval: 2 * time.Minute}})
	quick := l.AddTargetGroup(TargetGroup{Name: "quick", HealthCheck: TargetHealthCheck{Interval: 10 * time.Second}})
	l.create(l.register(web("app", 0)), 1, into(slow, quick))
	l.run(time.Minute)
	task := l.clusters["default"].services["web"].tasks[0]
	if got := l.Targets(quick)[0].State; got != "healthy" || task.healthy(l.Now()) {
		t.Errorf("after a minute the quick group has it %s, the task is healthy: %v", got, task.healthy(l.Now()))
	}
	l.run(2 * time.Minute)
	if !task.healthy(l.Now()) {
		t.Error("after three minutes the task is not healthy")
	}
}

func TestATargetDrainsAsLongAsItsGroupSays(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	delay := 20 * time.Second
	arn := l.AddTargetGroup(TargetGroup{Name: "blue", DeregistrationDelay: &delay})
	l.create(l.register(web("app", 0)), 1, into(arn))
	l.run(2 * time.Minute)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(0)})
	l.run(5 * time.Second)
	got := l.Targets(arn)
	if len(got) != 1 || got[0].State != "draining" || got[0].Reason != "Target.DeregistrationInProgress" {
		t.Fatalf("after 5 s: %+v", got)
	}
	l.run(25 * time.Second)
	if got := l.Targets(arn); len(got) != 0 {
		t.Errorf("after 30 s: %+v", got)
	}
}

func TestWhyATargetIsUnhealthy(t *testing.T) {
	tests := []struct{ said, want string }{
		{"", "Target.FailedHealthChecks: Health checks failed"},
		{"Health checks failed with these codes: [404]", "Target.ResponseCodeMismatch: Health checks failed with these codes: [404]"},
		{"Request timed out", "Target.Timeout: Request timed out"},
	}
	for _, tt := range tests {
		l := newLab(t, Options{})
		l.SetImage("mute", Image{MuteAfter: time.Second, TargetReason: tt.said})
		must(l.AddInstance("", Instance{}))(t)
		l.create(l.register(web("mute", 0)), 1, into("arn:tg/1"), grace(600))
		l.run(2 * time.Minute)
		if got := l.Targets("arn:tg/1"); len(got) != 1 || got[0].Reason+": "+got[0].Description != tt.want {
			t.Errorf("%q: %+v", tt.said, got)
		}
	}
}

func TestServicesNeedTargetGroupsThatSuit(t *testing.T) {
	tests := []struct {
		name  string
		build func(*lab) string // gives the ARN that the service names
		want  string
	}{
		{"an open world has every group", func(*lab) string { return "arn:any" }, ""},
		{"one that was added is there", func(l *lab) string { return l.AddTargetGroup(TargetGroup{Name: "blue"}) }, ""},
		{"another one is not", func(l *lab) string {
			l.AddTargetGroup(TargetGroup{Name: "blue"})
			return "arn:green"
		}, "The target group arn:green does not exist."},
		{
			"a closed world has none", func(l *lab) string { l.Close(TargetGroups); return "arn:any" },
			"The target group arn:any does not exist.",
		},
		{
			"a deleted one is gone, in an open world too", func(l *lab) string { l.RemoveTargetGroup("arn:any"); return "arn:any" },
			"The target group arn:any does not exist.",
		},
		{"ip targets do not suit bridge tasks", func(l *lab) string {
			return l.AddTargetGroup(TargetGroup{ARN: "arn:ip", TargetType: "ip"})
		}, "The provided target group arn:ip has target type ip, which is incompatible with the bridge network mode " +
			"specified in the task definition."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			in := &ecs.CreateServiceInput{
				ServiceName: aws.String("web"), TaskDefinition: aws.String(l.register(web("app", 0))), DesiredCount: aws.Int32(1),
			}
			into(tt.build(l))(in)
			_, err := l.CreateService(in)
			if got := message(err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
