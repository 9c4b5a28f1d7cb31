package watch

import (
	"context"
	"slices"
	"time"
)

const (
	// evidenceTimeout bounds what is read once a rollout has gone wrong: nobody
	// waits long for an explanation.
	evidenceTimeout = 10 * time.Second
	// logsPerPoll and logsPerWatch bound how many logs are read: of many tasks that
	// fail alike, few tell it all.
	logsPerPoll, logsPerWatch = 2, 20
	// logLag is how long the last lines of a container may take to arrive.
	logLag = 15 * time.Second
)

// evidence is what is read only to explain a failure. None of it is needed:
// what cannot be read is done without, and the explanation says so.
type evidence struct {
	logs   map[string]bool // tasks whose log was read
	silent map[string]bool // tasks that have none to be read
	deny   string          // why no log can be read, "" while that is not known
}

// readLogs reads the logs of tasks that have failed, one service beside another.
func (r *run) readLogs(ctx context.Context, readings []*reading) error {
	if r.Logs == nil {
		return nil
	}
	var jobs []func(context.Context)
	for _, x := range readings {
		if x.err == nil && len(x.evidence.due(x.follower)) > 0 {
			jobs = append(jobs, func(ctx context.Context) { x.evidence.fetchLogs(ctx, x.follower) })
		}
	}
	return r.together(ctx, jobs)
}

// due are the tasks of the target that have failed and whose log was not read,
// the newest first; where it is, their task definition says.
func (e *evidence) due(f *follower) []string {
	var ids []string
	s := Snapshot{Revisions: f.details.revisions}
	for _, task := range slices.Backward(f.details.tasks) {
		if s.revision(task.TaskDefinition) != nil && len(ids) < logsPerPoll &&
			len(e.logs)+len(ids) < logsPerWatch && task.lost(f.target) && !e.logs[task.ID] && !e.silent[task.ID] {
			ids = append(ids, task.ID)
		}
	}
	return ids
}

// fetchLogs reads the logs that are due and keeps them with the tasks.
func (e *evidence) fetchLogs(ctx context.Context, f *follower) {
	if e.silent == nil {
		e.silent = map[string]bool{}
	}
	d := &f.details
	d.tasks = slices.Clone(d.tasks)
	for _, id := range e.due(f) {
		if !e.read(ctx, f.Logs, d.task(id), d.revisions) {
			e.silent[id] = true
		}
	}
}

// read reads the log of the container that failed and reports whether that took
// a call.
func (e *evidence) read(ctx context.Context, api LogsAPI, task *Task, revisions []Revision) bool {
	container := task.failed()
	if container == nil {
		return false
	}
	d := Snapshot{Revisions: revisions}.revision(task.TaskDefinition).container(container.Name)
	if d == nil || d.LogGroup == "" {
		return false
	}
	task.Containers = slices.Clone(task.Containers)
	container = task.failed()
	switch {
	case d.LogPrefix == "":
		container.LogUnread = "without awslogs-stream-prefix nothing tells the name of its log stream"
		return false
	case e.deny != "":
		container.LogUnread = e.deny
		return false
	}
	if e.logs == nil {
		e.logs = map[string]bool{}
	}
	e.logs[task.ID] = true
	lines, err := logTail(ctx, api, *d, task.ID)
	container.Log, container.LogUnread = lines, ""
	if err != nil {
		container.LogUnread = reasonOf(err)
		if kindOf(err) == refused {
			e.deny = container.LogUnread
		}
	}
	return true
}

// failed is the container whose log tells most about why the task stopped, nil
// when none ever ran.
func (task *Task) failed() *Container {
	exited := func(c Container) bool { return c.ExitCode != nil }
	if task.StartedAt.IsZero() && !slices.ContainsFunc(task.Containers, exited) {
		return nil
	}
	for i, c := range task.Containers {
		if classify(c.Reason) == causeOOM || c.Health == "UNHEALTHY" {
			return &task.Containers[i]
		}
	}
	if end, _ := culprit(*task); end != nil {
		return end
	}
	if len(task.Containers) == 1 {
		return &task.Containers[0]
	}
	return nil
}

// explain finds the causes of an end that is none to be happy with, from what was
// read on the way and what is worth another read now.
func (f *follower) explain(ctx context.Context) {
	if f.outcome == nil {
		return
	}
	switch f.outcome.Verdict {
	case Failed, RolledBack, Stuck, TimedOut:
	default:
		return
	}
	read, cancel := context.WithTimeout(ctx, evidenceTimeout)
	defer cancel()
	st := &f.outcome.State
	x := explainer{f.target, st.Last, f.Locate}
	causes := x.causes(st.Stopped)
	x.Snapshot = f.evidence.more(read, f.API, x, causes)
	st.Last.Revisions, st.Last.Instances, st.Last.InstancesUnread = x.Revisions, x.Instances, x.InstancesUnread
	if f.Logs != nil {
		st.Stopped = f.evidence.again(read, f.Logs, x, st.Stopped, causes)
	}
	f.outcome.Causes = x.causes(st.Stopped)
	f.state = *st
}

// more reads what the causes depend on besides the tasks: the container instances
// where a task found no place, and the revision before where the new one may
// only have inherited its limits.
func (e *evidence) more(ctx context.Context, api API, x explainer, causes []Cause) Snapshot {
	s := x.Snapshot
	if asks, ok := api.(instanceListAPI); ok && slices.ContainsFunc(causes, Cause.ofPlacement) {
		found, err := instances(ctx, asks, x.target.Cluster)
		s.Instances = found
		if err != nil {
			s.InstancesUnread = reasonOf(err)
		}
	}
	before := x.target.PreviousTaskDefinition
	asks, ok := api.(definitionAPI)
	if ok && len(causes) > 0 && before != "" && before != x.target.TaskDefinition && s.revision(before) == nil {
		if r, err := revision(ctx, asks, before); err == nil {
			s.Revisions = append(slices.Clone(s.Revisions), r)
		}
	}
	return s
}

// again reads the log of the newest task of each cause where that has not been
// done, or so soon after the end that the last lines may have come since.
func (e *evidence) again(ctx context.Context, api LogsAPI, x explainer, lost []Task, causes []Cause) []Task {
	lost = slices.Clone(lost)
	for _, c := range causes {
		for i := len(lost) - 1; i >= 0; i-- {
			if !slices.Contains(c.Tasks, lost[i].ID) {
				continue
			}
			if end := lost[i].failed(); end != nil && (len(end.Log) == 0 || x.Now.Sub(lost[i].StoppedAt) < logLag) {
				e.read(ctx, api, &lost[i], x.Revisions)
			}
			break
		}
	}
	return lost
}
