package world

import (
	"math"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskSet is a task set of a service whose deployments ECS does not control. The
// scheduler keeps it as it keeps a service with a single deployment: that
// service is part.
type taskSet struct {
	owner *service
	part  *service
	asked *ecs.CreateTaskSetInput
	// startedBy is CODE_DEPLOY for a set that CodeDeploy asked for.
	startedBy string
	scale     types.Scale
	tags      []types.Tag
	stability types.StabilityStatus
	stableAt  time.Time // when the stability status changed last
}

// The states of a task set beside ACTIVE and DRAINING. API reference, TaskSet.
const primaryStatus = "PRIMARY"

// deployment is the one deployment of the set: it has the set's id.
func (t *taskSet) deployment() *deployment { return t.part.deployments[0] }

// id is "ecs-svc/" and digits.
func (t *taskSet) id() string { return t.deployment().id }

// status is PRIMARY, ACTIVE or DRAINING.
func (t *taskSet) status() string {
	if t.owner.production == t {
		return primaryStatus
	}
	return t.part.status
}

// newSet adds a task set to a service. The deployment says what its tasks are
// made of; tasks are those it has already.
func (w *World) newSet(s *service, d *deployment, asked *ecs.CreateTaskSetInput, tasks []*task) *taskSet {
	set := &taskSet{owner: s, asked: asked, scale: types.Scale{Unit: types.ScaleUnitPercent}}
	if asked.Scale != nil {
		set.scale = *asked.Scale
	}
	set.part = &service{
		cluster: s.cluster, name: s.name, arn: s.arn, status: active, created: d.created, set: set,
		deployments: []*deployment{d}, tasks: tasks, said: s.said,
	}
	d.service, d.rollout = set.part, ""
	set.part.spec = set.specNow(int32(count(tasks, (*task).alive)))
	s.sets = append(s.sets, set)
	w.unsettle(set)
	return set
}

// specNow is how the scheduler shall keep the set when it shall have so many
// tasks: by what the set's tasks are made of, and what its service says now. The
// percentages of the service only pace the draining of instances, by their
// defaults. API reference, DeploymentConfiguration, maximumPercent.
func (t *taskSet) specNow(desired int32) *ecs.CreateServiceInput {
	spec := restored(t.owner.spec, t.deployment())
	spec.DesiredCount = aws.Int32(desired)
	spec.DeploymentConfiguration = withDefaults(nil, false)
	return spec
}

// computed is the set's share of the desired count of its service. API reference,
// TaskSet, computedDesiredCount.
func (t *taskSet) computed() int32 {
	return int32(math.Ceil(float64(aws.ToInt32(t.owner.spec.DesiredCount)) * t.scale.Value / 100))
}

// aim gives the set the count of tasks that its service and its scale ask for by
// now, and tells when that is another one.
func (w *World) aim(t *taskSet) {
	desired := t.computed()
	changed := desired != *t.part.spec.DesiredCount
	t.part.spec = t.specNow(desired)
	if changed {
		t.deployment().updated = w.stamp()
		w.say(t.owner, sayComputed(t.id(), desired))
	}
}

// unsettle is a change after which the set has to become stable again.
func (w *World) unsettle(t *taskSet) {
	t.stability, t.stableAt = types.StabilityStatusStabilizing, w.stamp()
	t.deployment().updated = w.stamp()
	w.touch(t.part)
}

// stable says whether the set has come to a steady state, tasks and health. API
// reference, TaskSet, stabilityStatus.
func (t *taskSet) stable(now time.Time) bool {
	run := 0
	for _, task := range t.part.tasks {
		switch {
		case task.isPending():
			return false
		case task.lastStatus != running:
		case !task.passes() || task.displaced(now):
			return false
		default:
			run++
		}
	}
	return t.part.status == active && run == t.part.desired()
}

// settle notes whether the set is stable, tells when it has become so, and then
// whether all sets of its service are.
func (w *World) settle(t *taskSet) {
	switch stable := t.stable(w.now); {
	case stable && t.stability != types.StabilityStatusSteadyState:
		t.stability, t.stableAt = types.StabilityStatusSteadyState, w.stamp()
		w.say(t.part, sayStable)
	case !stable && t.stability == types.StabilityStatusSteadyState:
		t.stability, t.stableAt = types.StabilityStatusStabilizing, w.stamp()
	}
	w.settleService(t.owner)
	t.part.steady = t.owner.steady // so that the next look is not later
}

// settleService tells of the steady state of a service once all its sets are
// stable. Developer Guide, Viewing Amazon ECS service event messages.
func (w *World) settleService(s *service) {
	if len(s.sets) == 0 || !s.allStable() {
		s.steady = time.Time{}
		return
	}
	w.saySteadily(s)
}

// allStable says whether no task set of the service is still to become stable.
func (s *service) allStable() bool {
	return !slices.ContainsFunc(s.sets, func(t *taskSet) bool { return t.stability != types.StabilityStatusSteadyState })
}

// drainSet stops all tasks of a set; it is gone once they stop. API reference,
// TaskSet, status.
func (w *World) drainSet(t *taskSet) {
	t.part.status = draining
	if t.owner.production == t {
		t.owner.production = nil
	}
	w.placed(t.part) // it waits for nothing any more
	w.unsettle(t)
}

// dropSet forgets a set whose tasks are gone, and with the last one a service
// that was deleted.
func (w *World) dropSet(t *taskSet) {
	s := t.owner
	s.sets = slices.DeleteFunc(s.sets, func(other *taskSet) bool { return other == t })
	if s.status == draining && len(s.sets) == 0 {
		w.retire(s)
		return
	}
	w.settleService(s)
}
