package world

// daemonRound keeps one task of the newest revision on each instance that shall
// have one. An old task has to leave its instance before the new one comes, so
// the floor alone paces the deployment; the ceiling is always one task an
// instance. A task whose instance no longer satisfies the constraints goes,
// protected or not. API reference, CreateService, schedulingStrategy, and
// DeploymentConfiguration, minimumHealthyPercent.
func (w *World) daemonRound(s *service) round {
	r := round{started: w.postTasks(s)}
	p := s.primary()
	r.short = max(0, s.desired()-p.sound(w.now))

	c := w.daemonChoice(s)
	w.stopTasks(s, c)
	r.stopped = len(c.scaling) + len(c.unhealthy)
	still := r.started == 0 && r.stopped == 0 && !p.gaveUp()
	if still && r.short > 0 && len(s.tasks) >= s.desired() && len(s.tasks) == s.healthy(w.now) {
		w.impeded(p, Percentages)
		w.sayOnce(s, "locked", sayLocked)
	}
	return r
}

// daemonChoice picks the tasks that may go now.
func (w *World) daemonChoice(s *service) choice {
	p := s.primary()
	c := choice{taken: map[*task]bool{}}
	floor, _ := s.bounds()
	post := map[*instance]bool{}
	for _, i := range s.posts() {
		post[i] = true
	}
	spare := count(s.tasks, func(t *task) bool { return t.healthy(w.now) && post[t.instance] }) - floor
	for _, t := range s.tasks {
		switch {
		case !t.alive():
		case !post[t.instance]:
			c.add(t)
		case t.protected(w.now) && !t.unhealthy(w.now):
		case t.deployment != p && !t.healthy(w.now):
			c.add(t)
		case t.unhealthy(w.now):
			c.addUnhealthy(t)
		case t.deployment != p && spare > 0 && !p.gaveUp():
			spare--
			c.add(t)
		}
	}
	return c
}

// postTasks starts a task on each instance that has none of the service, not
// even one that is still stopping.
func (w *World) postTasks(s *service) int {
	p := s.primary()
	if !p.launching.ready(w.now) || !s.placing.ready(w.now) || p.gaveUp() || p.breaker.tripped {
		return 0
	}
	if why := w.unassumable(p.def, nil); why != "" {
		w.roleRefused(p, why)
		return 0
	}
	manned := map[*instance]bool{}
	for _, t := range s.tasks {
		manned[t.instance] = true
	}
	var begun []*task
	var no *refusal
	for _, i := range s.posts() {
		if manned[i] {
			continue
		}
		t := w.newTask(s.cluster, p.def, p.launch)
		if lacks := i.lacks(t.needs, rules{}); len(lacks) > 0 {
			no = &refusal{closest: i, lacks: lacks[0]}
			continue
		}
		t.instance = i
		w.enlist(p, t)
		begun = append(begun, t)
	}
	if len(begun) > 0 {
		w.say(s, sayStarted(begun, 0))
	}
	if no != nil {
		p.uncounted++
		w.impeded(p, string(no.reason()))
		w.unplaced(s, no)
	} else {
		w.placed(s)
	}
	return len(begun)
}
