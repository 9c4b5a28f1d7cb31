package cli

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"golang.org/x/sync/errgroup"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// outlook is what is known of a plan before any of it is sent.
type outlook struct {
	forecast *forecast.Forecast // nil where none is made
	checks   []preflight.Check
}

// lookOut forecasts what comes of a plan, if that is wanted, and looks beside it
// whether what its tasks need is there: neither needs to know of the other.
func (a *App) lookOut(
	ctx context.Context, client *ecs.Client, plan service.Plan, definition *taskdef.Definition, foretell bool,
) (outlook, error) {
	var out outlook
	both, beside := errgroup.WithContext(ctx)
	if foretell {
		both.Go(func() error {
			return safely(func() (err error) {
				out.forecast, err = a.foresee(beside, client, plan)
				return err
			})
		})
	}
	both.Go(func() error {
		return safely(func() (err error) {
			out.checks, err = a.lookAround(beside, plan, definition)
			return err
		})
	})
	if err := both.Wait(); err != nil {
		return outlook{}, err
	}
	return out, nil
}

// atOnce is how many services or files are looked at in the same time: the reads of
// ECS keep below its rates by themselves, those of its neighbours are a dozen each.
const atOnce = 8

// severally does something for each of n, some at once. Its error is the first in
// their order, as if it was done one after the other; after one nothing more is begun.
func severally(ctx context.Context, n int, do func(i int) error) error {
	errs := make([]error, n)
	group, failed := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := range n {
		if failed.Err() != nil {
			break
		}
		group.Go(func() error {
			errs[i] = safely(func() error { return do(i) })
			return errs[i]
		})
	}
	_ = group.Wait() // it is one of errs
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}
