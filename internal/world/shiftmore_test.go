package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// passed are the stages that the newest service deployment goes through in a time, each with
// its weights, and the seconds after which it comes.
func (l *lab) passed(d time.Duration) []string {
	l.t.Helper()
	var out []string
	last := ""
	l.tell(d, func(types.Service) string {
		now, _, _ := strings.Cut(stageLine(l.latest()), "\n")
		if now != last {
			out = append(out, now+" "+l.Now().Sub(l.began).String())
			last = now
		}
		return ""
	})
	return out
}

func TestFirstRevisionHasAllTrafficFromTheStart(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx", 0)), 1, shifting(linear))
	want := []string{
		" target 100/100 0s", "PRE_SCALE_UP target 100/100 2s", "SCALE_UP target 100/100 4s",
		"POST_SCALE_UP target 100/100 43s", "TEST_TRAFFIC_SHIFT target 100/100 45s",
		"POST_TEST_TRAFFIC_SHIFT target 100/100 47s", "PRE_PRODUCTION_TRAFFIC_SHIFT target 100/100 49s",
		"PRODUCTION_TRAFFIC_SHIFT target 100/100 51s", "POST_PRODUCTION_TRAFFIC_SHIFT target 100/100 53s",
		"CLEAN_UP target 100/100 55s",
	}
	if diff := cmp.Diff(want, l.passed(10*time.Minute)); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
	if d := l.latest(); d.Status != types.ServiceDeploymentStatusSuccessful {
		t.Errorf("got %s", recordLine(d))
	}
}

func TestFirstDeploymentWithAFailingHookHasNothingToGoBackTo(t *testing.T) {
	l := failing(t)
	ends(l)
	l.create(l.register(web("nginx", 0)), 1, shifting(hooked(blueGreen, lambdaAt("nonsense", preScaleUp))))
	l.run(time.Hour)
	d, s := l.latest(), l.get()
	if d.Status != types.ServiceDeploymentStatusRollbackFailed || aws.ToString(d.StatusReason) != noCandidate ||
		s.Deployments[0].RolloutState != types.DeploymentRolloutStateFailed || s.RunningCount != 0 {
		t.Errorf("got %s\n%s", recordLine(d), deployments(s))
	}
	if n := l.says("deployment failed: Service deployment rolled back because PRE_SCALE_UP lifecycle hook(s) failed. ECS was " +
		"unable to parse the response from"); n != 1 {
		t.Errorf("says so %d times:\n%s", n, l.timeline())
	}
}

func TestNetworkLoadBalancerTakesLonger(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1, shifting(blueGreen), func(in *ecs.CreateServiceInput) {
		a := in.LoadBalancers[0].AdvancedConfiguration
		a.ProductionListenerRule, a.TestListenerRule = aws.String("arn:listener/net/a/1"), aws.String("arn:listener/net/a/2")
	})
	l.settle()
	l.deployTo(l.register(web("nginx:1.28", 0)))
	var got []string
	for _, line := range l.passed(30 * time.Minute) {
		if strings.Contains(line, "TRAFFIC_SHIFT") {
			got = append(got, line)
		}
	}
	want := []string{
		"TEST_TRAFFIC_SHIFT target 100/0 source 0/100 45s", "POST_TEST_TRAFFIC_SHIFT target 100/0 source 0/100 10m45s",
		"PRE_PRODUCTION_TRAFFIC_SHIFT target 100/0 source 0/100 10m47s", "PRODUCTION_TRAFFIC_SHIFT target 100/100 source 0/0 10m49s",
		"POST_PRODUCTION_TRAFFIC_SHIFT target 100/100 source 0/0 20m49s",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
}

// TestTargetGroupsAlternate deploys again and again; a rollback goes back to the
// target group too, and a rolling update stays in the one in use.
func TestTargetGroupsAlternate(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1, shifting(blueGreen))
	group := func() string {
		t.Helper()
		arn := l.latest().TargetServiceRevision.Arn
		out := must(l.DescribeServiceRevisions(&ecs.DescribeServiceRevisionsInput{ServiceRevisionArns: []string{*arn}}))(t)
		lb := out.ServiceRevisions[0].ResolvedConfiguration.LoadBalancers[0]
		if rule := aws.ToString(lb.ProductionListenerRule); rule != "arn:listener-rule/app/a/1" {
			t.Errorf("the rule is %q", rule)
		}
		return *lb.TargetGroupArn
	}
	steps := []struct {
		name, want string
		deploy     func()
	}{
		{"the first", "arn:tg/1", func() {}},
		{"the second", "arn:tg/2", func() { l.update(ecs.UpdateServiceInput{ForceNewDeployment: true}) }},
		{"the third", "arn:tg/1", func() { l.update(ecs.UpdateServiceInput{ForceNewDeployment: true}) }},
		{"one that is stopped", "arn:tg/2", func() {
			l.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
			l.run(time.Minute)
			must("", l.stopIt())(t)
		}},
		{"the one after a rollback", "arn:tg/2", func() { l.update(ecs.UpdateServiceInput{ForceNewDeployment: true}) }},
		{"a rolling update", "arn:tg/2", func() {
			l.update(ecs.UpdateServiceInput{ForceNewDeployment: true, DeploymentConfiguration: configured(types.DeploymentConfiguration{})})
		}},
		{"blue/green again", "arn:tg/1", func() {
			c := blueGreen
			c.BakeTimeInMinutes = aws.Int32(0)
			l.update(ecs.UpdateServiceInput{ForceNewDeployment: true, DeploymentConfiguration: &c})
		}},
	}
	for _, step := range steps {
		seen := len(l.get().Events)
		step.deploy()
		l.settle()
		said := 0
		for _, e := range l.get().Events[:len(l.get().Events)-seen] {
			if strings.HasSuffix(*e.Message, "registered 1 targets in (target-group "+step.want+")") {
				said++
			}
		}
		if got := group(); got != step.want || said == 0 {
			t.Errorf("%s deployment is in %s, registered %d times, want %s:\n%s", step.name, got, said, step.want, l.timeline())
		}
	}
}

func TestBlueGreenServiceTurnsRollingOnlyBetweenDeployments(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx", 0)), 1, shifting(blueGreen))
	turn := func() error {
		_, err := l.UpdateService(&ecs.UpdateServiceInput{
			Service: aws.String("web"), DeploymentConfiguration: configured(types.DeploymentConfiguration{}),
		})
		return err
	}
	refused(t, "while one goes on", turn(), "The deployment strategy cannot be changed to ROLLING")
	l.settle()
	before := l.latest()
	refused(t, "afterwards", turn(), "")
	if after := l.latest(); *after.ServiceDeploymentArn != *before.ServiceDeploymentArn {
		t.Errorf("another strategy alone started %s", recordLine(after))
	}
}

// TestBothRevisionsFollowTheDesiredCount scales a service while two revisions run.
func TestBothRevisionsFollowTheDesiredCount(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 2, shifting(blueGreen))
	l.settle()
	l.deployTo(l.register(web("nginx:1.28", 0)))
	l.run(2 * time.Minute)
	for _, desired := range []int32{4, 1} {
		l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(desired)})
		l.run(time.Minute)
		d := l.latest()
		for _, r := range append(d.SourceServiceRevisions, *d.TargetServiceRevision) {
			if r.RequestedTaskCount != desired || r.RunningTaskCount != desired {
				t.Errorf("for %d, a revision has %d of %d", desired, r.RunningTaskCount, r.RequestedTaskCount)
			}
		}
		if s := l.get(); s.RunningCount != 2*desired || s.DesiredCount != desired {
			t.Errorf("the service has %d of %d", s.RunningCount, s.DesiredCount)
		}
	}
	l.settle()
	d := l.latest()
	if n := d.SourceServiceRevisions[0].RequestedTaskCount; n != 0 || d.TargetServiceRevision.RunningTaskCount != 1 {
		t.Errorf("in the end the source wants %d tasks, the target runs %d", n, d.TargetServiceRevision.RunningTaskCount)
	}
}

// TestLostTasksOfBothRevisionsComeBack stops a task of each revision while both run.
func TestLostTasksOfBothRevisionsComeBack(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 2, shifting(blueGreen))
	l.settle()
	l.deployTo(l.register(web("nginx:1.28", 0)))
	l.run(2 * time.Minute)
	stopped := map[string]bool{}
	for _, task := range l.tasksOf(types.DesiredStatusRunning) {
		if !stopped[*task.TaskDefinitionArn] {
			stopped[*task.TaskDefinitionArn] = true
			must(l.StopTask(&ecs.StopTaskInput{Task: task.TaskArn}))(t)
		}
	}
	l.run(time.Minute)
	for _, d := range l.get().Deployments {
		if d.RunningCount != 2 {
			t.Errorf("%s runs %d tasks", *d.Status, d.RunningCount)
		}
	}
}

func TestServiceWithoutBalancerGoesThroughTheStages(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1, shifting(canary), func(in *ecs.CreateServiceInput) { in.LoadBalancers = nil })
	l.settle()
	l.deployTo(l.register(web("nginx:1.28", 0)))
	got := strings.Join(l.passed(20*time.Minute), "\n")
	for _, want := range []string{"PRODUCTION_TRAFFIC_SHIFT target 100/5 source 0/95", "BAKE_TIME target 100/100", "CLEAN_UP"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
	if s := l.get(); len(s.Deployments) != 1 || s.Deployments[0].RolloutState != types.DeploymentRolloutStateCompleted {
		t.Errorf("in the end:\n%s", deployments(s))
	}
}
