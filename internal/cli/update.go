package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// updateFlags are the flags of every command that sends an update.
type updateFlags struct {
	desiredCount       int32
	forceNewDeployment bool
	watch, noWatch     bool
}

// bindChange binds those that say what changes.
func (f *updateFlags) bindChange(flags *pflag.FlagSet) {
	flags.Int32Var(&f.desiredCount, "desired-count", -1, "run `N` tasks (default: as many as now)")
	flags.BoolVar(&f.forceNewDeployment, "force-new-deployment", false, "replace all tasks even if nothing changed")
	flags.Lookup("desired-count").DefValue = "0" // or the help would show -1
}

func (f *updateFlags) bind(flags *pflag.FlagSet) {
	f.bindChange(flags)
	flags.BoolVar(&f.watch, "watch", true, "follow the deployment to its end")
	flags.BoolVar(&f.noWatch, "no-watch", false, "return right after the update")
}

func (f *updateFlags) follow() bool { return f.watch && !f.noWatch }

// check refuses a number of tasks that cannot be.
func (f *updateFlags) check(cmd *cobra.Command) error {
	if f.desiredCount < 0 && cmd.Flags().Changed("desired-count") {
		return &usageError{message: fmt.Sprintf("--desired-count is 0 or more, got %d", f.desiredCount), command: cmd.Name()}
	}
	return nil
}

func (f *updateFlags) desired() *int32 {
	if f.desiredCount < 0 {
		return nil
	}
	return &f.desiredCount
}

func newUpdate(a *App) *cobra.Command {
	var update updateFlags
	cmd := &cobra.Command{
		Use:   "update SERVICE FAMILY[:REV]",
		Short: "point a service at family:revision and watch",
		Long: `Point a service at a registered revision and watch until the rolling update has
settled. Without :REV it is the latest active revision of the family.`,
		Example: `  steady update web web:41
  steady update web web:41 --cluster prod --timeout 10m
  steady update web web --desired-count 4 --no-watch`,
		GroupID: groupSteps,
		Args:    argsBetween(2, 2, "a service and FAMILY[:REV]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runUpdate(cmd.Context(), a, cmd, args, &update)
		},
	}
	update.bind(cmd.Flags())
	watchFlags(cmd.Flags())
	untilFlag(cmd.Flags())
	a.bindKeep(cmd.Flags())
	endFlags(cmd.Flags())
	return cmd
}

func runUpdate(ctx context.Context, a *App, cmd *cobra.Command, args []string, update *updateFlags) error {
	a.streams = true
	if err := update.check(cmd); err != nil {
		return err
	}
	settings, err := a.settings(cmd, args[0])
	if err != nil {
		return err
	}
	if _, _, err := taskdef.ParseRevision(args[1]); err != nil {
		return &usageError{message: err.Error(), command: "update"}
	}
	spec := service.Spec{
		Cluster: settings.Cluster, Service: settings.Service, Revision: args[1],
		DesiredCount: update.desired(), ForceNewDeployment: update.forceNewDeployment,
	}
	return a.rollout(ctx, settings, "Updating", spec, update.follow())
}
