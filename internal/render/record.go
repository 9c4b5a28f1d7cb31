package render

import (
	"errors"
	"io"
	"time"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// both tells a run to two renderers, whatever happens to the other.
type both struct{ first, second Renderer }

// NewRecord shows a run as next does and writes its JSON lines to w, each line in
// one write, before it is shown.
func NewRecord(next Renderer, opts Options, w io.Writer) Renderer {
	opts.Out = w
	return both{newLines(opts), next}
}

func (b both) each(tell func(Renderer) error) error {
	return errors.Join(tell(b.first), tell(b.second))
}

func (b both) Fleet(f Fleet) error {
	return b.each(func(r Renderer) error { return r.Fleet(f) })
}

func (b both) Missed(m Missed) error {
	return b.each(func(r Renderer) error { return r.Missed(m) })
}

func (b both) Start(h Heading) error {
	return b.each(func(r Renderer) error { return r.Start(h) })
}

func (b both) Plan(p service.Plan, f *forecast.Forecast, checks []preflight.Check) error {
	return b.each(func(r Renderer) error { return r.Plan(p, f, checks) })
}

func (b both) Forecast(service string, f forecast.Forecast) error {
	return b.each(func(r Renderer) error { return r.Forecast(service, f) })
}

func (b both) Registered(reg taskdef.Registration, took time.Duration) error {
	return b.each(func(r Renderer) error { return r.Registered(reg, took) })
}

func (b both) Updated(d service.Deployment, took time.Duration) error {
	return b.each(func(r Renderer) error { return r.Updated(d, took) })
}

func (b both) Rollback(back Rollback) error {
	return b.each(func(r Renderer) error { return r.Rollback(back) })
}

func (b both) Event(e watch.Event, st watch.State) error {
	return b.each(func(r Renderer) error { return r.Event(e, st) })
}

func (b both) Outcome(out watch.Outcome, exit int) error {
	return b.each(func(r Renderer) error { return r.Outcome(out, exit) })
}

func (b both) Interrupted(exit int) error {
	return b.each(func(r Renderer) error { return r.Interrupted(exit) })
}

func (b both) Problem(f Failure) error {
	return b.each(func(r Renderer) error { return r.Problem(f) })
}

func (b both) Close(exit int) error {
	return b.each(func(r Renderer) error { return r.Close(exit) })
}
