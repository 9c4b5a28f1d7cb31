//go:build unix

package cli

import (
	"context"
	"os/exec"
	"syscall"
	"testing"
)

// A signal to sim reaches its child once: from sim, or at a terminal, where
// Ctrl-C goes to both, from the terminal.
func TestPassOn(t *testing.T) {
	for name, row := range map[string]struct {
		signal   syscall.Signal
		terminal bool
		want     syscall.Signal // that ends the child; SIGQUIT is the test's own
	}{
		"Ctrl-C at a terminal is not sent again": {syscall.SIGINT, true, syscall.SIGQUIT},
		"an interrupt from a script is passed":   {syscall.SIGINT, false, syscall.SIGINT},
		"SIGTERM is passed at a terminal too":    {syscall.SIGTERM, true, syscall.SIGTERM},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			child := exec.CommandContext(t.Context(), "sleep", "30")
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			cancel(&interruptError{signal: row.signal})
			if err := (&App{InTerminal: row.terminal}).passOn(ctx, child); err != nil {
				t.Fatal(err)
			}
			if row.want == syscall.SIGQUIT {
				if err := child.Process.Signal(syscall.SIGQUIT); err != nil {
					t.Fatal(err)
				}
			}
			err := child.Wait()
			status, ok := child.ProcessState.Sys().(syscall.WaitStatus)
			if !ok || !status.Signaled() || status.Signal() != row.want {
				t.Errorf("the child ended with %v, want signal %v", err, row.want)
			}
		})
	}
}
