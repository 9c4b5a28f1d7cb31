package render

import (
	"fmt"
	"time"

	"github.com/ecs-steady/steady/watch"
)

// drained splits the time of a rollout: until the new tasks served, and from
// then until the old ones were gone; and it names the settings that cost it.
func (b *block) drained(r *run) []string {
	st := r.state
	before, after := b.opts.scale(st.Serving), b.opts.scale(st.Elapsed-st.Serving)
	if st.Serving <= 0 || after < time.Second || r.outcome.Until == watch.UntilServing {
		return nil
	}
	spent := watch.Within(st.Costs, true, after)
	doing := "for old tasks to drain"
	if len(spent) > 0 && spent[0].Kind == "bake-time" {
		doing = "to bake and for old tasks to drain"
	}
	lines := []string{fmt.Sprintf("      serving after %s, then %s %s", duration(before), duration(after), doing)}
	named := append(watch.Within(st.Costs, false, before), spent...)
	for i, c := range named {
		left, right := " ", ","
		if i == 0 {
			left = "("
		}
		if i == len(named)-1 {
			right = ")"
		}
		lines = append(lines, fmt.Sprintf("      %s%s: %s%s", left, Clean(c.Setting), setting(c.Length), right))
	}
	return lines
}

// setting is a length as the API takes it: seconds up to some minutes.
func setting(d time.Duration) string {
	if d%time.Second == 0 && d <= 10*time.Minute {
		return fmt.Sprintf("%ds", d/time.Second)
	}
	return limit(d)
}
