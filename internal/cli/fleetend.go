package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// ended takes the outcome of one service. Where steady goes back from it, it gives
// what to follow then.
func (f *fleet) ended(ctx context.Context, out watch.Outcome) (*watch.Job, error) {
	m := f.of(out.Target.Service)
	if m.plan != nil && m.plan.Way == service.ByStopping {
		out = cameBack(out, *m.plan)
	}
	switch {
	case m.undone != nil:
		var err error
		if out, err = f.wentBack(*m.undone, out, *m.plan); err != nil {
			return nil, err
		}
	case m.plan == nil && f.undoes(m.Settings, out):
		plan, d, err := f.sendBack(ctx, f.client, out.Target, render.Rollback{Trigger: render.OnFailure, Failed: &out})
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, err
		case err != nil:
			if err := f.tellNotBack(out.State, err); err != nil {
				return nil, err
			}
		case plan.Way != service.NoWay:
			m.undone, m.plan = &out, &plan
			return f.jobBack(m, plan, d), nil
		}
	}
	return nil, f.over(m, out)
}

// jobBack is how a way back is followed.
func (f *fleet) jobBack(m *member, plan service.RollbackPlan, d service.Deployment) *watch.Job {
	var limits watch.Watcher
	f.limitBack(&limits, m.Settings, plan)
	job := limits.Job(targetOf(d))
	return &job
}

// job is how a service is followed, by its own settings.
func (f *fleet) job(m *member, target watch.Target) watch.Job {
	var limits watch.Watcher
	f.limit(&limits, m.Settings)
	return limits.Job(target)
}

// over shows how a service ended.
func (f *fleet) over(m *member, out watch.Outcome) error {
	m.live, m.code = false, exitOfVerdict(out.Verdict)
	m.to = cmp.Or(out.Target.TaskDefinition, out.State.Last.TaskDefinition)
	if m.code != exitSettled {
		f.fail(m, "failed")
	}
	return f.spoilt(f.renderer.Outcome(out, m.code))
}

// stopped ends a run that a signal or an error has stopped. What has ended by then
// has an outcome.
func (f *fleet) stopped(ctx context.Context, outcomes []watch.Outcome, err error) error {
	signal, isSignal := interrupted(ctx)
	for _, out := range outcomes {
		m := f.of(out.Target.Service)
		switch {
		case !m.live || m.undone != nil || m.plan != nil:
		case out.Verdict != watch.InProgress:
			err = errors.Join(err, f.over(m, out))
		case isSignal && m.OnInterrupt == config.Rollback:
			err = errors.Join(err, f.undoNow(f.client, out))
		}
	}
	switch {
	case isSignal:
		return &stoppedWatching{signal}
	case !f.sent:
		return err
	}
	return &updatedError{err: fmt.Errorf("watch several services: %w", err)}
}

// gravity is the order of the exit codes of a fleet: the first that occurs counts.
var gravity = [...]int{
	exitStuck, exitFailed, exitRolledBack, exitLost, exitTimedOut, exitStopped, exitSuperseded, exitInProgress,
	exitBlocked, exitAWS, exitAuth, exitConfig, exitUsage, exitError,
}

// worst is the exit code of several services.
func worst(codes []int) int {
	for _, code := range gravity {
		for _, c := range codes {
			if c == code {
				return code
			}
		}
	}
	return exitSettled
}

// end gives the answer, and the code of the worst service.
func (f *fleet) end() error {
	var codes []int
	for _, m := range f.members {
		codes = append(codes, m.code)
	}
	if code := worst(codes); code != exitSettled {
		return &outcomeError{code}
	}
	for _, m := range f.members {
		if err := f.answer(m.Settings, m.to); err != nil {
			return err
		}
	}
	return nil
}
