//go:build unix

package bench

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is what this process has taken of the processors so far. On a busy
// machine it says more than the time on the clock.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
