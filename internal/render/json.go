package render

import (
	"fmt"
	"math"
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// Schema is the version of the JSON lines: a minor step adds types or fields, a
// major one breaks readers. Readers ignore what they do not know.
const Schema = "1.0"

// lines writes one JSON object a line to standard output: "version" first,
// "summary" last, always. Times are RFC 3339 in UTC with milliseconds, durations
// are seconds.
type lines struct {
	opts    Options
	began   time.Time
	seq     int
	head    Heading                // of the service started last
	heads   map[string]Heading     // by service
	last    map[string]watch.State // of services without an outcome
	drawn   map[string]string      // the progress last written, by service
	back    waysBack               // of services that go back
	ends    map[string]int         // verdicts counted
	started []string
	closed  bool
}

func newLines(opts Options) *lines {
	return &lines{
		opts: opts, began: time.Now(), heads: map[string]Heading{}, last: map[string]watch.State{},
		drawn: map[string]string{}, ends: map[string]int{}, back: waysBack{},
	}
}

// common are the members that any line may have.
type common struct {
	Type       string `json:"type"`
	Time       string `json:"time"`
	Seq        int    `json:"seq"`
	Service    string `json:"service,omitempty"`
	Cluster    string `json:"cluster,omitempty"`
	Region     string `json:"region,omitempty"`
	Deployment string `json:"deployment,omitempty"`
}

// next opens a line about a service; "" is the run itself.
func (l *lines) next(kind, service, deployment string) common {
	l.seq++
	h := l.heads[service]
	return common{
		Type: kind, Time: stamp(time.Now()), Seq: l.seq,
		Service: service, Cluster: h.Cluster, Region: h.Region, Deployment: deployment,
	}
}

func (l *lines) write(line any) error {
	text, err := encode(line)
	if err != nil {
		return fmt.Errorf("encode JSON line: %w", err)
	}
	_, err = l.opts.Out.Write(append(text, '\n'))
	return err
}

// version opens the stream, before whatever comes first.
func (l *lines) version() error {
	if l.seq > 0 {
		return nil
	}
	return l.write(versionLine{l.next("version", "", ""), l.opts.Version, Schema, l.opts.Simulated})
}

func (l *lines) Start(h Heading) error {
	l.opts.Simulated = l.opts.Simulated || h.Simulated
	h.Service = nameOf(h.Service)
	l.head, l.heads[h.Service], l.last[h.Service] = h, h, unseen(h)
	l.started = append(l.started, h.Service)
	return l.version()
}

func (l *lines) Plan(p service.Plan) error {
	line := planLine{
		common: l.next("plan", p.Service, ""), Action: string(p.Action), Changes: changeLines(p.Definition),
	}
	for _, c := range p.Settings {
		line.Changes = append(line.Changes, changeOf(c.Change))
	}
	return l.write(line)
}

func (l *lines) Registered(r taskdef.Registration, _ time.Duration) error {
	return l.write(registeredLine{l.next("registered", l.head.Service, ""), r.Revision, r.ARN, r.Reused, r.From})
}

func (l *lines) Updated(d service.Deployment, _ time.Duration) error {
	if back := l.back.tell(d.Service); back != nil {
		return l.write(updatedLine{
			l.next("updated", d.Service, d.ID), back.From, back.To,
			back.Way == service.ByUpdating && !back.Sent, false,
		})
	}
	return l.write(updatedLine{
		l.next("updated", d.Service, d.ID), d.PreviousTaskDefinition, d.TaskDefinition,
		d.Created || d.Previous != d.ID, d.Created,
	})
}

func (l *lines) Event(e watch.Event, st watch.State) error {
	name := serviceOf(st.Target)
	l.last[name] = st
	id := st.Target.Deployment
	switch {
	case e.Kind == watch.Rows, e.Kind == watch.Tick:
		return l.progress(name, st)
	case e.Kind == watch.Said && e.Message != nil:
		m := e.Message
		return l.write(eventLine{l.next("event", name, id), m.ID, stamp(m.Time), m.Text, string(m.Kind())})
	case e.Kind == watch.TaskStopped && e.Task != nil:
		return l.write(taskLineOf(l.next("task_stopped", name, id), *e.Task))
	case e.Kind == watch.Stage && e.Record != nil:
		return l.write(stageLineOf(l.next("stage", name, id), *e.Record))
	case e.Kind == watch.Serving:
		return l.write(servingLine{l.next("serving", name, id), seconds(st.Serving)})
	case l.opts.warns(e):
		w := e.Warning
		return l.write(warningLine{l.next("warning", name, id), w.Code, w.Message, w.Hint})
	}
	return nil
}

// progress writes the rows where a row or the phase differs from the last line.
func (l *lines) progress(name string, st watch.State) error {
	rows := rowsOf(st)
	key := st.Phase + fmt.Sprint(rows)
	if l.drawn[name] == key {
		return nil
	}
	l.drawn[name] = key
	return l.write(progressLine{
		l.next("progress", name, st.Target.Deployment), seconds(st.Elapsed), st.Phase, st.WaitingFor, rows,
	})
}

func (l *lines) Outcome(out watch.Outcome, exit int) error {
	name, id := serviceOf(out.Target), out.Target.Deployment
	delete(l.last, name)
	l.ends[ending(out)]++
	for _, c := range out.Causes {
		line := diagnosisOf(c)
		head := l.next("diagnosis", name, id)
		line.common = &head
		if err := l.write(line); err != nil {
			return err
		}
	}
	return l.write(outcomeLine{
		common: l.next("outcome", name, id), Outcome: ending(out), Reason: out.Reason,
		TaskDefinition: out.Target.TaskDefinition, Serving: servingRevision(out),
		Elapsed: seconds(out.Took), ServingAfter: seconds(out.State.Serving), Exit: exit,
	})
}

// servingRevision is what serves at the end: "" where nothing is known to run.
func servingRevision(out watch.Outcome) string {
	if out.Verdict == watch.Settled {
		return revision(out.State)
	}
	if out.Verdict == watch.RolledBack && out.By != nil {
		return out.By.TaskDefinition
	}
	if old := serving(out.State); old != nil {
		return old.TaskDefinition
	}
	if own := target(out.State); own != nil && own.Running > 0 {
		return own.TaskDefinition
	}
	return ""
}

func (l *lines) Interrupted(int) error {
	for _, name := range sortedKeys(l.last) {
		st := l.last[name]
		text := "the rollout of " + revision(st) + " goes on"
		if back := l.back.told(name); back != nil {
			text = goesBack(name, back)
		}
		line := warningLine{
			l.next("warning", name, st.Target.Deployment), "interrupted",
			"stopped watching; " + text,
			command("steady watch "+name, l.heads[name]),
		}
		if err := l.write(line); err != nil {
			return err
		}
	}
	return nil
}

func (l *lines) Problem(f Failure) error {
	if err := l.version(); err != nil {
		return err
	}
	for _, p := range f.Problems {
		kind := "error"
		if p.Warning {
			kind = "warning"
		}
		line := errorLine{
			common: l.next(kind, l.head.Service, ""), Code: f.Code, Message: p.Message, Hint: p.Hint,
			File: p.File, Line: p.Line, Column: p.Column, Path: p.Path,
		}
		if err := l.write(line); err != nil {
			return err
		}
	}
	if f.Message == "" {
		return nil
	}
	hint := ""
	for _, field := range f.Fields {
		if hint == "" && field.Label == "Fix" {
			hint = field.Text
		}
	}
	return l.write(errorLine{
		common: l.next("error", l.head.Service, ""), Code: f.Code, Message: f.Message, Hint: hint, Request: f.Request,
	})
}

// Close writes the summary, whose exit_code is the one of the process.
func (l *lines) Close(exit int) error {
	if l.closed {
		return nil
	}
	l.closed = true
	if err := l.version(); err != nil {
		return err
	}
	counts := map[string]int{"total": len(l.started)}
	for verdict, n := range l.ends {
		counts[verdict] = n
	}
	return l.write(summaryLine{l.next("summary", "", ""), exit, counts, seconds(time.Since(l.began))})
}

// stamp is a time as every JSON line has it; "" for the zero time.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// seconds is a duration to the millisecond.
func seconds(d time.Duration) float64 {
	return math.Round(d.Seconds()*1000) / 1000
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
