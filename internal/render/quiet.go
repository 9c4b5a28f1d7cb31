package render

import (
	"fmt"
	"io"
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// quiet says nothing until something went wrong: then one line about a rollout,
// and the whole of an error, which alone says what to mend.
type quiet struct {
	opts  Options
	heads map[string]Heading
}

func (q *quiet) say(text string) error {
	_, err := io.WriteString(q.opts.Err, q.opts.style().line(text, longest)+"\n")
	return err
}

func (q *quiet) Start(h Heading) error {
	if q.heads == nil {
		q.heads = map[string]Heading{}
	}
	q.heads[nameOf(h.Service)] = h
	return nil
}

func (q *quiet) Plan(service.Plan) error                              { return nil }
func (q *quiet) Registered(taskdef.Registration, time.Duration) error { return nil }
func (q *quiet) Updated(service.Deployment, time.Duration) error      { return nil }
func (q *quiet) Event(watch.Event, watch.State) error                 { return nil }

func (q *quiet) Outcome(out watch.Outcome, exit int) error {
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

func (q *quiet) Problem(f Failure) error { return q.opts.problem(f) }

func (q *quiet) Close(int) error { return nil }
