//go:build unix

package bench

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/world"
)

var plotTo = flag.String("plot", "", "`FILE` to draw what BenchmarkCost measured into, as SVG")

// BenchmarkCost is what one event of the model costs in clusters of more and more
// services, ten tasks each. What happens to one service must not cost more because
// there are others.
//
//   - all: every service rolls at once
//   - one: one service rolls, the others have settled
func BenchmarkCost(b *testing.B) {
	sizes := []int{10, 20, 50, 100, 200, 500, 1000, 2000, 5000}
	lines := []line{{name: "every service rolls"}, {name: "one service rolls, the others rest"}}
	for _, services := range sizes {
		w, err := build(world.Options{Seed: 1}, services, 10, time.Unix(0, 0))
		if err != nil {
			b.Fatal(err)
		}
		rolled := 0
		for i, busy := range []int{services, 1} {
			b.Run(fmt.Sprintf("%s/%d", []string{"all", "one"}[i], services), func(b *testing.B) {
				lines[i].add(services, perEvent(b, w, busy, &rolled))
			})
		}
	}
	if *plotTo != "" {
		if err := os.WriteFile(*plotTo, plot(lines), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// perEvent rolls the first services of a world, which have rolled a number of times
// before, again and again and gives the least that an event took, in microseconds.
func perEvent(b *testing.B, w *world.World, busy int, rolled *int) float64 {
	b.Helper()
	const minutes = 5 * time.Minute // after which they have settled
	least := 0.0
	for ; b.Loop(); *rolled++ {
		events, began := w.Happened(), cpuTime(b)
		for i := range busy {
			if err := roll(w, i, *rolled); err != nil {
				b.Fatal(err)
			}
		}
		w.Advance(w.Now().Add(minutes))
		took := cpuTime(b) - began
		if cost := float64(took.Nanoseconds()) / 1000 / float64(w.Happened()-events); least == 0 || cost < least {
			least = cost
			b.ReportMetric(minutes.Seconds()/took.Seconds(), "times-real-time")
		}
	}
	b.ReportMetric(least, "µs/event")
	return least
}
