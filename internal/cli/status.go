package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/watch"
)

func newStatus(a *App) *cobra.Command {
	var exitCode bool
	var services fleetFlags
	cmd := &cobra.Command{
		Use:   "status [SERVICE...]",
		Short: "the service, its deployments and tasks now",
		Example: `  steady status web
  steady status web --cluster prod --json
  steady status web --exit-code
  steady status --all`,
		GroupID: groupLook,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runStatus(cmd.Context(), a, cmd, args, &services, exitCode)
		},
	}
	services.bindAll(cmd.Flags())
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit with the code of the outcome, 17 while it is in progress")
	return cmd
}

func runStatus(
	ctx context.Context, a *App, cmd *cobra.Command, names []string, services *fleetFlags, exitCode bool,
) error {
	list, err := a.several(cmd, names, services.all)
	if err != nil {
		return err
	}
	client, opts, err := a.lookAs(ctx, list[0])
	if err != nil {
		return err
	}
	var looks []watch.Snapshot
	var codes []int
	for _, settings := range list {
		look, err := watch.Look(ctx, client, settings.Cluster, settings.Service)
		if err != nil {
			return err
		}
		look.Region = client.Options().Region
		looks, codes = append(looks, look), append(codes, exitOfStanding(render.Standing(look)))
	}
	if err := a.showLooks(looks, opts); err != nil || !exitCode {
		return err
	}
	if code := worst(codes); code != exitSettled {
		return &outcomeError{code}
	}
	return nil
}

// showLooks shows one service whole, and of several a row each.
func (a *App) showLooks(looks []watch.Snapshot, opts render.Options) error {
	switch {
	case len(looks) > 1 && a.flags.json:
		return render.StatusesJSON(a.Out, looks, opts)
	case len(looks) > 1:
		return render.Statuses(a.Out, looks, opts)
	case a.flags.json:
		return render.StatusJSON(a.Out, looks[0], opts)
	default:
		return render.Status(a.Out, looks[0], looks[0].Now, opts)
	}
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
