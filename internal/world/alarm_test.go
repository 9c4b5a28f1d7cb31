package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// alarming has the alarms errors and latency watch deployments.
func alarming(rollback bool) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		in.DeploymentConfiguration = &types.DeploymentConfiguration{Alarms: &types.DeploymentAlarms{
			AlarmNames: []string{"errors", "latency"}, Enable: true, Rollback: rollback,
		}}
	}
}

// TestAlarms tells what becomes of deployments whose alarms go off.
func TestAlarms(t *testing.T) {
	tests := []struct {
		name, golden string
		play         func(*lab) string
	}{
		{"an alarm during the rollout rolls back", "alarm-rollout.golden", func(l *lab) string {
			out := l.tellAll(15 * time.Second)
			l.SetAlarm("other", true)
			l.SetAlarm("errors", true)
			return out + l.tellAll(5*time.Minute)
		}},
		{"an alarm during the bake time starts the old tasks again", "alarm-bake.golden", func(l *lab) string {
			out := l.tellAll(4 * time.Minute)
			l.SetAlarm("latency", true)
			return out + l.tellAll(5*time.Minute)
		}},
		{"an alarm that fires already leaves the deployment alone", "alarm-firing.golden", func(l *lab) string {
			l.SetAlarm("errors", true)
			l.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
			out := l.tellAll(20 * time.Second)
			l.SetAlarm("latency", true)
			return out + l.tellAll(5*time.Minute)
		}},
		{"the deployment completes after the bake time", "alarm-none.golden", func(l *lab) string {
			out := l.tellAll(10 * time.Minute)
			l.SetAlarm("latency", true)
			return out + l.tellAll(5*time.Minute)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			l.create(l.register(web("nginx:1.27", 0)), 1, alarming(true))
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 0)))
			golden(t, tt.golden, tt.play(l))
		})
	}
}

func TestAlarmFiringAtStart(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1, alarming(true))
	l.settle()
	l.SetAlarm("errors", true)
	l.deployTo(l.register(web("nginx:1.28", 0)))
	l.run(20 * time.Second)
	l.SetAlarm("latency", true)
	l.run(time.Minute)
	if d := l.latest(); d.Status != types.ServiceDeploymentStatusSuccessful ||
		d.Alarms.Status != types.ServiceDeploymentRollbackMonitorsStatusDisabled {
		t.Errorf("got %s, want a deployment that no alarm watches, without a bake time", recordLine(d))
	}
	l.SetAlarm("errors", false)
	l.SetAlarm("latency", false)
	l.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
	if d := l.latest(); d.Alarms.Status != types.ServiceDeploymentRollbackMonitorsStatusMonitoring {
		t.Errorf("got %s, want alarms again once they are over", recordLine(d))
	}
}

func TestAlarmWithoutRollback(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1, alarming(false))
	l.settle()
	l.deployTo(l.register(web("nginx:1.28", 0)))
	l.run(15 * time.Second)
	l.SetAlarm("errors", true)
	l.run(time.Hour)
	s := l.get()
	if len(s.Deployments) != 2 || s.Deployments[0].RolloutState != types.DeploymentRolloutStateFailed ||
		s.RunningCount != 2 || s.Deployments[1].DesiredCount != 1 {
		t.Errorf("got\n%s\nwant the failed deployment beside the old one for ever", deployments(s))
	}
	if d := l.latest(); d.Status != types.ServiceDeploymentStatusStopped || d.StoppedAt == nil || d.Rollback != nil {
		t.Errorf("got %s", recordLine(d))
	}
}

func TestAlarmBake(t *testing.T) {
	for _, bake := range []time.Duration{0, time.Minute} {
		l := newLab(t, Options{AlarmBake: bake})
		must(l.AddInstance("", Instance{}))(t)
		l.create(l.register(web("nginx:1.27", 0)), 1, alarming(true))
		l.settle()
		want := 49*time.Second + bake // pulled, started, settled
		if bake == 0 {
			want += 5 * time.Minute
		}
		if got := l.Now().Sub(l.began); got != want {
			t.Errorf("a bake time of %s: completed after %s, want %s", bake, got, want)
		}
	}
}
