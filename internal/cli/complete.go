package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
)

// What a shell completes comes from files and from steady itself, never from AWS: a
// tab must not hang, need a login or count against the rates of an account.

// longestFile bounds what is read of a file for a completion.
const longestFile = 1 << 20

var (
	// family finds that of a task-definition file in YAML or JSON, unless it is filled
	// from a variable.
	family = regexp.MustCompile(`(?m)^\s*["']?family["']?\s*:\s*["']?([A-Za-z0-9_-]+)["']?\s*,?\s*$`)
	// plainName is what a name of ECS or an ARN looks like. Nothing else is offered: a file
	// may be anybody's, and some shells expand what they are offered.
	plainName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.:/-]*$`)
)

// completes reports whether the arguments ask what completes a line, as the scripts of
// "steady completion" do: nothing else needs what completeFrom gives the commands.
func completes(args []string) bool {
	return slices.Contains(args, cobra.ShellCompRequestCmd) || slices.Contains(args, cobra.ShellCompNoDescRequestCmd)
}

// completeFrom gives every command what completes its arguments and flags.
func completeFrom(a *App, root *cobra.Command) {
	for name, values := range map[string][]func() []string{
		"deploy": {a.services}, "plan": {a.services}, "rollback": {a.services}, "update": {a.services, a.families},
		"watch": {a.services}, "status": {a.services}, "history": {a.services}, "report": {a.services},
		"explain": {func() []string { return append(a.services(), Causes()...) }},
		"agent":   {none}, "demo": {none}, "doctor": {none}, "init": {none}, "version": {none},
	} {
		named(root, name).ValidArgsFunction = arguments(values)
	}
	for name, kinds := range map[string][]string{
		"register": definitionKinds(), "check": definitionKinds(), "render": definitionKinds(), "replay": {"jsonl", "json"},
	} {
		named(root, name).ValidArgsFunction = cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveFilterFileExt)
	}
	for _, cmd := range append(root.Commands(), root) {
		completeFlags(a, cmd)
	}
}

// completeFlags completes the values of the flags that cmd has. A flag that is not here
// takes what nobody but the person knows, or any file.
func completeFlags(a *App, cmd *cobra.Command) {
	complete := func(name string, with cobra.CompletionFunc) {
		if cmd.Flags().Lookup(name) != nil || cmd.PersistentFlags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, with) // an error is one of a flag that is not there
		}
	}
	for name, values := range map[string][]string{
		"progress": {"auto", "tty", "plain", "json", "quiet"}, "color": {"auto", "always", "never"},
		"until": {"settled", "serving"}, "on-failure": {config.Leave, config.Rollback},
		"on-interrupt": {config.Leave, config.Rollback},
		"cluster":      nil, "region": nil, "profile": nil, "endpoint-url": nil, "revision": nil, "to": nil,
		"deployment": nil,
	} {
		complete(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	for name, kinds := range map[string][]string{
		"file": {"yaml", "yml"}, "task-definition": definitionKinds(), "service-definition": definitionKinds(),
		"overlay": definitionKinds(), "record": {"jsonl"}, "report": {"html", "svg", "md"}, "out": {"html", "svg", "md"},
	} {
		complete(name, cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveFilterFileExt))
	}
	for _, name := range []string{"dir", "logs"} {
		complete(name, cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs))
	}
	complete("service", arguments([]func() []string{a.services}))
}

// arguments completes the nth argument by the nth of values, further ones by the last
// where one was not named before, and no files.
func arguments(values []func() []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		full := len(args) >= len(values) && cmd.Args != nil && cmd.Args(cmd, append(slices.Clone(args), "one more")) != nil
		var out []string
		for _, name := range values[min(len(args), len(values)-1)]() {
			if !full && !slices.Contains(args, name) && plainName.MatchString(name) {
				out = append(out, name)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

func none() []string { return nil }

// completeHelp completes what there is help for.
func completeHelp(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	names := Topics()
	for _, other := range cmd.Root().Commands() {
		if other.IsAvailableCommand() {
			names = append(names, other.Name())
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// named is a command of the root.
func named(root *cobra.Command, name string) *cobra.Command {
	for _, cmd := range root.Commands() {
		if cmd.Name() == name {
			return cmd
		}
	}
	return &cobra.Command{}
}

func definitionKinds() []string { return []string{"yaml", "yml", "json"} }

// services are those of steady.yaml; none where it cannot be read.
func (a *App) services() []string {
	var names []string
	for _, s := range a.localServices() {
		names = append(names, s.Name)
	}
	return names
}

func (a *App) localServices() []config.Local {
	return config.Services(config.Source{Env: a.Getenv, Dir: a.Dir, File: a.flags.file})
}

// families are those that steady.yaml names, or that its files are of.
func (a *App) families() []string {
	var out []string
	for _, s := range a.localServices() {
		name := s.TaskDefinition
		if filepath.IsAbs(name) {
			name = familyOf(name)
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// familyOf is the family of a file, "" where it names none or is no plain file.
func familyOf(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > longestFile {
		return ""
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	if found := family.FindSubmatch(text); found != nil {
		return string(found[1])
	}
	return ""
}
