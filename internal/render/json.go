package render

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// Schema is the version of the JSON lines: a minor step adds types or fields, a
// major one breaks readers. Readers ignore what they do not know.
const Schema = "1.1"

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
	targets map[string]watch.Target
	back    waysBack       // of services that go back
	ends    map[string]int // verdicts counted
	fleet   *watched
	started []string
	closed  bool
}

func newLines(opts Options) *lines {
	return &lines{
		opts: opts, heads: map[string]Heading{}, last: map[string]watch.State{},
		drawn: map[string]string{}, ends: map[string]int{}, back: waysBack{}, targets: map[string]watch.Target{},
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
		Type: kind, Time: stamp(l.opts.now()), Seq: l.seq,
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
	l.began = l.opts.now()
	return l.write(versionLine{l.next("version", "", ""), l.opts.Version, Schema, l.opts.Simulated})
}

// Fleet writes which services there are.
func (l *lines) Fleet(f Fleet) error {
	l.opts.Simulated = l.opts.Simulated || f.Simulated
	l.fleet = newWatched(f)
	if err := l.version(); err != nil {
		return err
	}
	line := fleetLine{
		common: l.next("fleet", "", ""), Verb: f.Verb, Services: orEmpty(f.Services), Parallel: f.Parallel,
		Flags: f.Flags, Simulated: f.Simulated,
	}
	line.Cluster, line.Region = f.Cluster, f.Region
	return l.write(line)
}

// Missed writes the outcome of a service that has none.
func (l *lines) Missed(m Missed) error {
	l.fleet.miss(m)
	delete(l.last, m.Service)
	l.ends[m.ending()]++
	line := outcomeLine{Outcome: m.ending(), Reason: m.Reason}
	if m.Failure != nil {
		was := l.head.Service
		l.head.Service = m.Service
		err := l.Problem(*m.Failure)
		if l.head.Service = was; err != nil {
			return err
		}
		line.Reason, line.Exit = strings.Join(m.Failure.lines(), "; "), &m.Failure.Exit
	}
	line.common = l.next("outcome", m.Service, "")
	return l.write(line)
}

func (l *lines) Start(h Heading) error {
	l.opts.Simulated = l.opts.Simulated || h.Simulated
	h.Service = nameOf(h.Service)
	l.head, l.heads[h.Service], l.last[h.Service] = h, h, unseen(h)
	l.started = append(l.started, h.Service)
	if err := l.version(); err != nil {
		return err
	}
	return l.write(startLine{
		l.next("start", h.Service, ""), h.Verb, seconds(h.Timeout), seconds(h.StallTimeout), h.Flags, h.Simulated,
	})
}

func (l *lines) Plan(p service.Plan, f *forecast.Forecast, checks []preflight.Check) error {
	line := planLine{
		common: l.next("plan", p.Service, ""), Action: string(p.Action), From: p.From, To: p.To, Register: p.Register,
		Changes: changeLines(p.Definition), Forecast: forecastOf(f), Checks: checkLines(checks),
	}
	for _, c := range p.Settings {
		line.Changes = append(line.Changes, changeOf(c.Change))
	}
	return l.write(line)
}

func (l *lines) Registered(r taskdef.Registration, took time.Duration) error {
	return l.write(registeredLine{
		l.next("registered", l.head.Service, ""), r.Revision, r.ARN, r.Reused, r.From, changeLines(r.Changes), seconds(took),
	})
}

func (l *lines) Updated(d service.Deployment, took time.Duration) error {
	if back := l.back.tell(d.Service); back != nil {
		return l.write(updatedLine{
			l.next("updated", d.Service, d.ID), back.From, back.To,
			back.Way == service.ByUpdating && !back.Sent, false, seconds(took),
		})
	}
	return l.write(updatedLine{
		l.next("updated", d.Service, d.ID), d.PreviousTaskDefinition, d.TaskDefinition,
		d.Created || d.Previous != d.ID, d.Created, seconds(took),
	})
}

func (l *lines) Event(e watch.Event, st watch.State) error {
	name := serviceOf(st.Target)
	l.last[name] = st
	id := st.Target.Deployment
	if err := l.target(name, st.Target); err != nil {
		return err
	}
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
		return l.write(warningLine{common: l.next("warning", name, id), Code: w.Code, Message: w.Message, Hint: w.Hint})
	}
	return nil
}

// Forecast writes the new forecast.
func (l *lines) Forecast(name string, f forecast.Forecast) error {
	return l.write(departureLine{l.next("forecast", name, l.last[name].Target.Deployment), forecastOf(&f)})
}

// target writes what is followed where it differs from what was.
func (l *lines) target(name string, t watch.Target) error {
	if t == l.targets[name] || t.Deployment == "" {
		return nil
	}
	l.targets[name] = t
	return l.write(targetLine{
		l.next("target", name, t.Deployment), t.TaskDefinition, t.Previous, t.PreviousTaskDefinition, stamp(t.CreatedAt),
	})
}

// progress writes the rows where a row or the phase differs from the last line.
func (l *lines) progress(name string, st watch.State) error {
	rows := rowsOf(st)
	key := fmt.Sprint(st.Phase, st.Last.Desired, rows)
	if l.drawn[name] == key {
		return nil
	}
	l.drawn[name] = key
	return l.write(progressLine{
		l.next("progress", name, st.Target.Deployment), seconds(st.Elapsed), st.Phase, st.WaitingFor,
		st.Last.Desired, rows,
	})
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
