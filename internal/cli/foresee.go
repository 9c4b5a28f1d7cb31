package cli

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
)

// foresee forecasts what comes of a plan, nil where a plan changes nothing. That the
// state cannot be read, for want of a permission perhaps, stops nobody: then the
// forecast is that nothing is known.
func (a *App) foresee(ctx context.Context, client *ecs.Client, plan service.Plan) (*forecast.Forecast, error) {
	requests, err := plan.Requests()
	if err != nil || requests == (service.Requests{}) {
		return nil, err
	}
	change := forecast.Change{Register: requests.Register, Create: requests.Create}
	if requests.Update != nil {
		change.Update = *requests.Update
	}
	running, definitions := plan.Seen()
	return a.foretell(ctx, client, change, forecast.Known{Service: running, Definitions: definitions})
}

// foretell forecasts a change.
func (a *App) foretell(
	ctx context.Context, client *ecs.Client, change forecast.Change, known forecast.Known,
) (*forecast.Forecast, error) {
	clients := forecast.Clients{ECS: client, Known: known}
	if a.clients != nil {
		clients.Targets, clients.Scaling = a.clients.Targets(), a.clients
	}
	f, err := forecast.Of(ctx, clients, change)
	if err != nil {
		if _, ok := interrupted(ctx); ok {
			return nil, err
		}
		why := "the state could not be read: " + render.Clean(err.Error())
		f = forecast.Forecast{Verdict: forecast.Unknown, Cause: forecast.CauseUnknown, Reasons: []string{why}}
	}
	return &f, nil
}
