package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/taskdef"
)

// checkedOnline looks whether what the files name is there, if that is wanted, and
// says that there are no problems.
func (a *App) checkedOnline(
	ctx context.Context, settings *config.Settings, files []checkedFile, o *checkOptions,
) error {
	said := plural(len(files), "file") + ": no problems"
	if o.online {
		checks, err := a.online(ctx, settings, files)
		if err != nil {
			return err
		}
		fine := len(slices.DeleteFunc(slices.Clone(checks), func(c preflight.Check) bool { return c.Result != preflight.OK }))
		said += fmt.Sprintf("; %d of %s online ok", fine, plural(len(checks), "check"))
	}
	if a.flags.quiet || a.flags.json {
		return nil
	}
	_, err := fmt.Fprintln(a.Out, said)
	return err
}

// online tells of everything that is not there, and why some was not looked at. The
// error holds the problems of all files.
func (a *App) online(ctx context.Context, settings *config.Settings, files []checkedFile) ([]preflight.Check, error) {
	if _, err := a.client(ctx, settings); err != nil {
		return nil, err
	}
	var all []preflight.Check
	var problems taskdef.Problems
	found := make([][]preflight.Check, len(files))
	err := severally(ctx, len(files), func(i int) (err error) {
		task := a.task(asRegistered(files[i].definition.Input), files[i].definition)
		for _, s := range files[i].services {
			task.Balancers = append(task.Balancers, balancers(s.Create.LoadBalancers)...)
		}
		found[i], err = a.checker().Run(ctx, task)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, checks := range found {
		all, problems = append(all, checks...), append(problems, a.problemsOf(checks, files[i].definition)...)
	}
	for _, text := range render.SkippedChecks(all) {
		if err := a.note(text); err != nil {
			return nil, err
		}
	}
	if err := problems.Err(); err != nil {
		return nil, &onlineError{problems}
	}
	return all, a.warn(problems)
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
