package watch

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// goneBack: ECS has put an older deployment back in the target's place. No new
// id is made for that: the old one is PRIMARY again (Developer Guide, Service
// deployment circuit breaker). It is followed to its own end.
func goneBack(t Target, h History) (Judgement, bool) {
	to := h.Last.Primary()
	if to == nil || to.ID == t.Deployment || !h.evidenceOfRollback() {
		return Judgement{}, false
	}
	why := failureOf(t, h)
	switch {
	case to.rollout() == "FAILED", h.recorded("ROLLBACK_FAILED"):
		return verdict(Failed, fmt.Sprintf("%s, and the rollback to %s failed too", why, label(*to)), to), true
	case !heard(to.rollout()) && h.recorded("ROLLBACK_SUCCESSFUL"):
		return verdict(RolledBack, fmt.Sprintf("%s; ECS went back to %s", why, label(*to)), to), true
	case !restored(t, h.Last, *to):
		return verdict(InProgress, fmt.Sprintf("%s; ECS is going back to %s", why, label(*to)), to), true
	case to.rollout() == "" && !h.recorded("ROLLBACK_SUCCESSFUL") && (h.recordGoesOn() || !steady(h.Last)):
		// Behind a Classic Load Balancer the counts are back before the tasks are healthy.
		return verdict(InProgress, fmt.Sprintf("%s; ECS is going back to %s", why, label(*to)), to), true
	case h.recorded("ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS") && !h.restored.lasted(h.At, rollbackLag):
		j := confirm(fmt.Sprintf("%s; ECS has gone back to %s but for its record", why, label(*to)))
		j.By = to
		return j, true
	default:
		return verdict(RolledBack, fmt.Sprintf("%s; ECS went back to %s", why, label(*to)), to), true
	}
}

// evidenceOfRollback reports whether more than its absence says that the target
// lost its place to an older deployment: it is still listed below another one,
// was seen there, was marked FAILED, or an event says so.
func (h History) evidenceOfRollback() bool {
	return h.row != nil && h.row.Status != "PRIMARY" || h.hasFailed() || h.rollbackTo != ""
}

// restored reports whether the deployment ECS went back to has all its tasks
// and the target has none left.
func restored(t Target, s Snapshot, to Deployment) bool {
	if row := s.Deployment(t.Deployment); row != nil && row.Running+row.Pending > 0 {
		return false
	}
	return (to.completed() || to.rollout() == "") && to.Pending == 0 && to.Running >= s.Desired
}

// steady reports whether ECS has declared a steady state since it last moved tasks.
func steady(s Snapshot) bool {
	declared, _ := s.rested(time.Time{})
	return declared
}

// aborted: somebody stopped the service deployment without going back
// (StopServiceDeployment with ABORT). A service deployment that failed with
// rollback off, or was replaced, ends STOPPED as well, so what speaks for either
// comes first (API reference, ServiceDeployment, status).
func aborted(t Target, h History) (Judgement, bool) {
	primary := h.Last.Primary()
	switch {
	case !h.recorded("STOP_REQUESTED", "STOPPED") || h.saysWhy():
		return Judgement{}, false
	case h.recorded("STOP_REQUESTED"):
		return waiting("the service deployment is to be stopped"), true
	case primary == nil:
		return waiting("the service deployment was stopped"), true // a torn read
	case primary.ID == t.Deployment && goesOn(*primary) && !h.halted.lasted(h.At, rollbackLag):
		return waiting("the service deployment was stopped; another one may have replaced it"), true
	}
	why := "somebody stopped the service deployment"
	if r := h.Last.Record.Reason; r != "" {
		why += ": " + trimStop(r)
	}
	return verdict(Stopped, why+"; now "+running(h.Last), other(t, h.Last)), true
}

// goesOn reports whether the rollout has come to no end that is understood.
func goesOn(d Deployment) bool {
	state := d.rollout()
	return state != "" && state != "FAILED" && state != "COMPLETED"
}

// saysWhy reports whether ECS itself gave the target up: an event, the reason of
// the row or a monitor of the record says so.
func (h History) saysWhy() bool {
	if r := h.Last.Record; r != nil && (r.Breaker.Status == "TRIGGERED" || r.Alarms.Status == "TRIGGERED") {
		return true
	}
	return h.failure != nil || h.row != nil && h.row.rollout() == "FAILED" && h.row.RolloutReason != ""
}

// running says what runs: "2 tasks of web:2, 1 task of web:1".
func running(s Snapshot) string {
	var parts []string
	for _, d := range s.Deployments {
		if d.Running > 0 {
			parts = append(parts, fmt.Sprintf("%s of %s", plural(d.Running, "task"), d.TaskDefinition))
		}
	}
	switch {
	case len(parts) == 0:
		return "nothing runs"
	case len(parts) == 1 && !strings.HasPrefix(parts[0], "1 "):
		return parts[0] + " run"
	case len(parts) == 1:
		return parts[0] + " runs"
	default:
		return strings.Join(parts, " and ") + " run"
	}
}

// other is the deployment beside the target that runs the most, nil if none does.
func other(t Target, s Snapshot) *Deployment {
	var most *Deployment
	for i, d := range s.Deployments {
		if d.ID != t.Deployment && d.Running > 0 && (most == nil || d.Running > most.Running) {
			most = &s.Deployments[i]
		}
	}
	return most
}

// failed: ECS gave the target up and leaves it PRIMARY, because it may not go
// back or has nothing to go back to (Developer Guide, Service deployment circuit
// breaker). With rollback on the end is certain only once ECS does not go back.
func failed(t Target, h History) (Judgement, bool) {
	if !h.hasFailed() {
		return Judgement{}, false
	}
	why := failureOf(t, h)
	primary := h.Last.Primary()
	hopeless := h.hopeless || h.recorded("ROLLBACK_FAILED")
	agrees := primary != nil && primary.rollout() == "FAILED"
	switch {
	case primary == nil:
		return waiting(why), true // a torn read
	case h.recorded("ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"):
		return waiting(why + "; ECS is going back"), true
	case (h.Last.Rollback && !hopeless || !agrees) && !h.failed.lasted(h.At, rollbackLag):
		return waiting(why + "; ECS may go back"), true
	case !h.saysWhy() && !hopeless && h.recordGoesOn() && !h.failed.lasted(h.At, absentFor):
		return waiting(why + " and gives no reason; the record may say that somebody stopped it"), true
	case hopeless:
		return verdict(Failed, why+"; ECS found no deployment to go back to", nil), true
	case h.Last.Rollback:
		return verdict(Failed, why+"; ECS has not gone back", nil), true
	default:
		return verdict(Failed, why+"; rollback is off", nil), true
	}
}

// recordGoesOn reports whether the record has not ended, as far as it is known: where
// it could not be read yet, it may still tell.
func (h History) recordGoesOn() bool {
	return h.Last.RecordUnread || h.Last.Record != nil && !h.Last.Record.Ended()
}

// hasFailed reports whether ECS has given the target up, by its row or an event.
func (h History) hasFailed() bool {
	return h.failure != nil || h.row != nil && h.row.rollout() == "FAILED"
}

// recorded: the service deployment record has an end that the rows do not show
// (API reference, ServiceDeployment, status). SUCCESSFUL alone is no verdict: it
// only confirms.
func recorded(t Target, h History) (Judgement, bool) {
	switch {
	case h.recorded("ROLLBACK_SUCCESSFUL"):
		why := orElse(h.Last.Record.Reason, "ECS rolled the service deployment back")
		return verdict(RolledBack, why, inPlace(t, h)), true
	case h.recorded("ROLLBACK_FAILED"):
		why := orElse(h.Last.Record.Reason, "ECS could not roll the service deployment back")
		return verdict(Failed, why, inPlace(t, h)), true
	}
	return Judgement{}, false
}

// recorded reports whether the record is in one of these statuses.
func (h History) recorded(statuses ...string) bool {
	return h.Last.Record != nil && slices.Contains(statuses, h.Last.Record.status())
}

// inPlace is what stands in the target's place: the PRIMARY deployment, or the one
// that the record names while the rows still show the target.
func inPlace(t Target, h History) *Deployment {
	if primary := h.Last.Primary(); primary != nil && primary.ID != t.Deployment {
		return primary
	}
	to := h.Last.Record.RollbackTo
	if row := h.Last.Deployment(to); row != nil || to == "" {
		return row
	}
	return &Deployment{ID: to}
}

// failureOf is ECS's own reason for giving the target up, as far as it is known.
func failureOf(t Target, h History) string {
	switch {
	case h.failure != nil:
		return afterDeployment(*h.failure, t.Deployment)
	case h.row != nil && h.row.rollout() == "FAILED" && h.row.RolloutReason != "":
		return trimStop(h.row.RolloutReason)
	case h.Last.Record != nil && h.Last.Record.Reason != "":
		return trimStop(h.Last.Record.Reason)
	case h.hasFailed():
		return "ECS marked the deployment FAILED"
	default:
		return "the deployment was cancelled"
	}
}
