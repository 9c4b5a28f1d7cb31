package watch

import (
	"fmt"
	"strings"
	"time"
)

// settleLag is how long a read may still show the desired count from before an
// update that started no deployment.
const settleLag = 60 * time.Second

// settled: every condition of success holds, on two reads or on one that the
// service deployment record confirms. One read may be torn: its counts need not
// be of one moment.
func settled(t Target, h History) (Judgement, bool) {
	if h.good.reads == 0 {
		return Judgement{}, false
	}
	why := settledReason(t, h)
	if !h.recordCounts(t, "SUCCESSFUL") && !h.good.lasted(h.At, confirmAfter) {
		return confirm(why), true
	}
	return verdict(Settled, why, nil), true
}

// recordCounts reports whether the record is in one of these statuses and about
// what is watched: one of an older rollout says nothing of a change of counts.
func (h History) recordCounts(t Target, statuses ...string) bool {
	return (t.Previous != t.Deployment || h.rolled) && h.recorded(statuses...)
}

func settledReason(t Target, h History) string {
	s := h.Last
	row := s.Deployment(t.Deployment)
	running := fmt.Sprintf("%d of %d tasks run %s", row.Running, row.Desired, row.TaskDefinition)
	switch {
	case s.Desired == 0 && s.Scheduling == "DAEMON":
		return "ECS completed it; no instance is there for it to run on"
	case s.Desired == 0:
		return "ECS completed it; the service wants 0 tasks, so nothing runs"
	case s.EarlySuccess && (row.Running < s.Desired || !alone(s, *row)):
		return fmt.Sprintf("completed early, %d of %d running %s", row.Running, s.Desired, row.TaskDefinition)
	case t.Previous == t.Deployment && !h.rolled:
		return "nothing new was started; " + running
	default:
		return running
	}
}

// conditions says which condition of success does not hold, "" when all hold.
// Counts alone are none: with the rollout still in progress they may match by
// chance (tasks within their settle time, crash loops, a scale-in).
func conditions(t Target, h History) string {
	s := h.Last
	row := s.Deployment(t.Deployment)
	switch {
	case row == nil:
		return "the deployment is not listed yet"
	case row.Set == nil && row.Status != "PRIMARY":
		return "another deployment is PRIMARY"
	case t.TaskDefinition != "" && row.TaskDefinition != base(t.TaskDefinition):
		return fmt.Sprintf("the deployment runs %s, not %s", row.TaskDefinition, t.TaskDefinition)
	case h.unread(t):
		return fmt.Sprintf("the service still wants %s, not %d", plural(s.Desired, "task"), t.Desired)
	case row.Set != nil:
		return setConditions(s, *row)
	case s.shifts() && h.recordCounts(t, "SUCCESSFUL"):
		return ""
	case s.shifts() && h.recordTells() && h.recordCounts(t, s.Record.status()):
		return fmt.Sprintf("the service deployment is %s", inWords(s.Record.status()))
	case row.rollout() == "COMPLETED" && s.EarlySuccess:
		return early(s, *row)
	case row.rollout() == "COMPLETED":
		return counts(s, *row)
	case row.rollout() == "":
		return stateless(t, h, *row)
	case !heard(row.rollout()):
		return untold(t, h, *row)
	default:
		return fmt.Sprintf("ECS says the rollout is %s", inWords(row.rollout()))
	}
}

// counts compares what runs with what is wanted. All numbers must agree: those
// of the deployment, those of the service, and no other deployment may have
// tasks (one with none may stay listed for a while).
func counts(s Snapshot, row Deployment) string {
	switch {
	case row.Desired != s.Desired && s.Scheduling != "DAEMON":
		return fmt.Sprintf("the deployment wants %d of the service's %s", row.Desired, plural(s.Desired, "task"))
	case row.Running != s.Desired || s.Running != s.Desired:
		return fmt.Sprintf("%d of %s running", row.Running, plural(s.Desired, "task"))
	case row.Pending != 0 || s.Pending != 0:
		return fmt.Sprintf("%s pending", plural(max(row.Pending, s.Pending), "task"))
	case !alone(s, row):
		return "tasks of another deployment are left"
	default:
		return ""
	}
}

// early is [counts] for a service that completes early: ECS goes on scaling in
// the background (API reference, DeploymentEarlySuccessCriteria).
func early(s Snapshot, row Deployment) string {
	if row.Running*100 < s.Desired*s.EarlyPercent {
		return fmt.Sprintf("%d of %s running", row.Running, plural(s.Desired, "task"))
	}
	return ""
}

// stateless is the rule for deployments without a rollout state: those of
// services behind a Classic Load Balancer (API reference, Deployment). Counts
// need a steady state that ECS declared after the last task was started or
// stopped, and after the target was created.
func stateless(t Target, h History, row Deployment) string {
	if why := counts(h.Last, row); why != "" {
		return why
	}
	created := h.createdAt(t)
	if t.Deployment == t.Previous {
		created = time.Time{}
	}
	switch declared, moved := h.Last.rested(created); {
	case declared:
		return ""
	case moved:
		return "ECS has not declared a steady state since it moved tasks"
	case t.Deployment == t.Previous:
		return ""
	default:
		return "ECS has not declared a steady state"
	}
}

// rested reports whether ECS has declared a steady state, after a time, since it last
// moved tasks, and if not whether it has moved any.
func (s Snapshot) rested(after time.Time) (declared, moved bool) {
	for _, m := range s.Messages {
		switch m.Kind() {
		case MessageSteady:
			if m.Time.After(after) {
				return true, false
			}
		case MessageStarted, MessageStopped:
			return false, true
		}
	}
	return false, false
}

// alone reports whether no other deployment has tasks.
func alone(s Snapshot, row Deployment) bool {
	for _, d := range s.Deployments {
		if d.ID != row.ID && d.tasks() > 0 {
			return false
		}
	}
	return true
}

// unread reports whether the read may be one from before an update that only
// changed the desired count: nothing but the count tells them apart, so it is
// waited for, though not for ever, as autoscaling may have changed it since.
func (h History) unread(t Target) bool {
	return t.Deployment == t.Previous && t.Desired >= 0 && h.Last.Desired != t.Desired &&
		h.At-h.began < settleLag
}

// inWords is a rollout state as people say it: "in progress".
func inWords(state string) string {
	return strings.ReplaceAll(strings.ToLower(state), "_", " ")
}
