//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// hearContinue sends to a channel that the process goes on after Ctrl-Z.
func hearContinue(continued chan<- os.Signal) { signal.Notify(continued, syscall.SIGCONT) }
