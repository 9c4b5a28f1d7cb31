package world

import (
	"flag"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/history"
)

var (
	histories = flag.Uint64("histories", 100, "how many random histories to play")
	firstSeed = flag.Uint64("seed", 0, "the seed of the first of them")
)

// length is how many steps a history has.
const length = 40

// TestHistories plays random histories and holds the world to what must never be
// otherwise, after every single event.
func TestHistories(t *testing.T) {
	number := *histories
	if testing.Short() {
		number = min(number, 40)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a history leaves much behind and keeps little
	var mu sync.Mutex
	var sum tally
	t.Run("play", func(t *testing.T) {
		const parts = 8
		for part := range uint64(parts) {
			t.Run(fmt.Sprintf("part %d", part+1), func(t *testing.T) {
				t.Parallel()
				for n := part; n < number; n += parts {
					part := playSeed(t, *firstSeed+n)
					mu.Lock()
					sum.add(part)
					mu.Unlock()
				}
			})
		}
	})
	if !t.Failed() && *firstSeed == 0 {
		sum.check(t, int(number))
	}
}

// playSeed plays a whole history, now and then twice: it must be the same. One
// that breaks a rule is cut down to the steps that matter.
func playSeed(t *testing.T, seed uint64) tally {
	all := make([]uint64, length)
	for n := range all {
		all[n] = uint64(n + 1)
	}
	w := play(seed, all, false)
	if w.broken != "" {
		all = shrink(seed, all, w.rule)
		w = play(seed, all, true)
		t.Errorf("seed %d: %s\nThese steps of it do that: %v\n%s", seed, w.broken, all, strings.Join(w.calls, "\n"))
	}
	if w.twice {
		if again := play(seed, all, false); again.told != w.told {
			t.Errorf("seed %d is another history the second time", seed)
		}
	}
	return w.tally
}

// play plays the steps of a history up to the first rule that is broken, and
// then, with all made good again, until every service must have come to rest.
func play(seed uint64, steps []uint64, trace bool) *watched {
	w := newWatched(seed, trace)
	p := history.New(w, seed)
	for _, step := range steps {
		w.note("-- step %d", step)
		w.pass(p.Step(step))
		if w.broken != "" {
			return w
		}
	}
	w.note("-- all is made good")
	p.Mend()
	w.pass(time.Hour)
	w.checkRest()
	return w
}

// shrink leaves out steps as long as the history still breaks the same rule.
func shrink(seed uint64, all []uint64, rule string) []uint64 {
	for size := len(all) / 2; size > 0; size /= 2 {
		for from := 0; from+size <= len(all); {
			fewer := slices.Delete(slices.Clone(all), from, from+size)
			if play(seed, fewer, false).rule == rule {
				all = fewer
			} else {
				from += size
			}
		}
	}
	return all
}

// tally counts what happened in histories.
type tally struct {
	steadies, rollbacks, failures, waits, holds, sets int
}

func (t *tally) add(other tally) {
	t.steadies += other.steadies
	t.rollbacks += other.rollbacks
	t.failures += other.failures
	t.waits += other.waits
	t.holds += other.holds
	t.sets += other.sets
}

// check finds histories that try too little.
func (t *tally) check(tb testing.TB, histories int) {
	tb.Logf("%d histories: %d steady states, %d rollbacks, %d failed deployments, %d tasks waited for capacity, "+
		"%d for a host, %d task sets became steady", histories, t.steadies, t.rollbacks, t.failures, t.waits, t.holds, t.sets)
	for what, is := range map[string]bool{
		"steady states": t.steadies > histories, "rollbacks": t.rollbacks > histories/8,
		"failed deployments": t.failures > histories/4, "tasks that wait": t.waits > histories/2, "tasks held": t.holds > 0,
		"steady task sets": t.sets > histories,
	} {
		if !is {
			tb.Errorf("too few %s: the histories try too little", what)
		}
	}
}
