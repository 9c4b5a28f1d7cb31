package cli

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecs-steady/steady/internal/config"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// fleetFlags say which services a command is about, where it can be several.
type fleetFlags struct{ all, keepGoing bool }

// bindAll binds the flag of the commands that only look.
func (f *fleetFlags) bindAll(flags *pflag.FlagSet) {
	flags.BoolVar(&f.all, "all", false, "every service of steady.yaml")
}

// bind binds the flags of the commands that change services.
func (f *fleetFlags) bind(flags *pflag.FlagSet) {
	f.bindAll(flags)
	flags.Int("parallel", 4, "at most `N` of several services at a time")
	flags.BoolVar(&f.keepGoing, "keep-going", false, "start the others after one has failed")
}

// several loads the settings of the services that a command is about.
func (a *App) several(cmd *cobra.Command, names []string, all bool) ([]*config.Settings, error) {
	if all && len(names) > 0 {
		return nil, &usageError{message: "--all takes no names: it is every service of steady.yaml", command: nameFor(cmd)}
	}
	if flag := cmd.Flags().Lookup(noLogs); flag != nil {
		a.noLogs = flag.Value.String() == "true"
	}
	if len(names) == 1 {
		one, err := a.settings(cmd, names[0])
		return []*config.Settings{one}, err
	}
	list, err := config.LoadAll(a.source(config.Source{Flags: cmd.Flags()}), names, all)
	if err != nil {
		return nil, err
	}
	a.cluster = list[0].Cluster
	return list, a.origins(list...)
}

// member is one service of a fleet.
type member struct {
	*config.Settings
	// begin sends what is to be done and says what to follow then, nil for nothing.
	begin func(context.Context) (*watch.Job, error)
	to    string // the revision that it ends on, where there is nothing to follow

	begun  bool
	live   bool // it is followed
	target watch.Target
	plan   *service.RollbackPlan // of what is followed, where that is a way back
	undone *watch.Outcome        // that steady goes back from
	code   int
}

// fleet carries out one command on several services.
type fleet struct {
	*App
	client    *ecs.Client
	members   []*member
	heading   render.Heading
	parallel  int // 0: all at once
	keepGoing bool
	failed    string // why nothing new is started
	sent      bool   // something was changed
}

// fleet makes the run of several services, and shows who they are.
func (a *App) fleet(verb string, client *ecs.Client, members []*member, flags *fleetFlags) (*fleet, error) {
	first := members[0].Settings
	f := &fleet{
		App: a, client: client, members: members, parallel: first.Parallel, keepGoing: flags.keepGoing,
		heading: a.heading(verb, first, client.Options().Region),
	}
	f.heading.Service = ""
	if verb == "Watching" {
		f.parallel = 0
	}
	renderer, err := a.newRenderer(first.Progress, first.Color, first.EndpointURL)
	if err != nil {
		return nil, err
	}
	a.renderer = renderer
	shown := render.Fleet{Heading: f.heading, Parallel: f.parallel}
	for _, m := range members {
		shown.Services = append(shown.Services, m.Service)
		if m.Cluster != first.Cluster {
			shown.Cluster = "several clusters"
		}
	}
	return f, renderer.Fleet(shown)
}

// run starts the services, a few at a time, and follows each to its end.
func (f *fleet) run(ctx context.Context, follow bool) error {
	if !follow {
		return f.send(ctx)
	}
	watcher := f.watcher(f.members[0].Settings, f.client)
	outcomes, err := watcher.RunQueue(ctx, f.next, f.watched(ctx, f.client, f.event))
	if err != nil {
		return f.stopped(ctx, outcomes, err)
	}
	return f.end()
}

// send starts the services one after the other and follows none.
func (f *fleet) send(ctx context.Context) error {
	for _, m := range f.members {
		if f.failed != "" && !f.keepGoing {
			break
		}
		if _, err := f.start(ctx, m); err != nil {
			return err
		}
	}
	if err := f.leave(); err != nil {
		return err
	}
	return f.end()
}

// next takes what has ended and says what to follow from now on.
func (f *fleet) next(ctx context.Context, ended []watch.Outcome) ([]watch.Job, error) {
	var jobs []watch.Job
	for _, out := range ended {
		job, err := f.ended(ctx, out)
		if err != nil {
			return jobs, err
		}
		if job != nil {
			jobs = append(jobs, *job)
		}
	}
	for _, m := range f.members {
		switch {
		case m.begun:
			continue
		case f.failed != "" && !f.keepGoing:
			return jobs, f.leave()
		case f.parallel > 0 && f.live() >= f.parallel:
			return jobs, nil
		}
		job, err := f.start(ctx, m)
		if err != nil || job != nil {
			return append(jobs, orNone(job)...), err
		}
	}
	return jobs, nil
}

func orNone(job *watch.Job) []watch.Job {
	if job == nil {
		return nil
	}
	return []watch.Job{*job}
}

func (f *fleet) live() int {
	n := 0
	for _, m := range f.members {
		if m.live {
			n++
		}
	}
	return n
}

// start begins one service. An error of its own is told and ends nothing.
func (f *fleet) start(ctx context.Context, m *member) (*watch.Job, error) {
	m.begun = true
	if err := f.renderer.Start(f.App.heading(f.heading.Verb, m.Settings, f.heading.Region)); err != nil {
		return nil, f.spoilt(err)
	}
	job, err := m.begin(ctx)
	if _, ok := interrupted(ctx); ok && err != nil {
		return nil, err
	}
	if err != nil {
		m.code = exitOf(err)
		f.fail(m, "was refused")
		f.sent = f.sent || m.code >= exitFailed
		failure := f.failure(ctx, err, m.code)
		return nil, f.spoilt(f.renderer.Missed(render.Missed{Service: m.Service, Failure: &failure}))
	}
	f.sent = f.sent || f.heading.Verb != "Watching"
	if job != nil {
		m.live, m.target = true, job.Target
	}
	return job, nil
}

// spoilt is an error of the screen, after something may have been sent.
func (f *fleet) spoilt(err error) error {
	if err == nil || !f.sent {
		return err
	}
	return &updatedError{err: err}
}

// fail keeps that nothing new is started.
func (f *fleet) fail(m *member, how string) {
	if f.failed == "" {
		f.failed = m.Service + " " + how
	}
}

// leave says of every service that has not begun why it will not.
func (f *fleet) leave() error {
	for _, m := range f.members {
		if m.begun {
			continue
		}
		m.begun = true
		if err := f.renderer.Missed(render.Missed{Service: m.Service, Reason: f.failed}); err != nil {
			return f.spoilt(err)
		}
	}
	return nil
}

func (f *fleet) of(name string) *member {
	for _, m := range f.members {
		if m.Service == name || strings.HasSuffix(name, "/"+m.Service) {
			return m
		}
	}
	return f.members[0] // every target is that of a member
}

func (f *fleet) event(e watch.Event, st watch.State) error {
	m := f.of(st.Target.Service)
	m.target = st.Target
	if m.plan != nil {
		return f.tellBack(*m.plan, e, st)
	}
	return f.renderer.Event(e, st)
}
