package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/report"
	"github.com/ecs-steady/steady/service"
)

type reportOptions struct {
	deployment string
	out        reportFile
}

func newReport(a *App) *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report [SERVICE]",
		Short: "a page about a deployment that is over",
		Long: `Write a report of the last deployment of a service, or of another one, after
the fact: from ECS's record of it, the events of its time and the tasks that
stopped within the hour, with the causes that steady explain gives. --out says
where, and its ending as what: a page .html, a picture .svg or a summary .md.
Without it the summary is printed.

How many tasks ran is drawn for the moments that ECS tells of, and for none
between: who wants the whole course keeps it while it happens, with --report of
steady deploy and watch.`,
		Example: `  steady report web --out web.html
  steady report web --deployment 7301948822 --out web.svg
  steady report web >> "$GITHUB_STEP_SUMMARY"`,
		GroupID: groupLook,
		Args:    argsBetween(0, 1, "one service"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runReport(cmd.Context(), a, cmd, first(args), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.deployment, "deployment", "", "the deployment `ID`, as steady history shows it, not the last one")
	flags.Var(&o.out, "out", "write to a `FILE` .html, .svg or .md")
	logFlag(flags)
	return cmd
}

func runReport(ctx context.Context, a *App, cmd *cobra.Command, name string, o reportOptions) error {
	settings, client, opts, err := a.look(ctx, cmd, name)
	if err != nil {
		return err
	}
	past, err := a.past(ctx, settings, client, o.deployment)
	if err != nil {
		return err
	}
	head := render.Heading{
		Service: settings.Service, Cluster: settings.Cluster, Region: client.Options().Region,
		Flags: a.placeFlags(settings), Simulated: a.simulated(settings.EndpointURL),
	}
	var text []byte
	switch filepath.Ext(string(o.out)) {
	case ".html":
		text = report.HTML(render.NewPastAccount(past, head, opts))
	case ".svg":
		text = report.SVG(render.NewPastAccount(past, head, opts))
	default:
		text = []byte(render.PastMarkdown(past, head, opts))
	}
	if o.out == "" {
		_, err = a.Out.Write(text)
		return err
	}
	if err := os.WriteFile(a.path(string(o.out)), text, 0o666); err != nil { //nolint:gosec // as any new file is
		return &usageError{message: "cannot write " + string(o.out) + ": " + pathless(err).Error(), command: "report"}
	}
	return nil
}

// past reads the deployment of this id, by default the last one.
func (a *App) past(ctx context.Context, s *config.Settings, client *ecs.Client, id string) (render.Past, error) {
	spec := service.HistorySpec{Cluster: s.Cluster, Service: s.Service, Limit: 1}
	if id != "" {
		spec.Limit = mostRecords
	}
	history, err := (&service.Client{API: client}).History(ctx, spec)
	if err != nil {
		return render.Past{}, err
	}
	for _, record := range history.Records {
		if id == "" || isDeployment(record, id) {
			found, err := a.explainRecord(ctx, s, client, record)
			return render.Past{Explanation: found, Record: record}, err
		}
	}
	if id == "" {
		return render.Past{}, errNoRecords
	}
	return render.Past{}, &service.NoRecordError{Service: s.Service, Revision: id}
}

// mostRecords is how many records are looked through for one.
const mostRecords = 1000

// isDeployment reports whether a record is of the deployment: by its id, with or without
// what it begins with, or by the ARN of the record.
func isDeployment(r service.Record, id string) bool {
	digits := strings.TrimPrefix(r.Deployment, "ecs-svc/")
	return r.ARN == id || digits != "" && digits == strings.TrimPrefix(id, "ecs-svc/")
}
