package watch

import (
	"fmt"
	"time"
)

// confirmGrace is how long past the deadline a read may come that confirms the end.
const confirmGrace = 2 * time.Second

// conclude ends the watch where the judgement, the aim or the patience of the
// watcher does.
func (f *follower) conclude(j Judgement, at time.Duration) {
	switch {
	case j.Verdict != InProgress:
	case f.Until == UntilServing && f.state.Serving > 0:
		f.serve()
		return
	case f.inVain(j) != "":
		j = Judgement{Verdict: Stuck, Reason: f.inVain(j)}
	case f.Timeout > 0 && at >= f.Timeout && (!j.Confirm || at >= f.Timeout+confirmGrace):
		j = f.outOfPatience(TimedOut, j, fmt.Sprintf("%s passed", seconds(f.Timeout)))
	case f.StallTimeout > 0 && f.stall.silent >= f.StallTimeout && !j.Confirm:
		j = f.outOfPatience(Stuck, j, fmt.Sprintf("nothing has changed for %s", seconds(f.stall.silent)))
	default:
		return
	}
	f.end(j)
}

// inVain says why it is of no use to wait on, "" if it may be of use.
func (f *follower) inVain(j Judgement) string {
	stopping := f.history.recorded("STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")
	if j.Confirm || j.By != nil || f.history.hasFailed() || stopping || f.target.Deleting {
		return ""
	}
	return vain(f.target, f.state.Last, f.state.Stopped, f.state.Failed[f.target.Deployment], f.GiveUpAfter, f.thrived)
}

// impatient reports whether the watch may end at this poll for want of patience: what
// is known of the tasks is then all that explains it.
func (f *follower) impatient() bool {
	at := f.elapsed()
	return f.late() ||
		f.StallTimeout > 0 && f.stall.silent+at-f.state.Elapsed >= f.StallTimeout
}

// serve ends a watch that was to go no further than to healthy new tasks.
func (f *follower) serve() {
	left, rest := 0, "ECS has yet to complete the deployment"
	if row := f.state.Last.Deployment(f.target.Deployment); row != nil {
		left = newView(f.target, f.state.Last, *row, f.Speed).left
	}
	if left > 0 {
		rest = plural(left, "old task") + " still to drain"
	}
	f.end(Judgement{Verdict: Settled, Reason: "all new tasks are healthy; " + rest})
	f.outcome.Until, f.outcome.OldTasks = UntilServing, left
}

// outOfPatience is the verdict when the watcher waits no longer. What ECS has
// given up is failed, whatever its rollback still does.
func (f *follower) outOfPatience(v Verdict, j Judgement, why string) Judgement {
	if f.history.hasFailed() {
		return Judgement{Verdict: Failed, Reason: fmt.Sprintf("%s; %s", j.Reason, why), By: j.By}
	}
	if f.state.WaitingFor != "" {
		why += ", waiting for " + f.state.WaitingFor
	} else if j.Reason != "" {
		why += ": " + j.Reason
	}
	return Judgement{Verdict: v, Reason: why, By: j.By}
}

func (f *follower) end(j Judgement) {
	if j.Verdict == Settled {
		f.state.Phase, f.state.WaitingFor = "", ""
	}
	f.confirm = false
	f.outcome = &Outcome{
		Target: f.target, Verdict: j.Verdict, Reason: j.Reason, By: j.By, State: f.state, Took: f.state.Elapsed,
	}
	switch j.Verdict {
	case Failed, RolledBack, Stuck, TimedOut:
		f.outcome.Causes = Explain(f.target, f.state.Last, f.state.Stopped)
	}
}

// result is the outcome, or what is known when the watch ended before the rollout did.
func (f *follower) result() Outcome {
	if f.outcome != nil {
		return *f.outcome
	}
	return Outcome{
		Target: f.target, Verdict: InProgress, Reason: "the watch ended first",
		State: f.state, Took: f.elapsed(),
	}
}
