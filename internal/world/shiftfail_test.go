package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// tellShort tells the events, the deployments and the stages in few lines.
func (l *lab) tellShort(d time.Duration) string {
	return l.tell(d, func(s types.Service) string {
		d := l.latest()
		var lines []string
		for _, d := range s.Deployments {
			lines = append(lines, strings.Join([]string{
				*d.Status, lastSegment(*d.TaskDefinition), string(d.RolloutState), counts(d),
			}, " "))
		}
		out := string(d.Status) + ": " + strings.Join(lines, ", ") + "\n" + stageLine(d)
		if d.StatusReason != nil {
			out += "\n" + *d.StatusReason
		}
		return out
	})
}

// counts are the desired and the running tasks of a deployment.
func counts(d types.Deployment) string {
	digit := func(n int32) string { return string('0' + rune(n)) }
	return digit(d.RunningCount) + "/" + digit(d.DesiredCount)
}

// ends names the functions of hooks by how they end.
func ends(l *lab) {
	for name, hook := range map[string]Hook{
		"fails": {End: HookFails}, "nonsense": {End: HookNonsense}, "hangs": {End: HookHangs},
		"slow": {Takes: 10 * time.Second, Busy: 2}, "patient": {Busy: 1, CallBackDelay: time.Minute},
		"forever": {Busy: 1 << 20},
	} {
		l.SetHook(*lambdaAt(name).HookTargetArn, hook)
	}
}

const (
	preScaleUp = types.DeploymentLifecycleHookStagePreScaleUp
	production = types.DeploymentLifecycleHookStageProductionTrafficShift
	preShift   = types.DeploymentLifecycleHookStagePreProductionTrafficShift
	testShift  = types.DeploymentLifecycleHookStageTestTrafficShift
)

// resolve answers the hook that the newest service deployment is paused at.
func (l *lab) resolve(action types.DeploymentLifecycleHookAction) {
	l.t.Helper()
	d := l.latest()
	for _, h := range d.LifecycleHookDetails {
		if h.Status == types.DeploymentLifecycleHookStatusAwaitingAction {
			must(l.ContinueServiceDeployment(&ecs.ContinueServiceDeploymentInput{
				ServiceDeploymentArn: d.ServiceDeploymentArn, HookId: h.HookId, Action: action,
			}))(l.t)
			return
		}
	}
	l.t.Fatalf("no hook waits: %s", stageLine(d))
}

// TestHooks tells how lifecycle hooks hold deployments up and fail them.
func TestHooks(t *testing.T) {
	quick := blueGreen
	quick.BakeTimeInMinutes = aws.Int32(0)
	steps := linear
	steps.BakeTimeInMinutes = aws.Int32(0)
	steps.LinearConfiguration = &types.LinearConfiguration{StepPercent: aws.Float64(50), StepBakeTimeInMinutes: aws.Int32(0)}
	cont, back := types.DeploymentLifecycleHookActionContinue, types.DeploymentLifecycleHookActionRollback
	wait := func(d time.Duration) func(*lab) string { return func(l *lab) string { return l.tellShort(d) } }
	answer := func(at time.Duration, action types.DeploymentLifecycleHookAction) func(*lab) string {
		return func(l *lab) string {
			out := l.tellShort(at)
			l.resolve(action)
			return out + l.tellShort(time.Minute)
		}
	}
	tests := []struct {
		name, golden string
		config       types.DeploymentConfiguration
		play         func(*lab) string
	}{
		{
			"functions run side by side until all have succeeded", "hook-busy.golden",
			hooked(quick, lambdaAt("slow", postTest), lambdaAt("patient", postTest), lambdaAt("other", production)),
			wait(4 * time.Minute),
		},
		{
			"a function fails before anything has started", "hook-first.golden",
			hooked(quick, lambdaAt("fails", preScaleUp)), wait(time.Minute),
		},
		{
			"a function fails when production traffic has shifted, and runs again on the way back", "hook-shift.golden",
			hooked(quick, lambdaAt("other", testShift), lambdaAt("fails", production)), wait(7 * time.Minute),
		},
		{"a function answers nonsense", "hook-nonsense.golden", hooked(quick, lambdaAt("nonsense", preScaleUp)), wait(time.Minute)},
		{"a function hangs until it is cut off", "hook-hangs.golden", hooked(quick, lambdaAt("hangs", preScaleUp)), wait(20 * time.Minute)},
		{
			"a function that never comes to an end times out", "hook-timeout.golden",
			hooked(quick, within(lambdaAt("forever", preScaleUp), 5, "")), wait(10 * time.Minute),
		},
		{
			"a function's timeout may let the deployment go on", "hook-onwards.golden",
			hooked(quick, within(lambdaAt("forever", preScaleUp), 5, cont)), wait(6 * time.Minute),
		},
		{"a pause is continued", "pause-continue.golden", hooked(quick, pauseAt(postTest)), answer(time.Hour, cont)},
		{"a pause is rolled back", "pause-rollback.golden", hooked(quick, pauseAt(postTest)), answer(2*time.Minute, back)},
		{"a pause times out", "pause-timeout.golden", hooked(quick, within(pauseAt(postTest), 10, "")), wait(12 * time.Minute)},
		{
			"a pause may outlast the limit of a stage, and then go on", "pause-long.golden",
			hooked(quick, within(pauseAt(postTest), 20160, cont)), wait(14*24*time.Hour + 2*time.Minute),
		},
		{"a pause before each step is another one", "pause-steps.golden", hooked(steps, pauseAt(preShift)), func(l *lab) string {
			out := l.tellShort(2 * time.Minute)
			l.resolve("")
			out += l.tellShort(time.Minute)
			l.resolve(cont)
			return out + l.tellShort(20*time.Second)
		}},
		{"one pause of two is continued", "pause-two.golden", hooked(quick, pauseAt(postTest), pauseAt(postTest)), func(l *lab) string {
			out := l.tellShort(2 * time.Minute)
			l.resolve(cont)
			out += l.tellShort(time.Minute)
			l.resolve(back)
			return out + l.tellShort(time.Minute)
		}},
		{
			"a rolling update pauses, too", "pause-rolling.golden",
			hooked(types.DeploymentConfiguration{}, pauseAt(preScaleUp, types.DeploymentLifecycleHookStagePostScaleUp)), func(l *lab) string {
				out := l.tellShort(time.Hour)
				l.resolve(cont)
				out += l.tellShort(time.Hour)
				l.resolve(cont)
				return out + l.tellShort(time.Minute)
			},
		},
		{
			"a rolling update is rolled back at a pause", "pause-rolling-back.golden",
			hooked(types.DeploymentConfiguration{}, pauseAt(preScaleUp)), answer(time.Hour, back),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			ends(l)
			l.create(l.register(web("nginx:1.27", 0)), 2, shifting(blueGreen))
			l.settle()
			l.update(ecs.UpdateServiceInput{DeploymentConfiguration: configured(tt.config)})
			l.deployTo(l.register(web("nginx:1.28", 0)))
			golden(t, tt.golden, tt.play(l))
		})
	}
}

// configured names the strategy, so that an update changes it.
func configured(c types.DeploymentConfiguration) *types.DeploymentConfiguration {
	if c.Strategy == "" {
		c.Strategy = types.DeploymentStrategyRolling
	}
	return &c
}

// TestShiftFailures tells how deployments that shift traffic fail.
func TestShiftFailures(t *testing.T) {
	guarded := func(rollback bool) types.DeploymentConfiguration {
		c := blueGreen
		c.DeploymentCircuitBreaker = &types.DeploymentCircuitBreaker{Enable: true, Rollback: rollback}
		c.Alarms = &types.DeploymentAlarms{AlarmNames: []string{"errors"}, Enable: true, Rollback: rollback}
		return c
	}
	deploy := func(l *lab, image string) { l.deployTo(l.register(web(image, 0))) }
	stop := func(at time.Duration) func(*lab) string {
		return func(l *lab) string {
			deploy(l, "nginx:1.28")
			out := l.tellShort(at)
			must("", l.stopIt())(l.t)
			return out + l.tellShort(7*time.Minute)
		}
	}
	alarm := func(at time.Duration) func(*lab) string {
		return func(l *lab) string {
			deploy(l, "nginx:1.28")
			out := l.tellShort(at)
			l.SetAlarm("errors", true)
			return out + l.tellShort(7*time.Minute)
		}
	}
	supersede := func(at time.Duration) func(*lab) string {
		return func(l *lab) string {
			deploy(l, "nginx:1.28")
			out := l.tellShort(at)
			l.update(ecs.UpdateServiceInput{TaskDefinition: aws.String(l.register(web("nginx:1.29", 0)))})
			return out + l.tellShort(12*time.Minute)
		}
	}
	tests := []struct {
		name, golden string
		config       types.DeploymentConfiguration
		play         func(*lab) string
	}{
		{"the breaker trips while the new tasks start", "shift-breaker.golden", guarded(true), func(l *lab) string {
			deploy(l, "missing")
			return l.tellShort(10 * time.Minute)
		}},
		{"the breaker trips and nothing is rolled back", "shift-breaker-stay.golden", guarded(false), func(l *lab) string {
			deploy(l, "missing")
			out := l.tellShort(10 * time.Minute)
			deploy(l, "nginx:1.28")
			return out + l.tellShort(30*time.Second)
		}},
		{"an alarm fires during the bake time", "shift-alarm.golden", guarded(true), alarm(2 * time.Minute)},
		{"an alarm fires in the middle of a canary", "shift-alarm-canary.golden", func() types.DeploymentConfiguration {
			c := guarded(true)
			c.Strategy = types.DeploymentStrategyCanary
			return c
		}(), alarm(2 * time.Minute)},
		{"an alarm after the bake time changes nothing", "shift-alarm-late.golden", guarded(true), alarm(6 * time.Minute)},
		{"an alarm without rollback leaves both revisions running", "shift-alarm-stay.golden", guarded(false), alarm(2 * time.Minute)},
		{"somebody stops it while it scales up", "shift-stop-early.golden", blueGreen, stop(10 * time.Second)},
		{"somebody stops it during the bake time", "shift-stop-bake.golden", blueGreen, stop(2 * time.Minute)},
		{"somebody stops it when the old tasks are gone", "shift-stop-late.golden", blueGreen, stop(6 * time.Minute)},
		{"a newer deployment comes while traffic has not shifted", "shift-superseded.golden", blueGreen, supersede(30 * time.Second)},
		{"a newer deployment comes during the bake time", "shift-superseded-bake.golden", blueGreen, supersede(2 * time.Minute)},
		{"a newer deployment comes when the old tasks are gone", "shift-superseded-late.golden", blueGreen, supersede(6 * time.Minute)},
		{"new tasks that never become healthy are given up after a day", "shift-day.golden", blueGreen, func(l *lab) string {
			l.SetImage("mute", Image{AnswersAfter: 100 * time.Hour})
			l.update(ecs.UpdateServiceInput{HealthCheckGracePeriodSeconds: aws.Int32(1 << 30)})
			deploy(l, "mute")
			return l.tellShort(24*time.Hour + 10*time.Minute)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			l.create(l.register(web("nginx:1.27", 0)), 2, shifting(tt.config))
			l.settle()
			golden(t, tt.golden, tt.play(l))
		})
	}
}
