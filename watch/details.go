package watch

import (
	"slices"
	"time"
)

const (
	// quickBeat is how long after a read of tasks the next one may come when counts
	// or service events have changed; of services with hundreds of tasks, as many
	// times that as calls are needed.
	quickBeat = 2 * time.Second
	// slowBeat is how often tasks are read that move without any count telling: a
	// pull, a health check, the end of a drain.
	slowBeat = 4 * time.Second
	// targetBeat is how often, for each target that is followed, the health of targets
	// is read while it decides on the target's tasks: no call serves two services. One
	// that is followed alone is read at each poll, for ECS soon stops what is unhealthy.
	targetBeat = 2 * time.Second
	// stageBeat is how often the record of a deployment with stages or hooks is read.
	stageBeat = 3 * time.Second
	// statelessBeat is how often that of a deployment without a rollout state is read,
	// as nothing else tells that somebody had it stopped.
	statelessBeat = 30 * time.Second
	// listBeat is how often tasks are listed anew that counts tell of and no
	// service event names.
	listBeat = 60 * time.Second
	// asks is how often a task is asked for that an event names and ECS does not
	// know; reads are eventually consistent.
	asks = 3
)

// details are what DescribeServices does not tell: tasks, task definitions, the
// service deployment record. They are read only when they can say something new.
type details struct {
	tasks       []Task
	revisions   []Revision
	record      *Record
	named       map[string]int // how often tasks were asked for that events name
	moved       bool           // counts or events have changed since the tasks were read
	reads       int            // of tasks
	at          time.Duration  // of the last one
	listed      time.Duration  // when tasks were last listed
	lists       int
	counted     int           // lost tasks that have been looked for among the stopped ones
	recordAt    time.Duration // when the record was last read
	recordReads int
	recordErr   error // of the last read, where it may pass
	denied      bool  // the record cannot be had
	tasksOff    bool  // the tasks cannot be had
	targets     targets
	targetsAt   time.Duration // when target groups were last read
}

// wish is what would say something new about a target at one poll.
type wish struct {
	must      bool     // for a verdict: even if others have to wait for it
	record    bool     // the service deployment record
	running   bool     // a list of the tasks that are wanted
	stopped   bool     // a list of those that are not
	tasks     []string // ids to read
	besides   []string // ids to read if a call is made anyway: it costs the same
	revisions []string // names to read
}

// attach adds what is known to a fresh snapshot.
func (d *details) attach(s *Snapshot) {
	s.Tasks, s.Revisions, s.Record = d.tasks, d.revisions, d.record
	s.RecordUnread = d.record == nil && d.recordErr != nil
	d.targets.attach(s)
}

// wish says what reading now can tell.
func (d *details) wish(x *reading) wish {
	f, s, j := x.follower, x.snapshot, x.judgement
	w := wish{record: d.recordDue(f, s, j)}
	row := s.Deployment(f.target.Deployment)
	switch {
	case s.Missing, d.tasksOff, j.Confirm, j.Verdict == Settled, j.Verdict == Superseded:
		return w
	case d.reads == 0 && row != nil && row.rollout() == "COMPLETED":
		return w // it was over before the watch began
	}
	d.listen(f, s)
	w.must = j.Verdict != InProgress || f.impatient()
	d.tasksDue(f, s, &w)
	d.listsDue(x, &w)
	d.revisionsDue(f, s, &w)
	return w
}

// listen takes the ids of tasks from service events: those need no list.
func (d *details) listen(f *follower, s Snapshot) {
	if d.named == nil {
		d.named = map[string]int{}
	}
	for _, e := range said(f.target, f.told, s) {
		d.moved = true
		for _, id := range e.Message.tasks() {
			if _, asked := d.named[id]; !asked && d.task(id) == nil {
				d.named[id] = 0
			}
		}
	}
	d.moved = d.moved || len(rows(f.told, s)) > 0
}

func (d *details) task(id string) *Task {
	i := slices.IndexFunc(d.tasks, func(t Task) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &d.tasks[i]
}

// unread are the ids that events name and that were not read yet.
func (d *details) unread() []string {
	var ids []string
	for id, n := range d.named {
		if n < asks && d.task(id) == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// tasksDue: all that live after something has moved, and otherwise those that are
// on their way.
func (d *details) tasksDue(f *follower, s Snapshot, w *wish) {
	ids, moving := d.unread(), []string(nil)
	moving = append(moving, ids...)
	for _, t := range d.tasks {
		if t.LastStatus == "STOPPED" {
			continue
		}
		ids = append(ids, t.ID)
		if t.moving(s) && s.drainLeft(t, f.Speed) <= 0 {
			moving = append(moving, t.ID)
		}
	}
	d.moved = d.moved && len(ids) > 0
	calls := time.Duration(1 + len(ids)/tasksPerCall)
	age := f.elapsed() - d.at
	switch {
	case w.must, d.moved && (d.reads == 0 || age >= calls*f.beat(quickBeat)):
		w.tasks = ids
	case age >= calls*f.beat(slowBeat):
		w.tasks = moving
	default:
		w.besides = moving
	}
}

// moving reports whether the task goes on without any count telling.
func (task Task) moving(s Snapshot) bool {
	if task.LastStatus != "RUNNING" || task.DesiredStatus == "STOPPED" {
		return task.LastStatus != "STOPPED"
	}
	r := s.revision(task.TaskDefinition)
	return r != nil && r.HealthCheck && task.Health != "HEALTHY"
}

// listsDue: where counts tell of more tasks than are known, or an event says that
// one finds no place and those in its way may be unknown; and the stopped ones
// where more were lost than are known.
func (d *details) listsDue(x *reading, w *wish) {
	f, s := x.follower, x.snapshot
	known, mine, lost := len(d.unread()), len(d.unread()), 0
	for _, t := range d.tasks {
		switch {
		case t.lost(f.target):
			lost++
		case t.LastStatus == "STOPPED":
		case t.Deployment == f.target.Deployment:
			known, mine = known+1, mine+1
		default:
			known++
		}
	}
	at := f.elapsed()
	row := s.Deployment(f.target.Deployment)
	short := row != nil && mine < row.Running+row.Pending ||
		known < s.Running+s.Pending && (w.must || obstacle(f.target, s) != nil)
	changed := len(rows(f.told, s)) > 0
	anew := d.lists == 0 || changed && at-d.listed >= f.beat(quickBeat) || at-d.listed >= f.scaled(listBeat)
	w.running = short && (w.must || anew)
	failed := x.lostTasks()
	w.stopped = w.must && lost < max(failed, 1) ||
		lost < failed && failed > d.counted && len(d.unread()) == 0 && !d.moved
}

// lostTasks is how many tasks the target has lost by ECS's count, at least one
// where ECS has given it up.
func (x *reading) lostTasks() int {
	failed := x.state.Failed[x.target.Deployment]
	if row := x.snapshot.Deployment(x.target.Deployment); row != nil {
		failed = max(failed, row.Failed)
	}
	if x.history.hasFailed() {
		failed = max(failed, 1)
	}
	return failed
}

// revisionsDue: the target's once it has tasks, for what their health depends on;
// the others' once tasks of theirs stop or may stand in the way.
func (d *details) revisionsDue(f *follower, s Snapshot, w *wish) {
	blocked := w.must || obstacle(f.target, s) != nil
	for _, row := range s.Deployments {
		wanted := blocked || row.ID == f.target.Deployment && row.tasks() > 0 && row.Running+row.Pending > 0
		for _, t := range d.tasks {
			wanted = wanted || t.Deployment == row.ID && t.DesiredStatus == "STOPPED" && t.LastStatus != "STOPPED"
		}
		if wanted && row.TaskDefinition != "" && s.revision(row.TaskDefinition) == nil {
			w.revisions = append(w.revisions, row.TaskDefinition)
		}
	}
}

// recordDue: the record confirms success, explains an absence and an end, and is
// the only place that tells of stages and hooks. Nothing about it changes once it
// has ended.
func (d *details) recordDue(f *follower, s Snapshot, j Judgement) bool {
	row := s.Deployment(f.target.Deployment)
	switch _, ok := f.API.(recordAPI); {
	case !ok, s.Missing, d.denied, d.record != nil && d.record.Ended():
		return false
	case f.target.Deleting, j.Verdict == Settled, j.Verdict == Superseded, row != nil && row.Set != nil:
		return false
	case f.nothingStarted() && (row == nil || row.rollout() != "IN_PROGRESS"):
		return false // the record is that of an older rollout
	case j.Verdict != InProgress, j.Confirm && j.By != nil:
		return true
	case f.history.hasFailed() && !f.history.saysWhy():
		return true // somebody may have stopped it
	case row == nil:
		return f.history.absent.reads%10 == 2
	case j.Confirm && row.rollout() == "COMPLETED" && row.Status == "PRIMARY":
		return true
	case row.RolloutState == "" && s.Controller == "ECS" &&
		(j.Confirm || f.impatient() || f.elapsed()-d.recordAt >= f.scaled(statelessBeat)):
		return true // the row tells neither success nor that somebody had it stopped
	case s.shifts(), s.LifecycleHooks, !heard(row.rollout()):
		return d.recordReads == 0 || f.elapsed()-d.recordAt >= f.scaled(stageBeat) || row.rollout() == "COMPLETED"
	default:
		return false
	}
}

// targetsDue: the settings of a group once there are tasks to be registered, and
// the health of targets until the new tasks serve.
func (d *details) targetsDue(f *follower, s Snapshot, must bool) bool {
	row := s.Deployment(f.target.Deployment)
	if f.Targets == nil || d.targets.denied != "" || row == nil || row.Running+row.Pending == 0 {
		return false
	}
	for _, g := range s.TargetGroups {
		if d.targets.group(g.ARN) == nil {
			return true
		}
	}
	beat := targetBeat * time.Duration(len(f.followers)-1)
	due := must || f.elapsed()-d.targetsAt >= f.scaled(beat)
	return due && len(s.TargetGroups) > 0 && f.state.Serving == 0 && upSince(f.target, d.tasks)
}

// nothingStarted reports whether the target was there before and has not been seen
// rolling out.
func (f *follower) nothingStarted() bool {
	return f.target.Previous == f.target.Deployment && !f.history.rolled
}
