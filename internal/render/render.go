// Package render shows what a deploy does: plans, events and outcomes as a block
// that is redrawn in place (tty), as lines (plain), as JSON lines (json), or not
// at all until the end (quiet). One file a mode.
//
// Start at [Choose], which picks the mode, and [New]. Renderers get plain types
// of watch, service and taskdef; none knows the AWS SDK.
package render

import (
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// Renderer shows one run. Its methods are called from one goroutine, in the
// order of what happened. Close ends the run on every path; calling it twice is
// harmless.
type Renderer interface {
	// Start opens the run: what is deployed, watched or updated, and where.
	Start(Heading) error
	Plan(service.Plan) error
	Registered(taskdef.Registration, time.Duration) error
	Updated(service.Deployment, time.Duration) error
	Event(watch.Event, watch.State) error
	// Outcome shows how one target ended; exit is the exit code that goes with it.
	Outcome(outcome watch.Outcome, exit int) error
	// Problem shows an error that ends the run before there is an outcome.
	Problem(Failure) error
	// Close ends the run with the exit code of the process.
	Close(exit int) error
}

// Heading says what a run is about.
type Heading struct {
	Verb             string // Deploying, Updating, Watching
	Service, Cluster string
	Region           string
	Timeout          time.Duration // 0: none
	StallTimeout     time.Duration // 0: none
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
