package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/taskdef"
)

type registerOptions struct {
	files []string
	file  fileFlags
	force bool
}

func newRegister(a *App) *cobra.Command {
	var o registerOptions
	cmd := &cobra.Command{
		Use:   "register FILE...",
		Short: "register a task-definition revision from YAML",
		Long: `Register a task-definition revision from each YAML or JSON file and print
family:revision, one a line. A file whose definition is identical to the latest
active revision of its family registers nothing: that revision is printed.`,
		Example: `  steady register task.yaml
  rev=$(steady register task.yaml --tag 1.9.0)
  jq . task.json | steady register -`,
		GroupID: groupSteps,
		Args:    argsBetween(1, 100, "one or more files"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.files = args
			return runRegister(cmd.Context(), a, cmd, &o)
		},
	}
	o.file.bind(cmd.Flags())
	cmd.Flags().BoolVar(&o.force, "force", false, "register even what is already registered")
	return cmd
}

func runRegister(ctx context.Context, a *App, cmd *cobra.Command, o *registerOptions) error {
	settings, err := a.settingsAlone(cmd)
	if err != nil {
		return err
	}
	definitions, err := a.definitions(o.files, &o.file)
	if err != nil {
		return err
	}
	client, err := a.client(ctx, settings)
	if err != nil {
		return err
	}
	registered := ""
	for _, definition := range definitions {
		registration, err := taskdef.Register(ctx, client, definition, o.force)
		if err != nil {
			return afterRegistering(registered, err)
		}
		if !registration.Reused {
			registered = registration.Revision
		}
		if err := a.printRegistration(registration); err != nil {
			return err
		}
	}
	return nil
}

// definitions reads and checks all files before anything is sent: one broken
// file stops the registration of the others.
func (a *App) definitions(paths []string, flags *fileFlags) ([]*taskdef.Definition, error) {
	var (
		out      []*taskdef.Definition
		problems taskdef.Problems
	)
	for _, path := range paths {
		definition, found, err := a.checked(path, flags)
		if err != nil {
			return nil, err
		}
		problems = append(problems, found...)
		out = append(out, definition)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return out, a.warn(problems)
}

// checked reads one file and collects what reading and checking it found. The
// error is for what is no problem of the file itself.
func (a *App) checked(path string, flags *fileFlags) (*taskdef.Definition, taskdef.Problems, error) {
	definition, err := a.definition(path, flags)
	if err != nil {
		if problems, ok := asProblems(err); ok {
			return nil, problems, nil
		}
		return nil, nil, err
	}
	return definition, append(definition.Warnings, definition.Check()...), nil
}

func (a *App) printRegistration(r taskdef.Registration) error {
	if a.flags.json {
		return render.RegistrationJSON(a.Out, r)
	}
	if a.flags.verbose {
		note := "registered"
		if r.Reused {
			note = "already registered, kept"
		}
		if err := a.note(r.Revision + " " + note); err != nil {
			return err
		}
	}
	return a.print(r.Revision)
}
