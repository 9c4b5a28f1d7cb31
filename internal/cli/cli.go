// Package cli is the command line of steady: one file a command, the settings
// of a run, and the one table of exit codes.
//
// Start at [Main]: it runs one command and gives the exit code. Commands parse
// their flags, call one function of the library and hand what happens to a
// renderer; none exits, prints by itself or reads the environment.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"golang.org/x/term"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// App is everything a command gets from outside: streams, environment, and the
// way to an ECS client. Nothing in it costs anything before it is used.
type App struct {
	Args    []string // without the name of the program
	In      io.Reader
	Out     io.Writer // the answer
	Err     io.Writer // the story
	Environ []string  // NAME=VALUE
	Dir     string    // working directory
	Version string

	// InTerminal, OutTerminal and ErrTerminal say which streams are terminals.
	InTerminal, OutTerminal, ErrTerminal bool
	// Size gives columns and rows of the terminal behind Err; 0, 0 if none.
	Size func() (width, height int)
	// NewClients makes the clients when a command first needs one.
	NewClients func(context.Context, awsclient.Config) (*awsclient.Clients, error)

	running
}

// Process is the App of the running process.
func Process(version string) *App {
	dir, err := os.Getwd()
	if err != nil {
		dir = "." // the files of a command are then looked up relative to it
	}
	return &App{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ: os.Environ(), Dir: dir, Version: versionOf(version),
		InTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Size: func() (int, int) {
			width, height, err := term.GetSize(int(os.Stderr.Fd()))
			if err != nil {
				return 0, 0
			}
			return width, height
		},
		NewClients: awsclient.New,
	}
}

// Run is Main under a context of the caller's.
func (a *App) Run(ctx context.Context) int {
	root := newRoot(a)
	root.SetArgs(a.Args)
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	err := safely(func() error { return root.ExecuteContext(ctx) })
	if err == nil {
		err = a.unwritten
	}
	if signal, ok := interrupted(ctx); ok && err != nil && !isOutcome(err) && !isInterrupt(err) {
		err = signal
	}
	return a.finish(ctx, err)
}

// bugError is a panic of a command.
type bugError struct {
	what  any
	stack []byte
}

func (e *bugError) Error() string { return fmt.Sprintf("steady has a bug: %v", e.what) }

// safely turns a panic into an error: the terminal is then given back, the JSON
// lines end with a summary, and the exit code is that of a bug, not Go's 2.
func safely(run func() error) (err error) {
	defer func() {
		if what := recover(); what != nil {
			stack := debug.Stack()
			if elsewhere, ok := what.(interface{ Stack() []byte }); ok {
				stack = elsewhere.Stack()
			}
			err = &bugError{what, stack}
		}
	}()
	return run()
}

// Getenv gives the value of an environment variable, "" where it is not set.
func (a *App) Getenv(name string) string {
	for i := len(a.Environ) - 1; i >= 0; i-- {
		if key := a.Environ[i]; len(key) > len(name) && key[len(name)] == '=' && key[:len(name)] == name {
			return key[len(name)+1:]
		}
	}
	return ""
}

// finish shows an error that ended a command, closes the renderer and gives the
// exit code.
func (a *App) finish(ctx context.Context, err error) int {
	code := exitOf(err)
	var (
		stopped *stoppedWatching
		bug     *bugError
	)
	if errors.As(err, &bug) {
		a.writeStack(bug.stack)
	}
	switch {
	case err == nil || isOutcome(err):
	case errors.As(err, &stopped):
		err = a.errorRenderer().Interrupted(code)
	default:
		err = a.errorRenderer().Problem(a.failure(ctx, err, code))
	}
	_ = err // where nothing can be shown, the exit code says it
	if a.renderer != nil {
		if err := a.renderer.Close(code); err != nil && code == exitSettled {
			code = exitError
		}
	}
	return code
}

// writeStack writes what goes with a report, below the block where there is one.
func (a *App) writeStack(stack []byte) {
	write := func() { _, _ = a.Err.Write(stack) } // the exit code says it too
	if screen := a.onScreen.Load(); screen != nil {
		(*screen).Anew(write)
		return
	}
	write()
}

func isOutcome(err error) bool { return is[*outcomeError](err) }
