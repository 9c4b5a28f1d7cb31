package world

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// What is due earlier happens earlier, of equals what was asked for first, and
// what was cancelled not at all.
func TestQueueKeepsTheOrder(t *testing.T) {
	type asked struct{ at, number int }
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 0))
		w := New(Options{})
		var want, got []asked
		for number := range 1 + rng.IntN(200) {
			a := asked{rng.IntN(20), number}
			e := w.at(w.now.Add(time.Duration(a.at)*time.Second), func() { got = append(got, a) })
			if rng.IntN(5) == 0 {
				e.cancel()
			} else {
				want = append(want, a)
			}
			if rng.IntN(10) == 0 {
				w.Next()
			}
		}
		slices.SortStableFunc(want, func(a, b asked) int { return cmp.Compare(a.at, b.at) })
		w.Advance(w.now.Add(time.Minute))
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d:\ngot  %v\nwant %v", seed, got, want)
		}
		if w.Happened() != uint64(len(want)) {
			t.Errorf("seed %d: %d events are counted, %d happened", seed, w.Happened(), len(want))
		}
	}
}
