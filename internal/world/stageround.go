package world

// stagedRound starts and stops the tasks of each revision by itself, as the stage
// of the service deployment says: none of them makes room for another.
func (w *World) stagedRound(s *service) round {
	var out round
	floor, ceiling := s.bounds()
	room := 0
	c := choice{taken: map[*task]bool{}}
	for _, d := range s.deployments {
		wanted := d.wanted()
		free := max(ceiling, wanted) - d.alive()
		started := w.startTasks(d, min(w.missing(d), free))
		out.started += started
		out.short += max(0, wanted-d.sound(w.now))
		room += free - started
		w.chooseSurplus(d, &c, min(floor, wanted))
	}
	w.chooseUnhealthy(s, &c, room, func(d *deployment) bool { return d.up(w.now) >= min(floor, d.wanted()) })
	w.stopTasks(s, c)
	out.stopped = len(c.scaling) + len(c.unhealthy)
	if s.cleaning() {
		w.sayProtection(s, out)
	}
	return out
}

// chooseSurplus picks what the deployment has too many of, and what is on its way
// to a draining instance: first tasks that do not serve, then those that do as far
// as the floor allows. Protected tasks stay.
func (w *World) chooseSurplus(d *deployment, c *choice, floor int) {
	s, wanted := d.service, d.wanted()
	surplus := d.sound(w.now) - wanted
	take := func(limit int, serving bool, is func(*task) bool) int {
		return w.thin(s, c, limit, func(t *task) bool {
			return t.deployment == d && t.healthy(w.now) == serving && !t.protected(w.now) && is(t)
		})
	}
	sound := func(t *task) bool { return !t.displaced(w.now) }
	take(len(s.tasks), false, func(t *task) bool { return t.evicted() && (t.isPending() || wanted == 0) })
	surplus -= take(surplus, false, sound)
	spare := count(s.tasks, func(t *task) bool { return t.deployment == d && t.healthy(w.now) }) - floor
	spare -= take(spare, true, (*task).evicted)
	take(min(spare, surplus), true, sound)
}
