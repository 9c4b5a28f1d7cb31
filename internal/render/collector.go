package render

import (
	"time"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// collector shows a run as another renderer does and keeps what comes of it, for
// those who tell of it at the end.
type collector struct {
	Renderer
	results results
	closed  bool
}

func (c *collector) Fleet(f Fleet) error {
	c.results.enlist(f)
	return c.Renderer.Fleet(f)
}

func (c *collector) Missed(m Missed) error {
	c.results.of(m.Service).missed = &m
	return c.Renderer.Missed(m)
}

func (c *collector) Start(h Heading) error {
	c.results.start(h)
	return c.Renderer.Start(h)
}

func (c *collector) Plan(p service.Plan, f *forecast.Forecast, checks []preflight.Check) error {
	c.results.of(p.Service).plan = &p
	return c.Renderer.Plan(p, f, checks)
}

func (c *collector) Registered(r taskdef.Registration, took time.Duration) error {
	c.results.latest().registration = &r
	return c.Renderer.Registered(r, took)
}

func (c *collector) Updated(d service.Deployment, took time.Duration) error {
	c.results.updated(d)
	return c.Renderer.Updated(d, took)
}

func (c *collector) Rollback(back Rollback) error {
	c.results.back(back.RollbackPlan)
	return c.Renderer.Rollback(back)
}

func (c *collector) Event(e watch.Event, st watch.State) error {
	c.results.event(e, st)
	return c.Renderer.Event(e, st)
}

func (c *collector) Outcome(out watch.Outcome, exit int) error {
	c.results.ended(out, exit)
	return c.Renderer.Outcome(out, exit)
}

func (c *collector) Problem(f Failure) error {
	if f.Message != "" || f.Problems.Err() != nil {
		c.results.failure = &f
	}
	return c.Renderer.Problem(f)
}

// finish closes what it shows, and reports whether that was the first time.
func (c *collector) finish(exit int) (first bool, err error) {
	first, c.closed = !c.closed, true
	return first, c.Renderer.Close(exit)
}
