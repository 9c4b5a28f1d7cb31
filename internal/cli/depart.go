package cli

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// expect keeps that a deployment was forecast to settle, and that each of its tasks
// finds a place at once.
func (a *App) expect(d service.Deployment, coming *forecast.Forecast) {
	if coming == nil || coming.Verdict != forecast.Settles || coming.Unplaced || d.ID == "" || d.Previous == d.ID {
		return
	}
	if a.expected == nil {
		a.expected = map[string]bool{}
	}
	a.expected[d.ID] = true
}

// watched tells of events, and of the first one by which a rollout departs from its
// forecast: somebody took the room meanwhile, or an instance has gone. What goes on is
// then forecast anew, once. As long as nothing departs nothing is read.
func (a *App) watched(
	ctx context.Context, client *ecs.Client, tell func(watch.Event, watch.State) error,
) func(watch.Event, watch.State) error {
	return func(e watch.Event, st watch.State) error {
		if err := tell(e, st); err != nil || !a.departs(e, st) {
			return err
		}
		delete(a.expected, st.Target.Deployment)
		coming, err := a.foretell(ctx, client, forecast.Change{Update: ecs.UpdateServiceInput{
			Cluster: aws.String(st.Target.Cluster), Service: aws.String(st.Target.Service),
		}}, forecast.Known{})
		if err != nil {
			return nil // the watch itself says that it was interrupted
		}
		return a.renderer.Forecast(st.Target.Service, *coming)
	}
}

// departs says whether ECS found no place for a task of a deployment that was forecast
// to find one for each.
func (a *App) departs(e watch.Event, st watch.State) bool {
	return a.expected[st.Target.Deployment] && e.Kind == watch.Said && e.Message != nil &&
		strings.Contains(e.Message.Text, "unable to place a task") && !e.Message.Time.Before(st.Target.CreatedAt)
}
