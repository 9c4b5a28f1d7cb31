package watch

import (
	"context"
	"slices"
	"time"
)

// detailInterval is how often tasks are read while they move without any count
// telling: a pull, a health check, a drain.
const detailInterval = 3 * time.Second

// details are what DescribeServices does not tell: tasks, task definitions, the
// service deployment record. They are read only when they can say something new.
type details struct {
	tasks       []Task
	revisions   []Revision
	record      *Record
	at          time.Duration // when the tasks were last read
	reads       int
	asked       map[string]bool // revisions that were asked for, whether or not answered
	denied      bool            // the record cannot be had
	recordAt    time.Duration   // when it was last read
	recordReads int
	tasksOff    bool // the tasks cannot be had
	targets     targets
}

// attach adds what is known to a fresh snapshot.
func (d *details) attach(s *Snapshot) {
	s.Tasks, s.Revisions, s.Record = d.tasks, d.revisions, d.record
	d.targets.attach(s)
}

// due reports whether reading details now can say something new.
func (d *details) due(f *follower, s Snapshot, j Judgement, at time.Duration) bool {
	if s.Missing {
		return false
	}
	return d.recordDue(f, s, j, at) || d.tasksDue(f, s, j, at)
}

func (d *details) tasksDue(f *follower, s Snapshot, j Judgement, at time.Duration) bool {
	row := s.Deployment(f.target.Deployment)
	switch {
	case d.tasksOff:
		return false
	case j.Verdict == Settled || j.Verdict == Superseded || j.Confirm:
		return false
	case d.reads == 0:
		return row == nil || row.RolloutState != "COMPLETED"
	case j.Verdict != InProgress, len(rows(f.told, s)) > 0, d.unknownTask(f, s):
		return true
	}
	switch f.state.Phase {
	case phaseSettle:
		return false
	case phasePlacing:
		return at-d.at >= 10*f.scaled(detailInterval)
	default:
		return at-d.at >= f.scaled(detailInterval)
	}
}

// scaled is one of ECS's durations on the local clock.
func (r *run) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / r.Speed)
}

// unknownTask reports whether a new event names a task that was never read.
func (d *details) unknownTask(f *follower, s Snapshot) bool {
	for _, e := range said(f.target, f.told, s) {
		for _, id := range e.Message.tasks() {
			if !slices.ContainsFunc(d.tasks, func(t Task) bool { return t.ID == id }) {
				return true
			}
		}
	}
	return false
}

// recordDue: the record confirms success, explains an absence and an end, and is
// the only place that tells of stages and hooks. Nothing about it changes once it
// has ended.
func (d *details) recordDue(f *follower, s Snapshot, j Judgement, at time.Duration) bool {
	row := s.Deployment(f.target.Deployment)
	switch _, ok := f.API.(recordAPI); {
	case !ok, d.denied, d.recordReads > 0 && d.recordAt == at, d.record != nil && d.record.Ended():
		return false
	case f.target.Deleting, j.Verdict == Settled, j.Verdict == Superseded, row != nil && row.Set != nil:
		return false
	case f.nothingStarted() && (row == nil || row.RolloutState != "IN_PROGRESS"):
		return false // the record is that of an older rollout
	case j.Verdict != InProgress, j.Confirm && j.By != nil:
		return true
	case row == nil:
		return f.history.absent.reads%10 == 2
	case j.Confirm && row.RolloutState == "COMPLETED" && row.Status == "PRIMARY":
		return true
	case s.shifts(), s.LifecycleHooks:
		return d.recordReads == 0 || at-d.recordAt >= f.scaled(detailInterval) || row.RolloutState == "COMPLETED"
	default:
		return false
	}
}

// nothingStarted reports whether the target was there before and has not been seen
// rolling out.
func (f *follower) nothingStarted() bool {
	return f.target.Previous == f.target.Deployment && !f.history.rolled
}

// fetch reads what is due. A read that fails changes nothing but the pace.
func (d *details) fetch(ctx context.Context, f *follower, s *Snapshot, j Judgement) {
	at := f.elapsed()
	read, cancel := context.WithTimeout(ctx, f.patience())
	defer cancel()
	if d.recordDue(f, *s, j, at) {
		d.recordAt, d.recordReads = at, d.recordReads+1
		d.fetchRecord(read, f)
	}
	if d.tasksDue(f, *s, j, at) {
		d.at, d.reads = at, d.reads+1
		d.fetchTasks(read, f)
		d.fetchRevisions(read, f, *s)
		d.targets.fetch(read, f, *s)
	}
	d.attach(s)
	s.Now = newestTime(*s)
}

func (d *details) fetchRecord(ctx context.Context, f *follower) {
	r, err := record(ctx, f.API.(recordAPI), f.target, d.record)
	switch {
	case err == nil:
		d.record = r
	case kindOf(err) == throttled:
		f.throttled = true
	case kindOf(err) == refused:
		d.record, d.denied = nil, true
	}
}

func (d *details) fetchTasks(ctx context.Context, f *follower) {
	found, err := tasks(ctx, f.API, f.target.Cluster, f.target.Service, d.tasks)
	switch {
	case err == nil:
		d.tasks = found
	case kindOf(err) == throttled:
		f.throttled = true
	case kindOf(err) == refused:
		d.tasksOff = true
	}
}

// fetchRevisions reads the task definitions of the deployments, each once.
func (d *details) fetchRevisions(ctx context.Context, f *follower, s Snapshot) {
	api, ok := f.API.(definitionAPI)
	if !ok {
		return
	}
	if d.asked == nil {
		d.asked = map[string]bool{}
	}
	for _, row := range s.Deployments {
		if row.TaskDefinition == "" || d.asked[row.TaskDefinition] {
			continue
		}
		d.asked[row.TaskDefinition] = true
		if r, err := revision(ctx, api, row.TaskDefinition); err == nil {
			d.revisions = append(slices.Clone(d.revisions), r)
		}
	}
}
