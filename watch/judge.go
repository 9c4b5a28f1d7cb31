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
	for _, rule := range rulesFor(t, h) {
		if j, ok := rule(t, h); ok {
			return j
		}
	}
	return Judgement{Verdict: InProgress, Reason: conditions(t, h)}
}

// rule judges by one thing, or says that it cannot.
type rule func(Target, History) (Judgement, bool)

// rulesFor are the rules that hold for the target. Their order matters: what is
// certain on one read comes first, and success comes only after everything that
// could contradict it.
func rulesFor(t Target, h History) []rule {
	switch {
	case t.Deleting:
		return []rule{deleted}
	case h.row != nil && h.row.Set != nil:
		return []rule{gone, setSuperseded, setLeft, scaledToZero, settled, replaced}
	default:
		return []rule{gone, superseded, goneBack, aborted, failed, recorded, scaledToZero, settled, replaced}
	}
}

// gone: the service is deleted, on its way to it, or another one has its name (API
// reference, DeleteService). A single read proves nothing, and a service just
// created may read as missing for a while (API reference, RunTask: eventual
// consistency).
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
	if (h.row == nil || s.Missing && h.young()) && !h.gone.lasted(h.At, createLag) {
		return waiting("the service cannot be read yet"), true
	}
	if !h.gone.lasted(h.At, confirmAfter) {
		return confirm(why), true
	}
	return verdict(Stopped, why, nil), true
}

// young reports whether the service was, when it was last read, so new that other
// reads may not know it yet.
func (h History) young() bool {
	return !h.Last.Now.IsZero() && h.Last.Now.Sub(h.Last.CreatedAt) < createLag
}

// superseded: a deployment created after the target has taken its place (API
// reference, UpdateService). Those that ECS goes back to are older ones and keep
// their creation time (Developer Guide, Amazon ECS service revisions), so this
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
	switch {
	case h.hasFailed():
		return verdict(Failed, fmt.Sprintf("%s; since then %s has replaced it", failureOf(t, h), label(*by)), by), true
	case h.backing != "":
		why := fmt.Sprintf("%s replaced it while ECS was going back to %s", label(*by), h.backing)
		return verdict(Superseded, why, by), true
	default:
		return verdict(Superseded, fmt.Sprintf("%s replaced it", label(*by)), by), true
	}
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

// scaledToZero: somebody took all tasks away while they were wanted. ECS then
// completes the deployment with nothing running, which is no success (API
// reference, UpdateService, desiredCount). The target's row has to agree: where it
// still wants tasks, the counts of the service are of another moment. A DAEMON
// service has as many tasks as there are instances for it, which may be none, and
// so may one of a kind that is yet to come, unless a number was asked for.
func scaledToZero(t Target, h History) (Judgement, bool) {
	wanted := t.Desired > 0 || t.Desired < 0 && h.peak > 0
	if h.empty.reads == 0 || h.row == nil || h.row.Desired > 0 || !wanted || !h.Last.scales(t) || h.unread(t) {
		return Judgement{}, false
	}
	const why = "the service was scaled to 0 tasks"
	if h.Last.shifts() && h.peak == 0 && !h.empty.lasted(h.At, settleLag) {
		// A revision that is not scaled up yet wants no tasks, so the counts alone speak.
		return waiting("the service seems to want 0 tasks; the read may be an old one"), true
	}
	if !h.empty.lasted(h.At, confirmAfter) {
		return confirm(why), true
	}
	return verdict(Stopped, why, nil), true
}

// replaced: the target has not been listed for so long that a lagging read no
// longer explains it, and another deployment has completed in its place. Absence
// alone proves nothing (API reference, RunTask: eventual consistency).
func replaced(t Target, h History) (Judgement, bool) {
	by := h.Last.Primary()
	if h.absent.reads == 0 || by == nil || !by.completed() {
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
