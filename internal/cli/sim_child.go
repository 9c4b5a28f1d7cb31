package cli

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
	"time"
)

// childWait is how long a child that was told to stop may take.
const childWait = 5 * time.Second

// runChild runs a command against the simulator and ends with its exit code, or
// as shells do with 128 and the number of the signal that killed it.
func runChild(ctx context.Context, a *App, command, env []string) error {
	child := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the user's own command
	child.Stdin, child.Stdout, child.Stderr = a.In, a.Out, a.Err
	child.Dir = a.Dir
	child.Env = append(append([]string{}, a.Environ...), env...)
	child.Cancel = func() error { return a.passOn(ctx, child) }
	child.WaitDelay = childWait
	err := child.Run()
	signal, stopped := interrupted(ctx)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return &outcomeError{exit.ExitCode()}
	case stopped && err != nil:
		return &outcomeError{exitOf(signal)} // what there was to say, the child has said
	case errors.As(err, &exit):
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return &outcomeError{128 + int(status.Signal())}
		}
		return err
	case err != nil:
		return &usageError{message: fmt.Sprintf("run %s: %v", command[0], err), command: "sim"}
	}
	return nil
}

// passOn gives the child the signal that steady got. Ctrl-C at a terminal has
// reached the child already, and a second one would kill it.
func (a *App) passOn(ctx context.Context, child *exec.Cmd) error {
	signal, ok := interrupted(ctx)
	if !ok {
		return child.Process.Kill()
	}
	if signal.signal == syscall.SIGINT && a.InTerminal {
		return nil
	}
	return child.Process.Signal(signal.signal)
}
