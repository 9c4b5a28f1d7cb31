package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/watch"
)

func newWatch(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watch [SERVICE]",
		Short: "follow a deployment to its end",
		Long: `Follow the current deployment of a service until it has settled, failed, or
was replaced. Nothing is changed: Ctrl-C stops watching and the rollout goes on.`,
		Example: `  steady watch web
  steady watch web --cluster prod --timeout 30m
  steady watch web --until serving        old tasks may still drain
  steady watch web --json | tail -n 1 | jq .exit_code`,
		GroupID: groupSteps,
		Args:    argsBetween(0, 1, "one service"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runWatch(cmd.Context(), a, cmd, first(args))
		},
	}
	watchFlags(cmd.Flags())
	untilFlag(cmd.Flags())
	a.bindKeep(cmd.Flags())
	endFlags(cmd.Flags())
	return cmd
}

func runWatch(ctx context.Context, a *App, cmd *cobra.Command, name string) error {
	a.streams = true
	settings, err := a.settings(cmd, name)
	if err != nil {
		return err
	}
	client, err := a.client(ctx, settings)
	if err != nil {
		return err
	}
	if err := a.open("Watching", settings, client.Options().Region); err != nil {
		return err
	}
	target := watch.Target{Cluster: settings.Cluster, Service: settings.Service, Desired: -1}
	return a.follow(ctx, settings, client, target)
}
