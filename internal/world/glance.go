package world

// Glance is what a service has at a moment, as the model knows it. Nothing of it
// is shown by any operation.
type Glance struct {
	// Running are the tasks that run, whatever their deployment, and Alive those
	// that are meant to, with those on their way.
	Running, Alive int
	// New are the tasks of the PRIMARY deployment that are meant to run, Serving
	// those of them that count as healthy.
	New, Serving int
	// Waiting are those that wait for their capacity provider to bring an instance.
	Waiting int
	// Deployment is the id of the PRIMARY one, Completed and Failed how it ended.
	Deployment        string
	Completed, Failed bool
	// Alone: no other deployment is listed.
	Alone bool
}

// Glance looks at a service. It finds nothing where there is none.
func (w *World) Glance(cluster, name string) Glance {
	s := w.find(cluster, name)
	if s == nil {
		return Glance{}
	}
	p := s.primary()
	g := Glance{
		Deployment: p.id, Completed: p.rollout == "COMPLETED", Failed: p.gaveUp(), Alone: len(s.deployments) == 1,
	}
	for _, t := range s.tasks {
		if !t.alive() {
			continue
		}
		g.Alive++
		if t.lastStatus == running {
			g.Running++
		}
		if t.waits() {
			g.Waiting++
		}
		if t.deployment == p {
			g.New++
			if t.healthy(w.now) {
				g.Serving++
			}
		}
	}
	return g
}

// find is a service that ECS itself deploys; nil if there is none.
func (w *World) find(cluster, name string) *service {
	c := w.clusters[cluster]
	if c == nil || c.services[name] == nil || c.services[name].outside() {
		return nil
	}
	return c.services[name]
}

// waits says whether the task waits for an instance.
func (t *task) waits() bool { return t.alive() && t.instance == nil && !t.launch.fargate() }

// Bounds are the fewest healthy tasks and the most tasks in all that a deployment
// of the service leaves now, and how many tasks it shall have.
func (w *World) Bounds(cluster, name string) (desired, floor, ceiling int) {
	s := w.find(cluster, name)
	if s == nil {
		return 0, 0, 0
	}
	floor, ceiling = s.bounds()
	return s.desired(), floor, ceiling
}

// Room is for how many tasks of a task definition, "family:revision", there is room
// beside all that runs, and on how many instances. Those of a service that may only
// have one on each instance, as with a static host port, count one each.
func (w *World) Room(cluster, name, revision string) (tasks, instances int) {
	s, rev := w.find(cluster, name), w.revision(revision)
	if s == nil || rev == nil {
		return 0, 0
	}
	r := s.rules(&rev.def)
	r.posts = s.cluster.posts()
	n := needsOf(&rev.def, s.primary().nextLaunch())
	for _, i := range s.cluster.fleet {
		if !i.suits(n, r) {
			continue
		}
		open, fits := i.open(r.posts), mostTasks
		if len(n.ports) > 0 || r.distinct() {
			fits = 1
		}
		if n.cpu > 0 {
			fits = min(fits, int(open.cpu/n.cpu))
		}
		if n.memory > 0 {
			fits = min(fits, int(open.memory/n.memory))
		}
		tasks += fits
		instances++
	}
	return tasks, instances
}

// mostTasks stands for no bound.
const mostTasks = 10000
