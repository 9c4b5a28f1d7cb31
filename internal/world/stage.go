package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// How long a lifecycle stage may take, where no pause hook is given longer, and a
// service deployment in all; then it is rolled back. Developer Guide, Amazon ECS
// blue/green service deployments workflow.
const (
	longestStage      = 24 * time.Hour
	longestDeployment = 30 * 24 * time.Hour
)

// preProduction is a stage that the description of ServiceDeployment's
// lifecycleStage has, but not its enum in the SDK.
const preProduction = types.ServiceDeploymentLifecycleStage(types.DeploymentLifecycleHookStagePreProductionTrafficShift)

// stages is how far a service deployment has come on its way through the lifecycle
// stages.
type stages struct {
	now     stage // its stage is empty before the first
	next    []stage
	entered time.Time // when now began
	until   time.Time // when it may end
	hooks   []*hookRun

	// rolling: it is a rolling update with hooks, which tells of no stage.
	rolling bool
	// scaled: the target revision has, or had, its tasks.
	scaled bool
	// back: the deployment is being rolled back.
	back bool
	// aborted: it was stopped in this stage, and its revisions stay as they are.
	aborted bool
}

// rolledBackBecause begins the reason of a rollback.
const rolledBackBecause = "Service deployment rolled back because "

// byStage is the failure of a stage, in the words of the service deployment's
// reason. The rollout state is put together from them as for an alarm.
func byStage(text string) failure {
	return failure{event: text, state: "ECS deployment failed: " + text, record: text}
}

// in says whether the deployment is in that stage.
func (st *stages) in(stage types.ServiceDeploymentLifecycleStage) bool { return st.now.name == stage }

// finished says whether nothing but the scheduler keeps the deployment from its
// end.
func (st *stages) finished() bool {
	return len(st.next) == 0 && (st.back || !st.in("")) && (st.back || !slices.ContainsFunc(st.hooks, (*hookRun).pending))
}

// shifting is the service deployment whose stage says how many tasks each revision
// of the service has, even after it was aborted; nil if there is none. In a rolling
// update it does while it is paused: nothing is replaced then.
func (s *service) shifting() *record {
	if len(s.records) == 0 || s.records[0].stages == nil {
		return nil
	}
	r, st := s.records[0], s.records[0].stages
	if r.over() && (!st.aborted || st.rolling) {
		return nil
	}
	if st.rolling && (st.back || st.scaled && !slices.ContainsFunc(st.hooks, (*hookRun).pending)) {
		return nil
	}
	return r
}

// cleaning says whether the replaced revision is being removed: nothing watches
// the deployment any more.
func (s *service) cleaning() bool {
	r := s.ongoing()
	return r != nil && r.stages != nil && r.stages.in(types.ServiceDeploymentLifecycleStageCleanUp)
}

// wanted is how many tasks a deployment of the service shall have in this stage.
// Developer Guide, Amazon ECS blue/green service deployments workflow.
func (r *record) wanted(d *deployment) int {
	st, s := r.stages, d.service
	source := r.source != nil && r.source.deployment == d
	cleaning := st.in(types.ServiceDeploymentLifecycleStageCleanUp)
	switch {
	case st.back && d.primary():
		return s.desired()
	case st.back && len(st.next) > 0:
		return d.alive() // until the traffic is back
	case st.back:
		return 0
	case d.primary() && st.scaled, source && !cleaning && !(st.rolling && st.scaled):
		return s.desired()
	case d.primary(), cleaning:
		return 0
	case st.rolling:
		return d.held
	}
	return 0
}

// succeed completes a deployment that is about to be replaced while the revision
// before it is being removed: its own is the production revision already. Developer
// Guide, Amazon ECS blue/green service deployments workflow, CLEAN_UP.
func (w *World) succeed(s *service) {
	if s.cleaning() && !s.ongoing().stages.back {
		w.complete(s.primary())
	}
}

// advance takes the service deployment that goes on to its next stage once the
// present one is over, one stage a look, or gives it up. It says whether it gave
// it up.
func (w *World) advance(s *service) bool {
	r := s.ongoing()
	if s.status != active || r == nil || r.stages == nil || !r.moving() {
		return false
	}
	st := r.stages
	if text := w.stageFailure(r); text != "" {
		w.giveUp(r.deployment, byStage(text), true)
		return true
	}
	if len(st.next) > 0 && (st.in("") || w.stageOver(r)) {
		w.enter(r)
		w.touch(s)
	}
	return false
}

// moving says whether the service deployment neither waits to begin nor to end.
func (r *record) moving() bool {
	return r.status == types.ServiceDeploymentStatusInProgress ||
		r.status == types.ServiceDeploymentStatusRollbackInProgress
}

// enter begins the next stage.
func (w *World) enter(r *record) {
	st := r.stages
	st.now, st.next = st.next[0], st.next[1:]
	st.entered, st.until = w.now, w.now.Add(w.scale(st.now.lasts))
	st.scaled = st.scaled || st.in(types.ServiceDeploymentLifecycleStageScaleUp)
	st.hooks = w.startHooks(r)
	r.updated = w.stamp()
}

// stageOver says whether the present stage has come to its end.
func (w *World) stageOver(r *record) bool {
	st, s := r.stages, r.deployment.service
	if w.now.Before(st.until) || slices.ContainsFunc(st.hooks, (*hookRun).pending) {
		return false
	}
	p := s.primary()
	switch {
	case st.back:
		return !st.now.full || p.serving(w.now) >= s.desired()
	case st.in(types.ServiceDeploymentLifecycleStageReconcileService):
		return !s.mixed(r)
	case st.in(types.ServiceDeploymentLifecycleStageScaleUp),
		st.next[0].name == types.ServiceDeploymentLifecycleStageCleanUp:
		return p.serving(w.now) >= s.desired()
	}
	return true
}

// mixed says whether the service has tasks of revisions other than the target and
// the source of the service deployment.
func (s *service) mixed(r *record) bool {
	return slices.ContainsFunc(s.tasks, func(t *task) bool {
		return t.deployment != r.deployment && (r.source == nil || t.deployment != r.source.deployment)
	})
}

// stageFailure is why the stage fails the deployment; empty if it does not.
func (w *World) stageFailure(r *record) string {
	st := r.stages
	if st.back || st.in("") {
		return ""
	}
	for _, h := range st.hooks {
		if h.failure != "" {
			return h.failure
		}
	}
	if st.rolling || w.now.Before(w.stageLimit(r)) {
		return "" // a rolling update is never given up for its time
	}
	// Only the beginning of the text is known.
	return rolledBackBecause + string(st.now.name) + " timed out."
}

// stageLimit is when the present stage has taken too long. Hooks have limits of
// their own.
func (w *World) stageLimit(r *record) time.Time {
	limit, last := r.stages.entered.Add(w.scale(longestStage)), r.started.Add(w.scale(longestDeployment))
	if last.Before(limit) || len(r.stages.hooks) > 0 {
		return last
	}
	return limit
}

// stageTimes are when the service deployment has to be looked at again.
func (w *World) stageTimes(s *service) []time.Time {
	r := s.ongoing()
	if r == nil || r.stages == nil || r.stages.in("") {
		return nil
	}
	return []time.Time{r.stages.until, w.stageLimit(r)}
}
