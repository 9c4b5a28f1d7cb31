package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/service"
)

// The forms of a plan.
const (
	outputText     = "text"
	outputMarkdown = "markdown"
	outputJSON     = "json"
)

type planOptions struct {
	deploy     deployOptions
	output     string
	exitCode   bool
	showValues bool
}

func newPlan(a *App) *cobra.Command {
	var o planOptions
	cmd := &cobra.Command{
		Use:     "plan [SERVICE...]",
		Aliases: []string{"diff"},
		Short:   "what deploy would change, and whether it can settle",
		Long: `Compare the files of a service with what is registered and running, and say
what deploy would change. Nothing is sent. What ECS fills in by itself and the
order of what has no order make no difference. Of environment variables,
secrets and labels the names are shown; --show-values adds the values of the
variables.

The forecast says whether the rollout can settle: what runs, the instances with
what they have left, and the change are put into a model of ECS, which is run to
the end. Of a rollout that cannot settle it says who waits for whom, and with
which changes it would. Meanwhile it is looked whether the images, roles,
secrets and log groups of its tasks are there: steady help checks.

With two revisions, FAMILY:REV FAMILY:REV, say what differs between them.`,
		Example: `  steady plan web
  steady plan web --image app=shop/web:1.9.0 --exit-code
  steady plan web --output markdown >> "$GITHUB_STEP_SUMMARY"
  steady diff web:41 web:42`,
		GroupID: groupDeploy,
		Args:    argsBetween(0, 1000, "services"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runPlan(cmd.Context(), a, cmd, args, &o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	o.deploy.bindWhat(flags)
	o.deploy.fleet.bindAll(flags)
	o.deploy.update.bindChange(flags)
	flags.StringVarP(&o.output, "output", "o", outputText, "`FORM` of the plan: text, markdown or json")
	flags.BoolVar(&o.exitCode, "exit-code", false, "exit with 20 if a deploy would change something")
	flags.BoolVar(&o.showValues, "show-values", false, "show the values of environment variables")
	return cmd
}

func runPlan(ctx context.Context, a *App, cmd *cobra.Command, names []string, o *planOptions) error {
	forms := []string{outputText, outputMarkdown, outputJSON}
	if !slices.Contains(forms, o.output) {
		return &usageError{message: fmt.Sprintf("--output is text, markdown or json, got %q", o.output), command: "plan"}
	}
	if a.flags.json {
		o.output = outputJSON
	}
	if err := o.deploy.update.check(cmd); err != nil {
		return err
	}
	if slices.ContainsFunc(names, isRevision) {
		return runDiff(ctx, a, cmd, names, o)
	}
	list, err := a.several(cmd, names, o.deploy.fleet.all)
	if err != nil {
		return err
	}
	client, opts, err := a.lookAs(ctx, list[0])
	if err != nil {
		return err
	}
	opts.Stamps = !a.OutTerminal
	specs := make([]service.Spec, len(list))
	for i, settings := range list {
		if specs[i], err = a.deploySpec(settings, &o.deploy); err != nil {
			return err
		}
		specs[i].ShowValues = o.showValues
	}
	plans := make([]render.Planned, len(list))
	err = severally(ctx, len(list), func(i int) (err error) {
		plans[i], err = a.planOf(ctx, client, specs[i])
		return err
	})
	if err != nil {
		return err
	}
	for i, settings := range list {
		plans[i].Heading.Flags = strings.TrimSpace(a.placeFlags(settings) + " " + changeFlags(cmd))
	}
	if err := a.showPlans(plans, o.output, opts); err != nil {
		return err
	}
	changes := func(p render.Planned) bool { return p.Plan.Action != service.None }
	if o.exitCode && slices.ContainsFunc(plans, changes) {
		return &outcomeError{exitChanges}
	}
	return nil
}

// planOf plans one service.
func (a *App) planOf(
	ctx context.Context, client *ecs.Client, spec service.Spec,
) (render.Planned, error) {
	plan, err := (&service.Client{API: client}).Plan(ctx, spec)
	if err != nil {
		return render.Planned{}, err
	}
	out, err := a.lookOut(ctx, client, plan, spec.Definition, true)
	return render.Planned{Plan: plan, Forecast: out.forecast, Checks: out.checks, Heading: render.Heading{
		Cluster: plan.Cluster, Region: client.Options().Region,
	}}, err
}

// changeFlags are the flags that have to be typed again to deploy what was planned.
// Of variables and members they hold no values.
func changeFlags(cmd *cobra.Command) string {
	what := pflag.NewFlagSet("", pflag.ContinueOnError)
	var o deployOptions
	o.bindWhat(what)
	o.update.bindChange(what)
	var flags []string
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if what.Lookup(f.Name) == nil {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, value := range values {
			if name, _, ok := strings.Cut(value, "="); ok && (f.Name == "var" || f.Name == "set") {
				value = name + "=..."
			}
			flags = append(flags, "--"+f.Name)
			if f.NoOptDefVal == "" {
				flags = append(flags, shell.Word(value))
			}
		}
	})
	return strings.Join(flags, " ")
}

func (a *App) showPlans(plans []render.Planned, output string, opts render.Options) error {
	switch output {
	case outputJSON:
		return render.PlansJSON(a.Out, plans, opts)
	case outputMarkdown:
		return render.PlansMarkdown(a.Out, plans, opts)
	}
	for i, p := range plans {
		if i > 0 {
			if _, err := fmt.Fprintln(a.Out); err != nil {
				return err
			}
		}
		if err := render.Plan(a.Out, p, opts); err != nil {
			return err
		}
	}
	return nil
}
