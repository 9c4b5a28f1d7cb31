package cli

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
)

// look is what a command begins with that looks at one service and prints what it
// found: the settings, the client, and how to show it.
func (a *App) look(ctx context.Context, cmd *cobra.Command, name string) (
	*config.Settings, *ecs.Client, render.Options, error,
) {
	settings, err := a.settings(cmd, name)
	if err != nil {
		return nil, nil, render.Options{}, err
	}
	client, opts, err := a.lookAs(ctx, settings)
	return settings, client, opts, err
}

// lookAs is look for settings that are loaded.
func (a *App) lookAs(ctx context.Context, settings *config.Settings) (*ecs.Client, render.Options, error) {
	opts, err := a.renderOptions(settings.Color, settings.EndpointURL, a.OutTerminal)
	if err != nil {
		return nil, render.Options{}, err
	}
	client, err := a.client(ctx, settings)
	return client, opts, err
}
