package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/render"
)

func newRender(a *App) *cobra.Command {
	var (
		file   fileFlags
		output string
	)
	cmd := &cobra.Command{
		Use:   "render FILE",
		Short: "print the RegisterTaskDefinition request of a file",
		Long: `Print the RegisterTaskDefinition request that a task-definition file makes,
after substitution and overrides. Nothing is sent and no AWS configuration is
needed. What "steady check" would refuse beyond the shape is a warning here.`,
		Example: `  steady render task.yaml
  steady render task.yaml --tag 1.9.0 --output yaml
  steady render task.yaml > request.json`,
		GroupID: groupSetup,
		Args:    argsBetween(1, 1, "one file"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runRender(a, args[0], &file, output)
		},
	}
	file.bind(cmd.Flags())
	cmd.Flags().StringVarP(&output, "output", "o", "json", "`FORMAT`: json or yaml")
	return cmd
}

func runRender(a *App, path string, flags *fileFlags, output string) error {
	if output != "json" && output != "yaml" {
		return &usageError{message: fmt.Sprintf("--output is json or yaml, got %q", output), command: "render"}
	}
	definition, err := a.definition(path, flags)
	if err != nil {
		return err
	}
	findings := append(definition.Warnings, definition.Check()...)
	for i := range findings {
		findings[i].Warning = true
	}
	if err := a.warn(findings); err != nil {
		return err
	}
	if output == "yaml" {
		text, err := definition.YAML()
		if err != nil {
			return err
		}
		_, err = a.Out.Write(text)
		return err
	}
	text, err := definition.JSON()
	if err != nil {
		return err
	}
	return render.WriteJSON(a.Out, text)
}
