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
//   - apart: every service rolls at once, but ten share a world and the worlds take
//     turns: as much memory, and never more than ten in one model. What all costs
//     more among many than among ten, and apart costs as well, is the price of
//     memory (the processor's cache, the collector), not of the model.
func BenchmarkCost(b *testing.B) {
	sizes := []int{10, 20, 50, 100, 200, 500, 1000, 2000, 5000}
	if testing.Short() {
		sizes = sizes[:4]
	}
	lines := []line{
		{name: "every service rolls"}, {name: "one rolls, the others rest"}, {name: "every one rolls, ten a world"},
	}
	for _, services := range sizes {
		together := cluster(b, 1, services)
		for i, busy := range []int{services, 1} {
			b.Run(fmt.Sprintf("%s/%d", []string{"all", "one"}[i], services), func(b *testing.B) {
				lines[i].add(services, together.perEvent(b, busy))
			})
		}
		b.Run(fmt.Sprintf("apart/%d", services), func(b *testing.B) {
			lines[2].add(services, cluster(b, services/10, 10).perEvent(b, 10))
		})
	}
	if *plotTo != "" {
		if err := os.WriteFile(*plotTo, plot(lines), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// clusters are worlds of services of ten tasks each, and how often those have rolled.
type clusters struct {
	worlds []*world.World
	rolled int
}

func cluster(b *testing.B, worlds, services int) *clusters {
	b.Helper()
	c := &clusters{}
	for range worlds {
		w, err := build(world.Options{Seed: 1}, services, 10, time.Unix(0, 0))
		if err != nil {
			b.Fatal(err)
		}
		c.worlds = append(c.worlds, w)
	}
	return c
}

// perEvent rolls the first services of each world again and again and gives the
// CPU time that an event took, in microseconds, when all together took least: a
// busy machine only adds.
func (c *clusters) perEvent(b *testing.B, busy int) float64 {
	b.Helper()
	const minutes = 5 * time.Minute // after which they have settled
	rounds := max(1, 10/busy/len(c.worlds))
	var least time.Duration
	cost := 0.0
	for b.Loop() {
		events, began := c.happened(), cpuTime(b)
		for range rounds {
			c.roll(b, busy)
			c.advance(minutes)
		}
		if took := cpuTime(b) - began; least == 0 || took < least {
			least = took
			cost = float64(took.Nanoseconds()) / 1000 / float64(c.happened()-events)
			b.ReportMetric(float64(rounds)*minutes.Seconds()/took.Seconds(), "times-real-time")
		}
	}
	b.ReportMetric(cost, "µs/event")
	return cost
}

func (c *clusters) roll(b *testing.B, busy int) {
	b.Helper()
	for _, w := range c.worlds {
		for i := range busy {
			if err := roll(w, i, c.rolled); err != nil {
				b.Fatal(err)
			}
		}
	}
	c.rolled++
}

// advance lets the worlds take turns, a few seconds each.
func (c *clusters) advance(by time.Duration) {
	const turn = 5 * time.Second
	for range by / turn {
		for _, w := range c.worlds {
			w.Advance(w.Now().Add(turn))
		}
	}
}

func (c *clusters) happened() (events int) {
	for _, w := range c.worlds {
		events += int(w.Happened())
	}
	return events
}
