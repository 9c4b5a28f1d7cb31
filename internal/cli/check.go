package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/taskdef"
)

func newCheck(a *App) *cobra.Command {
	var file fileFlags
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "validate task-definition files offline",
		Long: `Validate task-definition files without AWS: the shape that the API wants, and
the rules by which ECS would refuse a definition or never place its tasks. All
problems of all files are printed.`,
		Example: `  steady check task.yaml
  steady check deploy/*.yaml --var TAG=test`,
		GroupID: groupSetup,
		Args:    argsBetween(1, 1000, "one or more files"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runCheck(a, args, &file)
		},
	}
	file.bind(cmd.Flags())
	return cmd
}

func runCheck(a *App, paths []string, flags *fileFlags) error {
	var problems taskdef.Problems
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
