package watch

import (
	"math/rand/v2"
	"time"
)

const (
	// quickest is the shortest time between two reads when nobody says.
	quickest = 500 * time.Millisecond
	// slowest is the longest time between two reads while nothing can end.
	slowest = 5 * time.Second
	// slowestThrottled is the longest time between two reads while ECS throttles.
	slowestThrottled = 30 * time.Second
	// jitter is the part of a wait that is left to chance, so that many watches
	// that began together do not go on asking together.
	jitter = 0.1
)

// pace is how long to wait between two reads: base to limit, and twice as long
// after each throttle until ECS answers again.
type pace struct {
	base, limit time.Duration
	crowd       float64 // 0 for one target to 1 for ten and more
	doubled     int     // how many throttles were not yet made up for
	random      *rand.Rand
}

// newPace is the pace with a given shortest wait. The longest is ten times that, as
// with the defaults, so that a faster simulator is followed through its timers too.
func newPace(interval time.Duration, targets int, seed uint64) pace {
	if interval <= 0 {
		interval = quickest
	}
	return pace{
		base: interval, limit: max(interval, min(10*interval, slowest)),
		crowd:  crowding(targets),
		random: rand.New(rand.NewPCG(seed, 0)), //nolint:gosec // spreads calls, keeps no secret
	}
}

// crowding is 0 for one target to 1 for ten and more, which one call no longer reads.
func crowding(targets int) float64 {
	return float64(min(max(targets, 1), servicesPerCall)-1) / (servicesPerCall - 1)
}

// answered takes what one round of reads said about the pace.
func (p *pace) answered(throttled bool) {
	switch {
	case throttled && p.base<<p.doubled < slowestThrottled:
		p.doubled++
	case !throttled && p.doubled > 0:
		p.doubled--
	}
}

// wait is a wait of d at the present pace, a little shortened by chance.
func (p *pace) wait(d time.Duration) time.Duration {
	d = p.slowed(min(max(d, p.base), p.limit))
	return d - time.Duration(p.random.Float64()*jitter*float64(d))
}

func (p *pace) slowed(d time.Duration) time.Duration {
	return max(d, min(d<<p.doubled, slowestThrottled))
}

// after is how long to wait with this horizon when nothing has moved for quiet: it
// is quick when something has just moved, and grows while all is quiet. A timer is
// slept through, up to just before its end.
func (p *pace) after(h horizon, quiet, timer time.Duration) time.Duration {
	quick := p.crowded(2*p.base, 17*p.base/4)
	switch {
	case timer > quick:
		return p.wait(timer)
	case h.reach == near:
		return p.wait(max(quick, min(quiet/20, 3*p.base)))
	case h.reach == soon:
		return p.wait(max(quick, min(quiet/10, 4*p.base)))
	default:
		return p.wait(max(quick, quiet/4))
	}
}

// crowded is alone for one target and ten or more's for as many: among them always
// one moves, and each call serves all. For ten that comes to a call a second.
func (p *pace) crowded(alone, ten time.Duration) time.Duration {
	return alone + time.Duration(p.crowd*float64(ten-alone))
}
