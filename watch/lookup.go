package watch

import (
	"context"
	"errors"
	"slices"
	"sort"
)

// answers are what was asked for besides the service for one target.
type answers struct {
	asked     bool // for the record
	record    *Record
	recordErr error
	ids       []string // listed
	listErr   error
}

// lookUp reads what the wishes of all readings ask for: records, lists and task
// definitions beside one another, then the tasks of a cluster together. What need
// not be now is left for a later poll when there is no room for it.
func (r *run) lookUp(ctx context.Context, readings []*reading) error {
	got := make([]answers, len(readings))
	plan := &plan{limiter: r.Limiter, calls: map[string]int{}}
	confirming := 0
	for _, x := range readings {
		if x.err == nil && x.succeeds() {
			confirming++
		}
	}
	for i, x := range readings {
		// One more read of the services confirms the ends of several at once.
		if x.wish.record && (confirming < 2 || !x.succeeds()) {
			got[i].asked = plan.add("ListServiceDeployments", x.wish.must || x.judgement.Confirm, func(ctx context.Context) {
				got[i].record, got[i].recordErr = r.readRecord(ctx, x)
			})
		}
		x.planLists(plan, &got[i])
	}
	r.planRevisions(plan, readings)
	if err := r.together(ctx, plan.jobs); err != nil {
		return err
	}
	for i, x := range readings {
		x.takeRecord(got[i])
		x.takeList(got[i])
		x.takeRevisions()
	}
	if err := r.readTasks(ctx, readings); err != nil {
		return err
	}
	if err := r.readTargets(ctx, readings); err != nil {
		return err
	}
	return r.readLogs(ctx, readings)
}

// readTargets reads target groups, one service beside another.
func (r *run) readTargets(ctx context.Context, readings []*reading) error {
	var jobs []func(context.Context)
	for _, x := range readings {
		if d := &x.details; x.err == nil && !x.judgement.Confirm && d.targetsDue(x.follower, x.snapshot, x.wish.must) {
			d.targetsAt = x.elapsed()
			jobs = append(jobs, func(ctx context.Context) { d.targets.fetch(ctx, x.follower, x.snapshot) })
		}
	}
	return r.together(ctx, jobs)
}

// plan collects the calls of one round.
type plan struct {
	limiter *Limiter
	calls   map[string]int
	jobs    []func(context.Context)
}

// add plans a call of an action if it must be or there is room for it.
func (p *plan) add(action string, must bool, job func(context.Context)) bool {
	if !must && !p.limiter.spare(action, p.calls[action]+1) {
		return false
	}
	p.calls[action]++
	p.jobs = append(p.jobs, job)
	return true
}

// succeeds reports whether all that is missing of success is one more read.
func (x *reading) succeeds() bool { return x.judgement.Confirm && x.judgement.By == nil }

func (r *run) readRecord(ctx context.Context, x *reading) (*Record, error) {
	api, _ := r.API.(recordAPI)
	if x.succeeds() && x.details.record == nil {
		return listedRecord(ctx, api, x.target) // its status is all that is wanted
	}
	return record(ctx, api, x.target, x.details.record)
}

func (x *reading) takeRecord(a answers) {
	if !a.asked {
		return
	}
	d := &x.details
	d.recordAt, d.recordReads = x.elapsed(), d.recordReads+1
	if d.recordErr = a.recordErr; d.recordErr == nil {
		d.record = a.record
		return
	}
	switch kindOf(a.recordErr) {
	case throttled:
		x.throttled = true
	case refused:
		d.record, d.recordErr, d.denied = nil, nil, true
	}
}

func (x *reading) planLists(p *plan, a *answers) {
	list := func(ctx context.Context, stopped bool) {
		ids, err := listedTasks(ctx, x.API, x.target.Cluster, x.target.Service, stopped)
		a.ids, a.listErr = append(a.ids, ids...), errors.Join(a.listErr, err)
	}
	d, w := &x.details, x.wish
	if !w.running && !w.stopped {
		return
	}
	planned := p.add("ListTasks", w.must, func(ctx context.Context) {
		if w.running {
			list(ctx, false)
		}
		if w.stopped {
			list(ctx, true)
		}
	})
	if planned && w.running {
		d.listed, d.lists = x.elapsed(), d.lists+1
	}
	if planned && w.stopped {
		d.counted = x.lostTasks()
	}
}

func (x *reading) takeList(a answers) {
	if a.listErr != nil {
		x.throttled = x.throttled || kindOf(a.listErr) == throttled
		x.details.tasksOff = kindOf(a.listErr) == refused
	}
	for _, id := range a.ids {
		if t := x.details.task(id); t == nil || t.LastStatus != "STOPPED" {
			x.wish.tasks = append(x.wish.tasks, id)
		}
	}
	slices.Sort(x.wish.tasks)
	x.wish.tasks = slices.Compact(x.wish.tasks)
}

// planRevisions plans to read task definitions, each once in a run.
func (r *run) planRevisions(p *plan, readings []*reading) {
	api, ok := r.API.(definitionAPI)
	if !ok {
		return
	}
	for _, x := range readings {
		for _, name := range x.wish.revisions {
			if _, asked := r.revisions[name]; asked {
				continue
			}
			call := &revisionCall{}
			planned := p.add("DescribeTaskDefinition", x.wish.must, func(ctx context.Context) {
				call.Revision, call.err = revision(ctx, api, name)
			})
			if planned {
				r.revisions[name] = call
			}
		}
	}
}

// revisionCall is one call of DescribeTaskDefinition.
type revisionCall struct {
	Revision
	err error
}

// takeRevisions takes the task definitions that the target wished for.
func (x *reading) takeRevisions() {
	for _, name := range x.wish.revisions {
		switch call := x.run.revisions[name]; {
		case call == nil:
		case call.err == nil:
			x.details.revisions = append(slices.Clone(x.details.revisions), call.Revision)
		case kindOf(call.err) != refused:
			delete(x.run.revisions, name) // to be asked for again
		}
	}
}

// readTasks reads tasks, a hundred of a cluster in one call, whatever their services.
func (r *run) readTasks(ctx context.Context, readings []*reading) error {
	var calls []*taskCall
	p := &plan{limiter: r.Limiter, calls: map[string]int{}}
	for _, cluster := range clustersOf(readings) {
		must, ids := wishedTasks(readings, cluster)
		for chunk := range slices.Chunk(ids, tasksPerCall) {
			call := &taskCall{cluster: cluster, ids: chunk}
			if p.add("DescribeTasks", must, func(ctx context.Context) { call.read(ctx, r.API) }) {
				calls = append(calls, call)
			}
		}
	}
	if err := r.together(ctx, p.jobs); err != nil {
		return err
	}
	for _, x := range readings {
		x.takeTasks(calls)
	}
	return nil
}

// taskCall is one call of DescribeTasks.
type taskCall struct {
	cluster string
	ids     []string
	tasks   map[string]Task
	err     error
}

func (c *taskCall) read(ctx context.Context, api API) {
	var found []Task
	found, c.err = describedTasks(ctx, api, c.cluster, c.ids)
	c.tasks = make(map[string]Task, len(found))
	for _, t := range found {
		c.tasks[t.ID] = t
	}
}

func clustersOf(readings []*reading) []string {
	var out []string
	for _, x := range readings {
		if !slices.Contains(out, x.target.Cluster) {
			out = append(out, x.target.Cluster)
		}
	}
	return out
}

// wishedTasks are the ids to read in a cluster: all that is wished for, and up to
// the end of the last call what may as well be read.
func wishedTasks(readings []*reading, cluster string) (must bool, ids []string) {
	var besides []string
	for _, x := range readings {
		if x.target.Cluster == cluster {
			must = must || x.wish.must
			ids = append(ids, x.wish.tasks...)
			besides = append(besides, x.wish.besides...)
		}
	}
	if room := (tasksPerCall - len(ids)%tasksPerCall) % tasksPerCall; len(ids) > 0 {
		ids = append(ids, besides[:min(room, len(besides))]...)
	}
	slices.Sort(ids)
	return must, slices.Compact(ids)
}

// takeTasks takes what the calls told of the target's tasks.
func (x *reading) takeTasks(calls []*taskCall) {
	d := &x.details
	fresh := slices.Clone(d.tasks)
	asked := false
	for _, c := range calls {
		for _, id := range slices.Concat(x.wish.tasks, x.wish.besides) {
			if c.cluster != x.target.Cluster || !slices.Contains(c.ids, id) {
				continue
			}
			asked = true
			t, found := c.tasks[id]
			i := slices.IndexFunc(fresh, func(t Task) bool { return t.ID == id })
			switch {
			case c.err != nil:
				x.throttled = x.throttled || kindOf(c.err) == throttled
				d.tasksOff = kindOf(c.err) == refused
			case !found && i < 0:
				d.named[id]++
			case !found: // forgotten, or a read from before its time
			case i < 0:
				fresh = append(fresh, t)
			default:
				fresh[i] = t
			}
		}
	}
	if asked {
		d.tasks, d.at, d.reads, d.moved = fresh, x.elapsed(), d.reads+1, false
		sort.Slice(d.tasks, byAge(d.tasks))
	}
}
