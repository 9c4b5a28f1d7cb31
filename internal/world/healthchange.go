package world

import (
	"cmp"
	"slices"
	"time"
)

// Turn is a change in what a container does, some time after its start or after
// its registration in a target group.
type Turn struct {
	After time.Duration
	Well  bool
}

// turns are what the image does over time: what it says turn by turn, or else
// well from one time until another, 0 for ever.
func turns(said []Turn, from, until time.Duration) []Turn {
	switch {
	case len(said) > 0:
		said = slices.Clone(said)
		slices.SortStableFunc(said, func(a, b Turn) int { return cmp.Compare(a.After, b.After) })
		return said
	case until > 0 && until < from:
		return []Turn{{0, false}}
	}
	out := []Turn{{0, from <= 0}, {from, true}}
	if until > 0 {
		out = append(out, Turn{until, false})
	}
	return out
}

// probe is how often something is checked, and how many results in a row count.
type probe struct {
	interval time.Duration
	// passes in a row make an unhealthy one healthy; of a new one a single pass does.
	passes, fails int
	// forgiven is how long failures do not count, unless one has passed before.
	forgiven time.Duration
}

// plan calls turn with every change of health that the checks find.
func (p probe) plan(turns []Turn, turn func(after time.Duration, healthy bool)) {
	var last time.Duration
	for _, t := range turns {
		last = max(last, t.After)
	}
	passed, failed, healthy, unhealthy, begun := 0, 0, false, false, false
	for at := p.interval; ; at += p.interval {
		well := wellAt(turns, at)
		switch {
		case well:
			passed, failed, begun = passed+1, 0, true
		case begun || at > p.forgiven:
			passed, failed = 0, failed+1
		}
		switch {
		case well && !healthy && (!unhealthy || passed >= p.passes):
			healthy, unhealthy = true, false
			turn(at, true)
		case !well && !unhealthy && failed >= p.fails:
			healthy, unhealthy = false, true
			turn(at, false)
		}
		if at >= last && (well && healthy || !well && unhealthy) {
			return
		}
	}
}

// wellAt is what the turns say at a time; before the first one all is well.
func wellAt(turns []Turn, at time.Duration) bool {
	well := true
	for _, t := range turns {
		if t.After <= at {
			well = t.Well
		}
	}
	return well
}
