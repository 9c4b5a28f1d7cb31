//go:build unix

package bench

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/world"
)

// BenchmarkCluster builds a cluster of 5,000 services with ten tasks each and the
// instances for twice as many, lets it settle, and rolls every service once.
//
//   - settled: what is in use before that
//   - rolled: ten minutes later, when it has old tasks and new ones
//   - hour-later: when the old ones are forgotten
func BenchmarkCluster(b *testing.B) {
	const tasks, mib = 10, 1 << 20
	services := 5000
	if testing.Short() {
		services = 100
	}
	for b.Loop() {
		before := heap()
		w, err := build(world.Options{Seed: 1}, services, tasks, time.Unix(0, 0))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(heap()-before)/mib, "MiB-settled")
		for i := range services {
			if err := roll(w, i, 0); err != nil {
				b.Fatal(err)
			}
		}
		w.Advance(w.Now().Add(10 * time.Minute))
		b.ReportMetric(float64(heap()-before)/mib, "MiB-rolled")
		b.ReportMetric(resident(), "MiB-resident") // of the whole process, what is free included
		w.Advance(w.Now().Add(time.Hour))
		b.ReportMetric(float64(heap()-before)/mib, "MiB-hour-later")
		runtime.KeepAlive(w)
	}
}

// resident is how much memory the process has, in MiB; 0 where /proc does not tell.
func resident() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kib float64
	_, _ = fmt.Sscan(rest, &kib) // 0 if it is not there
	return kib / 1024
}
