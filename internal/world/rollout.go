package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// What has been seen of deployments that have nothing to do.
const (
	// emptySettle is how long one with nothing to run takes to complete.
	emptySettle = 80 * time.Second
	// listedTime is how long one that was replaced stays listed at least.
	listedTime = 55 * time.Second
)

// conclude completes the deployment and tells of the steady state once all tasks
// are there, healthy, and alone. Developer Guide, Viewing Amazon ECS service
// event messages; API reference, Deployment, rolloutState.
func (w *World) conclude(s *service) {
	if s.set != nil {
		w.settle(s.set)
		return
	}
	desired, p := s.desired(), s.primary()
	if r := s.ongoing(); r != nil && r.stages != nil && !r.stages.finished() {
		s.steady = time.Time{}
		return
	}
	there := len(s.tasks) == desired && p.serving(w.now) == desired
	if !there && s.early(w.now) && !w.bake(p) {
		w.complete(p)
	}
	if !there || desired == 0 && w.now.Before(p.emptyUntil(w)) || w.bake(p) || len(s.deployments) > 1 {
		s.steady = time.Time{}
		return
	}
	delete(s.said, "locked")
	if p.rollout == types.DeploymentRolloutStateInProgress {
		w.complete(p)
		s.steady = time.Time{}
	}
	w.saySteadily(s)
}

// saySteadily tells of the steady state, and again every six hours while it lasts.
func (w *World) saySteadily(s *service) {
	if !w.now.Before(s.steady) {
		w.say(s, saySteady)
		s.steady = w.now.Add(w.scale(repeatTime))
	}
}

// emptyUntil is when the deployment may complete with no task.
func (d *deployment) emptyUntil(w *World) time.Time {
	if d.rollout != types.DeploymentRolloutStateInProgress {
		return time.Time{}
	}
	return d.created.Add(w.scale(emptySettle))
}

// listedUntil is when a replaced deployment without tasks is forgotten.
func (d *deployment) listedUntil(w *World) time.Time { return d.replaced.Add(w.scale(listedTime)) }

// lookAgain plans the next look: after a tick when this one moved something and
// tasks are still missing, and when the next thing becomes true that no event
// announces: a task counts as healthy, a failed attempt may be repeated, a grace
// period or a protection is over, the steady state is to be told again.
func (w *World) lookAgain(s *service, r round) {
	if r.started+r.stopped > 0 && r.short > 0 {
		w.touch(s)
	}
	var next time.Time
	at := func(times ...time.Time) {
		for _, t := range times {
			if t.After(w.now) && (next.IsZero() || t.Before(next)) {
				next = t
			}
		}
	}
	at(s.steady, s.primary().alarms.bakeEnd)
	at(w.stageTimes(s)...)
	if s.desired() == 0 {
		at(s.primary().emptyUntil(w))
	}
	for _, d := range s.deployments {
		if !d.primary() {
			at(d.listedUntil(w))
		}
		if d.wanted() > d.sound(w.now) {
			at(d.launching.until, s.placing.until)
		}
	}
	for _, t := range s.tasks {
		if t.alive() && t.lastStatus == running {
			at(t.settles, t.graceUntil, t.protectedUntil)
		}
	}
	if !next.IsZero() {
		w.lookAt(s, next)
	}
}
