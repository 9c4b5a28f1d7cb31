package watch_test

import (
	"fmt"
	"slices"
	"testing"
)

// TestSeedIsOneHistory plays histories alone, and in the midst of others: whoever
// plays the seed of a failure again must see that failure.
func TestSeedIsOneHistory(t *testing.T) {
	t.Parallel()
	seeds := []uint64{3005, 20093, 40368} // with faults, with others who disturb, given up
	alone := make([]string, len(seeds))
	for i, seed := range seeds {
		alone[i] = printOf(playHistory(t, seed, true))
	}
	for i, seed := range seeds {
		t.Run(fmt.Sprintf("seed %d among others", seed), func(t *testing.T) {
			t.Parallel()
			playHistory(t, seed+1, false)
			playHistory(t, slices.Max(seeds)-seed, false)
			if got := printOf(playHistory(t, seed, false)); got != alone[i] {
				t.Errorf("got\n%s\nwant, as alone,\n%s", got, alone[i])
			}
		})
	}
}

// printOf is all that a history came to, without its story, which is told only of one
// that is played alone.
func printOf(p *played) string {
	if p.rollout == nil {
		return "refused"
	}
	p.story = nil
	wrong, why := p.verdict()
	text := fmt.Sprintf("%s: %s %s\n%s\nsaid %v, final %+v\n", p.outcome.Verdict, wrong, why, p, p.said, p.final)
	for _, c := range p.outcome.Causes {
		text += fmt.Sprintf("%+v\n", c)
	}
	return text
}
