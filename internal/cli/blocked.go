package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
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

// blockedError is a rollout that was not begun because it can never settle.
type blockedError struct {
	service  string
	forecast forecast.Forecast
}

func (e *blockedError) Error() string {
	return fmt.Sprintf("%s would never settle (%s)", e.service, e.forecast.Cause)
}

// lookAhead forecasts what a deploy is about to begin, nil where it is not asked.
func (a *App) lookAhead(ctx context.Context, client *ecs.Client, plan service.Plan) (*forecast.Forecast, error) {
	if a.ahead == nil || a.ahead.ignore {
		return nil, nil
	}
	return a.foresee(ctx, client, plan)
}

// refuse stops a deploy that can never settle before any of it is sent. On a terminal
// whoever sits there may go on.
func (a *App) refuse(ctx context.Context, service string, coming *forecast.Forecast) error {
	if coming == nil || coming.Verdict != forecast.Blocked {
		return nil
	}
	blocked := &blockedError{service, *coming}
	if !a.InTerminal || !a.ErrTerminal || a.ahead.noInput {
		return blocked
	}
	for _, why := range coming.Reasons {
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

// explainBlocked says who waits for whom, what would help, and how to go on.
func explainBlocked(f *render.Failure, err *blockedError) {
	f.Fields = append(render.ForecastFields(err.forecast),
		render.Field{Label: "Note", Text: "nothing was sent; --ignore-forecast goes on all the same"},
		render.Field{Label: "Look", Text: "steady plan " + err.service},
	)
}
