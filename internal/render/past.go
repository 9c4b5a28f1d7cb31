package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// Past is a deployment as it can be told afterwards: from ECS's record of it, the events
// of its time and the tasks that stopped.
type Past struct {
	Explanation
	Record service.Record
}

// stillTold is how long after the end of a deployment events still tell of it.
const stillTold = time.Minute

// afterwards is what the account of a past deployment rests on.
const afterwards = "Told afterwards, from ECS's record of the deployment, its events and the tasks that stopped. " +
	"How many tasks ran is known for the moments shown here, and for none between."

// NewPastAccount gives the account of a past deployment. What no record, event or task
// tells is not in it.
func NewPastAccount(p Past, h Heading, opts Options) Account {
	c := Chapter{
		Verb: "Past deployment", Service: Clean(nameOf(h.Service)), Place: h.where(), Past: true,
		To: Clean(p.Record.TaskDefinition), From: Clean(p.Outcome.Target.PreviousTaskDefinition),
		Verdict: string(p.Record.Ending), Good: p.Record.Ending == service.Settled,
		Headline: opts.pastHeadline(p, h), Began: p.Created, Facts: p.facts(opts), Known: p.known(),
	}
	c.Took = opts.scale(p.took())
	for _, m := range p.messages() {
		c.Events = append(c.Events, Note{At: m.Time, Said: m.Time, Text: eventText(m.Text)})
	}
	for _, t := range p.Outcome.State.Stopped {
		c.Stopped = append(c.Stopped, opts.loss(t, t.StoppedAt))
	}
	if p.Record.Started.Sub(p.Created) >= time.Second {
		c.Marks = append(c.Marks, Mark{p.Record.Started, "started"})
	}
	if !p.Finished.IsZero() {
		c.Marks = append(c.Marks, Mark{p.Finished, wordsOf(c.Verdict)})
	}
	c.Samples = p.samples()
	if !c.Good {
		c.Production = stateNow(p.Outcome)
		for _, cause := range p.Outcome.Causes {
			c.Causes = append(c.Causes, reasonOf(cause))
		}
		c.Next = []string{h.command("steady status", c.Service), h.command("steady history", c.Service)}
	}
	return Account{
		Version: opts.Version, Simulated: opts.Simulated || h.Simulated, Began: p.Created, Ended: opts.now(),
		Chapters: []Chapter{c},
	}
}

// took is how long it took, both times being ECS's, or how long it has gone on for.
func (p Past) took() time.Duration {
	if p.Finished.IsZero() {
		return max(p.Outcome.State.Last.Now.Sub(p.Created), 0)
	}
	return max(p.Finished.Sub(p.Created), 0)
}

// pastHeadline says how it ended, and why where that is known.
func (o Options) pastHeadline(p Past, h Heading) string {
	name, to := Clean(nameOf(h.Service)), Clean(p.Record.TaskDefinition)
	if to == "" {
		to = "a revision that ECS does not name any more"
	}
	long, text := duration(o.scale(p.took())), ""
	switch p.Record.Ending {
	case service.Settled:
		return fmt.Sprintf("%s settled on %s in %s", name, to, long)
	case service.RolledBack:
		text = fmt.Sprintf("%s rolled back from %s after %s", name, to, long)
		if back := Clean(p.Record.BackTo); back != "" {
			text = fmt.Sprintf("%s rolled back from %s to %s after %s", name, to, back, long)
		}
	case service.Superseded:
		return fmt.Sprintf("%s: the deployment of %s was superseded after %s", name, to, long)
	case service.Stopped:
		text = fmt.Sprintf("%s: the deployment of %s was stopped after %s", name, to, long)
	case service.Failed:
		text = fmt.Sprintf("%s failed to deploy %s after %s", name, to, long)
	default:
		text = fmt.Sprintf("%s: the deployment of %s goes on, for %s so far", name, to, long)
	}
	if len(p.Outcome.Causes) > 0 {
		text += ": " + Clean(p.Outcome.Causes[0].Title)
	}
	return text
}

// facts are what the record holds.
func (p Past) facts(opts Options) []Field {
	opts.Stamps = true
	return slices.DeleteFunc(recordFacts(p.Record, service.History{}, opts), func(f Field) bool { return f.Text == "" })
}

// messages are the events of its time, the oldest first.
func (p Past) messages() []watch.Message {
	var out []watch.Message
	for _, m := range p.Outcome.State.Last.Messages {
		if !m.Time.Before(p.Created) && (p.Finished.IsZero() || !m.Time.After(p.Finished.Add(stillTold))) {
			out = append(out, m)
		}
	}
	slices.Reverse(out)
	return out
}

// known says what this rests on, and what is missing.
func (p Past) known() []string {
	known := []string{afterwards}
	all := p.Outcome.State.Last.Messages
	switch n := len(all); {
	case n == 0 || all[0].Time.Before(p.Created):
		known = append(known, "There is no event of its time: ECS keeps the last 100 of a service.")
	case all[n-1].Time.After(p.Created) && p.Outcome.State.Last.CreatedAt.Before(p.Created.Add(-stillTold)):
		known = append(known, "Events before "+all[n-1].Time.UTC().Format(time.DateTime)+
			" UTC are gone: ECS keeps the last 100 of a service.")
	}
	if p.Late || !p.Finished.IsZero() && p.Outcome.State.Last.Now.Sub(p.Finished) > time.Hour {
		known = append(known, capitalized(forgotten)+".")
	}
	return known
}

func capitalized(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// samples are the moments at which counts are known: now, of what goes on, else the end,
// of the revision that was rolled out (API reference, ServiceRevisionSummary).
func (p Past) samples() []Sample {
	last, r := p.Outcome.State.Last, p.Record
	if p.Finished.IsZero() {
		now := Sample{At: last.Now}
		for _, d := range last.Deployments {
			now.Rows = append(now.Rows, Row{
				ID: Clean(d.ID), Status: Clean(d.Status), Revision: Clean(d.TaskDefinition), State: stateWord(d, last.Desired),
				Desired: d.Desired, Pending: d.Pending, Running: d.Running, Failed: d.Failed,
			})
		}
		if len(now.Rows) == 0 {
			return nil
		}
		return []Sample{now}
	}
	if r.Requested+r.Pending+r.Running == 0 {
		return nil
	}
	return []Sample{{At: p.Finished, Rows: []Row{{
		ID: Clean(r.Deployment), Status: "at its end", Revision: Clean(r.TaskDefinition), State: wordsOf(string(r.Ending)),
		Desired: r.Requested, Pending: r.Pending, Running: r.Running, Failed: unknownCount,
	}}}}
}

// unknownCount is a number of tasks that nobody tells.
const unknownCount = -1
