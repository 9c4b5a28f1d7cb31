package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// deployFleet deploys several services. Nothing is sent where one of their files is
// wrong; the problems of all are told.
func (a *App) deployFleet(ctx context.Context, cmd *cobra.Command, list []*config.Settings, o *deployOptions) error {
	for _, flag := range []string{"task-definition", "service-definition", "desired-count"} {
		if cmd.Flags().Changed(flag) {
			return &usageError{message: fmt.Sprintf("--%s is about one service; name only that one", flag), command: "deploy"}
		}
	}
	specs := make([]service.Spec, len(list))
	var problems taskdef.Problems
	for i, s := range list {
		spec, err := a.deploySpec(s, o)
		found, broken := asProblems(err)
		if err != nil && !broken {
			return err
		}
		specs[i], problems = spec, append(problems, found...)
	}
	if problems.Err() != nil {
		return problems
	}
	client, err := a.client(ctx, list[0])
	if err != nil {
		return err
	}
	members := make([]*member, len(list))
	for i, s := range list {
		members[i] = &member{Settings: s}
	}
	f, err := a.fleet("Deploying", client, members, &o.fleet)
	if err != nil {
		return err
	}
	for i, m := range members {
		m.begin = f.deploying(m, specs[i])
	}
	return f.run(ctx, o.update.follow())
}

// deploying registers and updates one service of a fleet.
func (f *fleet) deploying(m *member, spec service.Spec) func(context.Context) (*watch.Job, error) {
	return func(ctx context.Context) (*watch.Job, error) {
		d, err := f.apply(ctx, f.client, spec, f.renderer)
		if err != nil {
			return nil, err
		}
		m.to = d.TaskDefinition
		job := f.job(m, targetOf(d))
		if spec.Definition != nil {
			job.Locate = spec.Definition.Position
		}
		return &job, nil
	}
}
