package world

import (
	"container/heap"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// thin picks up to limit of the candidates, one after the other, by the placement
// strategy of the service, and gives how many it picked: by spread those where most
// of its tasks are, by binpack those on the instance that is left with most, by
// random any. Of equals it picks the oldest. Developer Guide, Use strategies to
// define Amazon ECS task placement.
func (w *World) thin(s *service, c *choice, limit int, candidate func(*task) bool) int {
	may := func(t *task) bool { return t.alive() && !c.taken[t] && candidate(t) }
	limit = min(limit, count(s.tasks, may))
	if limit <= 0 {
		return 0
	}
	levels, random := c.levels(s.strategy())
	root := &branch{}
	var fit []*task
	for _, t := range s.tasks {
		switch {
		case may(t):
			fit = append(fit, t)
		case t.alive() && !c.taken[t]:
			root.plant(levels, t)
		}
	}
	if random {
		w.rng.Shuffle(len(fit), func(a, b int) { fit[a], fit[b] = fit[b], fit[a] })
	}
	for rank, t := range fit {
		leaf := root.plant(levels, t)
		leaf.fit = append(leaf.fit, ranked{t, rank})
	}
	root.order()
	for range limit {
		c.add(root.first())
		root.drop()
	}
	return limit
}

// strategy is where the tasks of the service shall be. Developer Guide, Amazon ECS
// services.
func (s *service) strategy() []types.PlacementStrategy {
	if len(s.spec.PlacementStrategy) == 0 {
		return spreadByDefault
	}
	return s.spec.PlacementStrategy
}

// branch is tasks of a service that have the same value, as seen from one level;
// its own branches are those with the same value of the next one. A stop changes
// no more than the branches that the task is in: so one of many tasks is picked in
// a time that hardly grows with them.
type branch struct {
	level    *level
	alive    int // tasks, those too that may not go
	byValue  map[value]*branch
	branches branches // those with candidates, a heap
	fit      []ranked // the candidates, if this is one of the last level
}

// ranked is a task with its turn among equals.
type ranked struct {
	*task
	rank int
}

// plant counts a task in its branches and gives the last of them.
func (b *branch) plant(levels []level, t *task) *branch {
	b.alive++
	for n := range levels {
		key := levels[n].value(t)
		next := b.byValue[key]
		if next == nil {
			if b.byValue == nil {
				b.byValue = map[value]*branch{}
			}
			next = &branch{level: &levels[n]}
			b.byValue[key] = next
			b.branches = append(b.branches, next)
		}
		next.alive++
		b = next
	}
	return b
}

// order makes the heaps, without the branches that have no candidate.
func (b *branch) order() {
	with := b.branches[:0]
	for _, next := range b.branches {
		if next.order(); !next.empty() {
			with = append(with, next)
		}
	}
	b.branches = with
	heap.Init(&b.branches)
}

// empty says whether there is no candidate.
func (b *branch) empty() bool { return len(b.branches)+len(b.fit) == 0 }

// first is the next task to stop.
func (b *branch) first() *task {
	for len(b.branches) > 0 {
		b = b.branches[0]
	}
	return b.fit[0].task
}

// drop takes that one out.
func (b *branch) drop() {
	b.alive--
	if len(b.branches) == 0 {
		b.fit = b.fit[1:]
		return
	}
	next := b.branches[0]
	if next.drop(); next.empty() {
		heap.Pop(&b.branches)
	} else {
		heap.Fix(&b.branches, 0)
	}
}

// before says whether the next task to stop is here rather than there.
func (b *branch) before(other *branch) bool {
	for {
		if x, y := b.level.weight(b), other.level.weight(other); x != y {
			return x > y
		}
		if len(b.branches) == 0 {
			return b.fit[0].rank < other.fit[0].rank
		}
		b, other = b.branches[0], other.branches[0]
	}
}

// branches are a heap, the one to stop a task of first.
type branches []*branch

func (h branches) Len() int           { return len(h) }
func (h branches) Less(a, b int) bool { return h[a].before(h[b]) }
func (h branches) Swap(a, b int)      { h[a], h[b] = h[b], h[a] }

// Push is never called: all branches are there from the beginning.
func (h *branches) Push(b any) { *h = append(*h, b.(*branch)) }

// Pop takes the last one out.
func (h *branches) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
