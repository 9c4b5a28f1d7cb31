package watch

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

func TestAddLeavesTheHistoryBeforeIt(t *testing.T) {
	t.Parallel()
	before := History{}.Add(target(), poll(rolling2).updated("ecs-svc/2", time.Second), 0)
	_ = before.Add(target(), poll(done2).updated("ecs-svc/2", time.Minute), time.Second)
	if got := before.updated["ecs-svc/2"]; got != epoch.Add(time.Second) {
		t.Errorf("the earlier history changed: updated at %s", got)
	}
}

// TestJudgeNeverSettlesWithoutECS throws reads at the judge that are as strange as
// they can be, but in none of which ECS has completed the target.
func TestJudgeNeverSettlesWithoutECS(t *testing.T) {
	t.Parallel()
	statuses := []string{"PRIMARY", "ACTIVE", "INACTIVE"}
	states := []string{"IN_PROGRESS", "FAILED"}
	others := append([]string{"COMPLETED"}, states...)
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 0))
		pick := func(from []string) string { return from[rng.IntN(len(from))] }
		var h History
		for i := range 20 {
			rows := []string{
				fmt.Sprintf("2 %s %s %d 0 %d", pick(statuses), pick(states), rng.IntN(3), rng.IntN(3)),
				fmt.Sprintf("1 %s %s %d 0 %d", pick(statuses), pick(others), rng.IntN(3), rng.IntN(3)),
				fmt.Sprintf("3 %s %s %d 0 %d", pick(statuses), pick(others), rng.IntN(3), rng.IntN(3)),
			}
			s := poll(rows[rng.IntN(3):]...).desired(rng.IntN(3)).events(fmt.Sprintf("%ds has reached a steady state.", i))
			h = h.Add(target(), s, time.Duration(i)*time.Second)
			if j := Judge(target(), h); j.Verdict == Settled {
				t.Fatalf("seed %d: settled on read %d: %+v", seed, i, s)
			}
		}
	}
}
