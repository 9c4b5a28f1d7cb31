package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// protect protects tasks for a number of minutes; 0 ends it.
func (l *lab) protect(minutes int32, tasks ...string) *ecs.UpdateTaskProtectionOutput {
	l.t.Helper()
	in := &ecs.UpdateTaskProtectionInput{Cluster: aws.String("default"), Tasks: tasks, ProtectionEnabled: minutes > 0}
	if minutes > 0 {
		in.ExpiresInMinutes = aws.Int32(minutes)
	}
	return must(l.UpdateTaskProtection(in))(l.t)
}

// running are the ARNs of the running tasks of the service web.
func (l *lab) running() (out []string) {
	for _, t := range l.tasksOf(types.DesiredStatusRunning) {
		out = append(out, *t.TaskArn)
	}
	return out
}

// settled is a service of n tasks that is COMPLETED.
func settled(t *testing.T, n int32) *lab {
	l := newLab(t, Options{})
	must(l.AddInstance("default", Instance{}))(t)
	l.create(l.register(web("nginx:1", 0)), n)
	l.settle()
	return l
}

func TestProtectedTasksAreNotScaledIn(t *testing.T) {
	l := settled(t, 3)
	kept := l.running()[1:]
	l.protect(60, kept...)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(1)})
	l.run(30 * time.Minute)
	if got := l.running(); len(got) != 2 || got[0] != kept[0] || got[1] != kept[1] {
		t.Fatalf("running %v, protected %v", got, kept)
	}
	if l.says("was unable to reach steady state because task set (ecs-svc/") != 1 ||
		l.says("Reason: The number of protected tasks are more than the desired count of tasks.") != 1 {
		t.Error(l.timeline())
	}
	l.run(35 * time.Minute)
	if got := l.running(); len(got) != 1 {
		t.Errorf("%d run after the protection", len(got))
	}
}

func TestProtectedTasksHoldADeploymentUp(t *testing.T) {
	l := settled(t, 2)
	old := l.running()[0]
	l.protect(10, old)
	l.deployTo(l.register(web("nginx:2", 0)))
	l.run(9 * time.Minute)
	s := l.get()
	if len(s.Deployments) != 2 || s.Deployments[0].RolloutState != types.DeploymentRolloutStateInProgress ||
		s.Deployments[1].RunningCount != 1 || l.says("unable to scale in") != 1 {
		t.Fatalf("%s\n%s", deployments(s), l.timeline())
	}
	if out := l.protect(10, old); len(out.Failures) != 1 || *out.Failures[0].Reason != "DEPLOYMENT_BLOCKED" {
		t.Errorf("protected again: %+v", out.Failures)
	}
	l.protect(0, old)
	l.settle()
}

func TestStopTaskMindsNoProtection(t *testing.T) {
	l := settled(t, 1)
	old := l.running()[0]
	l.protect(10, old)
	must(l.StopTask(&ecs.StopTaskInput{Task: aws.String(old)}))(t)
	l.run(time.Minute)
	if got := l.running(); len(got) != 1 || got[0] == old {
		t.Errorf("running %v", got)
	}
}

func TestProtectionIsTold(t *testing.T) {
	l := settled(t, 2)
	first := l.running()[0]
	out := must(l.UpdateTaskProtection(&ecs.UpdateTaskProtectionInput{
		Cluster: aws.String("default"), Tasks: []string{first}, ProtectionEnabled: true,
	}))(t)
	if p := out.ProtectedTasks[0]; !p.ProtectionEnabled || !p.ExpirationDate.Equal(l.Now().Add(2*time.Hour)) {
		t.Errorf("%+v", p)
	}
	all := must(l.GetTaskProtection(&ecs.GetTaskProtectionInput{Cluster: aws.String("default")}))(t).ProtectedTasks
	on := 0
	for _, p := range all {
		if p.ProtectionEnabled {
			on++
		}
	}
	if len(all) != 2 || on != 1 {
		t.Errorf("%d of %d are protected", on, len(all))
	}
	l.run(2 * time.Hour)
	one := must(l.GetTaskProtection(&ecs.GetTaskProtectionInput{
		Cluster: aws.String("default"), Tasks: []string{first},
	}))(t).ProtectedTasks[0]
	if one.ProtectionEnabled || one.ExpirationDate != nil {
		t.Errorf("after two hours: %+v", one)
	}
}

func TestTasksThatCannotBeProtected(t *testing.T) {
	l := settled(t, 1)
	alone := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String("web:1")}))(t).Tasks[0]
	gone := l.running()[0]
	must(l.StopTask(&ecs.StopTaskInput{Task: aws.String(gone)}))(t)
	out := l.protect(1, *alone.TaskArn, gone, "none")
	var reasons []string
	for _, f := range out.Failures {
		reasons = append(reasons, *f.Reason)
	}
	if got := strings.Join(reasons, " "); got != "TASK_NOT_VALID TASK_NOT_VALID MISSING" || len(out.ProtectedTasks) != 0 {
		t.Errorf("failures %s, protected %d", got, len(out.ProtectedTasks))
	}
	for name, in := range map[string]*ecs.UpdateTaskProtectionInput{
		"no task":       {},
		"eleven tasks":  {Tasks: make([]string, 11)},
		"no time":       {Tasks: []string{gone}, ProtectionEnabled: true, ExpiresInMinutes: aws.Int32(0)},
		"over two days": {Tasks: []string{gone}, ProtectionEnabled: true, ExpiresInMinutes: aws.Int32(2881)},
		"of no cluster": {Cluster: aws.String("none"), Tasks: []string{gone}},
	} {
		if _, err := l.UpdateTaskProtection(in); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
