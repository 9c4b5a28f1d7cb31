package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
)

func newDoctor(a *App) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "what would stop a deploy: settings, login, permissions, cluster",
		Long: `Look at what every other command rests on, and say what to do about each
problem: steady.yaml and where each setting comes from, credentials and whose
they are, endpoint and proxy, the cluster with its capacity and agents, the
services, and the permissions that a deploy needs, as far as reading shows them.

Nothing is changed, and no value of an environment or a secret is shown. It
works without a steady.yaml and without AWS: it then says what is missing. The
exit code is that of the first problem, 0 if there is none.`,
		Example: `  steady doctor
  steady doctor --service web
  steady doctor --json | jq '.checks[] | select(.result == "problem")'`,
		GroupID: groupSetup,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runDoctor(cmd.Context(), a, cmd, name)
		},
	}
	cmd.Flags().StringVar(&name, "service", "", "only the service `NAME`")
	return cmd
}

func runDoctor(ctx context.Context, a *App, cmd *cobra.Command, name string) error {
	if name == "" {
		name = a.Getenv("STEADY_SERVICE")
	}
	d := &doctor{app: a}
	color, endpoint := "", ""
	list, err := a.settingsOfAll(cmd.Flags(), name)
	var unknown *config.ServiceError
	switch {
	case errors.As(err, &unknown), isFlag(err):
		return err
	case err != nil:
		d.broken(ctx, err)
	default:
		color, endpoint = list[0].Color, list[0].EndpointURL
		d.file(list[0])
		d.examine(ctx, list)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	opts, err := a.renderOptions(color, endpoint, a.OutTerminal)
	if err != nil {
		return err
	}
	opts.Stamps = !a.OutTerminal
	exit := d.exit()
	if a.flags.json {
		err = render.DoctorJSON(a.Out, d.checks, exit, opts)
	} else {
		err = render.Doctor(a.Out, d.checks, exit, opts)
	}
	if err == nil && exit != exitSettled {
		err = &outcomeError{exit}
	}
	return err
}

// doctor collects checks, in the order in which one depends on the other.
type doctor struct {
	app    *App
	checks []render.Check
}

func (d *doctor) add(c render.Check) { d.checks = append(d.checks, c) }

func (d *doctor) ok(name, service, text string) {
	d.add(render.Check{Name: name, Service: service, Result: render.CheckOK, Text: text})
}

func (d *doctor) skip(name, service, why string) {
	d.add(render.Check{Name: name, Service: service, Result: render.CheckSkipped, Text: why})
}

// problem is something that stops a deploy; fix is the next step.
func (d *doctor) problem(name, service, text, fix string, exit int) {
	d.add(render.Check{
		Name: name, Service: service, Result: render.CheckProblem, Text: text,
		Next: []render.Field{{Label: "Fix", Text: fix}}, Exit: exit,
	})
}

// fail is a problem that is known by its error, as any command would tell it.
func (d *doctor) fail(ctx context.Context, name, service string, err error) {
	exit := exitOf(err)
	told := d.app.failure(ctx, err, exit)
	d.add(render.Check{
		Name: name, Service: service, Result: render.CheckProblem, Text: told.Message, Next: told.Fields, Exit: exit,
	})
}

// unless tells of an error: as a problem, or as skipped where all that lacks is a
// permission that a deploy can do without.
func (d *doctor) unless(ctx context.Context, name, service string, err error) {
	if info := awsclient.Classify(err); info.Kind == awsclient.Denied {
		d.skip(name, service, sentence(err, info))
		return
	}
	d.fail(ctx, name, service, err)
}

// exit is the exit code of the first problem.
func (d *doctor) exit() int {
	for _, c := range d.checks {
		if c.Result == render.CheckProblem {
			return c.Exit
		}
	}
	return exitSettled
}

// broken tells of a steady.yaml from which no settings come.
func (d *doctor) broken(ctx context.Context, err error) {
	if problems, ok := asProblems(err); ok {
		for _, p := range problems {
			at := fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
			d.problem("file", "", at+p.Message, cmp.Or(p.Hint, "steady help config"), exitConfig)
		}
	} else {
		d.fail(ctx, "file", "", err)
	}
	d.skip("AWS", "", "what the file says of it is not known")
}

// file tells which steady.yaml was read.
func (d *doctor) file(s *config.Settings) {
	if s.File == "" {
		d.skip("file", "", "no steady.yaml in "+d.app.Dir+" or above; steady init writes one")
		return
	}
	d.ok("file", "", fmt.Sprintf("%s, with %s", s.File, plural(len(s.Services), "service")))
}

// examine looks at each service, and once at what several have in common.
func (d *doctor) examine(ctx context.Context, list []*config.Settings) {
	places, told := map[[3]string]*place{}, map[config.Origin]bool{}
	for _, s := range list {
		d.settings(s, told)
		where := [...]string{s.Region, s.Profile, s.EndpointURL}
		p, known := places[where]
		if !known {
			p = d.reach(ctx, s)
			places[where] = p
		}
		if p != nil {
			d.service(ctx, p, s)
		}
	}
}
