package cli

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

const (
	// keptTasks is how long ECS tells of stopped tasks (API reference, ListTasks).
	keptTasks = time.Hour
	// afterwards is how long after the end of a deployment events still tell of it.
	afterwards = time.Minute
)

func newExplain(a *App) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "explain [SERVICE|CODE]",
		Short: "why the last deployment failed, or what a cause means",
		Long: `Say why the last deployment of a service that went wrong did so: from ECS's
records, events and the tasks that stopped within the hour, with their last log
lines. Nothing is changed. For the code of a cause, such as oom or
port-conflict, print its page; "steady help causes" lists the codes.

A service that is named like a code is meant by --service.`,
		Example: `  steady explain web
  steady explain port-conflict
  steady explain web --json | jq .causes[0].why`,
		GroupID: groupLook,
		Args:    argsBetween(0, 1, "one service or code"),
		RunE: func(cmd *cobra.Command, args []string) error {
			arg := first(args)
			if arg != "" && name != "" {
				return &usageError{message: "name the service once: as SERVICE or by --service", command: "explain"}
			}
			if g, ok := watch.GuideTo(arg); ok {
				return a.guide(cmd.OutOrStdout(), g)
			}
			if name == "" {
				name = arg
			}
			return runExplain(cmd.Context(), a, cmd, name)
		},
	}
	cmd.Flags().StringVar(&name, "service", "", "the service `NAME`, where a cause has it too")
	logFlag(cmd.Flags())
	return cmd
}

// guide prints the page of a cause.
func (a *App) guide(w io.Writer, g watch.Guide) error {
	if a.flags.json {
		return render.GuideJSON(w, g)
	}
	return render.Guide(w, g)
}

func runExplain(ctx context.Context, a *App, cmd *cobra.Command, name string) error {
	settings, client, opts, err := a.look(ctx, cmd, name)
	if err != nil {
		return err
	}
	found, err := a.explanation(ctx, settings, client)
	if err != nil {
		return err
	}
	if a.flags.json {
		return render.ExplainJSON(a.Out, found)
	}
	return render.Explain(a.Out, found, render.Heading{
		Service: settings.Service, Cluster: settings.Cluster, Region: client.Options().Region,
		Flags: a.placeFlags(settings), Simulated: a.simulated(settings.EndpointURL),
	}, opts)
}

// explanation explains the newest deployment of which there is anything to
// explain, or says that the newest one settled.
func (a *App) explanation(ctx context.Context, s *config.Settings, client *ecs.Client) (render.Explanation, error) {
	services := service.Client{API: client}
	history, err := services.History(ctx, service.HistorySpec{Cluster: s.Cluster, Service: s.Service})
	if err != nil {
		return render.Explanation{}, err
	}
	var newest render.Explanation
	for i, record := range history.Records {
		wrong := record.Ending == service.Failed || record.Ending == service.RolledBack
		if i > 0 && !wrong {
			continue
		}
		found, err := a.explainRecord(ctx, s, client, record)
		if err != nil || wrong || len(found.Outcome.Causes) > 0 || record.Ending == service.InProgress {
			return found, err
		}
		newest = found
	}
	if len(history.Records) == 0 {
		return newest, errNoRecords
	}
	return newest, nil
}

// errNoRecords is about services without a deployment that ECS keeps a record of.
var errNoRecords = errors.New("ECS keeps no record of a deployment of this service")

// explainRecord explains the deployment of one record.
func (a *App) explainRecord(
	ctx context.Context, s *config.Settings, client *ecs.Client, record service.Record,
) (render.Explanation, error) {
	target := watch.Target{
		Cluster: s.Cluster, Service: s.Service, Deployment: record.Deployment, TaskDefinition: record.TaskDefinition,
		CreatedAt: record.Created, Desired: -1,
	}
	if len(record.Replaced) > 0 {
		target.PreviousTaskDefinition = record.Replaced[0]
	}
	until := time.Time{}
	if !record.Finished.IsZero() && record.Ending != service.Settled {
		until = record.Finished.Add(afterwards)
	}
	watcher := a.watcher(s, client)
	out, err := watcher.Explain(ctx, target, until)
	out.Verdict = verdictOf(record.Ending)
	wrong := record.Ending == service.Failed || record.Ending == service.RolledBack
	return render.Explanation{
		Outcome: out, Reason: record.Reason, Created: record.Created, Finished: record.Finished,
		Late: wrong && !record.Finished.IsZero() && len(out.State.Stopped) == 0 &&
			out.State.Last.Now.Sub(record.Finished) > keptTasks,
	}, err
}

// verdictOf is the verdict that goes with the ending of a record.
func verdictOf(ending service.Ending) watch.Verdict {
	switch ending {
	case service.Settled:
		return watch.Settled
	case service.RolledBack:
		return watch.RolledBack
	case service.Failed:
		return watch.Failed
	case service.Superseded:
		return watch.Superseded
	case service.Stopped:
		return watch.Stopped
	default:
		return watch.InProgress
	}
}
