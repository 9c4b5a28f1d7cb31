package render

import (
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// result is what a report needs to know of one service.
type result struct {
	head         Heading
	plan         *service.Plan
	registration *taskdef.Registration
	deployment   *service.Deployment
	back         *wayBack        // nil unless it goes back
	state        *watch.State    // after the last poll
	messages     []watch.Message // ECS's events, oldest first
	outcome      *watch.Outcome
	missed       *Missed // nil unless there will be no outcome
	exit         int
}

// results are those of a run: the services in the order they were started in, and
// the error that ended the run before there was an outcome, if one did.
type results struct {
	services []*result
	last     *result // that was started last
	fleet    bool
	failure  *Failure
}

// of is the result of a service; one is begun where there is none.
func (r *results) of(service string) *result {
	for _, s := range r.services {
		if s.head.Service == nameOf(service) {
			return s
		}
	}
	s := &result{head: Heading{Service: nameOf(service)}}
	r.services = append(r.services, s)
	return s
}

// latest is the service started last.
func (r *results) latest() *result {
	if r.last == nil {
		return r.of("")
	}
	return r.last
}

// enlist begins a result for each service of a fleet.
func (r *results) enlist(f Fleet) {
	r.fleet = true
	for _, name := range f.Services {
		s := r.of(name)
		s.head = f.Heading
		s.head.Service = nameOf(name)
	}
}

func (r *results) tally() tally {
	var t tally
	for _, s := range r.services {
		t.count(s.head.Service, s.outcome, s.missed, s.idle())
	}
	return t
}

// idle reports whether there was nothing to do.
func (s *result) idle() bool {
	var back *service.RollbackPlan
	if s.back != nil {
		back = &s.back.RollbackPlan
	}
	return nothingToDo(s.plan, back)
}

// nothingToDo says so of a plan and of a way back, each nil where there is none.
func nothingToDo(plan *service.Plan, back *service.RollbackPlan) bool {
	return plan != nil && plan.Action == service.None || back != nil && back.Way == service.NoWay
}

func (r *results) start(h Heading) {
	h.Service = nameOf(h.Service)
	r.last = r.of(h.Service)
	r.last.head = h
}

// back marks that a service shall go back, updated that ECS has been told.
func (r *results) back(p service.RollbackPlan) {
	r.of(p.Service).back = &wayBack{RollbackPlan: p}
}

func (r *results) updated(d service.Deployment) {
	s := r.of(d.Service)
	if s.deployment = &d; s.back != nil {
		s.back.told = true
	}
}

func (r *results) event(e watch.Event, st watch.State) {
	s := r.of(st.Target.Service)
	s.state = &st
	if e.Kind == watch.Said && e.Message != nil {
		s.messages = append(s.messages, *e.Message)
	}
}

func (r *results) ended(out watch.Outcome, exit int) {
	s := r.of(out.Target.Service)
	s.outcome, s.state, s.exit = &out, &out.State, exit
}

// took is how long the rollout has been watched.
func (s *result) took() time.Duration {
	switch {
	case s.outcome != nil:
		return s.outcome.Took
	case s.state != nil:
		return s.state.Elapsed
	default:
		return 0
	}
}

// verdict names the outcome as JSON does; unchanged where there was nothing to
// do, and "" where the run ended first.
func (s *result) verdict() string {
	switch {
	case s.missed != nil:
		return s.missed.ending()
	case s.outcome != nil:
		return ending(*s.outcome)
	case s.idle():
		return "unchanged"
	default:
		return ""
	}
}

// revisions are the one the service should run and the one it ran before,
// "family:revision", each "" where it is not known.
func (s *result) revisions() (to, from string) {
	switch {
	case s.outcome != nil:
		to, from = s.outcome.Target.TaskDefinition, s.outcome.Target.PreviousTaskDefinition
	case s.deployment != nil:
		to, from = s.deployment.TaskDefinition, s.deployment.PreviousTaskDefinition
	}
	if to == "" && s.registration != nil {
		to = s.registration.Revision
	}
	return Clean(to), Clean(from)
}
