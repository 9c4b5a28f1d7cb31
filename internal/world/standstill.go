package world

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

// Standstill is why a deployment does not go on.
type Standstill struct {
	// Running are the tasks that serve, Short how many new ones are missing and Old
	// how many old ones are left, with those that were told to stop in vain.
	Running, Short, Old int
	// Locked: the percentages leave no move. What follows is then empty.
	Locked bool
	// Lacks is what the closest instance has too little of, or why there is none.
	// Closest is the ARN of the instance, "" where there is none to look at.
	Lacks   Shortage
	Closest string
	// Equals are what other instances lack that are as close: which of them ECS names
	// is its own choice.
	Equals []Shortage
	// Provider is the capacity provider whose instances were looked at, if one was
	// named. With Waiting, tasks wait for it to bring one.
	Provider string
	Waiting  int
	// CPU and Memory are what a new task needs.
	CPU, Memory int32
	// Ports are the static host ports of a new task that are taken.
	Ports []TakenPort
}

// TakenPort is a host port that is taken on an instance.
type TakenPort struct {
	Instance string // ARN
	Port     int32
	// Task is the ARN of the task of the service that has it, "" if it is anybody
	// else's. New: it is one of the PRIMARY deployment.
	Task string
	New  bool
}

// Standstill says whether a service can go on by nothing but a call, or by what the
// model does not know, like another instance: every task is where it stays, and a
// look of the scheduler would neither start nor stop one, now and at any time
// later. It is false for one that is done, and where time alone changes something,
// like the end of a task's protection.
func (w *World) Standstill(cluster, name string) (Standstill, bool) {
	s := w.find(cluster, name)
	if s == nil || s.status != active || !w.resting(s) {
		return Standstill{}, false
	}
	if r := s.shifting(); r != nil {
		return w.stagedStandstill(s, r)
	}
	p := s.primary()
	out := Standstill{
		Running: s.healthy(w.now), Short: s.desired() - p.serving(w.now),
		Old: count(s.tasks, func(t *task) bool { return t.deployment != p }),
	}
	if out.Short <= 0 && out.Old == 0 {
		return Standstill{}, false
	}
	floor, ceiling := s.bounds()
	room := ceiling - s.alive()
	refuse, choose := w.replicaRefusal, func() choice { return w.choice(s, floor, room) }
	if s.daemon() {
		refuse, choose = w.daemonRefusal, func() choice { return w.daemonChoice(s) }
	}
	no, starts := refuse(s, room)
	if starts {
		return Standstill{}, false
	}
	if c := choose(); len(c.scaling)+len(c.unhealthy) > 0 {
		return Standstill{}, false
	}
	w.explainStandstill(s, no, &out)
	return out, true
}

// stagedStandstill is that of a deployment that shifts traffic: while it starts all
// its tasks beside those that serve, none of which makes room.
func (w *World) stagedStandstill(s *service, r *record) (Standstill, bool) {
	p := s.primary()
	out := Standstill{
		Running: s.healthy(w.now), Short: s.desired() - p.serving(w.now),
		Old: count(s.tasks, func(t *task) bool { return t.deployment != p }),
	}
	if r.stages.rolling || !r.stages.in(types.ServiceDeploymentLifecycleStageScaleUp) || out.Short <= 0 {
		return Standstill{}, false
	}
	no, starts := w.replicaRefusal(s, w.due(p))
	if starts {
		return Standstill{}, false
	}
	w.explainStandstill(s, no, &out)
	return out, !out.Locked // what is not yet due is about to be
}

// Unplaced says why no task of a revision, "family:revision", can be placed for the
// service now; false where one can.
func (w *World) Unplaced(cluster, name, revision string) (Standstill, bool) {
	s, rev := w.find(cluster, name), w.revision(revision)
	if s == nil || rev == nil || s.primary().launch.fargate() {
		return Standstill{}, false
	}
	n := needsOf(&rev.def, s.primary().nextLaunch())
	_, no := w.place(s.cluster, n, s.rules(&rev.def))
	if s.daemon() {
		no = s.cluster.withoutRoom(n)
	}
	if no == nil {
		return Standstill{}, false
	}
	out := Standstill{Running: s.healthy(w.now), Short: s.desired()}
	out.refuse(s, n, no)
	return out, true
}

// resting says whether no task of the service changes by itself any more: each is
// healthy, or unhealthy for good, or waits for an instance that is not there, or for
// an agent that is not connected, and none is protected for a time.
func (w *World) resting(s *service) bool {
	for _, t := range s.tasks {
		switch {
		case t.unheard():
		case !t.alive(), t.protected(w.now):
			return false
		case t.waits():
			if i, _ := w.place(s.cluster, t.needs, t.rules); i != nil {
				return false
			}
		case t.healthy(w.now), t.unhealthy(w.now):
		default:
			return false
		}
	}
	return true
}

// unheard says whether the task shall start or stop, and its agent does not know.
func (t *task) unheard() bool {
	return t.instance != nil && !t.instance.connected && (!t.alive() || t.isPending())
}

// replicaRefusal tries to place what is due, and says whether it can be, or why not;
// both are empty where the percentages allow nothing.
func (w *World) replicaRefusal(s *service, room int) (no *refusal, starts bool) {
	for _, d := range s.deployments {
		if min(w.due(d), room) <= 0 {
			continue
		}
		l := d.nextLaunch()
		if l.fargate() {
			return nil, true
		}
		_, why := w.place(s.cluster, needsOf(d.def, l), s.rules(d.def))
		if why == nil || w.scales(l.provider) && why.room {
			return nil, true
		}
		if no == nil {
			no = why
		}
	}
	return no, false
}

// daemonRefusal does it for a daemon service, whose instances have one task each.
func (w *World) daemonRefusal(s *service, _ int) (no *refusal, starts bool) {
	manned := map[*instance]bool{}
	for _, t := range s.tasks {
		manned[t.instance] = true
	}
	p := s.primary()
	for _, i := range s.posts() {
		if manned[i] {
			continue
		}
		lacks := i.lacks(needsOf(p.def, p.launch), rules{})
		if len(lacks) == 0 {
			return nil, true
		}
		no = &refusal{closest: i, lacks: lacks[0]}
	}
	return no, false
}

// explainStandstill tells what the tasks wait for.
func (w *World) explainStandstill(s *service, no *refusal, out *Standstill) {
	p := s.primary()
	n := needsOf(p.def, p.nextLaunch())
	for _, t := range s.tasks {
		if t.unheard() && no == nil {
			no = &refusal{closest: t.instance, lacks: NoAgent}
		}
		if !t.waits() {
			continue
		}
		out.Waiting++
		if no == nil {
			_, no = w.place(s.cluster, t.needs, t.rules)
		}
	}
	if no == nil {
		out.Locked = true
		return
	}
	out.refuse(s, n, no)
}

// withoutRoom is why an instance has no room for a task; nil where all have.
func (c *cluster) withoutRoom(n needs) *refusal {
	var no *refusal
	for _, i := range c.fleet {
		if !i.offered(n) {
			continue
		}
		if lacks := i.lacks(n, rules{}); len(lacks) > 0 {
			no = &refusal{closest: i, lacks: lacks[0]}
		}
	}
	return no
}

// refuse tells what no instance has.
func (out *Standstill) refuse(s *service, n needs, no *refusal) {
	out.CPU, out.Memory, out.Provider = n.cpu, n.memory, no.provider
	out.Lacks, out.Equals = no.reason(), no.equals
	if no.closest != nil {
		out.Closest = no.closest.arn
	}
	for _, i := range s.cluster.fleet {
		for _, port := range n.ports {
			use, taken := i.ports[port]
			if !i.offered(n) || !taken || use.vacated {
				continue
			}
			held := TakenPort{Instance: i.arn, Port: port.Number}
			if use.task != nil {
				held.Task, held.New = use.task.arn, use.task.deployment.primary()
			}
			out.Ports = append(out.Ports, held)
		}
	}
}
