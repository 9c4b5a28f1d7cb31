package render

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// reader turns JSON lines back into what renderers are told.
type reader struct {
	rec      *Recording
	at       time.Time // of the line
	services map[string]*replayed
	failure  *Failure // whose lines are being read
	began    time.Time
}

// replayed is what is known of one service.
type replayed struct {
	st     watch.State
	causes []watch.Cause
	lost   []watch.Task // that stopped before the service went back
	back   *service.RollbackPlan
	cut    bool // watching was stopped
}

// types are the ways to read the lines of each type.
func (r *reader) types() map[string]func([]byte) error {
	return map[string]func([]byte) error{
		"fleet":        reading(r, r.fleet),
		"start":        reading(r, r.start),
		"plan":         reading(r, r.plan),
		"registered":   reading(r, r.registered),
		"updated":      reading(r, r.updated),
		"rollback":     reading(r, r.rollback),
		"target":       reading(r, r.target),
		"progress":     reading(r, r.progress),
		"event":        reading(r, r.event),
		"task_stopped": reading(r, r.stopped),
		"stage":        reading(r, r.stage),
		"serving":      reading(r, r.serving),
		"forecast":     reading(r, r.departed),
		"warning":      r.warning,
		"diagnosis":    reading(r, r.diagnosis),
		"error":        reading(r, r.problem),
		"outcome":      r.ended,
		"summary":      reading(r, r.summary),
	}
}

// reading decodes a line of one type. What is no problem of a file ends a list of those.
func reading[L any](r *reader, read func(L)) func([]byte) error {
	return func(text []byte) error {
		var line L
		if err := json.Unmarshal(text, &line); err != nil {
			return err
		}
		if _, more := any(line).(errorLine); !more {
			r.problems()
		}
		read(line)
		return nil
	}
}

func (r *reader) tell(tell func(Renderer) error) {
	r.rec.moments = append(r.rec.moments, moment{r.at, tell})
}

// of is what is known of a service. One that no line has started is being watched.
func (r *reader) of(c common) *replayed {
	s := r.services[c.Service]
	if s == nil {
		s = r.begin(Heading{Verb: "Watching", Service: c.Service, Cluster: c.Cluster, Region: c.Region})
	}
	if c.Deployment != "" && s.st.Target.Deployment == "" {
		s.st.Target.Deployment = c.Deployment
	}
	return s
}

func (r *reader) begin(h Heading) *replayed {
	s := &replayed{}
	s.st.Target.Cluster, s.st.Target.Service, s.st.Target.Desired = h.Cluster, h.Service, -1
	r.services[h.Service] = s
	r.tell(func(to Renderer) error { return to.Start(h) })
	return s
}

func (r *reader) fleet(l fleetLine) {
	f := Fleet{Services: l.Services, Parallel: l.Parallel, Heading: Heading{
		Verb: Clean(l.Verb), Cluster: l.Cluster, Region: l.Region, Flags: l.Flags, Simulated: l.Simulated,
	}}
	r.tell(func(to Renderer) error { return to.Fleet(f) })
}

func (r *reader) start(l startLine) {
	r.begin(Heading{
		Verb: Clean(l.Verb), Service: l.Service, Cluster: l.Cluster, Region: l.Region,
		Timeout: length(l.Timeout), StallTimeout: length(l.StallTimeout), Flags: l.Flags, Simulated: l.Simulated,
	})
}

func (r *reader) plan(l planLine) {
	r.of(l.common)
	f := forecastFrom(l.Forecast)
	p := service.Plan{
		Service: l.Service, Cluster: l.Cluster, Action: service.Action(l.Action), From: l.From, To: l.To,
		Register: l.Register, Definition: diffOf(l.Changes),
	}
	r.tell(func(to Renderer) error { return to.Plan(p, f, checksOf(l.Checks)) })
}

func (r *reader) registered(l registeredLine) {
	r.of(l.common)
	reg := taskdef.Registration{
		Revision: l.TaskDefinition, ARN: l.ARN, Reused: l.Reused, From: l.From, Changes: diffOf(l.Changes),
	}
	r.tell(func(to Renderer) error { return to.Registered(reg, length(l.Took)) })
}

func (r *reader) departed(l departureLine) {
	r.of(l.common)
	if f := forecastFrom(l.Forecast); f != nil {
		r.tell(func(to Renderer) error { return to.Forecast(l.Service, *f) })
	}
}

// diffOf are changes as renderers read them.
func diffOf(lines []changeLine) taskdef.Diff {
	var diff taskdef.Diff
	for _, l := range lines {
		diff = append(diff, taskdef.Change{Path: l.Path, Action: l.Action, Old: l.Before, New: l.After, Secret: l.Hidden})
	}
	return diff
}

func (r *reader) updated(l updatedLine) {
	s := r.of(l.common)
	d := service.Deployment{
		Cluster: l.Cluster, Service: l.Service, ID: l.Deployment, TaskDefinition: l.To,
		PreviousTaskDefinition: l.From, Created: l.Created,
	}
	if !l.NewDeployment {
		d.Previous = d.ID
	}
	if s.back != nil { // what was stopped, or the deployment that the update began
		if d.PreviousTaskDefinition = ""; s.back.Way == service.ByStopping {
			d.TaskDefinition = l.From
		}
	}
	s.st.Serving = 0
	r.tell(func(to Renderer) error { return to.Updated(d, length(l.Took)) })
}

func (r *reader) rollback(l rollbackLine) {
	s := r.of(l.common)
	back := Rollback{Trigger: Trigger(l.Trigger), RollbackPlan: service.RollbackPlan{
		Cluster: l.Cluster, Service: l.Service, Way: service.Way(l.Way), Sent: l.Sent, From: l.From, To: l.To,
		Deployment: l.Deployment, Definition: diffOf(l.Changes), Last: l.Last, Further: l.Further,
		Since: moment3339(l.Since), Settled: moment3339(l.Settled), Until: moment3339(l.Until),
	}}
	s.lost, s.st.Stopped = s.st.Stopped, nil
	if l.Failed != nil {
		back.Failed = &watch.Outcome{
			Target: s.st.Target, Verdict: watch.Verdict(l.Failed.Outcome), Reason: l.Failed.Reason, State: s.st,
			Took: length(l.Failed.Elapsed), Causes: []watch.Cause{{Title: l.Failed.Title}},
		}
	}
	s.back = &back.RollbackPlan
	r.tell(func(to Renderer) error { return to.Rollback(back) })
}

func (r *reader) target(l targetLine) {
	s := r.of(l.common)
	s.st.Target.Deployment, s.st.Target.TaskDefinition = l.Deployment, l.TaskDefinition
	s.st.Target.Previous, s.st.Target.PreviousTaskDefinition = l.Previous, l.PreviousTaskDefinition
	s.st.Target.CreatedAt = moment3339(l.CreatedAt)
}

// progress tells each row that differs from the one before, as the watcher does.
func (r *reader) progress(l progressLine) {
	s := r.of(l.common)
	before := s.st.Last.Deployments
	s.st.Elapsed, s.st.Phase, s.st.WaitingFor = length(l.Elapsed), l.Phase, l.WaitingFor
	s.st.Last = watch.Snapshot{
		Service: l.Service, Cluster: l.Cluster, Region: l.Region, Desired: l.Desired, Record: s.st.Last.Record,
	}
	failed := map[string]int{}
	for _, row := range l.Deployments {
		failed[row.ID] = row.Failed
		s.st.Last.Deployments = append(s.st.Last.Deployments, watch.Deployment{
			ID: row.ID, Status: row.Status, TaskDefinition: row.TaskDefinition, RolloutState: row.RolloutState,
			Desired: row.Desired, Pending: row.Pending, Running: row.Running, Failed: row.FailedTasks,
		})
	}
	s.st.Failed = failed
	told := false
	for _, d := range s.st.Last.Deployments {
		if !slices.Contains(before, d) {
			r.happened(s, watch.Event{Kind: watch.Rows, Deployment: &d})
			told = true
		}
	}
	for _, d := range before {
		if s.st.Last.Deployment(d.ID) == nil {
			r.happened(s, watch.Event{Kind: watch.Rows, Deployment: &d, Gone: true})
			told = true
		}
	}
	if !told {
		r.happened(s, watch.Event{Kind: watch.Tick})
	}
}

// happened tells an event with the state as it is by then.
func (r *reader) happened(s *replayed, e watch.Event) {
	st := s.st
	r.tell(func(to Renderer) error { return to.Event(e, st) })
}

func (r *reader) event(l eventLine) {
	m := watch.Message{ID: l.ID, Time: moment3339(l.CreatedAt), Text: l.Message}
	r.happened(r.of(l.common), watch.Event{Kind: watch.Said, Time: m.Time, Message: &m})
}

func (r *reader) stopped(l taskLine) {
	s := r.of(l.common)
	task := watch.Task{
		ID: l.Task, Deployment: l.Deployment, TaskDefinition: l.TaskDefinition, LastStatus: "STOPPED",
		StopCode: l.StopCode, StoppedReason: l.Reason, StartedAt: moment3339(l.StartedAt), StoppedAt: moment3339(l.StoppedAt),
	}
	for _, c := range l.Containers {
		task.Containers = append(task.Containers, watch.Container{
			Name: c.Name, ExitCode: c.ExitCode, Reason: c.Reason,
		})
	}
	if len(l.Log) > 0 {
		task.Containers = logged(task.Containers, l.Log)
	}
	s.st.Stopped = append(slices.Clip(s.st.Stopped), task)
	r.happened(s, watch.Event{Kind: watch.TaskStopped, Time: task.StoppedAt, Task: &task})
}

// logged gives the log of a task to the container that failed, by its exit code.
func logged(containers []watch.Container, log []string) []watch.Container {
	at := slices.IndexFunc(containers, func(c watch.Container) bool { return c.ExitCode != nil && *c.ExitCode != 0 })
	if at < 0 && len(containers) == 0 {
		return []watch.Container{{Log: log}}
	}
	containers[max(at, 0)].Log = log
	return containers
}

func (r *reader) stage(l stageLine) {
	s := r.of(l.common)
	s.st.Last.Record = l.record()
	r.happened(s, watch.Event{Kind: watch.Stage, Record: s.st.Last.Record})
}

func (r *reader) serving(l servingLine) {
	s := r.of(l.common)
	s.st.Serving = length(l.Elapsed)
	r.happened(s, watch.Event{Kind: watch.Serving})
}

// length is a number of seconds as a duration.
func length(seconds float64) time.Duration {
	return time.Duration(seconds*1000+0.5) * time.Millisecond
}

// moment3339 is a time of a line; zero where there is none.
func moment3339(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at
}
