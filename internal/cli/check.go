package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/taskdef"
)

func newCheck(a *App) *cobra.Command {
	var file fileFlags
	var services fleetFlags
	cmd := &cobra.Command{
		Use:   "check [FILE...]",
		Short: "validate task-definition files offline",
		Long: `Validate task-definition files without AWS: the shape that the API wants, and
the rules by which ECS would refuse a definition or never place its tasks. All
problems of all files are printed. Without a FILE it is every file that
steady.yaml names.`,
		Example: `  steady check task.yaml
  steady check deploy/*.yaml --var TAG=test
  steady check --all --var TAG=test`,
		GroupID: groupSetup,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if services.all && len(args) > 0 {
				return &usageError{message: "--all takes no files: it is every file that steady.yaml names", command: "check"}
			}
			if len(args) == 0 {
				return checkAll(a, cmd, &file)
			}
			return runCheck(a, args, &file)
		},
	}
	services.bindAll(cmd.Flags())
	file.bind(cmd.Flags())
	return cmd
}

// checkAll checks the files of all services of steady.yaml, each once.
func checkAll(a *App, cmd *cobra.Command, flags *fileFlags) error {
	list, err := config.LoadAll(a.source(config.Source{Flags: cmd.Flags()}), nil, true)
	var apart *config.PlaceError
	if err != nil && !errors.As(err, &apart) { // files can be checked wherever they go
		return err
	}
	var paths []string
	var problems taskdef.Problems
	for _, s := range list {
		if s.ServiceDefinition != "" {
			_, err := a.serviceFile(a.shortened(s.ServiceDefinition), flags)
			found, broken := asProblems(err)
			if err != nil && !broken {
				return err
			}
			problems = append(problems, found...)
		}
		if path := a.shortened(s.TaskDefinition); isFile(path) && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return a.check(paths, problems, flags)
}

// shortened is a path as seen from the working directory, where it is below it.
func (a *App) shortened(path string) string {
	if short, err := filepath.Rel(a.Dir, path); filepath.IsAbs(path) && err == nil && filepath.IsLocal(short) {
		return short
	}
	return path
}

func runCheck(a *App, paths []string, flags *fileFlags) error {
	return a.check(paths, nil, flags)
}

// check checks task-definition files, and tells of problems that were found before too.
func (a *App) check(paths []string, problems taskdef.Problems, flags *fileFlags) error {
	for _, path := range paths {
		_, found, err := a.checked(path, flags)
		if err != nil {
			return err
		}
		problems = append(problems, found...)
	}
	if err := problems.Err(); err != nil {
		return problems
	}
	if err := a.warn(problems); err != nil {
		return err
	}
	if a.flags.quiet || a.flags.json {
		return nil
	}
	_, err := fmt.Fprintf(a.Out, "%s: no problems\n", plural(len(paths), "file"))
	return err
}
