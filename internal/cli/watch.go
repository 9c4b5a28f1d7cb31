package cli

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/watch"
)

func newWatch(a *App) *cobra.Command {
	var services fleetFlags
	cmd := &cobra.Command{
		Use:   "watch [SERVICE...]",
		Short: "follow a deployment to its end",
		Long: `Follow the current deployment of a service, or of several at once, until it has
settled, failed, or was replaced. Nothing is changed: Ctrl-C stops watching and
the rollout goes on.`,
		Example: `  steady watch web
  steady watch web --cluster prod --timeout 30m
  steady watch web api
  steady watch web --until serving        old tasks may still drain
  steady watch web --json | tail -n 1 | jq .exit_code`,
		GroupID: groupSteps,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runWatch(cmd.Context(), a, cmd, args, &services)
		},
	}
	services.bindAll(cmd.Flags())
	watchFlags(cmd.Flags())
	untilFlag(cmd.Flags())
	a.bindKeep(cmd.Flags())
	endFlags(cmd.Flags())
	return cmd
}

func runWatch(ctx context.Context, a *App, cmd *cobra.Command, names []string, services *fleetFlags) error {
	a.streams = true
	list, err := a.several(cmd, names, services.all)
	if err != nil {
		return err
	}
	settings := list[0]
	client, err := a.client(ctx, settings)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return a.watchFleet(ctx, client, list, services)
	}
	if err := a.open("Watching", settings, client.Options().Region); err != nil {
		return err
	}
	target := watch.Target{Cluster: settings.Cluster, Service: settings.Service, Desired: -1}
	return a.follow(ctx, settings, client, target)
}

// watchFleet follows several services at once.
func (a *App) watchFleet(ctx context.Context, client *ecs.Client, list []*config.Settings, flags *fleetFlags) error {
	members := make([]*member, len(list))
	for i, s := range list {
		members[i] = &member{Settings: s}
	}
	f, err := a.fleet("Watching", client, members, flags)
	if err != nil {
		return err
	}
	for _, m := range members {
		m.begin = func(context.Context) (*watch.Job, error) {
			job := f.job(m, watch.Target{Cluster: m.Cluster, Service: m.Service, Desired: -1})
			return &job, nil
		}
	}
	return f.run(ctx, true)
}
