// Package render shows what a deploy does: plans, events and outcomes as a block
// that is redrawn in place (tty), as lines (plain), as JSON lines (json), or not
// at all until the end (quiet). One file a mode.
//
// Start at [Choose], which picks the mode, and [New]. Renderers get plain types
// of watch, service and taskdef; none knows the AWS SDK. All but json write to
// Options.Err only: standard output is for the answer of a command, and for the
// JSON lines.
//
// Text that comes from ECS, containers or files is foreign: it passes [Clean]
// before it reaches a screen.
package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// Renderer shows one run. Its methods are called from one goroutine, in the
// order of what happened. Close ends the run on every path; calling it twice is
// harmless. An error means that the screen cannot be written any more.
type Renderer interface {
	// Fleet opens a run about several services, before the first of them starts.
	Fleet(Fleet) error
	// Start opens one service of the run: what is deployed, watched or updated,
	// and where. Plan, Registered and Updated belong to the service that was
	// started last.
	Start(Heading) error
	// Plan has the forecast of what it changes, nil where there is none, and what was
	// looked at before.
	Plan(service.Plan, *forecast.Forecast, []preflight.Check) error
	Registered(taskdef.Registration, time.Duration) error
	Updated(service.Deployment, time.Duration) error
	// Rollback says that a service goes back, before the request is sent. Updated
	// and what is watched then are about the way back.
	Rollback(Rollback) error
	Event(watch.Event, watch.State) error
	// Forecast says of a service that its rollout has departed from its forecast, and
	// what a new one says.
	Forecast(service string, f forecast.Forecast) error
	// Outcome shows how one target ended; exit is the exit code that goes with it.
	Outcome(outcome watch.Outcome, exit int) error
	// Missed says that a service of a fleet will have no outcome.
	Missed(Missed) error
	// Interrupted says of every service without an outcome that watching has
	// stopped, that the rollout goes on, and how to resume.
	Interrupted(exit int) error
	// Problem shows an error that ends the run before there is an outcome. A
	// failure that holds warnings only ends nothing.
	Problem(Failure) error
	// Close ends the run with the exit code of the process and leaves the
	// terminal as it was.
	Close(exit int) error
}

// Screen is a renderer that redraws a part of the terminal. Anew lets somebody else
// write, nil where he has, and goes on below. Unlike the methods of a [Renderer] it may
// be called from any goroutine.
type Screen interface{ Anew(write func()) }

var _ Screen = (*block)(nil)

// Heading says what a run is about.
type Heading struct {
	Verb             string // Deploying, Updating, Watching, Rolling back
	Service, Cluster string // names, or the ARN of the service
	Region           string
	Timeout          time.Duration // as it shall be shown; 0: none
	StallTimeout     time.Duration // the same
	// Flags are what a command about the same service needs to be typed again, as a
	// shell takes it: "--cluster prod". Empty where the settings file says it all.
	Flags string
	// Simulated marks a run against the simulator; every headline says so.
	Simulated bool
}

// Failure is an error as a person should read it.
type Failure struct {
	Code     string // the name of the exit code: config, auth, aws …
	Exit     int
	Message  string           // one sentence, lower case, no full stop
	Fields   []Field          // labelled lines: Looked in, Fix, Or try, Note
	Problems taskdef.Problems // problems of files, each shown with its excerpt
	Request  string           // AWS request id, shown with -v
}

// Field is one labelled line of a [Failure].
type Field struct{ Label, Text string }

// Options are what a renderer is told about the world around it. The zero value
// with Out and Err set draws 80 columns without colour.
type Options struct {
	Out io.Writer // standard output: JSON lines only
	Err io.Writer // standard error: everything else
	// Size gives the columns and rows of the terminal, asked at every frame;
	// nil stands for 80 by 24.
	Size  func() (columns, rows int)
	Color bool
	ASCII bool // draw with ASCII only
	// Verbose adds what helps to trace a run: AWS request ids, minor warnings.
	Verbose   bool
	Simulated bool
	// Speed multiplies the durations shown, for a simulator whose durations are
	// divided by it; 0 means 1.
	Speed float64
	// Relative shows the events as a timeline since the deployment began, in
	// place of the time of day, and keeps it on the last frame.
	Relative bool
	Zone     *time.Location // of the times of day on a terminal; nil: local
	// Stamps writes points in time in full, for output that no terminal shows.
	Stamps  bool
	Fold    Fold   // how long ends of logs are folded in plain lines
	Version string // of steady
	// Now gives the time; nil is the clock. A replay has one of its own.
	Now func() time.Time
}

// narrowest is the width below which a block cannot be read.
const narrowest = 60

// New gives the renderer of a mode. A terminal too narrow for the block gets
// plain lines.
func New(mode Mode, opts Options) Renderer {
	switch columns, _ := opts.size(); {
	case mode == JSON:
		return newLines(opts)
	case mode == Quiet:
		return &quiet{opts: opts}
	case mode == TTY && columns >= narrowest:
		return newBlock(opts)
	default:
		return newPlain(opts)
	}
}

func (o Options) size() (columns, rows int) {
	columns, rows = 80, 24
	if o.Size != nil {
		if c, r := o.Size(); c > 0 && r > 0 {
			columns, rows = c, r
		}
	}
	return columns, rows
}

// warns reports whether an event is a warning that is to be shown.
func (o Options) warns(e watch.Event) bool {
	return e.Kind == watch.Warned && e.Warning != nil && (o.Verbose || !e.Warning.Minor)
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// scale turns a duration of this machine into one of the simulated world.
func (o Options) scale(d time.Duration) time.Duration {
	if o.Speed <= 0 {
		return d
	}
	return time.Duration(float64(d) * o.Speed)
}

// serviceOf is the short name of a target, ARN or not.
func serviceOf(t watch.Target) string { return nameOf(t.Service) }

func nameOf(service string) string { return service[strings.LastIndexByte(service, '/')+1:] }

// where is the place of a run: "prod (eu-west-1)".
func (h Heading) where() string {
	place := h.Cluster
	if place == "" {
		place = "default"
	}
	if h.Region != "" {
		place = fmt.Sprintf("%s (%s)", place, h.Region)
	}
	return Clean(place)
}
