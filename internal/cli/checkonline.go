package cli

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/taskdef"
)

// online asks whether what the files name is there, and adds what is found.
func (a *App) online(
	ctx context.Context, load func() (*config.Settings, error), files []checkedFile, checked *render.Checked,
) error {
	settings, err := load()
	if err != nil {
		return err
	}
	if _, err := a.client(ctx, settings); err != nil {
		return err
	}
	checked.Simulated = a.simulated(settings.EndpointURL)
	found := make([][]preflight.Check, len(files))
	err = severally(ctx, len(files), func(i int) (err error) {
		task := a.task(asRegistered(files[i].definition.Input), files[i].definition)
		for _, s := range files[i].services {
			task.Balancers = append(task.Balancers, balancers(s.Create.LoadBalancers)...)
		}
		found[i], err = a.checker().Run(ctx, task)
		return err
	})
	if err != nil {
		return err
	}
	for i, checks := range found {
		checked.Checks = append(checked.Checks, checks...)
		checked.Problems = append(checked.Problems, a.problemsOf(checks, files[i].definition)...)
	}
	return nil
}

// tellOnline says why some was not looked at, and then of the problems that were found
// online. The error holds those of all files.
func (a *App) tellOnline(checked render.Checked, found taskdef.Problems) error {
	for _, text := range render.SkippedChecks(checked.Checks) {
		if err := a.note(text); err != nil {
			return err
		}
	}
	if found.Err() != nil {
		return &onlineError{found}
	}
	return a.warn(found)
}

// onlineError is what files name that is not there.
type onlineError struct{ taskdef.Problems }

func (e *onlineError) Error() string {
	n := len(e.Problems) - len(e.Warnings())
	return plural(n, "problem") + " in what the files name"
}

func (e *onlineError) Unwrap() error { return e.Problems }

// asRegistered is a registration as the task definition that comes of it.
func asRegistered(in *ecs.RegisterTaskDefinitionInput) *types.TaskDefinition {
	return &types.TaskDefinition{
		Family: in.Family, ContainerDefinitions: in.ContainerDefinitions, NetworkMode: in.NetworkMode,
		ExecutionRoleArn: in.ExecutionRoleArn, TaskRoleArn: in.TaskRoleArn,
		RequiresCompatibilities: in.RequiresCompatibilities,
	}
}
