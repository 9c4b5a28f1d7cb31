package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// forecastFlags say what becomes of a rollout that cannot settle.
type forecastFlags struct {
	ignore bool
	confirmFlags
}

func (f *forecastFlags) bind(flags *pflag.FlagSet) {
	flags.BoolVar(&f.ignore, "ignore-forecast", false, "deploy even what the forecast says can never settle")
	f.confirmFlags.bind(flags)
}

// blockedError is a rollout that was not begun because it can never settle: by the
// forecast, nil where that blocks nothing, or for want of something that its tasks
// need.
type blockedError struct {
	service  string
	forecast *forecast.Forecast
	missing  []preflight.Check
	// problems are those of missing, where the file says what they are about.
	problems taskdef.Problems
}

func (e *blockedError) Error() string {
	if e.forecast != nil {
		return fmt.Sprintf("%s would never settle (%s)", e.service, e.forecast.Cause)
	}
	return fmt.Sprintf("the tasks of %s could never start (%s)", e.service, causesOf(e.missing))
}

// reasons are why it was not begun.
func (e *blockedError) reasons() []string {
	var out []string
	for _, c := range e.missing {
		out = append(out, c.Note)
	}
	if e.forecast != nil {
		out = append(out, e.forecast.Reasons...)
	}
	return out
}

// lookAhead looks at what a deploy is about to begin; other commands do not ask.
func (a *App) lookAhead(
	ctx context.Context, client *ecs.Client, plan service.Plan, definition *taskdef.Definition,
) (outlook, error) {
	if a.ahead == nil {
		return outlook{}, nil
	}
	return a.lookOut(ctx, client, plan, definition, !a.ahead.ignore)
}

// refuse stops a deploy that can never settle before any of it is sent. On a terminal
// whoever sits there may go on.
func (a *App) refuse(
	ctx context.Context, service string, out outlook, definition *taskdef.Definition,
) error {
	if a.ahead == nil || a.ahead.ignore {
		return nil
	}
	blocked := &blockedError{service: service, missing: certain(out.checks)}
	if out.forecast != nil && out.forecast.Verdict == forecast.Blocked {
		blocked.forecast = out.forecast
	}
	if blocked.forecast == nil && len(blocked.missing) == 0 {
		return nil
	}
	blocked.problems = a.problemsOf(blocked.missing, definition)
	if !a.InTerminal || !a.ErrTerminal || a.ahead.noInput {
		return blocked
	}
	for _, why := range blocked.reasons() {
		if err := a.note(render.Clean(why)); err != nil {
			return err
		}
	}
	var refused *usageError
	if err := a.confirm(ctx, &a.ahead.confirmFlags, blocked.Error(), "deploy"); !errors.As(err, &refused) {
		return err
	}
	return blocked
}

// explainBlocked says who waits for whom, or what is missing, what would help, and how
// to go on.
func (a *App) explainBlocked(f *render.Failure, err *blockedError) {
	f.Problems = err.problems
	if err.forecast != nil {
		f.Fields = render.ForecastFields(*err.forecast)
	}
	f.Fields = append(f.Fields,
		render.Field{Label: "Note", Text: "nothing was sent; --ignore-forecast goes on all the same"},
		render.Field{Label: "Look", Text: a.about("plan", err.service)},
	)
}
