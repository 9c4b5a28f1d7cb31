package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// writeHelp writes the help page of a command: the root page lists the groups,
// every other page starts with what the command does and its examples.
func writeHelp(w io.Writer, cmd *cobra.Command) error {
	var b strings.Builder
	if cmd.HasParent() {
		commandHelp(&b, cmd)
	} else {
		rootHelp(&b, cmd)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func rootHelp(b *strings.Builder, root *cobra.Command) {
	b.WriteString("steady deploys to Amazon ECS and stays until the rolling update has settled.\n\n")
	b.WriteString("USAGE\n  steady <command> [service] [flags]\n")
	for _, group := range root.Groups() {
		fmt.Fprintf(b, "\n%s\n", group.Title)
		for _, cmd := range inOrder(root.Commands()) {
			if cmd.GroupID == group.ID && cmd.IsAvailableCommand() {
				fmt.Fprintf(b, "  %-12s %s\n", cmd.Name(), cmd.Short)
			}
		}
	}
	b.WriteString(`
EXAMPLES
  steady deploy web --image app=shop/web:1.9.0
  steady update web web:41 --timeout 10m
  steady rollback web
  steady register task.yaml
  steady sim --scenario textbook

FLAGS
`)
	b.WriteString(root.PersistentFlags().FlagUsagesWrapped(79))
	b.WriteString(`
EXIT CODES
  0 settled, 2 usage, 3 config, 4 credentials, 5 AWS error, 10 failed,
  11 rolled back, 12 stuck, 13 timed out, 14 superseded, 130 interrupted

"steady help COMMAND" for one command, "steady help TOPIC" for a topic:
`)
	b.WriteString(strings.Join(Topics(), ", ") + ".\n")
}

// inOrder puts the commands of SET UP in the order in which people need them, after
// the others, which go by their names.
func inOrder(commands []*cobra.Command) []*cobra.Command {
	order := []string{"init", "check", "render", "doctor", "sim", "iam-policy", "completion", "version"}
	commands = slices.Clone(commands)
	slices.SortStableFunc(commands, func(a, b *cobra.Command) int {
		return slices.Index(order, a.Name()) - slices.Index(order, b.Name())
	})
	return commands
}

func commandHelp(b *strings.Builder, cmd *cobra.Command) {
	long := cmd.Long
	if long == "" {
		long = capital(cmd.Short) + "."
	}
	fmt.Fprintf(b, "%s\n\nUSAGE\n  %s\n", strings.TrimSpace(long), cmd.UseLine())
	if cmd.Example != "" {
		fmt.Fprintf(b, "\nEXAMPLES\n%s\n", strings.TrimRight(cmd.Example, "\n"))
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nCOMMANDS\n")
		for _, sub := range cmd.Commands() {
			fmt.Fprintf(b, "  %-12s %s\n", sub.Name(), sub.Short)
		}
	}
	if cmd.HasAvailableLocalFlags() {
		b.WriteString("\nFLAGS\n" + cmd.LocalFlags().FlagUsagesWrapped(79))
	}
	if cmd.HasAvailableInheritedFlags() {
		inherited := cmd.InheritedFlags()
		inherited.SortFlags = false // as on the root page
		b.WriteString("\nFLAGS OF EVERY COMMAND\n" + inherited.FlagUsagesWrapped(79))
	}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// newHelp is "steady help", which also knows topics that are no command.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND|TOPIC]",
		Short:   "help for a command or a topic: exit-codes, environment, config, json",
		GroupID: groupSetup,

		ValidArgsFunction: completeHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if len(args) == 0 {
				return writeHelp(cmd.OutOrStdout(), root)
			}
			if text, ok := topic(args[0]); ok && len(args) == 1 {
				_, err := io.WriteString(cmd.OutOrStdout(), text)
				return err
			}
			found, rest, err := root.Find(args)
			if err != nil || found == root || len(rest) > 0 {
				return unknownCommand(root, strings.Join(args, " "))
			}
			return writeHelp(cmd.OutOrStdout(), found)
		},
	}
}
