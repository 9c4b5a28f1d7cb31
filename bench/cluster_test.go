//go:build unix

package bench

import (
	"runtime"
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
	const services, tasks, mib = 5000, 10, 1 << 20
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
		w.Advance(w.Now().Add(time.Hour))
		b.ReportMetric(float64(heap()-before)/mib, "MiB-hour-later")
		runtime.KeepAlive(w)
	}
}

// heap is how many bytes are in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
