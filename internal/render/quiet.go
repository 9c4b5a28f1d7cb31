package render

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// quiet says nothing until something went wrong, and then one line.
type quiet struct {
	opts Options
	head Heading
	last map[string]watch.State
}

func (q *quiet) say(text string) error {
	_, err := io.WriteString(q.opts.Err, q.opts.style().line(text, longest)+"\n")
	return err
}

func (q *quiet) Start(h Heading) error {
	q.head = h
	return nil
}

func (q *quiet) Plan(service.Plan) error                              { return nil }
func (q *quiet) Registered(taskdef.Registration, time.Duration) error { return nil }
func (q *quiet) Updated(service.Deployment, time.Duration) error      { return nil }

func (q *quiet) Event(_ watch.Event, st watch.State) error {
	if q.last == nil {
		q.last = map[string]watch.State{}
	}
	q.last[serviceOf(st.Target)] = st
	return nil
}

func (q *quiet) Outcome(out watch.Outcome, exit int) error {
	delete(q.last, serviceOf(out.Target))
	if out.Verdict == watch.Settled {
		return nil
	}
	sentence, next := q.opts.verdict(out, q.head)
	text := fmt.Sprintf("%s %s %s. exit %d.", q.opts.style().failed(), Clean(serviceOf(out.Target)), sentence, exit)
	if next != "" {
		text += " " + next
	}
	return q.say(text)
}

func (q *quiet) Interrupted(int) error {
	var err error
	for _, name := range sortedKeys(q.last) {
		err = errors.Join(err, q.say(q.opts.stoppedWatching(q.last[name], q.head)))
	}
	return err
}

func (q *quiet) Problem(f Failure) error { return q.opts.problem(f) }

func (q *quiet) Close(int) error { return nil }
