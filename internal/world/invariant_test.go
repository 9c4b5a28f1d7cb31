package world

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// before is a service just before an event.
type before struct {
	service *service
	tasks   []*task
	serving map[*task]bool
	steady  time.Time
	rollout types.DeploymentRolloutState
	// shifting says which service deployment had two revisions side by side.
	shifting *record
}

// before takes the services down as they are just before next.
func (w *watched) before(next time.Time) []before {
	w.Advance(next.Add(-time.Nanosecond)) // what is due before it
	var out []before
	for _, c := range sorted(w.clusters) {
		for _, s := range c.scheduled() {
			b := before{
				service: s, tasks: slices.Clone(s.tasks), serving: map[*task]bool{}, steady: s.steady,
				rollout: s.primary().rollout, shifting: s.shifting(),
			}
			for _, t := range s.tasks {
				b.serving[t] = t.healthy(next)
			}
			out = append(out, b)
		}
	}
	return out
}

// checkService holds one event to the rules of a service.
func (w *watched) checkService(b before) {
	s := b.service
	w.steadies += int(one(s.steady.After(b.steady)))
	w.failures += int(one(s.primary().rollout != b.rollout && s.primary().gaveUp()))
	if r := b.sideBySide(); r != nil {
		w.checkShift(b, r)
	} else {
		w.checkBounds(b)
	}
	w.checkProtection(b.tasks)
	w.checkIDs(s)
	if s.set != nil {
		return
	}
	shown := w.describeService(s, false)
	w.checkCounts(s, shown)
	w.checkRollback(b)
	w.checkEvents(shown.Events)
}

// scaledIn says whether the scheduler has stopped the task, not for its health.
func (t *task) scaledIn() bool {
	return !t.alive() && strings.HasPrefix(t.stoppedReason, "Scaling activity")
}

// checkBounds holds the scheduler to the floor and the ceiling.
func (w *watched) checkBounds(b before) {
	s := b.service
	floor, ceiling := s.bounds()
	took, healthy := 0, s.healthy(w.now)
	for _, t := range b.tasks {
		if b.serving[t] && t.scaledIn() && t.health() != types.HealthStatusUnhealthy && !t.target.unhealthy &&
			(!s.daemon() || slices.Contains(s.posts(), t.instance)) {
			took++
		}
	}
	if took > 0 && healthy < floor && s.status == active {
		w.fail("the scheduler keeps the floor", "%s: %d healthy tasks stopped, %d left of %d", s.name, took, healthy, floor)
	}
	started := count(s.tasks, func(t *task) bool { return t.alive() && !slices.Contains(b.tasks, t) })
	if started > 0 && s.alive() > ceiling {
		w.fail("the scheduler keeps the ceiling", "%s: %d tasks started, %d are more than %d", s.name, started, s.alive(),
			ceiling)
	}
	if started > 0 && s.status != active {
		w.fail("a deleted service starts nothing", "%s: %d tasks", s.name, started)
	}
}

// checkProtection finds protected tasks that a scale-in or a deployment has
// stopped. A daemon's goes from an instance that shall have none, and a deleted
// service's goes in any case.
func (w *watched) checkProtection(before []*task) {
	for _, t := range before {
		s := t.deployment.service
		if t.scaledIn() && t.times.stopping.Equal(w.stamp()) && t.protected(w.now) && !s.daemon() && s.status == active {
			w.fail("a protected task stays", "%s: %s", t.id, t.stoppedReason)
		}
	}
}

// checkCounts holds the counts that are shown to the tasks that there are.
func (w *watched) checkCounts(s *service, shown types.Service) {
	var run, pend int32
	for n, d := range shown.Deployments {
		run, pend = run+d.RunningCount, pend+d.PendingCount
		has := func(is func(*task) bool) int32 {
			return int32(count(s.tasks, func(t *task) bool { return t.startedBy == aws.ToString(d.Id) && is(t) }))
		}
		running, pending := has(func(t *task) bool { return t.lastStatus == running }), has((*task).isPending)
		if running != d.RunningCount || pending != d.PendingCount {
			w.fail("counts equal the tasks", "%s: %d running and %d pending, has %d and %d", aws.ToString(d.Id),
				d.RunningCount, d.PendingCount, running, pending)
		}
		if (aws.ToString(d.Status) == "PRIMARY") != (n == 0) {
			w.fail("the first deployment is PRIMARY, and only it", "%s is %s", aws.ToString(d.Id), aws.ToString(d.Status))
		}
	}
	if s.status != inactive && (run != shown.RunningCount || pend != shown.PendingCount) {
		w.fail("the deployments add up to the service", "%s: %d running and %d pending, the service %d and %d", s.name,
			run, pend, shown.RunningCount, shown.PendingCount)
	}
	if s.status == inactive && s.alive() > 0 {
		w.fail("an INACTIVE service has no tasks", "%s: %d", s.name, s.alive())
	}
	posts := map[*instance]bool{}
	for _, t := range s.tasks {
		if s.daemon() && posts[t.instance] {
			w.fail("a daemon service has one task an instance", "%s", t.instance.id)
		}
		posts[t.instance] = true
	}
}

func one(is bool) int32 {
	if is {
		return 1
	}
	return 0
}

// checkIDs finds ids that come a second time.
func (w *watched) checkIDs(s *service) {
	fresh := func(id string) {
		if w.seen.ids[id] {
			w.fail("an id is used once", "%s", id)
		}
		w.seen.ids[id] = true
	}
	for _, d := range s.deployments {
		if !w.seen.deployments[d] {
			w.seen.deployments[d] = true
			fresh(d.id)
		}
	}
	for _, e := range slices.Backward(s.events) {
		if w.seen.ids[*e.Id] {
			break // it and those before it are known
		}
		fresh(*e.Id)
	}
}

// checkEvents holds the list of events to its size and order.
func (w *watched) checkEvents(shown []types.ServiceEvent) {
	if len(shown) > maxEvents {
		w.fail("a service keeps a hundred events", "%d", len(shown))
	}
	if len(shown) > 1 && shown[0].CreatedAt.Before(*shown[1].CreatedAt) {
		w.fail("the newest event comes first", "%s", *shown[0].Message)
	}
}

// checkRollback holds rollbacks to their rules: an old id comes back only as the
// target of one, nothing starts for what was given up, and the record goes on
// exactly as long as the PRIMARY deployment does.
func (w *watched) checkRollback(b before) {
	s := b.service
	p, o := s.primary(), s.ongoing()
	if was := w.seen.primary[s]; was != nil && was != p && p.created.Before(was.created) {
		if back := s.records[0].rollback; back == nil || *back.ServiceRevisionArn != w.revisionARN(p) {
			w.fail("an old deployment comes back by a rollback", "%s is PRIMARY again", p.id)
		}
		w.rollbacks++
	}
	w.seen.primary[s] = p
	for _, t := range s.tasks {
		if t.deployment.gaveUp() && !slices.Contains(b.tasks, t) {
			w.fail("nothing starts for what was given up", "a task of %s", t.startedBy)
		}
	}
	if s.status == active && (p.rollout == types.DeploymentRolloutStateInProgress) != (o != nil) {
		w.fail("a record goes on with its deployment", "%s is %s, its record goes on: %t", p.id, p.rollout, o != nil)
	}
	if d := s.records[0].deployment; d != p && d.wanted() != 0 && !s.records[0].keeps() {
		w.fail("what was rolled back wants nothing", "%s shall have %d tasks", d.id, d.wanted())
	}
	for _, r := range s.records {
		w.checkRecord(r)
	}
}

// checkRecord holds the states and times of a service deployment to their order.
// Only one that is stopped while it is PENDING, by a call or by the next, ends without
// having begun: startedAt is when it became IN_PROGRESS. API reference,
// ServiceDeployment.
func (w *watched) checkRecord(r *record) {
	was, known := w.seen.records[r]
	w.seen.records[r] = r.status
	if known && was == r.status {
		return
	}
	unbegun := r.started.IsZero() && r.status != types.ServiceDeploymentStatusStopped
	if r.over() && (unbegun || r.finished.Before(r.started)) {
		w.fail("a service deployment begins before it ends", "%s is %s: %s to %s", r.arn, r.status, r.started, r.finished)
	}
	if known && slices.Contains([]types.ServiceDeploymentStatus{
		types.ServiceDeploymentStatusSuccessful, types.ServiceDeploymentStatusStopped,
		types.ServiceDeploymentStatusRollbackSuccessful, types.ServiceDeploymentStatusRollbackFailed,
	}, was) {
		w.fail("a service deployment ends once", "%s was %s and is %s", r.arn, was, r.status)
	}
}
