package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
)

type historyOptions struct {
	limit    int
	revision string
}

func newHistory(a *App) *cobra.Command {
	var o historyOptions
	cmd := &cobra.Command{
		Use:   "history [SERVICE]",
		Short: "past deployments and how they ended",
		Long: `List the past deployments of a service with their outcomes, as ECS keeps them
for 90 days: what settled, what was rolled back and why, what serves now, and
where a rollback would go. With --revision, all that the records tell of the
deployments of one revision.`,
		Example: `  steady history web
  steady history web --limit 50
  steady history web --revision 40
  steady history web --json | jq '.deployments[0].outcome'`,
		GroupID: groupLook,
		Args:    argsBetween(0, 1, "one service"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runHistory(cmd.Context(), a, cmd, first(args), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.IntVar(&o.limit, "limit", 10, "show at most `N` deployments")
	flags.StringVar(&o.revision, "revision", "", "only those of this `REVISION`, in detail: a number, or FAMILY:REV")
	return cmd
}

func runHistory(ctx context.Context, a *App, cmd *cobra.Command, name string, o historyOptions) error {
	if o.limit < 1 {
		return &usageError{message: fmt.Sprintf("--limit is 1 or more, got %d", o.limit), command: "history"}
	}
	if err := checkRevision("--revision", o.revision, "history"); err != nil {
		return err
	}
	settings, client, opts, err := a.look(ctx, cmd, name)
	if err != nil {
		return err
	}
	opts.Stamps = !a.OutTerminal
	services := service.Client{API: client}
	past, err := services.History(ctx, service.HistorySpec{
		Cluster: settings.Cluster, Service: settings.Service, Limit: o.limit, Revision: o.revision,
	})
	if err != nil {
		return err
	}
	heading := render.Heading{
		Cluster: past.Cluster, Region: client.Options().Region, Flags: a.placeFlags(settings),
	}
	switch {
	case a.flags.json:
		return render.HistoryJSON(a.Out, past, heading, opts)
	case o.revision != "":
		return render.HistoryDetail(a.Out, past, heading, opts)
	default:
		return render.History(a.Out, past, heading, opts)
	}
}
