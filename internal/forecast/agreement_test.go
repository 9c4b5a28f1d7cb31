package forecast_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/forecast"
)

var (
	histories = flag.Uint64("histories", 20, "how many random clusters to forecast a change of")
	firstSeed = flag.Uint64("seed", 0, "the seed of the first of them")
)

// TestAgreement forecasts random changes of services in random clusters, and then
// carries them out there: what settles must have been forecast to settle, and what
// does not to be blocked, for the cause that ECS's own events name. Each fix that is
// offered is carried out in the same cluster as well, and must settle.
func TestAgreement(t *testing.T) {
	number := *histories
	if testing.Short() {
		number = min(number, 20)
	}
	verdicts, tried, late, wrong := agreement(t, *firstSeed, number)
	for _, w := range wrong {
		t.Error(w)
	}
	t.Logf("%v\nfixes %v\nof %d rollouts the length was forecast to %s", verdicts, tried, len(late), spread(late))
}

// agreement plays random clusters. What is wrong it gives: a failure inside a bubble
// would end the test.
func agreement(t *testing.T, first, number uint64) (
	verdicts map[string]int, tried map[forecast.FixKind]int, late []time.Duration, wrong []string,
) {
	t.Helper()
	verdicts, tried = map[string]int{}, map[forecast.FixKind]int{}
	for seed := first; seed < first+number; seed++ {
		var f forecast.Forecast
		synctest.Test(t, func(t *testing.T) {
			p, ok := newPlay(t, seed)
			if !ok {
				verdicts["skipped"]++
				return
			}
			f = p.forecast(p.change)
			wrong = append(wrong, p.sparing(f)...)
			verdicts[strings.TrimSpace(fmt.Sprintf("%s %s", f.Verdict, f.Cause))]++
			if p.placed {
				verdicts["(without tasks)"]++
			}
			if number == 1 {
				t.Logf("%s\n%+v", p, f)
			}
			wrong = append(wrong, p.agree(f)...)
			late = append(late, p.late...)
		})
		for _, fix := range f.Fixes {
			tried[fix.Kind]++
			synctest.Test(t, func(t *testing.T) {
				p, _ := newPlay(t, seed)
				p.mend(fix)
				if settled, why := p.truth(fix.Change); !settled {
					wrong = append(wrong, fmt.Sprintf("seed %d: with %q it does not settle: %s\n%s", seed, fix.Text, why, p))
				}
			})
		}
	}
	return verdicts, tried, late, wrong
}

// spread says how far durations are off.
func spread(off []time.Duration) string {
	if len(off) == 0 {
		return "nothing"
	}
	sum := time.Duration(0)
	for n := range off {
		off[n] = off[n].Abs()
		sum += off[n]
	}
	slices.Sort(off)
	return fmt.Sprintf("mean %s, median %s, 99 of 100 %s, most %s", sum/time.Duration(len(off)), off[len(off)/2],
		off[len(off)*99/100], off[len(off)-1])
}

// TestAgreedUpon plays again what a forecast before this one has got wrong.
func TestAgreedUpon(t *testing.T) {
	for seed, what := range map[uint64]string{
		12855: "by where the tasks are another instance is the closest",
		13983: "a fix helped only until the tasks of the rollout before were healthy",
		14336: "an instance that is as close lacks something else",
	} {
		if _, _, _, wrong := agreement(t, seed, 1); len(wrong) > 0 {
			t.Errorf("%s: %v", what, wrong)
		}
	}
}
