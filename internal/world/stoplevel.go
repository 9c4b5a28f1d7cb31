package world

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// level is what one strategy looks at when tasks are to stop.
type level struct {
	value  func(*task) value // tasks with the same one are together
	weight func(*branch) int // the next task to stop is where it is highest
}

// value is that of a level: of an attribute, an instance, or an amount.
type value struct {
	text     string
	instance *instance
	amount   int32
}

// levels are those of a strategy, in order, and whether it leaves what is equal so
// far to chance. Nothing that comes after that has a say.
func (c *choice) levels(strategy []types.PlacementStrategy) (levels []level, random bool) {
	for _, s := range strategy {
		switch s.Type {
		case types.PlacementStrategyTypeRandom:
			return levels, true
		case types.PlacementStrategyTypeBinpack:
			levels = append(levels, c.packed(aws.ToString(s.Field))...)
		case types.PlacementStrategyTypeSpread:
			levels = append(levels, level{spreadValue(s), func(b *branch) int { return b.alive }})
		}
	}
	return levels, false
}

// spreadValue is what a strategy spreads over: the value of an attribute or the
// instance.
func spreadValue(s types.PlacementStrategy) func(*task) value {
	attribute, ok := spreadOver(s)
	switch {
	case !ok:
		return func(t *task) value { return value{instance: t.instance} }
	case attribute == "ecs.availability-zone":
		return func(t *task) value { return value{text: t.zone()} }
	}
	return func(t *task) value {
		if t.instance == nil {
			return value{}
		}
		return value{text: t.instance.values[attribute]}
	}
}

// packed are the levels of a binpack strategy: the instance that is left with most
// of the field after the stop, and there the task that leaves most.
func (c *choice) packed(field string) []level {
	need := func(t *task) int32 { return free{t.needs.cpu, t.needs.memory}.of(field) }
	left := func(b *branch) int {
		t := b.first()
		return int(c.leftOn(t.instance).of(field) + need(t))
	}
	return []level{
		{func(t *task) value { return value{instance: t.instance} }, left},
		{func(t *task) value { return value{amount: need(t)} }, left},
	}
}

// leftOn is what an instance has left once the tasks are gone that stop already or
// were picked to.
func (c *choice) leftOn(i *instance) free {
	if i == nil {
		return free{}
	}
	left, known := c.left[i]
	if !known {
		left = i.free
		for _, t := range i.tasks {
			if !t.vacated && (!t.alive() || c.taken[t]) {
				left = left.without(t)
			}
		}
		if c.left == nil {
			c.left = map[*instance]free{}
		}
		c.left[i] = left
	}
	return left
}

// picked is a task that was picked to stop.
func (c *choice) picked(t *task) {
	c.taken[t] = true
	if left, known := c.left[t.instance]; known {
		c.left[t.instance] = left.without(t)
	}
}

// without is what is left once the task is gone.
func (f free) without(t *task) free { return free{f.cpu + t.needs.cpu, f.memory + t.needs.memory} }

// of is what is left of a binpack field.
func (f free) of(field string) int32 {
	if field == "cpu" || field == "CPU" {
		return f.cpu
	}
	return f.memory
}
