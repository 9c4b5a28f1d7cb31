package cli

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/shell"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// settings loads the settings of a command about one service.
func (a *App) settings(cmd *cobra.Command, service string) (*config.Settings, error) {
	if flag := cmd.Flags().Lookup(noLogs); flag != nil {
		a.noLogs = flag.Value.String() == "true"
	}
	return a.load(config.Source{Flags: cmd.Flags(), Service: service})
}

// settingsAlone loads the settings of a command that is about no service.
func (a *App) settingsAlone(cmd *cobra.Command) (*config.Settings, error) {
	return a.load(config.Source{Flags: cmd.Flags(), Optional: true})
}

func (a *App) load(src config.Source) (*config.Settings, error) {
	settings, err := config.Load(a.source(src))
	if err != nil {
		return nil, err
	}
	a.cluster = settings.Cluster
	return settings, a.origins(settings)
}

// source says where settings come from.
func (a *App) source(src config.Source) config.Source {
	src.Env, src.Dir, src.File, src.Stdin = a.Getenv, a.Dir, a.flags.file, a.In
	a.stdinTaken = src.File == "-" || src.File == "" && a.Getenv("STEADY_FILE") == "-"
	return src
}

// origins tells where settings came from: with -v all, else what people must know.
// What several services have in common is told once.
func (a *App) origins(list ...*config.Settings) error {
	a.place = a.placeFlags(list[0])
	told := map[string]bool{}
	for _, settings := range list {
		for _, o := range settings.Origins {
			if o.Ignored == "" && !a.flags.verbose {
				continue
			}
			line := origin(o.Name, o.Value, o.From)
			if o.Ignored != "" {
				line += fmt.Sprintf("  (%s is ignored)", o.Ignored)
			}
			if told[line] {
				continue
			}
			told[line] = true
			if err := a.note(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// client makes the ECS client of a run. All its reads together keep below the rates
// that ECS grants.
func (a *App) client(ctx context.Context, s *config.Settings) (*ecs.Client, error) {
	c := awsclient.Config{Region: s.Region, Profile: s.Profile, EndpointURL: s.EndpointURL, Version: a.Version}
	if a.flags.debug {
		c.Trace = a.trace()
	}
	clients, err := a.NewClients(ctx, c)
	if err != nil {
		return nil, err
	}
	if a.flags.verbose {
		for _, source := range clients.Sources() {
			if err := a.note(origin(source.Name, source.Value, source.From)); err != nil {
				return nil, err
			}
		}
	}
	if a.limiter == nil {
		a.limiter = watch.NewLimiter(1)
	}
	clients.ECS = ecs.New(clients.ECS.Options(), a.limiter.Limit)
	a.clients = clients
	a.checker = sync.OnceValue(func() *preflight.Checker {
		asked := preflight.Clients{Asker: clients, Targets: clients.Targets()}
		return &preflight.Checker{Clients: asked}
	})
	return clients.ECS, nil
}

// open makes the renderer of a run and shows its heading.
func (a *App) open(verb string, s *config.Settings, region string) error {
	renderer, err := a.newRenderer(s.Progress, s.Color, s.EndpointURL)
	if err != nil {
		return err
	}
	a.renderer = renderer
	return renderer.Start(a.heading(verb, s, region))
}

func (a *App) heading(verb string, s *config.Settings, region string) render.Heading {
	return render.Heading{
		Verb: verb, Service: s.Service, Cluster: s.Cluster, Region: region,
		Timeout: s.Timeout, StallTimeout: s.StallTimeout,
		Flags: a.placeFlags(s), Simulated: a.simulated(s.EndpointURL),
	}
}

// placeFlags are the flags that have to be typed again to mean the same service, as a
// shell takes them.
func (a *App) placeFlags(s *config.Settings) string {
	var flags []string
	if a.flags.file != "" && a.flags.file != "-" {
		flags = append(flags, "-f", shell.Word(a.flags.file))
	}
	for _, o := range s.Origins {
		switch o.From {
		case "--cluster", "--region", "--profile", "--endpoint-url":
			flags = append(flags, o.From, shell.Word(withoutPassword(o.Value)))
		}
	}
	return strings.Join(flags, " ")
}

// newRenderer picks the mode; an error of the choice is one of the command line.
func (a *App) newRenderer(progress, color, endpoint string) (render.Renderer, error) {
	mode, err := a.mode(progress)
	if err != nil {
		return nil, err
	}
	opts, err := a.renderOptions(color, endpoint, a.ErrTerminal)
	return a.runRenderer(mode, opts), err
}

// mode is how a run is shown; an error is one of the command line.
func (a *App) mode(progress string) (render.Mode, error) {
	switch {
	case a.jsonLines(progress):
		return render.JSON, nil
	case a.flags.quiet:
		return render.Quiet, nil
	}
	// The calls that --debug tells of would stand in the middle of a block.
	mode, err := render.Choose(progress, a.Getenv, a.ErrTerminal && (!a.flags.debug || progress == string(render.TTY)))
	if err != nil {
		return "", &usageError{message: err.Error()}
	}
	return mode, nil
}

// jsonLines tells whether a run is shown as JSON lines.
func (a *App) jsonLines(progress string) bool {
	return a.flags.json || !a.flags.quiet && progress == string(render.JSON)
}

// renderOptions are those of a stream. Where no settings were loaded color is "", and
// the flag and the variable decide.
func (a *App) renderOptions(color, endpoint string, terminal bool) (render.Options, error) {
	colored, err := render.Color(cmp.Or(color, a.flags.color, a.Getenv("STEADY_COLOR")), a.Getenv, terminal)
	if err != nil {
		err = &usageError{message: err.Error()}
	}
	return render.Options{
		Out: a.Out, Err: a.Err, Size: a.Size, Color: colored,
		ASCII: render.ASCII(a.flags.ascii, a.Getenv), Verbose: a.flags.verbose,
		Simulated: a.simulated(endpoint), Version: a.Version, Fold: render.FoldIn(a.Getenv),
	}, err
}

// simulated tells the simulator by what "steady sim" sets: its credentials, and
// an endpoint on this machine.
func (a *App) simulated(endpoint string) bool {
	if a.Getenv("AWS_ACCESS_KEY_ID") != simKey {
		return false
	}
	u, err := url.Parse(cmp.Or(endpoint, a.Getenv("AWS_ENDPOINT_URL_ECS")))
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// errorRenderer shows what went wrong in a command that has no renderer yet:
// text on stderr, or JSON lines where the command was asked for them.
func (a *App) errorRenderer() render.Renderer {
	if a.renderer != nil {
		return a.renderer
	}
	opts, err := a.renderOptions("", "", a.ErrTerminal)
	if err != nil {
		opts.Color = false
	}
	mode := render.Plain
	if a.streams && a.jsonLines(cmp.Or(a.flags.progress, a.Getenv("STEADY_PROGRESS"))) {
		mode = render.JSON
	}
	a.renderer = a.runRenderer(mode, opts)
	return a.renderer
}

// warn shows problems that stop nothing.
func (a *App) warn(problems taskdef.Problems) error {
	if problems = problems.Warnings(); len(problems) == 0 || a.flags.quiet {
		return nil
	}
	opts, err := a.renderOptions("", "", a.ErrTerminal)
	if err != nil {
		return err
	}
	return render.New(render.Plain, opts).Problem(render.Failure{Problems: problems})
}

// note writes one line to the story, unless it shall be quiet.
func (a *App) note(line string) error {
	if a.flags.quiet {
		return nil
	}
	_, err := fmt.Fprintln(a.Err, render.Clean(line))
	return err
}
