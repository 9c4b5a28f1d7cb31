package watch

import (
	"fmt"
	"math"
)

// setSuperseded: a task set created after the target has the production traffic
// (API reference, UpdateServicePrimaryTaskSet).
func setSuperseded(t Target, h History) (Judgement, bool) {
	by := h.Last.Primary()
	if by == nil || by.ID == t.Deployment || !by.CreatedAt.After(h.createdAt(t)) {
		return Judgement{}, false
	}
	return verdict(Superseded, fmt.Sprintf("%s replaced it", label(*by)), by), true
}

// setLeft: the target is being deleted. CodeDeploy does that to the set that it
// goes back from, after the set before has the traffic again (CodeDeploy User
// Guide, Redeploy and roll back a deployment); a set that is DRAINING does not
// come back (API reference, TaskSet, status).
func setLeft(t Target, h History) (Judgement, bool) {
	const why = "the task set is being deleted"
	to := h.Last.Primary()
	switch {
	case h.leaving.reads == 0:
		return Judgement{}, false
	case to == nil && !h.leaving.lasted(h.At, rollbackLag):
		return waiting(why), true // another one may become PRIMARY
	case to == nil || to.ID == t.Deployment:
		return verdict(Stopped, why, nil), true
	case to.completed():
		return verdict(RolledBack, fmt.Sprintf("%s; %s has the traffic", why, label(*to)), to), true
	default:
		return verdict(InProgress, fmt.Sprintf("%s; %s stabilizes", why, label(*to)), to), true
	}
}

// setConditions says which condition of success a task set does not meet, "" when
// it meets all. ECS calls it steady when its counts match, all its tasks are
// healthy and none is on a draining instance (API reference, TaskSet,
// stabilityStatus). One of CodeDeploy also has to be the only one: until the
// original is gone the deployment goes on (CodeDeploy User Guide, Deployments on
// an Amazon ECS compute platform).
func setConditions(s Snapshot, row Deployment) string {
	wanted := int(math.Ceil(float64(s.Desired) * row.Set.Scale / 100))
	switch {
	case row.Set.Stability != "STEADY_STATE" || row.Pending > 0 || row.Running != row.Desired:
		return fmt.Sprintf("the task set is not steady, %d of %d running", row.Running, row.Desired)
	case row.Desired != wanted:
		return fmt.Sprintf("the task set wants %d, not %d, of the service's tasks", row.Desired, wanted)
	case s.Controller != "CODE_DEPLOY":
		return ""
	case row.Status != "PRIMARY":
		return "CodeDeploy has not shifted the traffic"
	case len(s.Deployments) > 1:
		return "CodeDeploy keeps the task set it replaces"
	default:
		return ""
	}
}

// setWaits says what a task set waits for.
func setWaits(v view) wait {
	row := v.row
	switch {
	case row.Status == "DRAINING":
		return wait{phase: phaseDraining, sentence: "the task set to be deleted"}
	case row.Set.Stability != "STEADY_STATE":
		for _, rule := range []func(view) (wait, bool){view.unplaced, view.pulling, view.starting, view.checking} {
			if w, ok := rule(v); ok {
				return w
			}
		}
		return wait{sentence: fmt.Sprintf("the task set to be steady, %d of %d running", row.Running, row.Desired)}
	case v.Controller != "CODE_DEPLOY":
		return wait{}
	case row.Status != "PRIMARY":
		return wait{phase: phaseTraffic, sentence: "CodeDeploy to shift the traffic"}
	case len(v.Deployments) > 1:
		// How long it stays is CodeDeploy's to know: two days at most.
		text := "CodeDeploy to delete the task set it replaces, an hour after the shift unless told otherwise"
		return wait{phase: phaseDraining, sentence: text, timed: v.age(row.UpdatedAt) < longestTermination}
	default:
		return wait{}
	}
}
