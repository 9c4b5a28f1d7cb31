package cli

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

type rollbackOptions struct {
	fleet          fleetFlags
	to             string
	dryRun         bool
	watch, noWatch bool
	confirm        confirmFlags
}

func newRollback(a *App) *cobra.Command {
	var o rollbackOptions
	cmd := &cobra.Command{
		Use:   "rollback [SERVICE...]",
		Short: "back to the last revision that settled",
		Long: `Go back to the last revision that settled before the one that runs, and watch
until the service has settled on it. While a deployment is in progress, it is
stopped and ECS goes back itself; else the service is updated to the revision.
Which revisions settled is read from ECS's records, never counted. Nothing is
deregistered. What has gone back already is not undone again. Of several
services the way back of each is known before the first one is changed.`,
		Example: `  steady rollback web
  steady rollback web --to 39
  steady rollback web api --dry-run`,
		GroupID: groupDeploy,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRollback(cmd.Context(), a, cmd, args, &o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.to, "to", "", "go back to this `REVISION`: a number, or FAMILY:REV")
	o.fleet.bind(flags)
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "say what would be done, and send nothing")
	flags.BoolVar(&o.watch, "watch", true, "follow the service until it is back")
	flags.BoolVar(&o.noWatch, "no-watch", false, "return as soon as the rollback is sent")
	o.confirm.bind(flags)
	watchFlags(flags)
	a.bindKeep(flags)
	return cmd
}

func runRollback(ctx context.Context, a *App, cmd *cobra.Command, names []string, o *rollbackOptions) error {
	a.streams = true
	if err := checkRevision("--to", o.to, "rollback"); err != nil {
		return err
	}
	list, err := a.several(cmd, names, o.fleet.all)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return a.rollbackFleet(ctx, list, o)
	}
	settings := list[0]
	client, err := a.client(ctx, settings)
	if err != nil {
		return err
	}
	services := service.Client{API: client}
	plan, err := services.PlanRollback(ctx, service.RollbackSpec{
		Cluster: settings.Cluster, Service: settings.Service, To: o.to,
	})
	if err != nil {
		return err
	}
	region := client.Options().Region
	if o.dryRun {
		return a.showRollback(settings, plan, region)
	}
	if plan.Further {
		if err := a.confirm(ctx, &o.confirm, further(plan), "rollback"); err != nil {
			return err
		}
	}
	if err := a.open("Rolling back", settings, region); err != nil {
		return err
	}
	d, err := a.send(ctx, &services, render.Rollback{RollbackPlan: plan, Trigger: render.Asked})
	if signal, ok := interrupted(ctx); ok && err != nil {
		return &interruptError{signal: signal.signal, sending: true}
	}
	switch {
	case err != nil:
		return err
	case plan.Way == service.NoWay, !o.watch, o.noWatch:
		return a.answer(settings, plan.To)
	}
	return a.followBack(ctx, settings, client, plan, d)
}

// checkRevision refuses what the revision of a flag cannot be.
func checkRevision(flag, to, command string) error {
	if to == "" {
		return nil
	}
	name := to
	if name[0] >= '0' && name[0] <= '9' {
		name = "family:" + name
	}
	if _, revision, err := taskdef.ParseRevision(name); err != nil || revision == 0 {
		return &usageError{
			message: fmt.Sprintf("%s takes REVISION or FAMILY:REVISION, got %q", flag, to), command: command,
		}
	}
	return nil
}

// further is what a person is asked before a service goes further back than to
// the last revision that settled.
func further(p service.RollbackPlan) string {
	switch {
	case p.Settled.IsZero():
		return fmt.Sprintf("no record says that %s has ever settled in %s", p.To, p.Service)
	case p.Last == "":
		return fmt.Sprintf("%s is not the revision that settled last in %s", p.To, p.Service)
	}
	return fmt.Sprintf("%s is further back than %s, the last revision that settled in %s", p.To, p.Last, p.Service)
}

// showRollback shows what a rollback would do.
func (a *App) showRollback(s *config.Settings, plan service.RollbackPlan, region string) error {
	if a.jsonLines(s.Progress) {
		if err := a.open("Rolling back", s, region); err != nil {
			return err
		}
		return a.renderer.Rollback(render.Rollback{RollbackPlan: plan, Trigger: render.Asked})
	}
	opts, err := a.renderOptions(s.Color, s.EndpointURL, a.OutTerminal)
	if err != nil {
		return err
	}
	opts.Stamps = !a.OutTerminal
	return render.RollbackPlan(a.Out, plan, render.Heading{Cluster: plan.Cluster, Region: region}, opts)
}

// followBack watches a rollback to its end and turns it into an exit code: 0
// once the service has settled on the revision it goes back to.
func (a *App) followBack(
	ctx context.Context, s *config.Settings, client *ecs.Client, plan service.RollbackPlan, d service.Deployment,
) error {
	outcome, err := a.watchBack(ctx, s, client, plan, d)
	if err != nil {
		return a.unwatched(ctx, s, targetOf(d), err)
	}
	code := exitOfVerdict(outcome.Verdict)
	if err := a.renderer.Outcome(outcome, code); err != nil {
		return a.sent(s, err)
	}
	if code != exitSettled {
		return &outcomeError{code}
	}
	return a.answer(s, outcome.Target.TaskDefinition)
}

// watchBack watches a rollback to its end. Where ECS goes back itself, the
// deployment that is undone is what tells how it ended; it is shown as what
// comes back.
func (a *App) watchBack(
	ctx context.Context, s *config.Settings, client *ecs.Client, plan service.RollbackPlan, d service.Deployment,
) (watch.Outcome, error) {
	watcher := a.watcher(s, client)
	a.limitBack(&watcher, s, plan)
	outcomes, err := watcher.Run(ctx, []watch.Target{targetOf(d)}, func(e watch.Event, st watch.State) error {
		return a.tellBack(plan, e, st)
	})
	if err != nil {
		return watch.Outcome{}, err
	}
	if plan.Way == service.ByStopping {
		return cameBack(outcomes[0], plan), nil
	}
	return outcomes[0], nil
}

// tellBack shows an event of a way back, but for what was said before anybody went
// back, and for the tasks that go.
func (a *App) tellBack(plan service.RollbackPlan, e watch.Event, st watch.State) error {
	back := plan.Way == service.ByStopping
	switch {
	case e.Kind == watch.Said && !e.Time.After(plan.Heard):
		return nil
	case back && (e.Kind == watch.Serving || e.Kind == watch.TaskStopped):
		return nil
	case back:
		st = comingBack(st, plan)
	}
	return a.renderer.Event(e, st)
}

// comingBack is the state of a deployment that ECS rolls back, as the state of
// the one that it goes back to.
func comingBack(st watch.State, p service.RollbackPlan) watch.State {
	st.Target = watch.Target{
		Cluster: st.Target.Cluster, Service: st.Target.Service, Desired: -1,
		Deployment: p.Back, TaskDefinition: p.To, Previous: p.Deployment, PreviousTaskDefinition: p.From,
	}
	st.Serving, st.Stopped = 0, nil
	return st
}

// cameBack is the end of a deployment that ECS was to roll back, as the end of
// the rollback.
func cameBack(o watch.Outcome, p service.RollbackPlan) watch.Outcome {
	switch o.Verdict {
	case watch.RolledBack:
		o.Verdict = watch.Settled
		if o.By != nil { // what ECS chose counts, whatever was expected
			p.Back, p.To = o.By.ID, o.By.TaskDefinition
		}
	case watch.Settled:
		o.Verdict, o.Reason = watch.Failed, "ECS completed "+p.From+" and did not go back"
	}
	o.State = comingBack(o.State, p)
	o.Target = o.State.Target
	return o
}
