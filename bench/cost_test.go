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
// before, again and again and gives the CPU time that an event took, in
// microseconds, when all together took least: a busy machine only adds.
func perEvent(b *testing.B, w *world.World, busy int, rolled *int) float64 {
	b.Helper()
	const minutes = 5 * time.Minute // after which they have settled
	rounds := max(1, 10/busy)
	var least time.Duration
	cost := 0.0
	for b.Loop() {
		events, began := w.Happened(), cpuTime(b)
		for range rounds {
			for i := range busy {
				if err := roll(w, i, *rolled); err != nil {
					b.Fatal(err)
				}
			}
			w.Advance(w.Now().Add(minutes))
			*rolled++
		}
		if took := cpuTime(b) - began; least == 0 || took < least {
			least = took
			cost = float64(took.Nanoseconds()) / 1000 / float64(w.Happened()-events)
			b.ReportMetric(float64(rounds)*minutes.Seconds()/took.Seconds(), "times-real-time")
		}
	}
	b.ReportMetric(cost, "µs/event")
	return cost
}
