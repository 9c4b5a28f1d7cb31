package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

func newCheck(a *App) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check [FILE...]",
		Short: "validate task-definition files, and what they name",
		Long: `Validate task-definition files without AWS: the shape that the API wants, and
the rules by which ECS would refuse a definition or never place its tasks. All
problems of all files are printed. Without a FILE it is every file that
steady.yaml names.

With --online AWS is asked too, once the files are in order, whether what they
name is there: images in ECR, roles, secrets, parameters, log groups, and the
target groups of service files in steady.yaml. Values are never asked for. No
answer is waited for longer than two seconds; what could not be looked at is
told and is no problem: steady help checks.`,
		Example: `  steady check task.yaml
  steady check deploy/*.yaml --var TAG=test
  steady check --all --var TAG=test
  steady check task.yaml --online --region eu-west-1
  steady check --online`,
		GroupID: groupSetup,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.services.all && len(args) > 0 {
				return &usageError{message: "--all takes no files: it is every file that steady.yaml names", command: "check"}
			}
			if len(args) == 0 {
				return checkAll(cmd.Context(), a, cmd, &o)
			}
			return runCheck(cmd.Context(), a, cmd, args, &o)
		},
	}
	o.services.bindAll(cmd.Flags())
	cmd.Flags().BoolVar(&o.online, "online", false, "ask AWS too whether what the files name is there")
	o.file.bind(cmd.Flags())
	return cmd
}

type checkOptions struct {
	file     fileFlags
	services fleetFlags
	online   bool
}

// checkAll checks the files of all services of steady.yaml, each once.
func checkAll(ctx context.Context, a *App, cmd *cobra.Command, o *checkOptions) error {
	list, err := config.LoadAll(a.source(config.Source{Flags: cmd.Flags()}), nil, true)
	var apart *config.PlaceError
	if err != nil && (o.online || !errors.As(err, &apart)) { // files can be checked wherever they go
		return err
	}
	var files []checkedFile
	var problems taskdef.Problems
	for _, s := range list {
		var settings *service.File
		if s.ServiceDefinition != "" {
			settings, err = a.serviceFile(a.shortened(s.ServiceDefinition), &o.file)
			found, broken := asProblems(err)
			if err != nil && !broken {
				return err
			}
			problems = append(problems, found...)
		}
		path := a.shortened(s.TaskDefinition)
		same := slices.IndexFunc(files, func(f checkedFile) bool { return f.path == path })
		switch {
		case !isFile(path):
		case same < 0:
			files = append(files, checkedFile{path: path, services: orNoFile(settings)})
		default:
			files[same].services = append(files[same].services, orNoFile(settings)...)
		}
	}
	if problems, err = a.check(files, problems, &o.file); err != nil {
		return err
	}
	return a.tellChecked(ctx, func() (*config.Settings, error) { return list[0], nil }, files, problems, o)
}

// checkedFile is a task-definition file, with what is known of the services that run it.
type checkedFile struct {
	path       string
	services   []*service.File
	definition *taskdef.Definition
}

func orNoFile(f *service.File) []*service.File {
	if f == nil {
		return nil
	}
	return []*service.File{f}
}

// shortened is a path as seen from the working directory, where it is below it.
func (a *App) shortened(path string) string {
	if short, err := filepath.Rel(a.Dir, path); filepath.IsAbs(path) && err == nil && filepath.IsLocal(short) {
		return short
	}
	return path
}

func runCheck(ctx context.Context, a *App, cmd *cobra.Command, paths []string, o *checkOptions) error {
	files := make([]checkedFile, len(paths))
	for i, path := range paths {
		files[i].path = path
	}
	problems, err := a.check(files, nil, &o.file)
	if err != nil {
		return err
	}
	return a.tellChecked(ctx, func() (*config.Settings, error) { return a.settingsAlone(cmd) }, files, problems, o)
}

// check checks task-definition files; their problems come behind those that were found
// before.
func (a *App) check(files []checkedFile, problems taskdef.Problems, flags *fileFlags) (taskdef.Problems, error) {
	for i, f := range files {
		definition, found, err := a.checked(f.path, flags)
		if err != nil {
			return nil, err
		}
		files[i].definition, problems = definition, append(problems, found...)
	}
	return problems, nil
}

// tellChecked tells of the problems of files. Where none is an error it asks whether what
// they name is there, if that is wanted, with the settings that are loaded only then.
func (a *App) tellChecked(
	ctx context.Context, settings func() (*config.Settings, error), files []checkedFile, found taskdef.Problems,
	o *checkOptions,
) error {
	checked := render.Checked{Problems: found, Online: o.online && found.Err() == nil}
	for _, f := range files {
		checked.Files = append(checked.Files, f.path)
	}
	if a.flags.json {
		return a.writeChecked(ctx, settings, files, checked)
	}
	if err := found.Err(); err != nil {
		return err
	}
	if err := a.warn(found); err != nil {
		return err
	}
	if checked.Online {
		if err := a.online(ctx, settings, files, &checked); err != nil {
			return err
		}
		if err := a.tellOnline(checked, checked.Problems[len(found):]); err != nil {
			return err
		}
	}
	if a.flags.quiet {
		return nil
	}
	return a.print(checked.String())
}

// writeChecked writes the same as a document.
func (a *App) writeChecked(
	ctx context.Context, settings func() (*config.Settings, error), files []checkedFile, checked render.Checked,
) error {
	if checked.Online {
		if err := a.online(ctx, settings, files, &checked); err != nil {
			return err
		}
	}
	exit := exitSettled
	if checked.Problems.Err() != nil {
		exit = exitConfig
	}
	err := render.CheckedJSON(a.Out, checked, exit)
	if err == nil && exit != exitSettled {
		err = &outcomeError{exit}
	}
	return err
}
