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

// side is a container that may end, and on which others may depend.
func side(name, image string) types.ContainerDefinition {
	return types.ContainerDefinition{
		Name: aws.String(name), Image: aws.String(image), Memory: aws.Int32(32), Essential: aws.Bool(false),
	}
}

// after makes a container depend on another one.
func after(c types.ContainerDefinition, on string, when types.ContainerCondition) types.ContainerDefinition {
	c.DependsOn = append(c.DependsOn, types.ContainerDependency{ContainerName: aws.String(on), Condition: when})
	return c
}

// runOne runs a task of the containers on an instance of its own.
func (l *lab) runOne(containers ...types.ContainerDefinition) *task {
	l.t.Helper()
	must(l.AddInstance("", Instance{}))(l.t)
	def := l.register(containers...)
	out := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def}))(l.t)
	return l.clusters["default"].tasks[lastSegment(*out.Tasks[0].TaskArn)]
}

// TestStartOrder tells when the containers of a task start and when it is
// RUNNING, in seconds from the end of the pull.
func TestStartOrder(t *testing.T) {
	script := Image{ExitAfter: 10 * time.Second}
	broken := Image{ExitAfter: 10 * time.Second, ExitCode: 1}
	slow := Image{Start: 4 * time.Second}
	healthy := func(c types.ContainerDefinition, startTimeout int32) types.ContainerDefinition {
		c.HealthCheck = &types.HealthCheck{Command: []string{"CMD", "true"}, Interval: aws.Int32(20), Retries: aws.Int32(1)}
		if startTimeout > 0 {
			c.StartTimeout = aws.Int32(startTimeout)
		}
		return c
	}
	limited := func(c types.ContainerDefinition, seconds int32) types.ContainerDefinition {
		c.StartTimeout = aws.Int32(seconds)
		return c
	}
	tests := []struct {
		name       string
		containers []types.ContainerDefinition
		want       string
	}{
		{"without dependencies all start at once", []types.ContainerDefinition{web("nginx", 0), side("db", "slow")}, "web 1, db 4, RUNNING 4"},
		{
			"START waits until the other one runs",
			[]types.ContainerDefinition{after(web("nginx", 0), "db", types.ContainerConditionStart), side("db", "slow")},
			"web 5, db 4, RUNNING 5",
		},
		{
			"COMPLETE waits until it has ended, however",
			[]types.ContainerDefinition{after(web("nginx", 0), "init", types.ContainerConditionComplete), side("init", "broken")},
			"web 12, init 1, RUNNING 12",
		},
		{
			"SUCCESS waits until it has ended well",
			[]types.ContainerDefinition{after(web("nginx", 0), "init", types.ContainerConditionSuccess), side("init", "script")},
			"web 12, init 1, RUNNING 12",
		},
		{
			"SUCCESS is never reached by one that fails",
			[]types.ContainerDefinition{after(web("nginx", 0), "init", types.ContainerConditionSuccess), side("init", "broken")},
			"web -, init 1, TaskFailedToStart: Task failed to start",
		},
		{
			"HEALTHY waits for the health check",
			[]types.ContainerDefinition{after(web("nginx", 0), "db", types.ContainerConditionHealthy), healthy(side("db", "nginx"), 0)},
			"web 22, db 1, RUNNING 22",
		},
		{
			"HEALTHY is never reached by one that is not",
			[]types.ContainerDefinition{after(web("nginx", 0), "db", types.ContainerConditionHealthy), healthy(side("db", "sick"), 0)},
			"web -, db 1, TaskFailedToStart: Task failed to start",
		},
		{
			"the start timeout of the one that is waited for ends the wait",
			[]types.ContainerDefinition{after(web("nginx", 0), "db", types.ContainerConditionHealthy), healthy(side("db", "nginx"), 15)},
			"web -, db 1, TaskFailedToStart: Task failed to start",
		},
		{
			"a start timeout that is not needed does nothing",
			[]types.ContainerDefinition{after(web("nginx", 0), "init", types.ContainerConditionComplete), limited(side("init", "script"), 30)},
			"web 12, init 1, RUNNING 12",
		},
		{
			"a chain",
			[]types.ContainerDefinition{
				after(web("nginx", 0), "db", types.ContainerConditionStart), after(side("db", "slow"), "init", types.ContainerConditionComplete),
				side("init", "script"),
			},
			"web 16, db 15, init 1, RUNNING 16",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			for name, image := range map[string]Image{
				"script": script, "broken": broken, "slow": slow, "sick": {UnhealthyAfter: time.Second},
			} {
				l.SetImage(name, image)
			}
			task := l.runOne(tt.containers...)
			l.run(50 * time.Second)
			since := func(at time.Time) string {
				if at.IsZero() {
					return "-"
				}
				return fmt.Sprint(at.Sub(task.times.pullStopped).Seconds())
			}
			var got []string
			for _, c := range task.containers {
				got = append(got, *c.def.Name+" "+since(c.started))
			}
			if task.alive() {
				got = append(got, task.lastStatus+" "+since(task.times.started))
			} else {
				got = append(got, string(task.stopCode)+": "+task.stoppedReason)
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("%s, want %s", s, tt.want)
			}
		})
	}
}

// TestStopOrder stops a task whose containers depend on each other.
func TestStopOrder(t *testing.T) {
	l := newLab(t, Options{})
	l.SetImage("nginx", Image{Stop: 5 * time.Second})
	l.SetImage("stubborn", Image{Stop: time.Hour})
	db := side("db", "stubborn")
	db.StopTimeout = aws.Int32(7)
	task := l.runOne(after(web("nginx", 0), "db", types.ContainerConditionStart), db, side("log", "stubborn"))
	l.run(30 * time.Second)
	began := l.Now()
	must(l.StopTask(&ecs.StopTaskInput{Task: &task.id}))(t)
	l.run(time.Minute)
	var got []string
	for _, c := range task.containers {
		got = append(got, fmt.Sprintf("%s %v with %d", *c.def.Name, c.ended.Sub(began).Seconds(), *c.exitCode))
	}
	got = append(got, fmt.Sprintf("STOPPED %v", task.times.stopped.Sub(began).Seconds()))
	// db gets SIGTERM when web is gone; both stubborn ones are killed, log after the
	// default of 30 s.
	if s := strings.Join(got, ", "); s != "web 5 with 0, db 12 with 137, log 30 with 137, STOPPED 30" {
		t.Error(s)
	}
}

// TestRestartPolicy lets a container exit by itself and tells how often it was
// restarted, and how it and the task are.
func TestRestartPolicy(t *testing.T) {
	tests := []struct {
		name   string
		image  Image
		policy types.ContainerRestartPolicy
		want   string
	}{
		{
			"one that ran long enough starts again",
			Image{ExitAfter: 90 * time.Second, ExitCode: 1},
			types.ContainerRestartPolicy{Enabled: aws.Bool(true), RestartAttemptPeriod: aws.Int32(60)},
			"6 RUNNING RUNNING",
		},
		{
			"one that did not run long enough does not",
			Image{ExitAfter: 59 * time.Second, ExitCode: 1},
			types.ContainerRestartPolicy{Enabled: aws.Bool(true), RestartAttemptPeriod: aws.Int32(60)},
			"0 STOPPED STOPPED",
		},
		{
			"without a period it is 300 s",
			Image{ExitAfter: 299 * time.Second, ExitCode: 1},
			types.ContainerRestartPolicy{Enabled: aws.Bool(true)},
			"0 STOPPED STOPPED",
		},
		{
			"and 300 s are enough",
			Image{ExitAfter: 300 * time.Second, ExitCode: 1},
			types.ContainerRestartPolicy{Enabled: aws.Bool(true)},
			"1 RUNNING RUNNING",
		},
		{
			"an exit code to be ignored ends it",
			Image{ExitAfter: 90 * time.Second, ExitCode: 3},
			types.ContainerRestartPolicy{Enabled: aws.Bool(true), RestartAttemptPeriod: aws.Int32(60), IgnoredExitCodes: []int32{3}},
			"0 STOPPED STOPPED",
		},
		{
			"a policy that is off does nothing",
			Image{ExitAfter: 90 * time.Second, ExitCode: 1},
			types.ContainerRestartPolicy{Enabled: aws.Bool(false), RestartAttemptPeriod: aws.Int32(60)},
			"0 STOPPED STOPPED",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			l.SetImage("app", tt.image)
			c := web("app", 0)
			c.RestartPolicy = &tt.policy
			task := l.runOne(c)
			l.run(10 * time.Minute)
			got := fmt.Sprintln(task.containers[0].restarted, task.containers[0].lastStatus, task.lastStatus)
			if strings.TrimSpace(got) != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestARestartedContainerIsCheckedAnew looks at the health of one that is
// restarted.
func TestARestartedContainerIsCheckedAnew(t *testing.T) {
	l := newLab(t, Options{})
	l.SetImage("app", Image{ExitAfter: 90 * time.Second})
	c := checked("app")
	c.RestartPolicy = &types.ContainerRestartPolicy{Enabled: aws.Bool(true), RestartAttemptPeriod: aws.Int32(60)}
	task := l.runOne(c)
	l.run(7*time.Second + 95*time.Second)
	if got := task.health(); got != types.HealthStatusUnknown || task.containers[0].restarted != 1 {
		t.Errorf("5 s after the restart it is %s", got)
	}
	l.run(10 * time.Second)
	if got := task.health(); got != types.HealthStatusHealthy {
		t.Errorf("15 s after the restart it is %s", got)
	}
}
