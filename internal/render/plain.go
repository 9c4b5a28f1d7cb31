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

// heartbeat is how long plain may be silent: CI systems end quiet jobs.
const heartbeat = time.Minute

// plain writes one line a change: the time in UTC, the service, what happened.
type plain struct {
	opts  Options
	head  Heading            // of the service started last
	heads map[string]Heading // by service
	fleet *watched
	last  map[string]watch.State // of services without an outcome
	rows  map[string]string      // the line last written of a deployment, by its id

	back waysBack // of services that go back

	unchanged bool // the plan of the service started last is to do nothing

	wrote, changed time.Time // the last line, and the last one that was no heartbeat
}

func newPlain(opts Options) *plain {
	opts.Color = false
	return &plain{
		opts: opts, heads: map[string]Heading{}, last: map[string]watch.State{}, rows: map[string]string{},
		back: waysBack{},
	}
}

// say writes one line; text is clean.
func (p *plain) say(service, text string) error {
	p.wrote = p.opts.now()
	p.changed = p.wrote
	stamp := p.wrote.UTC().Format("15:04:05Z")
	text = stamp + " " + pad(Clean(service), p.fleet.column()) + "  " + text
	line := p.opts.style().line(strings.ReplaceAll(text, "→", "->"), longest)
	_, err := io.WriteString(p.opts.Err, line+"\n")
	return err
}

// Fleet says how many services there are.
func (p *plain) Fleet(f Fleet) error {
	p.opts.Simulated = p.opts.Simulated || f.Simulated
	p.fleet = newWatched(f)
	text := strings.ToLower(f.Verb[:min(1, len(f.Verb))]) + f.title()[min(1, len(f.Verb)):]
	if f.Parallel > 0 && f.Parallel < len(f.Services) {
		text += fmt.Sprintf(", %d at a time", f.Parallel)
	}
	return p.say("-", text)
}

// Missed says why a service has no outcome.
func (p *plain) Missed(m Missed) error {
	p.fleet.miss(m)
	delete(p.last, m.Service)
	if m.Failure == nil {
		return p.say(m.Service, m.text())
	}
	var err error
	for _, line := range p.opts.failureText(m.Service, *m.Failure) {
		err = errors.Join(err, p.say(m.Service, line))
	}
	return err
}

func (p *plain) Start(h Heading) error {
	h.Service = nameOf(h.Service)
	p.head, p.heads[h.Service], p.last[h.Service] = h, h, unseen(h)
	text := strings.ToLower(h.Verb[:min(1, len(h.Verb))]) + h.Verb[min(1, len(h.Verb)):]
	if text == "deploying" || text == "watching" {
		text += map[string]string{"deploying": " to ", "watching": " in "}[text] + h.where()
	} else {
		text += " in " + h.where()
	}
	if p.opts.Simulated || h.Simulated {
		text += " (simulated)"
	}
	var limits []string
	if h.Timeout > 0 {
		limits = append(limits, "timeout "+limit(h.Timeout))
	}
	if h.StallTimeout > 0 {
		limits = append(limits, "stall-timeout "+limit(h.StallTimeout))
	}
	if len(limits) > 0 {
		text += "; " + strings.Join(limits, ", ")
	}
	return p.say(h.Service, text)
}

func (p *plain) Plan(plan service.Plan, _ *forecast.Forecast, _ []preflight.Check) error {
	p.unchanged = plan.Action == service.None
	p.fleet.idle(plan.Service, p.unchanged)
	if !p.unchanged {
		return nil
	}
	return p.say(plan.Service, "no changes: it already runs "+Clean(plan.From))
}

func (p *plain) Registered(reg taskdef.Registration, _ time.Duration) error {
	return p.say(p.head.Service, registeredText(reg))
}

// registeredText says which revision there is now and what it changes.
func registeredText(reg taskdef.Registration) string {
	rev := Clean(reg.Revision)
	if reg.Reused {
		return "kept " + rev + ", it is identical"
	}
	if what := summary(reg); what != "" {
		return "registered " + rev + " (" + what + ")"
	}
	return "registered " + rev
}

func (p *plain) Updated(d service.Deployment, _ time.Duration) error {
	rev := Clean(d.TaskDefinition)
	if back := p.back.tell(d.Service); back != nil {
		what, note := sentBack(*back, d)
		return p.say(d.Service, strings.ToLower(what[:1])+what[1:]+": "+note+", deployment "+Clean(d.ID))
	}
	switch {
	case p.unchanged:
		return nil
	case d.Created:
		return p.say(d.Service, "created on "+rev+", deployment "+Clean(d.ID))
	case d.Previous == d.ID:
		return p.say(d.Service, "updated without a new deployment, runs "+rev)
	}
	return p.say(d.Service, fmt.Sprintf("updated %s -> %s, deployment %s",
		Clean(d.PreviousTaskDefinition), rev, Clean(d.ID)))
}

// Forecast says what a new forecast says.
func (p *plain) Forecast(name string, f forecast.Forecast) error {
	return p.say(name, warningText(departed(f)))
}

func (p *plain) Event(e watch.Event, st watch.State) error {
	name := serviceOf(st.Target)
	p.last[name] = st
	switch {
	case e.Kind == watch.Rows && e.Deployment != nil:
		return p.row(name, e, st)
	case e.Kind == watch.Said && e.Message != nil:
		return p.say(name, "event: "+eventText(e.Message.Text))
	case e.Kind == watch.TaskStopped && e.Task != nil:
		return p.stopped(name, *e.Task)
	case e.Kind == watch.Stage && e.Record != nil:
		return p.stage(name, *e.Record)
	case e.Kind == watch.Serving:
		text := "serving: the new tasks are healthy"
		if d := target(st); d != nil {
			text = fmt.Sprintf("serving: %d of %d new tasks healthy", d.Running, d.Desired)
		}
		return p.say(name, text+" after "+duration(p.opts.scale(st.Serving)))
	case p.opts.warns(e):
		return p.say(name, warningText(*e.Warning))
	case e.Kind == watch.Tick && p.opts.now().Sub(p.wrote) >= heartbeat:
		return p.beat(name, st)
	}
	return nil
}

// stopped tells of a task that failed, with the end of its log.
func (p *plain) stopped(name string, task watch.Task) error {
	err := p.say(name, "task "+short(task.ID)+" stopped: "+stoppedTask(task, p.opts.ran))
	for _, c := range task.Containers {
		err = errors.Join(err, p.tail(name, task, c))
	}
	return err
}

func warningText(w watch.Warning) string {
	text := "warning: " + Clean(w.Message)
	if w.Hint != "" {
		text += " (" + Clean(w.Hint) + ")"
	}
	return text
}

func (p *plain) stage(name string, r watch.Record) error {
	var err error
	for _, line := range p.opts.stageText(r, true) {
		err = errors.Join(err, p.say(name, line))
	}
	return err
}

// row writes a deployment if its line reads differently from the last.
func (p *plain) row(name string, e watch.Event, st watch.State) error {
	d := e.Deployment
	line := fmt.Sprintf("%-7s %s desired=%d pending=%d running=%d failed=%d", Clean(d.Status),
		Clean(d.TaskDefinition), d.Desired, d.Pending, d.Running, failedTasks(st, *d))
	switch {
	case e.Gone:
		line = fmt.Sprintf("%-7s %s gone", Clean(d.Status), Clean(d.TaskDefinition))
	case d.RolloutState == "FAILED":
		line += " state=failed"
	}
	if p.rows[d.ID] == line {
		return nil
	}
	p.rows[d.ID] = line
	return p.say(name, line)
}

func (p *plain) beat(name string, st watch.State) error {
	changed := p.changed
	text := "still rolling out"
	if back := p.back.told(name); back != nil {
		text = backOn(st, back.To)
	}
	if st.WaitingFor != "" {
		text = "waiting for " + Clean(st.WaitingFor)
	}
	err := p.say(name, fmt.Sprintf("%s (no change for %s)", text, duration(p.opts.scale(p.opts.now().Sub(changed)))))
	p.changed = changed
	return err
}

func (p *plain) Outcome(out watch.Outcome, exit int) error {
	name := serviceOf(out.Target)
	h := p.heads[name]
	delete(p.last, name)
	p.fleet.end(out)
	if out.Verdict == watch.Settled {
		sentence, _ := p.opts.verdict(out, h)
		return p.say(name, sentence+p.opts.simulated(out, h))
	}
	var err error
	for _, line := range p.opts.ending(out, exit, h) {
		err = errors.Join(err, p.say(name, line))
	}
	return err
}

func (p *plain) Interrupted(int) error {
	var err error
	if p.fleet != nil {
		for _, line := range p.fleet.leftBehind(p.opts, p.last, p.back) {
			err = errors.Join(err, p.say("-", line))
		}
		return err
	}
	for _, name := range sortedKeys(p.last) {
		lines := p.opts.stoppedWatching(p.last[name], p.heads[name], p.back.told(name))
		err = errors.Join(err, p.say(name, strings.Join(lines, " ")))
	}
	return err
}

func (p *plain) Problem(f Failure) error { return p.opts.problem(f) }

// Close says how the fleet ended.
func (p *plain) Close(exit int) error {
	if p.fleet == nil || p.fleet.told {
		return nil
	}
	p.fleet.told = true
	var err error
	for _, line := range p.opts.endOfFleet(p.fleet.tally(), exit) {
		err = errors.Join(err, p.say("-", line))
	}
	return err
}
