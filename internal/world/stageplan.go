package world

import (
	"math"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// networkShift is how much longer a Network Load Balancer takes to shift traffic.
// Developer Guide, Network Load Balancer resources for Amazon ECS blue/green
// deployments.
const networkShift = 10 * time.Minute

// stage is a lifecycle stage on the way of a service deployment, and what holds
// from its beginning on.
type stage struct {
	name types.ServiceDeploymentLifecycleStage
	// test and production are how many percent of the traffic the target revision
	// gets.
	test, production float64
	lasts            time.Duration // at least
	// full: it ends only once the PRIMARY deployment has all its tasks.
	full bool
}

// plan is the way of a new service deployment; nil for a rolling update without
// hooks. A rolling update pauses before it starts tasks and once they are all
// healthy: no source gives it more stages than these.
func (w *World) plan(r *record) *stages {
	c := r.deployment.spec.DeploymentConfiguration
	switch {
	case shifts(c):
		st := &stages{next: w.forward(r)}
		st.now.test, st.now.production = st.next[0].test, st.next[0].production
		return st
	case len(c.LifecycleHooks) > 0 && !r.deployment.service.daemon():
		return &stages{rolling: true, next: []stage{
			{name: types.ServiceDeploymentLifecycleStagePreScaleUp},
			{name: types.ServiceDeploymentLifecycleStageScaleUp},
			{name: types.ServiceDeploymentLifecycleStagePostScaleUp},
		}}
	}
	return nil
}

// forward are the stages of a deployment that shifts traffic. The first revision
// of a service has all traffic from the start, and nothing to bake beside.
// Developer Guide, Amazon ECS blue/green service deployments workflow.
func (w *World) forward(r *record) []stage {
	c, slow := r.deployment.spec.DeploymentConfiguration, r.deployment.shiftTime()
	var test, production float64
	if r.source == nil {
		test, production = 100, 100
	}
	var out []stage
	add := func(name types.ServiceDeploymentLifecycleStage, lasts time.Duration) {
		out = append(out, stage{name: name, test: test, production: production, lasts: lasts})
	}
	if r.deployment.service.mixed(r) {
		add(types.ServiceDeploymentLifecycleStageReconcileService, 0)
	}
	add(types.ServiceDeploymentLifecycleStagePreScaleUp, 0)
	add(types.ServiceDeploymentLifecycleStageScaleUp, 0)
	add(types.ServiceDeploymentLifecycleStagePostScaleUp, 0)
	test = 100
	add(types.ServiceDeploymentLifecycleStageTestTrafficShift, slow)
	add(types.ServiceDeploymentLifecycleStagePostTestTrafficShift, 0)
	for _, step := range steps(c, production) {
		add(preProduction, 0)
		production = step.percent
		add(types.ServiceDeploymentLifecycleStageProductionTrafficShift, slow+step.bake)
	}
	add(types.ServiceDeploymentLifecycleStagePostProductionTrafficShift, 0)
	if r.source != nil {
		add(types.ServiceDeploymentLifecycleStageBakeTime, minutes(c.BakeTimeInMinutes))
	}
	add(types.ServiceDeploymentLifecycleStageCleanUp, 0)
	return out
}

// step is one shift of production traffic, and the wait before the next.
type step struct {
	percent float64
	bake    time.Duration
}

// steps are the shifts of a strategy for a target that has so much of the traffic.
// After the last there is no bake time of a step. API reference,
// LinearConfiguration and CanaryConfiguration.
func steps(c *types.DeploymentConfiguration, has float64) []step {
	var out []step
	switch l, canary := c.LinearConfiguration, c.CanaryConfiguration; {
	case has == 100:
	case l != nil:
		tenth := int(math.Round(*l.StepPercent * 10))
		for at := tenth; at < 1000; at += tenth {
			out = append(out, step{float64(at) / 10, minutes(l.StepBakeTimeInMinutes)})
		}
	case canary != nil && *canary.CanaryPercent < 100:
		out = append(out, step{*canary.CanaryPercent, minutes(canary.CanaryBakeTimeInMinutes)})
	}
	return append(out, step{percent: 100})
}

func minutes(n *int32) time.Duration { return time.Duration(aws.ToInt32(n)) * time.Minute }

// shiftTime is how long a shift of the deployment's traffic takes at least.
func (d *deployment) shiftTime() time.Duration {
	for _, lb := range d.spec.LoadBalancers {
		if a := lb.AdvancedConfiguration; a != nil && network(aws.ToString(a.ProductionListenerRule)) {
			return networkShift
		}
	}
	return 0
}

// turnBack gives a service deployment that is being rolled back its way back: the
// traffic goes to the PRIMARY deployment, as soon as that has its tasks where they
// were gone already, and then the tasks of the target go. Lifecycle hooks of these
// shifts run again. Developer Guide, Lambda hooks for Amazon ECS service
// deployments.
func (w *World) turnBack(r *record) {
	st := r.stages
	if st == nil {
		return
	}
	st.back, st.next, st.until = true, nil, time.Time{}
	st.drop()
	if st.rolling {
		return
	}
	s, slow := r.deployment.service, r.deployment.shiftTime()
	st.now.full = s.desired() > 0 && s.primary().alive() == 0
	if st.now.production > 0 {
		st.next = append(st.next, stage{
			name: types.ServiceDeploymentLifecycleStageProductionTrafficShift, test: st.now.test, lasts: slow,
		})
	}
	if st.now.test > 0 {
		st.next = append(st.next, stage{name: types.ServiceDeploymentLifecycleStageTestTrafficShift, lasts: slow})
	}
	st.next = append(st.next, stage{name: types.ServiceDeploymentLifecycleStageCleanUp})
}
