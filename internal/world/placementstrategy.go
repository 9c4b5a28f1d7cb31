package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// spreadByDefault is what holds when no strategy is given: spread over the
// Availability Zones, then over the instances. Developer Guide, Amazon ECS
// services.
var spreadByDefault = []types.PlacementStrategy{
	{Type: types.PlacementStrategyTypeSpread, Field: aws.String("attribute:ecs.availability-zone")},
	{Type: types.PlacementStrategyTypeSpread, Field: aws.String("instanceId")},
}

// choose applies the strategies in order, each to what the one before left of the
// instances that fit, and takes the first of the rest; nil if none fits. API
// reference, PlacementStrategy.
//
// A spread over an attribute that comes first is not applied to all that fit: it
// takes the values with the fewest tasks, and others only if none fits there.
func (w *World) choose(c *cluster, n needs, r rules) *instance {
	strategy := r.strategy
	if len(strategy) == 0 {
		strategy = spreadByDefault
	}
	attribute, ok := spreadOver(strategy[0])
	if !ok {
		return w.chooseIn(c.roomsBy("").all, strategy, n, r)
	}
	for _, rooms := range c.byTasks(attribute, r.group) {
		if i := w.chooseIn(rooms, strategy[1:], n, r); i != nil {
			return i
		}
	}
	return nil
}

// spreadOver is the attribute that a strategy spreads over; false if it does
// something else.
func spreadOver(s types.PlacementStrategy) (attribute string, ok bool) {
	attribute, ok = strings.CutPrefix(aws.ToString(s.Field), "attribute:")
	return attribute, ok && s.Type == types.PlacementStrategyTypeSpread
}

// byTasks gives the rooms of an attribute by how many tasks of the group they
// have, the fewest first, equals together.
func (c *cluster) byTasks(attribute, group string) [][]*room {
	rooms := c.roomsBy(attribute)
	counts := map[*room]int{}
	for i := range c.hosts[group] {
		counts[rooms.byValue[i.value(attribute)]] += i.groups[group]
	}
	order := slices.Clone(rooms.all)
	slices.SortStableFunc(order, func(a, b *room) int { return counts[a] - counts[b] })
	var out [][]*room
	for at, r := range order {
		if at == 0 || counts[r] != counts[order[at-1]] {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], r)
	}
	return out
}

// chooseIn applies strategies to the instances of some rooms. When what is left to
// do is to take the first that fits, or the first without a task of the group, not
// all have to be looked at.
func (w *World) chooseIn(rooms []*room, strategy []types.PlacementStrategy, n needs, r rules) *instance {
	switch {
	case len(strategy) == 0:
		return first(rooms, n, func(i *instance) bool { return i.suits(n, r) })
	case len(strategy) == 1 && overInstances(strategy[0]):
		empty := first(rooms, n, func(i *instance) bool { return i.groups[r.group] == 0 && i.suits(n, r) })
		if empty != nil {
			return empty
		}
	}
	var fit []*instance
	for _, room := range rooms {
		for i := range room.with(n) {
			if i.suits(n, r) {
				fit = append(fit, i)
			}
		}
	}
	if len(fit) == 0 {
		return nil
	}
	if len(rooms) > 1 {
		slices.SortFunc(fit, byNumber)
	}
	return w.chooseOf(fit, strategy, r.group)
}

// overInstances says whether a strategy spreads over the instances.
func overInstances(s types.PlacementStrategy) bool {
	_, attribute := spreadOver(s)
	return s.Type == types.PlacementStrategyTypeSpread && !attribute
}

// first is the first instance of the rooms that has enough CPU and memory and is
// so; nil if none is.
func first(rooms []*room, n needs, is func(*instance) bool) *instance {
	var found *instance
	for _, room := range rooms {
		for i := range room.with(n) {
			if found != nil && byNumber(found, i) < 0 {
				break
			}
			if is(i) {
				found = i
				break
			}
		}
	}
	return found
}

// chooseOf applies strategies to instances that fit.
func (w *World) chooseOf(fit []*instance, strategy []types.PlacementStrategy, group string) *instance {
	for _, s := range strategy {
		switch s.Type {
		case types.PlacementStrategyTypeRandom:
			return fit[w.rng.IntN(len(fit))]
		case types.PlacementStrategyTypeBinpack:
			fit = least(fit, func(i *instance) int { return int(i.of(aws.ToString(s.Field))) })
		case types.PlacementStrategyTypeSpread:
			fit = spread(fit, s, group)
		}
	}
	return fit[0]
}

// spread keeps the instances whose value of the field has the fewest tasks of
// the group: the value of an attribute, or the instance itself.
func spread(fit []*instance, over types.PlacementStrategy, group string) []*instance {
	attribute, ok := spreadOver(over)
	if !ok {
		return least(fit, func(i *instance) int { return i.groups[group] })
	}
	counts := map[string]int{}
	for i := range fit[0].cluster.hosts[group] {
		counts[i.values[attribute]] += i.groups[group]
	}
	return least(fit, func(i *instance) int { return counts[i.values[attribute]] })
}

// least keeps the instances with the smallest value.
func least(in []*instance, value func(*instance) int) []*instance {
	var out []*instance
	best := 0
	for _, i := range in {
		v := value(i)
		if len(out) > 0 && v > best {
			continue
		}
		if len(out) == 0 || v < best {
			out, best = out[:0:0], v
		}
		out = append(out, i)
	}
	return out
}
