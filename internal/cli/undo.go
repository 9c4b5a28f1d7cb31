package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// interruptPatience is how long a rollback on an interrupt may take to be sent:
// CI systems kill a job soon after they have asked it to end.
const interruptPatience = 5 * time.Second

// undoes reports whether steady goes back from a rollout that ended so. What ECS
// has rolled back, or tried to, is not done again; what others replaced or
// stopped is theirs.
func (a *App) undoes(s *config.Settings, o watch.Outcome) bool {
	if s.OnFailure != config.Rollback {
		return false
	}
	switch o.Verdict {
	case watch.Stuck, watch.TimedOut:
		return true
	case watch.Failed:
		return o.By == nil || o.By.RolloutState != "FAILED"
	}
	return false
}

// undo goes back from a rollout that failed and watches how that ends. The
// outcome is rolled back where it settled, else the one it was given. An error
// says that the watch of the rollback was ended.
func (a *App) undo(
	ctx context.Context, s *config.Settings, client *ecs.Client, failed watch.Outcome,
) (watch.Outcome, error) {
	plan, d, err := a.sendBack(ctx, client, failed.Target, render.Rollback{Trigger: render.OnFailure, Failed: &failed})
	if err != nil {
		if signal, ok := interrupted(ctx); ok {
			return failed, &interruptError{signal: signal.signal, sending: true}
		}
		return failed, a.tellNotBack(failed.State, err)
	}
	if plan.Way == service.NoWay {
		return failed, nil
	}
	back, err := a.watchBack(ctx, s, client, plan, d)
	if err != nil {
		return failed, err
	}
	return a.wentBack(failed, back, plan)
}

// wentBack is the outcome of a rollout that steady went back from, by how the way
// back ended.
func (a *App) wentBack(failed, back watch.Outcome, plan service.RollbackPlan) (watch.Outcome, error) {
	if back.Verdict != watch.Settled {
		reason := fmt.Sprintf("%s: %s", nameOf(exitOfVerdict(back.Verdict)), back.Reason)
		if failed.Verdict != watch.TimedOut { // whose sentence is about that moment
			failed.State.Last = back.State.Last
		}
		return failed, a.tellNotBack(failed.State, &backError{plan.To, reason})
	}
	out := failed
	out.Verdict, out.By = watch.RolledBack, back.State.Last.Primary()
	out.Reason = fmt.Sprintf("%s; steady went back to %s", failed.Reason, plan.To)
	out.State.Last, out.Took = back.State.Last, failed.Took+back.Took
	return out, nil
}

// backError is a rollback that was sent and did not settle.
type backError struct{ to, reason string }

func (e *backError) Error() string {
	return fmt.Sprintf("the rollback to %s did not settle: %s", e.to, e.reason)
}

// errUntold is a rollback whose sending was cut short.
var errUntold = errors.New("whether ECS got the rollback is not known")

// undoNow sends the rollback of a rollout that nobody will watch any more, and
// does not wait for it. The signal has ended the context of the run, so it has
// one of its own, which a second signal ends.
func (a *App) undoNow(client *ecs.Client, left watch.Outcome) error {
	ctx, cancel := context.WithTimeout(context.Background(), interruptPatience)
	defer cancel()
	a.undoing.Store(&cancel)
	defer a.undoing.Store(nil)
	if left.Target.Deployment == "" {
		return nil // nothing has been read yet: nobody knows what would be undone
	}
	_, _, err := a.sendBack(ctx, client, left.Target, render.Rollback{Trigger: render.OnInterrupt})
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		err = errUntold
	}
	return a.tellNotBack(left.State, err)
}

// sendBack plans and sends the rollback of one deployment, showing it as back.
func (a *App) sendBack(
	ctx context.Context, client *ecs.Client, target watch.Target, back render.Rollback,
) (service.RollbackPlan, service.Deployment, error) {
	services := service.Client{API: client}
	plan, err := services.PlanRollback(ctx, service.RollbackSpec{
		Cluster: target.Cluster, Service: target.Service, Undo: target.Deployment,
	})
	if err != nil {
		return plan, service.Deployment{}, err
	}
	back.RollbackPlan = plan
	d, err := a.send(ctx, &services, back)
	return plan, d, err
}

// send carries a rollback out, showing each step.
func (a *App) send(ctx context.Context, services *service.Client, back render.Rollback) (service.Deployment, error) {
	if err := a.renderer.Rollback(back); err != nil {
		return service.Deployment{}, err
	}
	started := time.Now()
	d, err := services.Rollback(ctx, back.RollbackPlan)
	if err != nil {
		return d, err
	}
	if err := a.renderer.Updated(d, time.Since(started)); err != nil {
		return d, &updatedError{err: err}
	}
	return d, nil
}

// tellNotBack warns that a rollout was not rolled back, and says why.
func (a *App) tellNotBack(st watch.State, err error) error {
	message, name := err.Error(), st.Target.Service
	hint := a.about("rollback", name)
	var (
		nothing *service.NothingError
		failed  *backError
	)
	switch {
	case errors.As(err, &nothing):
		hint = "left as it is"
	case errors.Is(err, errUntold), errors.As(err, &failed):
		hint = a.about("status", name)
	default:
		message = "the rollback was not sent: " + sentence(err, awsclient.Classify(err))
	}
	warning := watch.Warning{Code: "rollback", Message: message, Hint: hint}
	return a.renderer.Event(watch.Event{Kind: watch.Warned, Warning: &warning}, st)
}
