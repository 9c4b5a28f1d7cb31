//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// hearContinue sends to a channel that the process goes on after it was stopped.
func hearContinue(continued chan<- os.Signal) { signal.Notify(continued, syscall.SIGCONT) }

// hearStop sends Ctrl-Z to a channel, where the parent has not switched it off.
func hearStop(stopped chan<- os.Signal) {
	if !signal.Ignored(syscall.SIGTSTP) {
		signal.Notify(stopped, syscall.SIGTSTP)
	}
}

// stopTime is how long a signal may take to stop the process.
const stopTime = 200 * time.Millisecond

// stop does what Ctrl-Z does to other programs, and returns when the process goes on.
// The signal is SIGSTOP: once Go has heard SIGTSTP, it stops nothing any more. Where
// no shell is there that could let the process go on, it is not stopped.
func stop(continued <-chan os.Signal) {
	const orphaned = 1
	if syscall.Getppid() == orphaned || syscall.Kill(syscall.Getpid(), syscall.SIGSTOP) != nil {
		return
	}
	select {
	case <-continued:
	case <-time.After(stopTime):
	}
}
