package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/shape"
)

// The groups of the root help, in the order they are shown.
const (
	groupStart  = "start"
	groupDeploy = "deploy"
	groupSteps  = "steps"
	groupLook   = "look"
	groupSetup  = "setup"
)

// Command is the root command as the documentation is generated from: without
// streams, environment or network.
func Command() *cobra.Command { return newRoot(&App{}) }

func newRoot(a *App) *cobra.Command {
	root := &cobra.Command{
		Use:           "steady",
		Short:         "deploy to Amazon ECS and stay until the rolling update has settled",
		SilenceErrors: true,
		SilenceUsage:  true,
		// The order of the groups says more than the alphabet.
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	root.AddGroup(
		&cobra.Group{ID: groupStart, Title: "START HERE"},
		&cobra.Group{ID: groupDeploy, Title: "DEPLOY"},
		&cobra.Group{ID: groupSteps, Title: "STEP BY STEP"},
		&cobra.Group{ID: groupLook, Title: "LOOK"},
		&cobra.Group{ID: groupSetup, Title: "SET UP"},
	)
	a.flags = bindGlobal(root.PersistentFlags())
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		a.unwritten = writeHelp(cmd.OutOrStdout(), cmd) // cobra has no way to pass it on
	})
	root.SetUsageFunc(func(cmd *cobra.Command) error { return writeHelp(cmd.OutOrStderr(), cmd) })
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(newHelp())
	root.SetCompletionCommandGroupID(groupSetup)
	root.AddCommand(
		newDemo(a),
		newDeploy(a), newPlan(a), newRollback(a),
		newRegister(a), newUpdate(a), newWatch(a),
		newStatus(a), newReplay(a), newHistory(a), newExplain(a), newReport(a), newAgent(a),
		newInit(a), newCheck(a), newRender(a), newDoctor(a), newSim(a), newIAMPolicy(a), newVersion(a),
	)
	tameCompletion(root)
	if completes(a.Args) {
		completeFrom(a, root)
	}
	return root
}

// tameCompletion gives cobra's completion command, which prints help for anything
// it does not know, the manners of the others.
func tameCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	completion, _, err := root.Find([]string{"completion"})
	if err != nil {
		return // cobra makes none while it completes a line
	}
	completion.Use = "completion SHELL"
	completion.Short = "completion script for bash, zsh, fish or powershell"
	completion.Long = `Print a script that completes commands, flags and names in bash, zsh, fish or
powershell: the services and families of steady.yaml, causes, built-in worlds.
A tab asks nothing of AWS.

"steady completion SHELL --help" says where to put it.`
	completion.Example = `  source <(steady completion bash)`
	completion.Args = cobra.ArbitraryArgs
	completion.RunE = func(cmd *cobra.Command, args []string) error {
		message := "name a shell: bash, zsh, fish or powershell"
		if len(args) > 0 {
			message = fmt.Sprintf("there is no completion for %q; there is bash, zsh, fish and powershell", args[0])
		}
		return &usageError{message: message, command: nameFor(cmd)}
	}
	for _, shell := range completion.Commands() {
		shell.Args = noArgs
	}
}

func unknownCommand(cmd *cobra.Command, name string) error {
	message := fmt.Sprintf("unknown command %q", name)
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		message += fmt.Sprintf(". Did you mean %q?", near[0])
	}
	return &usageError{message: message}
}

// flagError turns an error of the flag parser into a usage error, with the
// nearest flag where one was misspelt.
func flagError(cmd *cobra.Command, err error) error {
	message := err.Error()
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && len(unknown.GetSpecifiedName()) > 1 {
		message = fmt.Sprintf("unknown flag --%s", unknown.GetSpecifiedName())
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := shape.Nearest(unknown.GetSpecifiedName(), names); near != "" {
			message += fmt.Sprintf(". Did you mean --%s?", near)
		}
	}
	return &usageError{message: message, command: nameFor(cmd)}
}

// nameFor is what follows "steady" to run cmd; "" for the root.
func nameFor(cmd *cobra.Command) string {
	_, name, _ := strings.Cut(cmd.CommandPath(), " ")
	return name
}

// noArgs refuses arguments of a command that takes none.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &usageError{
			message: fmt.Sprintf("%q takes no arguments, got %q", cmd.CommandPath(), strings.Join(args, " ")),
			command: nameFor(cmd),
		}
	}
	return nil
}

// argsBetween refuses fewer than low or more than high arguments; names says
// what they are.
func argsBetween(low, high int, names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= low && len(args) <= high {
			return nil
		}
		return &usageError{
			message: fmt.Sprintf("%q takes %s, got %s", cmd.CommandPath(), names, plural(len(args), "argument")),
			command: nameFor(cmd),
		}
	}
}
