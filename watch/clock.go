package watch

import "time"

// oversleep is how much longer than asked for a pause may be until it is taken
// for the sleep of a machine, or for a process that was stopped.
const oversleep = 30 * time.Second

// clock counts the time in which a watch was awake. Deadlines and silence are
// measured by it: a laptop that was closed for an hour has waited for nothing, and
// whether Go's own clock runs on meanwhile differs between systems.
type clock struct {
	awake time.Duration
	last  time.Time
}

// passed adds the time since it was last called, of which at most asked was to be
// waited.
func (c *clock) passed(asked time.Duration) {
	now := time.Now()
	gap := now.Sub(c.last)
	if gap > asked+oversleep {
		gap = asked
	}
	c.awake, c.last = c.awake+gap, now
}
