package world

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// choice is what one look stops: tasks no longer needed and unhealthy ones.
type choice struct {
	scaling, unhealthy []*task
	taken              map[*task]bool
	left               map[*instance]free // once they are gone, where somebody asked
}

// choice picks the tasks that may go now. What does not serve goes freely; of
// what serves, no more than leaves the floor standing. Protected tasks stay,
// unless they are unhealthy. API reference, DeploymentConfiguration,
// minimumHealthyPercent, and UpdateTaskProtection.
func (w *World) choice(s *service, floor, room int) choice {
	c := choice{taken: map[*task]bool{}}
	w.chooseUseless(s, &c, room)
	up := 0
	for _, d := range s.deployments {
		up += d.up(w.now)
	}
	w.chooseUnhealthy(s, &c, room, func(*deployment) bool { return up >= floor })
	w.chooseServing(s, &c, floor)
	return c
}

// chooseUseless picks tasks that do not serve and that nobody waits for: those of
// replaced deployments that may go; too many of the PRIMARY one; those on their
// way to a draining instance.
func (w *World) chooseUseless(s *service, c *choice, room int) {
	p := s.primary()
	surplus := p.sound(w.now) - s.desired()
	for n := len(s.tasks) - 1; n >= 0; n-- {
		t := s.tasks[n]
		if !t.alive() || t.healthy(w.now) || t.protected(w.now) {
			continue
		}
		switch {
		case t.deployment != p && w.dispensable(t.deployment, room), t.evicted() && t.isPending():
			c.add(t)
		case t.deployment == p && surplus > 0 && !t.displaced(w.now):
			surplus--
			c.add(t)
		}
	}
}

// dispensable says whether a replaced deployment needs its tasks no more that do not
// serve: it never completed, or the new tasks hold the floor by themselves. Those
// of a deployment that was given up stay until the one that came back serves, as
// it has been seen, or has no room.
func (w *World) dispensable(d *deployment, room int) bool {
	switch s := d.service; {
	case d.gaveUp():
		p := s.primary()
		return p.serving(w.now) >= s.desired() || room <= 0 && p.sound(w.now) < s.desired()
	case d.completed:
		return w.covered(s)
	default:
		return true
	}
}

// covered says whether the PRIMARY deployment has all its tasks and holds the
// floor by itself: no other task is waited for.
func (w *World) covered(s *service) bool {
	floor, _ := s.bounds()
	p := s.primary()
	return p.serving(w.now) >= floor && p.sound(w.now) >= s.desired()
}

// chooseUnhealthy picks unhealthy tasks: all that have been replaced by healthy
// tasks, or by any if enough others run for the deployment to stand, as it has been
// seen; or else one, if a replacement is missing and has no room. API reference,
// DeploymentConfiguration, maximumPercent.
func (w *World) chooseUnhealthy(s *service, c *choice, room int, stands func(*deployment) bool) {
	short := s.primary().sound(w.now) < s.desired()
	for _, t := range s.tasks {
		if !t.alive() || !t.unhealthy(w.now) || c.taken[t] {
			continue
		}
		d := t.deployment
		replaced := d.sound(w.now) >= d.wanted()
		if d.serving(w.now) >= d.wanted() || replaced && stands(d) {
			c.addUnhealthy(t)
		} else if room <= 0 && (short || !replaced) {
			c.addUnhealthy(t)
			room = 1 // one at a time
		}
	}
}

// chooseServing picks healthy tasks as far as the floor allows: those on
// draining instances, then old ones, then those that the PRIMARY deployment has
// too many of.
func (w *World) chooseServing(s *service, c *choice, floor int) {
	p := s.primary()
	spare := s.healthy(w.now) - floor
	surplus := p.sound(w.now) - s.desired() - count(c.scaling, func(t *task) bool {
		return t.deployment == p && !t.displaced(w.now)
	})
	take := func(limit int, is func(*task) bool) {
		spare -= w.thin(s, c, min(limit, spare), func(t *task) bool {
			return t.healthy(w.now) && !t.protected(w.now) && is(t)
		})
	}
	take(spare, (*task).evicted)
	take(spare, func(t *task) bool { return t.deployment != p && !p.gaveUp() })
	take(surplus, func(t *task) bool { return t.deployment == p && !t.displaced(w.now) })
}

func (c *choice) add(t *task) {
	c.scaling = append(c.scaling, t)
	c.picked(t)
}

func (c *choice) addUnhealthy(t *task) {
	c.unhealthy = append(c.unhealthy, t)
	c.picked(t)
}

// stopTasks stops what was chosen and tells of it in one event, after one for each
// task that failed its health checks.
func (w *World) stopTasks(s *service, c choice) {
	all := append(append([]*task{}, c.unhealthy...), c.scaling...)
	if len(all) == 0 {
		return
	}
	for _, t := range c.unhealthy {
		for _, message := range sayUnhealthy(t) {
			w.say(s, message)
		}
	}
	w.say(s, sayStopped(all))
	w.deregisterTargets(s, all)
	for _, t := range c.unhealthy {
		t.failed = true
		if !t.standIn {
			t.deployment.unreplaced++
		}
		w.stop(t, types.TaskStopCodeServiceSchedulerInitiated, t.sickness())
	}
	for _, t := range c.scaling {
		if d := t.deployment; !d.primary() && d.held > 0 {
			d.held--
			d.updated = w.stamp()
		}
		w.stop(t, types.TaskStopCodeServiceSchedulerInitiated, reasonScaling(s.primary()))
	}
}
