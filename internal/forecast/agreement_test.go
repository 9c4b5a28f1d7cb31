package forecast_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

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
	var wrong []string // a failure inside a bubble would end the test
	verdicts, tried := map[string]int{}, map[forecast.FixKind]int{}
	for seed := *firstSeed; seed < *firstSeed+number; seed++ {
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
	for _, w := range wrong {
		t.Error(w)
	}
	t.Logf("%v\nfixes %v", verdicts, tried)
}
