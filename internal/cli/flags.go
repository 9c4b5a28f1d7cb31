package cli

import (
	"time"

	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/config"
)

// globalFlags are the flags of every command that are no settings: settings
// (cluster, region, timeout …) are read through package config, which knows
// where else they may come from.
type globalFlags struct {
	file string
	json bool
	// progress and color are settings too; the values of the flags alone tell how to
	// show an error that comes before the settings are known.
	progress string
	color    string
	quiet    bool
	verbose  bool
	debug    bool
	ascii    bool
}

func bindGlobal(flags *pflag.FlagSet) *globalFlags {
	var g globalFlags
	flags.SortFlags = false
	flags.StringVarP(&g.file, "file", "f", "", "config file at `PATH` (default: steady.yaml here or above)")
	flags.String("cluster", "", "cluster `NAME` or ARN")
	flags.String("region", "", "AWS Region `NAME`, as in the aws CLI")
	flags.String("profile", "", "AWS profile `NAME`, as in the aws CLI")
	flags.String("endpoint-url", "", "`URL` of the ECS endpoint: the simulator, a proxy")
	flags.StringVar(&g.progress, "progress", "", "show the run as `MODE`: auto, tty, plain, json or quiet")
	flags.BoolVar(&g.json, "json", false, "JSON on stdout")
	flags.BoolVarP(&g.quiet, "quiet", "q", false, "only the result")
	flags.BoolVarP(&g.verbose, "verbose", "v", false, "where values come from, request ids")
	flags.BoolVar(&g.debug, "debug", false, "every call to AWS on stderr, without what it carries")
	flags.StringVar(&g.color, "color", "", "colour `WHEN`: auto, always or never")
	flags.BoolVar(&g.ascii, "ascii", false, "no glyphs outside ASCII")
	return &g
}

// watchFlags are the flags of the commands that watch.
func watchFlags(flags *pflag.FlagSet) {
	flags.Duration("timeout", 15*time.Minute, "total limit, 0 for none")
	flags.Duration("stall-timeout", 5*time.Minute, "limit without any change, 0 for none")
	flags.Int("give-up-after", 3, "stuck once `N` tasks failed alike and none did well, 0 for never")
	flags.Duration("poll-interval", 500*time.Millisecond, "shortest time between two looks; at most 5s")
	logFlag(flags)
}

// logFlag is the flag of the commands that explain failures.
func logFlag(flags *pflag.FlagSet) {
	flags.Bool(noLogs, false, "read no log lines of containers that fail")
}

// noLogs is the name of the flag that keeps container logs out of the output.
const noLogs = "no-logs"

// endFlags are the flags that say what becomes of a rollout that goes wrong.
func endFlags(flags *pflag.FlagSet) {
	flags.String("on-failure", config.Leave, "`WHAT` to do with a rollout that fails or is stuck: leave or rollback")
	flags.String("on-interrupt", config.Leave, "`WHAT` to do with it on Ctrl-C, SIGTERM or SIGHUP: leave or rollback")
}

// untilFlag is that of the commands that may stop watching before all is over.
func untilFlag(flags *pflag.FlagSet) {
	flags.String("until", "settled", "watch until `STATE`: settled, or serving while old tasks still drain")
}

// fileFlags say how a task-definition or service file is completed.
type fileFlags struct {
	vars     []string
	envFiles []string
	env      bool
	images   []string
	tags     []string
	sets     []string
	overlays []string
}

func (f *fileFlags) bindVars(flags *pflag.FlagSet) {
	flags.Var(listFlag{&f.vars}, "var", "fill ${NAME}, as `NAME=VALUE`")
	flags.Var(listFlag{&f.envFiles}, "env-file", "fill variables from a `FILE` of NAME=VALUE lines")
	flags.BoolVar(&f.env, "env", false, "fill variables from the whole environment too")
}

func (f *fileFlags) bind(flags *pflag.FlagSet) {
	flags.Var(listFlag{&f.images}, "image", "replace an image, as `CONTAINER=REF`")
	flags.Var(listFlag{&f.tags}, "tag", "replace the tag of an image, as `[CONTAINER=]TAG`")
	flags.Var(listFlag{&f.sets}, "set", "set one member, as `PATH=VALUE`")
	flags.Var(listFlag{&f.overlays}, "overlay", "merge a `FILE` over the task definition")
	f.bindVars(flags)
}
