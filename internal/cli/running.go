package cli

import (
	"context"
	"sync/atomic"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/watch"
)

// running is what an App has come to know of the command that it runs. The zero value
// is that of a command that has not begun.
type running struct {
	flags  *globalFlags
	keep   keepFlags
	noLogs bool           // container logs are not read
	ahead  *forecastFlags // nil where nothing is forecast before it is sent

	stdinTaken bool   // a file named "-" has been read
	cluster    string // of the settings that were loaded last
	place      string // the flags that name that place once more
	// locate says where a member of the task definition that is deployed is written,
	// nil where none came from a file.
	locate func(path string) (file string, line, column int, ok bool)

	clients *awsclient.Clients // nil until it has some
	limiter *watch.Limiter     // of all reads of ECS, nil before the first client
	// checker looks with clients at what tasks need; it is made when it is first used.
	checker func() *preflight.Checker
	// waited is true once it was told that a check had no answer in time.
	waited bool
	// expected are the deployments that were forecast to settle, and have not departed
	// from that.
	expected map[string]bool

	streams  bool            // it writes JSON lines, not a document
	renderer render.Renderer // nil until it has one
	// onScreen is what holds the terminal, nil where nothing does.
	onScreen atomic.Pointer[render.Screen]
	// undoing ends the rollback that is sent after a signal, nil where none is; the next
	// signal is its.
	undoing atomic.Pointer[context.CancelFunc]
	// unwritten is why the page of --help could not be written, nil if it was.
	unwritten error
}
