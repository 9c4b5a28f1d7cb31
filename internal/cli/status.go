package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/watch"
)

func newStatus(a *App) *cobra.Command {
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "status [SERVICE]",
		Short: "the service, its deployments and tasks now",
		Example: `  steady status web
  steady status web --cluster prod --json
  steady status web --exit-code`,
		GroupID: groupLook,
		Args:    argsBetween(0, 1, "one service"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runStatus(cmd.Context(), a, cmd, first(args), exitCode)
		},
	}
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit with the code of the outcome, 17 while it is in progress")
	return cmd
}

func runStatus(ctx context.Context, a *App, cmd *cobra.Command, name string, exitCode bool) error {
	settings, client, opts, err := a.look(ctx, cmd, name)
	if err != nil {
		return err
	}
	look, err := watch.Look(ctx, client, settings.Cluster, settings.Service)
	if err != nil {
		return err
	}
	look.Region = client.Options().Region
	if a.flags.json {
		err = render.StatusJSON(a.Out, look, opts)
	} else {
		err = render.Status(a.Out, look, look.Now, opts)
	}
	if err != nil || !exitCode {
		return err
	}
	if code := exitOfStanding(render.Standing(look)); code != exitSettled {
		return &outcomeError{code}
	}
	return nil
}

// exitOfStanding is the answer of status --exit-code.
func exitOfStanding(standing string) int {
	switch standing {
	case "settled":
		return exitSettled
	case "failed":
		return exitFailed
	case "draining", "inactive", "missing":
		return exitStopped
	default:
		return exitInProgress
	}
}
