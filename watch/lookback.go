package watch

import (
	"context"
	"slices"
	"time"
)

// Explain says why a deployment went wrong, after the fact and without following
// it: from the service events until a time (zero: now), the tasks it has lost
// within the hour that ECS keeps them (API reference, ListTasks), and what else
// can be read. Its CreatedAt must be set. The outcome's verdict is [InProgress]:
// how it ended is for its record to say.
//
// Errors: *[NotFoundError], and those of ECS, wrapped.
func (w *Watcher) Explain(ctx context.Context, t Target, until time.Time) (Outcome, error) {
	s, err := Look(ctx, w.API, t.Cluster, t.Service)
	if err != nil {
		return Outcome{}, err
	}
	if !until.IsZero() {
		s.Messages = slices.DeleteFunc(s.Messages, func(m Message) bool { return m.Time.After(until) })
	}
	var lost []Task
	for _, task := range s.Tasks {
		if task.lost(t) {
			lost = append(lost, task)
		}
	}
	s.Revisions = w.revisionsOf(ctx, t)
	var e evidence
	read, cancel := context.WithTimeout(ctx, evidenceTimeout)
	defer cancel()
	s.TargetGroups = w.groupsOf(read, s.TargetGroups)
	x := explainer{t, s, w.Locate}
	causes := x.causes(lost)
	x.Snapshot = e.more(read, w.API, x, causes)
	if w.Logs != nil {
		lost = e.again(read, w.Logs, x, lost, causes)
	}
	return Outcome{
		Target: t, Verdict: InProgress, Causes: x.causes(lost), State: State{Target: t, Last: x.Snapshot, Stopped: lost},
	}, nil
}

// groupsOf reads the settings of target groups, as far as they can be read.
func (w *Watcher) groupsOf(ctx context.Context, groups []TargetGroup) []TargetGroup {
	if w.Targets == nil {
		return groups
	}
	groups = slices.Clone(groups)
	for i, g := range groups {
		if known, err := targetGroup(ctx, w.Targets, g.ARN); err == nil {
			groups[i] = known
		}
	}
	return groups
}

// revisionsOf reads the task definition of a target, and what it replaced, as far
// as they can be read.
func (w *Watcher) revisionsOf(ctx context.Context, t Target) []Revision {
	api, ok := w.API.(definitionAPI)
	if !ok {
		return nil
	}
	var found []Revision
	for _, name := range []string{t.TaskDefinition, t.PreviousTaskDefinition} {
		if name == "" {
			continue
		}
		if r, err := revision(ctx, api, name); err == nil {
			found = append(found, r)
		}
	}
	return found
}
