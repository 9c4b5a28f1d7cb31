package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// defaultBake is how long the alarms of a deployment are watched after it has
// replaced all tasks. Developer Guide, How CloudWatch alarms detect Amazon ECS
// deployment failures: less than five minutes by default.
const defaultBake = 5 * time.Minute

// alarmWatch are the CloudWatch alarms that watch a deployment.
type alarmWatch struct {
	names     []string // empty: none does
	triggered []string
	bakeEnd   time.Time // zero until all tasks are replaced
}

// SetAlarm says that the CloudWatch alarm of that name goes to ALARM, or out of
// it. Deployments that it watches fail. API reference, DeploymentAlarms.
func (w *World) SetAlarm(name string, firing bool) {
	if _, known := w.alarmTimes[name]; !known || firing != w.alarms[name] {
		w.alarmTimes[name] = w.stamp()
	}
	if !firing {
		delete(w.alarms, name)
		return
	}
	w.alarms[name] = true
	for _, c := range sorted(w.clusters) {
		for _, s := range sorted(c.services) {
			p := s.primary()
			watched := p != nil && p.rollout == types.DeploymentRolloutStateInProgress && slices.Contains(p.alarms.names, name)
			if watched && !s.cleaning() && !slices.Contains(p.alarms.triggered, name) {
				p.alarms.triggered = append(p.alarms.triggered, name)
				w.touch(s)
			}
		}
		w.alarmDaemons(c, name)
	}
}

// Alarm is how a CloudWatch alarm stands.
type Alarm struct {
	Name   string
	Firing bool      // it is in ALARM, else it is OK
	Since  time.Time // when that began
}

// Alarms are those that were ever set, those that services watch, and the named
// ones; by name.
func (w *World) Alarms(names ...string) []Alarm {
	all := map[string]Alarm{}
	for name, since := range w.alarmTimes {
		all[name] = Alarm{name, w.alarms[name], since}
	}
	for _, c := range w.clusters {
		for _, s := range c.services {
			if a := s.spec.DeploymentConfiguration.Alarms; s.status != inactive && a != nil {
				names = append(names, a.AlarmNames...)
			}
		}
	}
	for _, name := range names {
		if _, ok := all[name]; !ok {
			all[name] = Alarm{Name: name, Since: w.opts.Start}
		}
	}
	return sorted(all)
}

// watchAlarms has the service's alarms watch a new deployment: none of them when
// one is firing already. Developer Guide, How CloudWatch alarms detect Amazon ECS
// deployment failures.
func (w *World) watchAlarms(d *deployment) {
	alarms := d.spec.DeploymentConfiguration.Alarms
	firing := func(name string) bool { return w.alarms[name] }
	if alarms.Enable && !slices.ContainsFunc(alarms.AlarmNames, firing) {
		d.alarms.names = alarms.AlarmNames
	}
}

// bakes says whether the deployment has alarms that may still roll it back after
// its last task is there. One that shifts traffic has a stage for that.
func (d *deployment) bakes() bool {
	return len(d.alarms.names) > 0 && d.spec.DeploymentConfiguration.Alarms.Rollback &&
		d.rollout == types.DeploymentRolloutStateInProgress && !shifts(d.spec.DeploymentConfiguration)
}

// baking says whether the bake time is still to come or under way. Until it is
// over, the deployment that was replaced stays listed. Developer Guide, How
// CloudWatch alarms detect Amazon ECS deployment failures.
func (d *deployment) baking(now time.Time) bool {
	return d.bakes() && (d.alarms.bakeEnd.IsZero() || now.Before(d.alarms.bakeEnd))
}

// bake begins the bake time of a deployment that has replaced all tasks, and says
// whether it is under way.
func (w *World) bake(d *deployment) bool {
	if d.bakes() && d.alarms.bakeEnd.IsZero() {
		bake := w.opts.AlarmBake
		if bake == 0 {
			bake = defaultBake
		}
		d.alarms.bakeEnd = w.now.Add(w.scale(bake))
	}
	return d.baking(w.now)
}

// alarmState is the alarms as a service deployment shows them, which is over or
// not. API reference, ServiceDeploymentAlarms.
func (d *deployment) alarmState(over bool) types.ServiceDeploymentAlarms {
	out := types.ServiceDeploymentAlarms{
		Status:     types.ServiceDeploymentRollbackMonitorsStatusDisabled,
		AlarmNames: d.spec.DeploymentConfiguration.Alarms.AlarmNames, TriggeredAlarmNames: d.alarms.triggered,
	}
	if len(d.alarms.names) > 0 {
		out.Status = monitorStatus(len(d.alarms.triggered) > 0, over)
	}
	return out
}
