package render

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// quiet says nothing until something went wrong: then one line about a rollout,
// and the whole of an error, which alone says what to mend.
type quiet struct {
	opts  Options
	heads map[string]Heading
	last  map[string]watch.State // of services without an outcome
	back  waysBack
	fleet *watched
}

func (q *quiet) say(text string) error {
	_, err := io.WriteString(q.opts.Err, q.opts.style().line(text, longest)+"\n")
	return err
}

// Fleet keeps who is to be told of at the end.
func (q *quiet) Fleet(f Fleet) error {
	q.opts.Simulated = q.opts.Simulated || f.Simulated
	q.fleet = newWatched(f)
	return nil
}

// Missed tells of an error at once, and of what was not started at the end.
func (q *quiet) Missed(m Missed) error {
	q.fleet.miss(m)
	delete(q.last, m.Service)
	if m.Failure == nil {
		return nil
	}
	var err error
	for _, line := range q.opts.failureText(m.Service, *m.Failure) {
		err = errors.Join(err, q.say(line))
	}
	return err
}

func (q *quiet) Start(h Heading) error {
	if q.heads == nil {
		q.heads, q.last = map[string]Heading{}, map[string]watch.State{}
		q.back = waysBack{}
	}
	h.Service = nameOf(h.Service)
	q.heads[h.Service], q.last[h.Service] = h, unseen(h)
	return nil
}

// Plan keeps whether there is anything to do.
func (q *quiet) Plan(p service.Plan, _ *forecast.Forecast, _ []preflight.Check) error {
	q.fleet.idle(p.Service, p.Action == service.None)
	return nil
}

// Registered says nothing.
func (q *quiet) Registered(taskdef.Registration, time.Duration) error { return nil }

func (q *quiet) Updated(d service.Deployment, _ time.Duration) error {
	q.back.tell(d.Service)
	return nil
}

// Forecast says nothing.
func (q *quiet) Forecast(string, forecast.Forecast) error { return nil }

func (q *quiet) Event(_ watch.Event, st watch.State) error {
	if q.last != nil {
		q.last[serviceOf(st.Target)] = st
	}
	return nil
}

func (q *quiet) Outcome(out watch.Outcome, exit int) error {
	delete(q.last, serviceOf(out.Target))
	q.fleet.end(out)
	if out.Verdict == watch.Settled {
		return nil
	}
	sentence, next := q.opts.verdict(out, q.heads[serviceOf(out.Target)])
	text := fmt.Sprintf("%s %s %s. exit %d.", q.opts.style().failed(), Clean(serviceOf(out.Target)), sentence, exit)
	if next != "" {
		text += " " + next
	}
	return q.say(text)
}

func (q *quiet) Interrupted(int) error {
	var err error
	if q.fleet != nil {
		for _, line := range q.fleet.leftBehind(q.opts, q.last, q.back) {
			err = errors.Join(err, q.say(line))
		}
		return err
	}
	for _, name := range sortedKeys(q.last) {
		lines := q.opts.stoppedWatching(q.last[name], q.heads[name], q.back.told(name))
		err = errors.Join(err, q.say(strings.Join(lines, " ")))
	}
	return err
}

func (q *quiet) Problem(f Failure) error { return q.opts.problem(f) }

// Close says how a fleet ended, unless all is well.
func (q *quiet) Close(exit int) error {
	if q.fleet == nil || q.fleet.told || exit == 0 {
		return nil
	}
	q.fleet.told = true
	mark, text := q.opts.fleetEnding(q.fleet.tally(), exit)
	return q.say(mark + " " + text)
}
