package render

import (
	"errors"
	"fmt"
	"io"
	"strings"
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
	last  map[string]watch.State // of services without an outcome
	back  waysBack
}

func (q *quiet) say(text string) error {
	_, err := io.WriteString(q.opts.Err, q.opts.style().line(text, longest)+"\n")
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

func (q *quiet) Plan(service.Plan) error                              { return nil }
func (q *quiet) Registered(taskdef.Registration, time.Duration) error { return nil }

func (q *quiet) Updated(d service.Deployment, _ time.Duration) error {
	q.back.tell(d.Service)
	return nil
}

func (q *quiet) Event(_ watch.Event, st watch.State) error {
	if q.last != nil {
		q.last[serviceOf(st.Target)] = st
	}
	return nil
}

func (q *quiet) Outcome(out watch.Outcome, exit int) error {
	delete(q.last, serviceOf(out.Target))
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
	for _, name := range sortedKeys(q.last) {
		lines := q.opts.stoppedWatching(q.last[name], q.heads[name], q.back.told(name))
		err = errors.Join(err, q.say(strings.Join(lines, " ")))
	}
	return err
}

func (q *quiet) Problem(f Failure) error { return q.opts.problem(f) }

func (q *quiet) Close(int) error { return nil }
