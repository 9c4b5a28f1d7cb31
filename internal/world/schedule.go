package world

import (
	"slices"
	"time"
)

const (
	// tick is how long a change waits until the scheduler looks at the service.
	tick = 2 * time.Second
	// repeatTime is after what time the same event is sent again. Developer
	// Guide, Viewing Amazon ECS service event messages.
	repeatTime = 6 * time.Hour
)

// touch has the scheduler look at a service in which something changed. A
// service in which nothing changes costs nothing.
func (w *World) touch(s *service) { w.lookAt(s, w.now.Add(w.scale(tick))) }

// lookAt has the scheduler look at the service at t, or before: each look sees
// for itself when the next one is needed.
func (w *World) lookAt(s *service, t time.Time) {
	if s.look.pending() {
		if !s.look.at.After(t) {
			return
		}
		s.look.cancel()
	}
	s.look = w.at(t, func() { w.schedule(s) })
}

// schedule is one look of the scheduler at a service. Developer Guide, Amazon
// ECS services; API reference, DeploymentConfiguration.
func (w *World) schedule(s *service) {
	switch {
	case s.status == inactive:
		return
	case s.outside():
		if s.status == draining && len(s.sets) == 0 {
			w.retire(s)
		}
		return
	case s.set != nil && s.status == active:
		w.aim(s.set)
	}
	w.moveRecords(s)
	w.tidy(s)
	w.registerTargets(s)
	if w.judge(s) || w.advance(s) {
		w.touch(s) // what follows from it is for the next look
		return
	}
	w.countLaunches(s)
	var r round
	switch {
	case s.status == draining:
		r = w.drain(s)
	case s.daemon():
		r = w.daemonRound(s)
	case s.shifting() != nil:
		r = w.stagedRound(s)
	default:
		r = w.replicaRound(s)
	}
	if s.status == inactive {
		return
	}
	w.conclude(s)
	w.scaled(s.whole())
	w.lookAgain(s, r)
}

// round is what one look did.
type round struct {
	started, stopped int
	// short is how many tasks are still to be started.
	short int
}

// tidy forgets replaced deployments whose last task is STOPPED, not before they
// have been listed for a while. Tasks that such a deployment lost are missed only
// as long as the service lives on it.
func (w *World) tidy(s *service) {
	for _, d := range s.deployments {
		switch {
		case s.shifting() != nil:
			d.held = d.wanted()
		case !d.completed || w.covered(s):
			d.held = min(d.held, d.alive())
		}
	}
	s.deployments = slices.DeleteFunc(s.deployments, func(d *deployment) bool {
		return !d.primary() && d.held == 0 && !d.has() && !w.now.Before(d.listedUntil(w)) &&
			!(d.completed && s.primary().baking(w.now))
	})
}

// replicaRound starts what is missing, then stops what is too much.
func (w *World) replicaRound(s *service) round {
	var r round
	floor, ceiling := s.bounds()
	room := ceiling - s.alive()
	for _, d := range s.deployments {
		n := min(w.missing(d), room)
		started := w.startTasks(d, n)
		room -= started
		r.started += started
	}
	p := s.primary()
	r.short = max(0, s.desired()-p.sound(w.now))
	c := w.choice(s, floor, room)
	w.stopTasks(s, c)
	r.stopped = len(c.scaling) + len(c.unhealthy)
	if r.started == 0 && r.stopped == 0 && w.locked(s, r, room) {
		w.impeded(p, Percentages)
		w.sayOnce(s, "locked", sayLocked)
	}
	w.sayProtection(s, r)
	return r
}

// missing is how many tasks a deployment may start if there is room. A replaced
// deployment gets its own revision again for tasks that were lost, but not more
// than the service is short of; for unhealthy ones in any case. API reference,
// DeploymentConfiguration, maximumPercent.
func (w *World) missing(d *deployment) int {
	if !d.launching.ready(w.now) || !d.service.placing.ready(w.now) {
		return 0
	}
	return w.due(d)
}

// due is missing where no attempt is held back.
func (w *World) due(d *deployment) int {
	s := d.service
	if d.gaveUp() || d.breaker.tripped {
		return 0
	}
	n := d.wanted() - d.sound(w.now)
	if d.primary() || n <= 0 || s.shifting() != nil {
		return n
	}
	if !d.completed || w.covered(s) {
		return 0
	}
	sound := 0
	for _, other := range s.deployments {
		sound += other.sound(w.now)
	}
	unhealthy := count(s.tasks, func(t *task) bool { return t.deployment == d && t.alive() && t.unhealthy(w.now) })
	return min(n, max(s.desired()-sound, unhealthy))
}

// locked says whether the percentages alone keep the deployment from moving:
// tasks are missing, there is no room for them, every task there is is healthy
// and none may be stopped. Developer Guide, Viewing Amazon ECS service event
// messages.
func (w *World) locked(s *service, r round, room int) bool {
	return r.short > 0 && room <= 0 && len(s.tasks) == s.healthy(w.now) && !s.primary().gaveUp()
}

// startTasks starts up to n tasks of the deployment, fewer when there is no
// place, and tells of them in one event.
func (w *World) startTasks(d *deployment, n int) int {
	s := d.service
	if n <= 0 {
		return 0
	}
	if why := w.unassumable(d.def, nil); why != "" {
		w.roleRefused(d, why)
		return 0
	}
	var begun []*task
	var no *refusal
	r := s.rules(d.def)
	for len(begun) < n && no == nil {
		t := w.newTask(s.cluster, d.def, d.nextLaunch())
		if no = w.locate(t, r); no == nil {
			w.enlist(d, t)
			begun = append(begun, t)
		}
	}
	if len(begun) > 0 {
		w.say(s, sayStarted(begun, d.standIns(w.now, len(begun))))
		delete(s.said, "launch")
	}
	switch {
	case no != nil:
		d.uncounted++
		w.impeded(d, string(no.reason()))
		w.unplaced(s, no)
	case len(begun) > 0:
		w.placed(s)
	}
	return len(begun)
}

// enlist makes a placed task one of the deployment's.
func (w *World) enlist(d *deployment, t *task) {
	s := d.service
	t.deployment, t.group, t.startedBy = d, s.group(), d.id
	t.exec = s.spec.EnableExecuteCommand
	t.tags = s.taskTags(d)
	s.tasks = append(s.tasks, t)
	d.updated = w.stamp()
	w.begin(t)
}

// standIns counts how many of n new tasks replace unhealthy ones, those first
// that were stopped already.
func (d *deployment) standIns(now time.Time, n int) int {
	marked := min(n, d.unreplaced)
	d.unreplaced -= marked
	for _, t := range d.service.tasks {
		if marked < n && t.deployment == d && t.alive() && t.unhealthy(now) && !t.standIn {
			t.standIn = true
			marked++
		}
	}
	return marked
}

// unplaced is a task that found no place: the service says so, tries again
// later, and at once when the cluster gets room.
func (w *World) unplaced(s *service, no *refusal) {
	w.sayOnce(s, "place", sayClosest(no))
	if no.fargate != "" {
		w.holdBack(&s.placing, fargateRetry)
		return
	}
	w.fail(&s.placing)
	if !s.waiting {
		s.waiting = true
		w.waiting = append(w.waiting, s)
	}
}

// placed is the end of waiting for room.
func (w *World) placed(s *service) {
	s.placing = backoff{}
	delete(s.said, "place")
	if s.waiting {
		s.waiting = false
		w.waiting = slices.DeleteFunc(w.waiting, func(other *service) bool { return other == s })
	}
}

// capacityChanged lets tasks and services of the cluster that wait for room look
// again, and its daemons.
func (w *World) capacityChanged(c *cluster) {
	w.provision(c)
	w.touchDaemons(c)
	for _, s := range w.waiting {
		if s.cluster == c {
			s.placing.until = time.Time{}
			w.touch(s)
		}
	}
}

// membersChanged is an instance that came, went, or changed its status: services
// with tasks there and daemon services look again, daemons first.
func (w *World) membersChanged(c *cluster) {
	left := c.leaving()
	var others []*service
	for _, s := range c.scheduled() {
		switch {
		case s.status == inactive:
		case s.daemon():
			w.touch(s)
		case left[s]:
			others = append(others, s)
		}
	}
	for _, s := range others {
		w.touch(s)
	}
	w.capacityChanged(c)
}

// drain stops all tasks of a deleted service and makes it INACTIVE once they
// stop. API reference, DeleteService.
func (w *World) drain(s *service) round {
	var c choice
	gone := true
	for _, t := range s.tasks {
		if t.alive() {
			c.scaling = append(c.scaling, t)
		}
		gone = gone && (t.lastStatus == stopping || t.lastStatus == deprovisioning)
	}
	w.stopTasks(s, c)
	if gone {
		w.retire(s)
	}
	return round{stopped: len(c.scaling)}
}
