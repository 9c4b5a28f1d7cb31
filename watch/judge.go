package watch

import (
	"fmt"
	"time"
)

const (
	// confirmAfter is how far apart two reads are at least that confirm one another.
	confirmAfter = 250 * time.Millisecond
	// createLag is how long a service just created may read as missing.
	createLag = 30 * time.Second
	// rollbackLag is how long ECS may take from marking a deployment FAILED to
	// putting the one before it back.
	rollbackLag = 30 * time.Second
	// absentFor is how long a target must be missing, without any other
	// evidence, until its replacement is believed.
	absentFor = 90 * time.Second
)

// Judgement is what the history of a target amounts to.
type Judgement struct {
	Verdict Verdict
	// Reason says in one sentence why this verdict and not another.
	Reason string
	// By is the deployment that stands in the target's place, nil if none does.
	By *Deployment
	// Confirm says that one more read, at once, may end the watch.
	Confirm bool
}

// Judge says how the target ended, or that it has not. It is bound to the id of
// the target: counts of the service, its steady state and a missing deployment
// prove nothing by themselves. It never answers [Stuck], [TimedOut] or [Lost]:
// these depend on the patience of who watches.
func Judge(t Target, h History) Judgement {
	if h.polls == 0 {
		return Judgement{Verdict: InProgress, Reason: "nothing has been read yet"}
	}
	// The order matters: what is certain on one read comes first, and success
	// comes only after everything that could contradict it.
	for _, rule := range []func(Target, History) (Judgement, bool){
		gone, superseded, goneBack, failed, recorded, scaledToZero, settled, replaced,
	} {
		if j, ok := rule(t, h); ok {
			return j
		}
	}
	return Judgement{Verdict: InProgress, Reason: conditions(t, h)}
}

// gone: the service is deleted, on its way to it, or another one has its name.
// A single read proves nothing, and a service just created may read as missing
// for a while (API reference, RunTask: eventual consistency).
func gone(t Target, h History) (Judgement, bool) {
	s := h.Last
	switch {
	case h.recreated:
		return verdict(Stopped, "the service was deleted and created again", nil), true
	case h.gone.reads == 0:
		return Judgement{}, false
	}
	why := fmt.Sprintf("the service is %s", s.Status)
	if s.Missing {
		why = "the service no longer exists"
	}
	if h.row == nil && !h.gone.lasted(h.At, createLag) {
		return waiting("the service cannot be read yet"), true
	}
	if !h.gone.lasted(h.At, confirmAfter) {
		return confirm(why), true
	}
	return verdict(Stopped, why, nil), true
}

// superseded: a deployment created after the target has taken its place. Those
// that ECS goes back to are older ones and keep their creation time, so this
// cannot be a rollback. While the target itself is PRIMARY, a newer deployment is
// one that ECS went back from.
func superseded(t Target, h History) (Judgement, bool) {
	if primary := h.Last.Primary(); primary != nil && primary.ID == t.Deployment {
		return Judgement{}, false
	}
	by := newer(t, h)
	if by == nil && h.successor != "" {
		by = &Deployment{ID: h.successor}
	}
	if by == nil {
		return Judgement{}, false
	}
	if h.hasFailed() {
		return verdict(Failed, fmt.Sprintf("%s; since then %s has replaced it", failureOf(t, h), label(*by)), by), true
	}
	return verdict(Superseded, fmt.Sprintf("%s replaced it", label(*by)), by), true
}

// newer is the newest deployment that was created after the target, nil if none.
func newer(t Target, h History) *Deployment {
	created := h.createdAt(t)
	if created.IsZero() {
		return nil
	}
	var by *Deployment
	for i, d := range h.Last.Deployments {
		if d.ID == t.Deployment || d.ID == t.Previous || d.ID == h.rollbackTo || !d.CreatedAt.After(created) {
			continue
		}
		if by == nil || d.CreatedAt.After(by.CreatedAt) {
			by = &h.Last.Deployments[i]
		}
	}
	return by
}

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
	case to.RolloutState == "FAILED":
		return verdict(Failed, fmt.Sprintf("%s, and the rollback to %s failed too", why, label(*to)), to), true
	case restored(t, h.Last, *to):
		return verdict(RolledBack, fmt.Sprintf("%s; ECS went back to %s", why, label(*to)), to), true
	default:
		return verdict(InProgress, fmt.Sprintf("%s; ECS is going back to %s", why, label(*to)), to), true
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
	done := to.RolloutState == "COMPLETED" || to.RolloutState == ""
	return done && to.Pending == 0 && to.Running >= s.Desired
}

// failed: ECS gave the target up and leaves it PRIMARY, because it may not go
// back or has nothing to go back to.
func failed(t Target, h History) (Judgement, bool) {
	if !h.hasFailed() {
		return Judgement{}, false
	}
	why := failureOf(t, h)
	primary := h.Last.Primary()
	record := h.Last.Record != nil && h.Last.Record.Status == "ROLLBACK_FAILED"
	agrees := primary != nil && primary.RolloutState == "FAILED"
	mayGoBack := h.Last.Rollback && !h.hopeless && !record
	switch {
	case primary == nil:
		return waiting(why), true // a torn read
	case (mayGoBack || !agrees) && !h.failed.lasted(h.At, rollbackLag):
		return waiting(why + "; ECS may go back"), true
	case h.hopeless || record:
		return verdict(Failed, why+"; ECS found no deployment to go back to", nil), true
	case h.Last.Rollback:
		return verdict(Failed, why+"; ECS has not gone back", nil), true
	default:
		return verdict(Failed, why+"; rollback is off", nil), true
	}
}

// hasFailed reports whether ECS has given the target up, by its row or an event.
func (h History) hasFailed() bool {
	return h.failure != nil || h.row != nil && h.row.RolloutState == "FAILED"
}

// recorded: the service deployment record has an end that the rows do not show
// (API reference, ServiceDeployment). SUCCESSFUL alone is no verdict: it only
// confirms.
func recorded(t Target, h History) (Judgement, bool) {
	if h.Last.Record == nil {
		return Judgement{}, false
	}
	primary := h.Last.Primary()
	if primary != nil && primary.ID == t.Deployment {
		primary = nil
	}
	why := h.Last.Record.Reason
	switch h.Last.Record.Status {
	case "ROLLBACK_SUCCESSFUL":
		return verdict(RolledBack, orElse(why, "ECS rolled the service deployment back"), primary), true
	case "ROLLBACK_FAILED":
		return verdict(Failed, orElse(why, "ECS could not roll the service deployment back"), primary), true
	case "STOPPED":
		return verdict(Stopped, orElse(why, "the service deployment was stopped"), primary), true
	}
	return Judgement{}, false
}

// scaledToZero: somebody took all tasks away while they were wanted. ECS then
// completes the deployment with nothing running, which is no success.
func scaledToZero(t Target, h History) (Judgement, bool) {
	wanted := t.Desired > 0 || t.Desired < 0 && h.peak > 0
	if h.empty.reads == 0 || h.row == nil || !wanted || h.Last.Scheduling == "DAEMON" || h.unread(t) {
		return Judgement{}, false
	}
	const why = "the service was scaled to 0 tasks"
	if !h.empty.lasted(h.At, confirmAfter) {
		return confirm(why), true
	}
	return verdict(Stopped, why, nil), true
}

// replaced: the target has not been listed for so long that a lagging read no
// longer explains it, and another deployment has completed in its place.
func replaced(t Target, h History) (Judgement, bool) {
	by := h.Last.Primary()
	if h.absent.reads == 0 || by == nil || by.RolloutState != "COMPLETED" {
		return Judgement{}, false
	}
	if !h.absent.lasted(h.At, absentFor) {
		return waiting("the deployment is not listed; the read may be an old one"), true
	}
	why := fmt.Sprintf("it is no longer listed and %s has completed in its place; ECS does not say why", label(*by))
	if t.Previous != "" && by.ID != t.Previous {
		return verdict(Superseded, why, by), true
	}
	return verdict(RolledBack, why, by), true
}

func verdict(v Verdict, reason string, by *Deployment) Judgement {
	return Judgement{Verdict: v, Reason: reason, By: by}
}

func waiting(reason string) Judgement { return Judgement{Verdict: InProgress, Reason: reason} }

func confirm(reason string) Judgement {
	return Judgement{Verdict: InProgress, Reason: reason, Confirm: true}
}

// failureOf is ECS's own reason for giving the target up, as far as it is known.
func failureOf(t Target, h History) string {
	switch {
	case h.failure != nil:
		return afterDeployment(*h.failure, t.Deployment)
	case h.row != nil && h.row.RolloutState == "FAILED" && h.row.RolloutReason != "":
		return trimStop(h.row.RolloutReason)
	case h.hasFailed():
		return "ECS marked the deployment FAILED"
	default:
		return "the deployment was cancelled"
	}
}
