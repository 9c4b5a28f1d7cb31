package cli

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"
)

//go:embed demo/world.yaml
var demoWorld []byte

//go:embed demo/dynamic.yaml
var demoDynamic []byte

//go:embed demo/static.yaml
var demoStatic []byte

// demoSpeed is how much faster than ECS the demo runs unless told otherwise, and
// demoMax what --speed max stands for.
const (
	demoSpeed = 5
	demoMax   = 200
)

func newDemo(a *App) *cobra.Command {
	var speed string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "a rolling update on a simulated cluster, no AWS account",
		Long: `Play a rolling update, and one that can never finish, on a simulated cluster.
The real parser, planner, watcher and screens run against the model of ECS that
steady carries: no AWS account, no network, no port, nothing is billed.`,
		Example: `  steady demo
  steady demo --speed 1        as slow as ECS
  steady demo --speed max      for machines`,
		GroupID: groupStart,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runDemo(cmd.Context(), a, speed)
		},
	}
	cmd.Flags().StringVar(&speed, "speed", strconv.Itoa(demoSpeed), "how much faster than ECS, or max")
	return cmd
}

func runDemo(ctx context.Context, a *App, speed string) error {
	story := story{app: a}
	switch factor, err := strconv.ParseFloat(speed, 64); {
	case speed == "max":
		story.speed = demoMax
	case err != nil || !(factor > 0 && factor <= demoMax): // NaN is neither
		return &usageError{
			message: fmt.Sprintf("--speed is a number above 0 and up to %d, or max; got %q", demoMax, speed),
			command: "demo",
		}
	default:
		story.speed = factor
		if a.ErrTerminal {
			story.pause = 1500 * time.Millisecond
		}
	}
	opts, err := a.renderOptions("", "", a.OutTerminal)
	if err != nil {
		return err
	}
	story.opts = opts
	err = story.tell(ctx)
	if signal, ok := interrupted(ctx); ok && err != nil {
		return &interruptError{signal: signal.signal, simulated: true}
	}
	return err
}
