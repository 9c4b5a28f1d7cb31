package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// rollout plans and applies one change of a service and, if follow, stays until
// the deployment has ended.
func (a *App) rollout(ctx context.Context, s *config.Settings, verb string, spec service.Spec, follow bool) error {
	if spec.Definition != nil {
		a.locate = spec.Definition.Position
	}
	client, err := a.client(ctx, s)
	if err != nil {
		return err
	}
	if err := a.open(verb, s, client.Options().Region); err != nil {
		return err
	}
	deployment, err := a.apply(ctx, client, spec, a.renderer)
	if err != nil {
		return err
	}
	if !follow {
		return a.answer(s, deployment.TaskDefinition)
	}
	return a.follow(ctx, s, client, targetOf(deployment))
}

// apply plans and carries out spec, showing each step with the time it took.
func (a *App) apply(
	ctx context.Context, client *ecs.Client, spec service.Spec, show render.Renderer,
) (service.Deployment, error) {
	var shown error
	var started time.Time
	registered := ""
	services := service.Client{
		API: client,
		Registered: func(r taskdef.Registration) {
			shown = show.Registered(r, time.Since(started))
			if !r.Reused {
				registered = r.Revision
			}
			started = time.Now()
		},
	}
	plan, err := services.Plan(ctx, spec)
	if err != nil {
		return service.Deployment{}, err
	}
	out, err := a.lookAhead(ctx, client, plan, spec.Definition)
	if err != nil {
		return service.Deployment{}, err
	}
	if err := a.announce(ctx, show, plan, out, spec.Definition); err != nil {
		return service.Deployment{}, err
	}
	started = time.Now()
	deployment, err := services.Apply(ctx, plan)
	if signal, ok := interrupted(ctx); ok && err != nil {
		return service.Deployment{}, &interruptError{signal: signal.signal, sending: true}
	}
	if err != nil {
		return service.Deployment{}, afterRegistering(registered, err)
	}
	a.expect(deployment, out.forecast)
	if shown = errors.Join(shown, show.Updated(deployment, time.Since(started))); shown != nil {
		return deployment, &updatedError{err: shown}
	}
	return deployment, nil
}

// announce shows what is about to be sent, and stops what can never settle.
func (a *App) announce(
	ctx context.Context, show render.Renderer, plan service.Plan, out outlook, definition *taskdef.Definition,
) error {
	if err := show.Plan(plan, out.forecast, out.checks); err != nil {
		return err
	}
	if err := a.warnOf(show, out.checks, definition); err != nil {
		return err
	}
	return a.refuse(ctx, plan.Service, out, definition)
}

// targetOf is what to watch after an update.
func targetOf(d service.Deployment) watch.Target {
	return watch.Target{
		Cluster: d.Cluster, Service: d.Service, Deployment: d.ID, TaskDefinition: d.TaskDefinition,
		Previous: d.Previous, PreviousTaskDefinition: d.PreviousTaskDefinition,
		CreatedAt: d.CreatedAt, Desired: d.Desired,
	}
}

// watcher follows services as the settings say.
func (a *App) watcher(s *config.Settings, client *ecs.Client) watch.Watcher {
	w := watch.Watcher{
		API: client, Targets: a.clients.Targets(), Limiter: a.limiter, PollInterval: s.PollInterval,
	}
	if !a.noLogs {
		w.Logs = containerLogs{a.clients}
	}
	a.limit(&w, s)
	return w
}

// limit sets how far a watcher follows its targets, and for how long.
func (a *App) limit(w *watch.Watcher, s *config.Settings) {
	w.Timeout, w.StallTimeout, w.GiveUpAfter, w.Locate = s.Timeout, s.StallTimeout, s.GiveUpAfter, a.locate
	if s.Until == "serving" {
		w.Until = watch.UntilServing
	}
}

// limitBack is limit for a way back, which ends once the service has settled.
func (a *App) limitBack(w *watch.Watcher, s *config.Settings, plan service.RollbackPlan) {
	a.limit(w, s)
	w.Until, w.Locate = watch.UntilSettled, nil // the file holds what is undone
	if plan.Way == service.ByStopping {
		w.GiveUpAfter = 0 // what was stopped has its failures behind it
	}
}

// follow watches one target to its end and turns the outcome into an exit code.
func (a *App) follow(ctx context.Context, s *config.Settings, client *ecs.Client, target watch.Target) error {
	watcher := a.watcher(s, client)
	outcomes, err := watcher.Run(ctx, []watch.Target{target}, a.watched(ctx, client, a.renderer.Event))
	if err != nil {
		if _, ok := interrupted(ctx); ok && s.OnInterrupt == config.Rollback {
			err = errors.Join(err, a.undoNow(client, outcomes[0]))
		}
		return a.unwatched(ctx, s, target, err)
	}
	outcome := outcomes[0]
	if a.undoes(s, outcome) {
		outcome, err = a.undo(ctx, s, client, outcome)
		switch {
		case isInterrupt(err):
			return err
		case err != nil:
			return a.unwatched(ctx, s, target, err)
		}
	}
	code := exitOfVerdict(outcome.Verdict)
	if err := a.renderer.Outcome(outcome, code); err != nil {
		return a.sent(s, err)
	}
	if code == exitSettled {
		return a.answer(s, cmp.Or(outcome.Target.TaskDefinition, outcome.State.Last.TaskDefinition))
	}
	return &outcomeError{code}
}

// unwatched says how a watch ended without an outcome: by a signal, or by an
// error. The rollout goes on in both cases.
func (a *App) unwatched(ctx context.Context, s *config.Settings, target watch.Target, err error) error {
	if signal, ok := interrupted(ctx); ok {
		return &stoppedWatching{signal}
	}
	if target.Deployment == "" {
		return err // steady watch: nothing was sent by us
	}
	return a.sent(s, fmt.Errorf("watch %s: %w", target.Service, err))
}

// sent is an error that came after the update of the service was sent, with the
// command that goes on watching.
func (a *App) sent(s *config.Settings, err error) error {
	return &updatedError{err, shell.Command("steady watch", []string{s.Service}, a.placeFlags(s))}
}

// stoppedWatching is a signal that came while a rollout was being watched.
type stoppedWatching struct{ *interruptError }

func (e *stoppedWatching) Unwrap() error { return e.interruptError }

// answer prints the revision on stdout for a script; on a terminal the story
// has already told it, and of JSON the lines are the answer.
func (a *App) answer(s *config.Settings, revision string) error {
	if a.OutTerminal || a.jsonLines(s.Progress) || revision == "" {
		return nil
	}
	if err := a.print(revision); err != nil {
		return a.sent(s, err)
	}
	return nil
}
