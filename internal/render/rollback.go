package render

import (
	"fmt"
	"io"
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// Trigger is why a service goes back.
type Trigger string

// The triggers of a Rollback.
const (
	Asked       Trigger = "command"
	OnFailure   Trigger = "on_failure"
	OnInterrupt Trigger = "on_interrupt"
)

// Rollback is a service that goes back.
type Rollback struct {
	service.RollbackPlan
	Trigger Trigger
	// Failed is how the deployment ended that is undone on failure, else nil.
	Failed *watch.Outcome
}

// RollbackPlan writes the screen of what a rollback would do.
func RollbackPlan(w io.Writer, p service.RollbackPlan, h Heading, opts Options) error {
	s := opts.style()
	title := "Rollback of " + Clean(p.Service) + " in " + h.where()
	if opts.Simulated || h.Simulated {
		title += " (simulated)"
	}
	lines := append([]string{s.paint(bold, title), ""}, s.backFacts(p, opts)...)
	lines = append(lines, "", "Nothing was sent.")
	return s.screen(w, lines, 0)
}

// backFacts says what is undone, what the service goes back to, and what stays.
func (s style) backFacts(p service.RollbackPlan, o Options) []string {
	from, to := Clean(p.From), Clean(p.To)
	room := max(width(from), width(to)) + 3
	fact := func(label, revision, text string) []string {
		first := s.label(label) + " " + pad(revision, room)
		return s.hang(first, pad("", 14+room), text)
	}
	since := ""
	if !p.Since.IsZero() {
		since = "serving since " + o.moment(p.Since)
	}
	lines := append(fact("From", from, since), fact("To", to, s.aim(p, o))...)
	if p.Way == service.NoWay {
		return lines
	}
	if what := summaryOf(p.Definition); what != "" {
		lines = append(lines, s.section("Undone", what)...)
	}
	return append(lines, s.section("Not undone", "database changes, secret values, service settings")...)
}

// aim says why a service goes back to this revision and not another.
func (s style) aim(p service.RollbackPlan, o Options) string {
	text := "the last revision that settled before it"
	switch {
	case p.Way == service.NoWay && p.From == p.To:
		return "it runs already"
	case p.Way == service.NoWay:
		return "the service has gone back already"
	case p.Sent:
		return "the service is going back already; nothing more is sent"
	case p.Way == service.ByStopping:
		return "by stopping deployment " + Clean(p.Deployment) + " (ECS rolls back itself)"
	case p.Settled.IsZero():
		return "no record says that it settled"
	case p.Further:
		text = "further back than " + Clean(p.Last) + ", the last that settled"
	case p.To != p.Last:
		text = "it has settled before"
	}
	text += " (settled " + o.moment(p.Settled)
	if served := p.Until.Sub(p.Settled); !p.Until.IsZero() && served > 0 {
		text += ", served " + duration(o.scale(served))
	}
	return text + ")"
}

// sentBack says what was done for a service to go back.
func sentBack(p service.RollbackPlan, d service.Deployment) (what, note string) {
	way := Clean(p.From) + " → " + Clean(p.To)
	switch {
	case p.Way == service.NoWay && p.From == p.To:
		return "No changes", "already runs " + Clean(p.To)
	case p.Way == service.NoWay:
		return "No changes", "already back on " + Clean(p.To) + ", from " + Clean(p.From)
	case p.Sent:
		return "Going back already", way
	case p.Way == service.ByStopping:
		return "Stopped deployment", way + ", ECS rolls back itself"
	}
	return "Updated service " + Clean(d.Service), way
}

// backOn says how many tasks are back on the revision that is gone back to.
func backOn(st watch.State, to string) string {
	row := target(st)
	for i, d := range st.Last.Deployments {
		if (row == nil || row.TaskDefinition != to) && d.TaskDefinition == to {
			row = &st.Last.Deployments[i]
		}
	}
	if row == nil {
		return "waiting for ECS to go back to " + Clean(to)
	}
	wanted := max(row.Desired, st.Last.Desired)
	return fmt.Sprintf("%d of %s back on %s", row.Running, plural(wanted, "task"), Clean(to))
}

// goesBack is the sentence about a service that nobody watches any more.
func goesBack(name string, p *service.RollbackPlan) string {
	return fmt.Sprintf("%s goes back to %s", Clean(name), Clean(p.To))
}

// waysBack are the ways back of a run's services.
type waysBack map[string]*wayBack

// wayBack is how a service goes back, and whether ECS has been told.
type wayBack struct {
	service.RollbackPlan
	told bool
}

// plan marks that a service shall go back.
func (w waysBack) plan(p service.RollbackPlan) { w[nameOf(p.Service)] = &wayBack{RollbackPlan: p} }

// told is how a service goes back once ECS has been told, else nil.
func (w waysBack) told(name string) *service.RollbackPlan {
	if back := w[name]; back != nil && back.told {
		return &back.RollbackPlan
	}
	return nil
}

// tell marks that ECS has been told, and gives the plan; nil if there is none.
func (w waysBack) tell(name string) *service.RollbackPlan {
	back := w[name]
	if back == nil {
		return nil
	}
	back.told = true
	return &back.RollbackPlan
}

// moment is a time as people say it: today 13:44, yesterday 17:32, Nov 19 10:11;
// in full where no person is to read it at once.
func (o Options) moment(at time.Time) string {
	if o.Stamps {
		return at.UTC().Format(time.RFC3339)
	}
	zone := o.Zone
	if zone == nil {
		zone = time.Local
	}
	now, at := o.now().In(zone), at.In(zone)
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	switch {
	case day(at) == day(now):
		return "today " + at.Format("15:04")
	case day(at) == day(now.AddDate(0, 0, -1)):
		return "yesterday " + at.Format("15:04")
	case at.Year() == now.Year():
		return at.Format("Jan _2 15:04")
	}
	return at.Format("Jan _2 2006")
}

// Rollback begins the way back. On a service that is watched already it ends
// what the block has shown as a step.
func (b *block) Rollback(back Rollback) error {
	return b.change(nameOf(back.Service), func(r *run) error {
		s := b.opts.style()
		defer func() { r.back, r.updated = &back.RollbackPlan, false }()
		switch {
		case r.state == nil:
			r.facts = s.backFacts(back.RollbackPlan, b.opts)
		case back.Failed != nil:
			note := string(back.Failed.Verdict) + ": " + title(*back.Failed)
			r.steps = append(r.steps, step{s.failed(), "Rolling out", wordsOf(note), duration(b.opts.scale(back.Failed.Took))})
			r.state, r.trend = nil, trend{}
		default:
			r.steps, r.left = append(r.steps, b.rollout(r, true)), true
		}
		return nil
	})
}

func (p *plain) Rollback(back Rollback) error {
	name := nameOf(back.Service)
	p.back.plan(back.RollbackPlan)
	text := fmt.Sprintf("rolling back %s -> %s", Clean(back.From), Clean(back.To))
	if back.Way == service.NoWay {
		return nil
	}
	if back.Failed != nil {
		text = wordsOf(string(back.Failed.Verdict)) + ": " + title(*back.Failed) + "; " + text
	}
	if what := summaryOf(back.Definition); what != "" {
		text += " (undone: " + what + ")"
	}
	return p.say(name, text)
}

func (q *quiet) Rollback(back Rollback) error {
	q.back.plan(back.RollbackPlan)
	return nil
}

func (l *lines) Rollback(back Rollback) error {
	name := nameOf(back.Service)
	l.back.plan(back.RollbackPlan)
	line := rollbackLine{
		common: l.next("rollback", name, back.Deployment), Trigger: string(back.Trigger), Way: string(back.Way),
		Sent: back.Sent, From: back.From, To: back.To, Changes: changeLines(back.Definition),
	}
	line.Last, line.Further = back.Last, back.Further
	line.Since, line.Settled, line.Until = stamp(back.Since), stamp(back.Settled), stamp(back.Until)
	if f := back.Failed; f != nil {
		line.Reason = string(f.Verdict) + ": " + f.Reason
		line.Failed = &failedLine{string(f.Verdict), f.Reason, title(*f), seconds(f.Took)}
	}
	return l.write(line)
}

type rollbackLine struct {
	common
	Trigger string       `json:"trigger"` // command, on_failure, on_interrupt
	Way     string       `json:"way"`     // stop, update, none
	Sent    bool         `json:"sent"`    // true where it was sent before
	From    string       `json:"from"`
	To      string       `json:"to"`
	Reason  string       `json:"reason,omitempty"`
	Changes []changeLine `json:"changes"` // what is undone

	Last    string      `json:"last,omitempty"` // the last revision that settled
	Further bool        `json:"further,omitempty"`
	Since   string      `json:"since,omitempty"`   // when from settled
	Settled string      `json:"settled,omitempty"` // when to did
	Until   string      `json:"until,omitempty"`   // when another took its place
	Failed  *failedLine `json:"failed,omitempty"`  // of the trigger on_failure
}

type failedLine struct {
	Outcome string  `json:"outcome"`
	Reason  string  `json:"reason,omitempty"`
	Title   string  `json:"title"`
	Elapsed float64 `json:"elapsed_s"`
}

func changeLines(diff taskdef.Diff) []changeLine {
	out := []changeLine{}
	for _, c := range diff {
		out = append(out, changeOf(c))
	}
	return out
}
