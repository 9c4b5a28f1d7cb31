package watch_test

import (
	"time"

	"github.com/ecs-steady/steady/watch"
)

// mistake sorts wrong verdicts by what they do to people.
type mistake string

const (
	right        mistake = "right"
	falseSuccess mistake = "false success"
	falseFailure mistake = "false failure"
	lateWhenFine mistake = "timed out while fine"
	wrongName    mistake = "wrong name"
)

// verdict says whether the verdict is wrong. The newest that its giver can know is
// what was true since: between that and now any moment may have been the present of
// its reads.
//
//	settled      wrong unless the record is SUCCESSFUL; wrong if the service wanted
//	             tasks, and none ever since the record is; wrong if the target was
//	             replaced or the service deleted before since.
//	rolled_back  wrong unless the rollback has ended well.
//	failed       wrong unless ECS gave the target up or could not go back; wrong if
//	             it had gone back before since and nobody has replaced the target.
//	superseded   wrong unless another service deployment began; wrong if ECS had
//	             given the target up, or gone back, before that and before since.
//	stopped      wrong unless the service was deleted, the deployment aborted, or the
//	             service wanted no tasks at a moment since since though it had.
//	stuck        wrong if the target had come to any end before since; wrong if its
//	             tasks moved within the stall time and it settles, left alone,
//	             within another one.
//	timed_out    wrong if the target had come to any end before since.
//	lost         wrong if a service was read within ten seconds.
//
// For stuck and timed_out it is no end that the record is SUCCESSFUL while tasks of
// the target are missing: then to wait for them is right, and to give up, too.
func (p *played) verdict() (mistake, string) {
	if p.rolls() {
		return p.rolled()
	}
	return p.unrolled()
}

func (p *played) rolled() (mistake, string) {
	o, f, since := p.outcome, p.facts, p.now.Add(-p.slack)
	ended := func(at time.Time) bool { return !at.IsZero() && !at.After(p.now) }
	before := func(at time.Time) bool { return !at.IsZero() && at.Before(since) }
	switch o.Verdict {
	case watch.Settled:
		return p.settledOf(f, before)
	case watch.RolledBack:
		if !ended(f.wentBack) {
			return falseFailure, "ECS has not gone back"
		}
	case watch.Failed:
		if !ended(f.gaveUp) && !ended(f.stranded) {
			return falseFailure, "ECS has not given it up"
		}
		if before(f.wentBack) && f.replaced.IsZero() {
			return wrongName, "ECS has gone back"
		}
	case watch.Superseded:
		switch {
		case !ended(f.replaced):
			return falseFailure, "nobody has replaced it"
		case before(f.gaveUp) && f.gaveUp.Before(f.replaced):
			return wrongName, "ECS gave it up before it was replaced"
		case before(f.wentBack) && f.wentBack.Before(f.replaced):
			return wrongName, "ECS went back before it was replaced"
		}
	case watch.Stopped:
		none, _ := f.desires(since, p.now)
		if !ended(f.deleted) && !ended(f.aborted) && (!none || p.target.Desired == 0) {
			return falseFailure, "nobody has stopped it"
		}
	case watch.Stuck, watch.TimedOut:
		return p.unendedOf(o.Verdict, f, before)
	case watch.Lost:
		if p.now.Sub(p.read) < 10*time.Second {
			return wrongName, "the service could be read"
		}
	default:
		return wrongName, "that is no verdict"
	}
	return right, ""
}

func (p *played) settledOf(f facts, before func(time.Time) bool) (mistake, string) {
	switch {
	case f.completed.IsZero():
		return falseSuccess, "ECS has not completed it"
	case before(f.replaced):
		return falseSuccess, "it was replaced"
	case before(f.deleted):
		return falseSuccess, "the service was deleted"
	}
	if _, some := f.desires(f.completed, p.now); !some && p.target.Desired != 0 {
		return falseSuccess, "nobody wants a task any more"
	}
	return right, ""
}

func (p *played) unendedOf(v watch.Verdict, f facts, before func(time.Time) bool) (mistake, string) {
	switch {
	case before(f.completed) && p.whole:
		return lateWhenFine, "ECS has completed it and all its tasks are there"
	case before(f.gaveUp), before(f.stranded), before(f.wentBack):
		return wrongName, "ECS has given it up"
	case before(f.replaced):
		return wrongName, "it was replaced"
	case before(f.deleted), before(f.aborted):
		return wrongName, "it was stopped"
	case v == watch.Stuck && p.lively && p.settlesAlone:
		return lateWhenFine, "it moves, and settles when it is left alone"
	}
	return right, ""
}

// unrolled is verdict for a target that started no deployment: the number of tasks
// was changed, or the service is being deleted.
//
//	settled      wrong unless ECS has completed the deployment and, since since, as
//	             many tasks ran as were wanted at that moment; of a deletion, unless
//	             the service has gone.
//	stuck and    wrong if ECS has completed it and nothing is missing now; of a
//	timed_out    deletion, if the service has gone.
//
// All else is as with verdict, but that what happened before the change is no news.
func (p *played) unrolled() (mistake, string) {
	o, since := p.outcome, p.now.Add(-p.slack)
	gone := p.target.Deleting && p.whole
	fine := gone || p.whole && p.wholeAll && !p.facts.completed.IsZero()
	unended := o.Verdict == watch.Stuck || o.Verdict == watch.TimedOut
	replaced := p.facts.replaced.After(p.began) && p.facts.replaced.Before(since)
	switch {
	case o.Verdict == watch.Settled && p.target.Deleting && !gone:
		return falseSuccess, "the service is still there"
	case o.Verdict == watch.Settled && !p.target.Deleting && p.facts.completed.IsZero():
		return falseSuccess, "ECS has not completed the deployment"
	case o.Verdict == watch.Settled && !p.target.Deleting && !p.wholeSince:
		return falseSuccess, "there were never as many tasks as wanted"
	case o.Verdict == watch.Settled && !p.target.Deleting && replaced:
		return falseSuccess, "it was replaced"
	case o.Verdict == watch.Settled:
		return right, ""
	case unended && fine:
		return lateWhenFine, "nothing is missing"
	case p.target.Deleting && !unended && o.Verdict != watch.Stopped:
		return falseFailure, "a service that is being deleted has no other end"
	case p.target.Deleting:
		return right, ""
	}
	return p.rolled()
}
