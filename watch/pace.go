package watch

import "time"

const (
	// defaultInterval is how often a service is read when nobody says.
	defaultInterval = time.Second
	// slowest is the longest time between two reads while ECS throttles.
	slowest = 30 * time.Second
)

// pace is how long to wait between two reads: twice as long after each throttle,
// and back again step by step when ECS answers.
type pace struct{ base, current time.Duration }

func newPace(interval time.Duration) pace {
	if interval <= 0 {
		interval = defaultInterval
	}
	return pace{base: interval, current: interval}
}

func (p pace) slower() pace {
	p.current = max(p.base, min(p.current*2, slowest))
	return p
}

func (p pace) quicker() pace {
	p.current = max(p.base, p.current/2)
	return p
}
