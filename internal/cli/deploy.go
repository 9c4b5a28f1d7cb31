package cli

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

type deployOptions struct {
	taskDefinition    string
	serviceDefinition string
	file              fileFlags
	update            updateFlags
	fleet             fleetFlags
	force             bool
	dryRun            bool
	forecast          forecastFlags
}

// bindWhat binds the flags that say what a deploy deploys.
func (o *deployOptions) bindWhat(flags *pflag.FlagSet) {
	flags.StringVar(&o.taskDefinition, "task-definition", "", "a `FILE`, or FAMILY[:REV] that is registered")
	flags.StringVar(&o.serviceDefinition, "service-definition", "", "a `FILE` with the settings of the service")
	o.file.bind(flags)
	flags.BoolVar(&o.force, "force", false, "register even what is already registered")
}

func newDeploy(a *App) *cobra.Command {
	var o deployOptions
	cmd := &cobra.Command{
		Use:   "deploy [SERVICE...]",
		Short: "register, update and watch: the whole job",
		Long: `Register the task definition of a service if it differs from the latest
revision, update the service to it (or create the service, where it does not
exist and a service file describes it), and watch until the rolling update has
settled. Only what the files and flags name is changed. A rollout that can never
settle, by the forecast of steady plan, or whose tasks could never start, by its
checks, is not begun: exit 21.

SERVICE is a service of steady.yaml; with one service in it the name may be left
out. Without a steady.yaml, name --cluster and --task-definition.

Several services are deployed in the order of the file, --parallel of them at a
time. All files are read and checked before anything is sent. After a failure
nothing new is started, and what has begun is watched to its end.`,
		Example: `  steady deploy web
  steady deploy web --image app=shop/web:1.9.0
  steady deploy web --cluster prod --task-definition task.yaml
  steady deploy web api --tag 1.9.0
  steady deploy --all --parallel 8 --keep-going`,
		GroupID: groupDeploy,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runDeploy(cmd.Context(), a, cmd, args, &o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	o.bindWhat(flags)
	o.fleet.bind(flags)
	o.update.bind(flags)
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "send nothing: the same as steady plan")
	o.forecast.bind(flags)
	watchFlags(flags)
	untilFlag(flags)
	a.bindKeep(flags)
	endFlags(flags)
	return cmd
}

func runDeploy(ctx context.Context, a *App, cmd *cobra.Command, names []string, o *deployOptions) error {
	if o.dryRun {
		return runPlan(ctx, a, cmd, names, &planOptions{deploy: *o, output: outputText})
	}
	a.streams, a.ahead = true, &o.forecast
	if err := o.update.check(cmd); err != nil {
		return err
	}
	list, err := a.several(cmd, names, o.fleet.all)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return a.deployFleet(ctx, cmd, list, o)
	}
	settings := list[0]
	spec, err := a.deploySpec(settings, o)
	if err != nil {
		return err
	}
	return a.rollout(ctx, settings, "Deploying", spec, o.update.follow())
}

// deploySpec reads the files of a deploy and says what the service should become.
func (a *App) deploySpec(settings *config.Settings, o *deployOptions) (service.Spec, error) {
	spec := service.Spec{
		Cluster: settings.Cluster, Service: settings.Service, ForceRegister: o.force,
		ForceNewDeployment: o.update.forceNewDeployment, DesiredCount: o.update.desired(),
	}
	definition, from := o.taskDefinition, "--task-definition"
	if definition == "" {
		definition, from = settings.TaskDefinition, settings.File
	}
	settingsFile := cmp.Or(o.serviceDefinition, settings.ServiceDefinition)
	switch {
	case definition == "" && settingsFile == "":
		return spec, &usageError{
			message: fmt.Sprintf("nothing says what %s should run; name --task-definition FILE or FAMILY:REV", settings.Service),
			command: "deploy",
		}
	case definition != "" && isFile(definition):
		definitions, err := a.definitions([]string{definition}, &o.file)
		if err != nil {
			return spec, err
		}
		spec.Definition = definitions[0]
	case definition != "" && o.file.overriding() != "":
		return spec, &usageError{
			message: fmt.Sprintf("%s changes a file; %s is registered already and stays as it is",
				o.file.overriding(), definition),
			command: "deploy",
		}
	case definition != "":
		if _, _, err := taskdef.ParseRevision(definition); err != nil {
			return spec, &config.Error{
				Setting: "taskDefinition", From: from, Value: definition, Want: "a path, FAMILY or FAMILY:REVISION",
			}
		}
		spec.Revision = definition
	}
	if settingsFile != "" {
		file, err := a.serviceFile(settingsFile, &o.file)
		if err != nil {
			return spec, err
		}
		spec.File = file
		if err := a.warn(file.Warnings); err != nil {
			return spec, err
		}
	}
	return spec, nil
}
