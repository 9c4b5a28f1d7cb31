package watch

import (
	"fmt"
	"strings"
	"time"
)

// longestTermination is how long CodeDeploy keeps the original task set at most
// (CodeDeploy API reference, BlueInstanceTerminationOption).
const longestTermination = 2 * 24 * time.Hour

// hooked: the deployment stands still at a lifecycle hook. Each has a timeout of
// its own (API reference, DeploymentLifecycleHookDetail).
func (v view) hooked() (wait, bool) {
	if v.Record == nil || v.Record.Ended() {
		return wait{}, false
	}
	if paused := v.Record.Paused(); len(paused) > 0 {
		h := paused[0]
		text := fmt.Sprintf("an answer to a %s hook%s", h.Type, ofStage(h))
		if age := v.age(v.since(h)); age < longestPause {
			text += ", since " + seconds(max(age, 0))
		}
		return wait{phaseHook, text, v.runs(h)}, true
	}
	if busy := v.Record.hooks("IN_PROGRESS"); len(busy) > 0 {
		h := busy[0]
		text := fmt.Sprintf("the lifecycle hook %s%s", functionName(h.Target), ofStage(h))
		if age := v.age(v.since(h)); age >= 10*time.Second && age < longestPause {
			text += ", for " + seconds(age)
		}
		return wait{phaseHook, text, v.runs(h)}, true
	}
	return wait{}, false
}

// longestPause is the longest timeout that a PAUSE hook can have (API reference,
// DeploymentLifecycleHookTimeoutConfiguration).
const longestPause = 14 * 24 * time.Hour

// since is when a hook began: it starts with its stage.
func (v view) since(h Hook) time.Time {
	if h.Since.IsZero() {
		return v.Record.StageSince
	}
	return h.Since
}

// runs reports whether the timeout of a hook is still to come.
func (v view) runs(h Hook) bool { return h.ExpiresAt.IsZero() || v.age(h.ExpiresAt) < 0 }

func ofStage(h Hook) string {
	if h.Stage == "" {
		return ""
	}
	return " of stage " + h.Stage
}

// functionName is the name at the end of a function's ARN.
func functionName(arn string) string {
	if arn == "" {
		return "of the deployment"
	}
	return arn[strings.LastIndex(arn, ":")+1:]
}

// baking: both revisions run side by side for a time that the service sets, once
// all production traffic has shifted or after a step (API reference,
// DeploymentConfiguration, LinearConfiguration, CanaryConfiguration).
func (v view) baking() (wait, bool) {
	r := v.Record
	if r == nil || r.Ended() || r.StageSince.IsZero() {
		return wait{}, false
	}
	name, lasts := "", time.Duration(0)
	switch {
	case r.Stage == "BAKE_TIME":
		name, lasts = "bake time", r.Bake
	case r.Stage == "PRODUCTION_TRAFFIC_SHIFT" && r.StepBake > 0 && r.Target.Production < 100:
		name, lasts = fmt.Sprintf("bake time with %s%% of the traffic shifted", percent(r.Target.Production)), r.StepBake
	default:
		return wait{}, false
	}
	left := lasts - v.age(r.StageSince)
	if left <= 0 {
		return wait{phase: phaseBake, sentence: "the end of the " + name, timed: left > -stageLag}, true
	}
	return wait{phase: phaseBake, sentence: fmt.Sprintf("%s, %s left", name, seconds(left)), timed: true}, true
}

// stageLag is how long ECS may take from one stage to the next, or to shift the
// traffic of a Network Load Balancer (Developer Guide, Network Load Balancer
// resources for Amazon ECS blue/green deployments).
const stageLag = 10 * time.Minute

// shifting: the tasks are there, and ECS moves the traffic through its stages
// (Developer Guide, Amazon ECS blue/green service deployments workflow).
func (v view) shifting() (wait, bool) {
	if v.Record == nil || v.Record.Ended() {
		return wait{}, false
	}
	switch v.Record.Stage {
	case "", "RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP", "CLEAN_UP":
		return wait{}, false
	}
	text := "ECS to leave stage " + v.Record.Stage
	if v.Record.Target.Weighted {
		text += fmt.Sprintf(" (%s%% of the production traffic shifted)", percent(v.Record.Target.Production))
	}
	return wait{phase: phaseTraffic, sentence: text, timed: v.age(v.Record.StageSince) < stageLag}, true
}

// percent is a percentage to the tenth: "12.5", "100".
func percent(p float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", p), ".0") }

// alarmBake is how long alarms watch a rolling update after its last task at most
// when the service does not say (Developer Guide, How CloudWatch alarms detect
// Amazon ECS deployment failures).
const alarmBake = 5 * time.Minute

// alarmed: all tasks are there and no old one is left, but alarms are watched for
// a while longer. When that began ECS does not tell; it is after the last task of
// the replaced deployments has stopped.
func (v view) alarmed() (wait, bool) {
	if !v.Alarms || v.shifts() || v.short() > 0 || v.row.Pending > 0 || v.left > 0 {
		return wait{}, false
	}
	since := v.row.CreatedAt
	for _, task := range v.Tasks {
		if task.Deployment != v.target.Deployment && task.StoppedAt.After(since) {
			since = task.StoppedAt
		}
		if task.Deployment == v.target.Deployment && task.StartedAt.After(since) {
			since = task.StartedAt
		}
	}
	text := "the bake time of " + alarms(v.AlarmNames) + ", up to " + seconds(alarmBake)
	return wait{phase: phaseBake, sentence: text, timed: v.age(since) < alarmBake+settleTime}, true
}

// alarms names at most two alarms.
func alarms(names []string) string {
	switch n := len(names); n {
	case 0:
		return "the alarms"
	case 1:
		return "alarm " + names[0]
	case 2:
		return "alarms " + names[0] + " and " + names[1]
	default:
		return fmt.Sprintf("alarms %s, %s and %d more", names[0], names[1], n-2)
	}
}
