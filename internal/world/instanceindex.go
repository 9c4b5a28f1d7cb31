package world

import (
	"cmp"
	"iter"
	"slices"
)

// rooms are the instances of a fleet by the values of one attribute. They find
// the same instances as a look at each of the fleet would, in a time that hardly
// grows with it.
type rooms struct {
	byValue map[string]*room
	all     []*room // in the order of the values
}

// room is some instances in the order of their numbers, under a tree whose nodes
// know the most CPU and the most memory that one of the instances below has free.
// The children of node n are 2n and 2n+1; those of the last row are the instances.
type room struct {
	instances []*instance
	most      []free
}

// free is what an instance has left.
type free struct{ cpu, memory int32 }

// covers says whether it is enough for a task's needs.
func (f free) covers(n needs) bool { return n.cpu <= f.cpu && n.memory <= f.memory }

// roomsBy gives the fleet by the values of an attribute; "" keeps it together. What
// changes the fleet or an attribute drops them, and they are made anew.
func (c *cluster) roomsBy(attribute string) *rooms {
	if c.rooms == nil {
		c.rooms = map[string]*rooms{}
	}
	if c.rooms[attribute] == nil {
		by := map[string]*room{}
		for _, i := range c.fleet {
			value := i.value(attribute)
			if by[value] == nil {
				by[value] = &room{}
			}
			by[value].instances = append(by[value].instances, i)
		}
		for _, r := range by {
			r.grow()
		}
		c.rooms[attribute] = &rooms{by, sorted(by)}
	}
	return c.rooms[attribute]
}

// value is that of an attribute, "" of none.
func (i *instance) value(attribute string) string {
	if attribute == "" {
		return ""
	}
	return i.values[attribute]
}

// refit tells the rooms that an instance has more or less room than before.
func (i *instance) refit() {
	for attribute, rooms := range i.cluster.rooms {
		r := rooms.byValue[i.value(attribute)]
		if r == nil {
			continue
		}
		at, found := slices.BinarySearchFunc(r.instances, i, byNumber)
		if found {
			r.set(at)
		}
	}
}

// byNumber orders instances as they registered.
func byNumber(a, b *instance) int { return cmp.Compare(a.number, b.number) }

// grow makes the tree.
func (r *room) grow() {
	row := 1
	for row < len(r.instances) {
		row *= 2
	}
	r.most = make([]free, 2*row)
	for n := range r.most {
		r.most[n] = free{-1, -1} // where there is no instance
	}
	for at, i := range r.instances {
		r.most[row+at] = i.free
	}
	for n := row - 1; n > 0; n-- {
		r.sum(n)
	}
}

// set brings the tree up to date for one of the instances.
func (r *room) set(at int) {
	n := len(r.most)/2 + at
	r.most[n] = r.instances[at].free
	for n /= 2; n > 0; n /= 2 {
		r.sum(n)
	}
}

func (r *room) sum(n int) {
	a, b := r.most[2*n], r.most[2*n+1]
	r.most[n] = free{max(a.cpu, b.cpu), max(a.memory, b.memory)}
}

// with gives the instances that have enough CPU and memory left, in order.
func (r *room) with(n needs) iter.Seq[*instance] {
	return func(yield func(*instance) bool) { r.walk(1, n, yield) }
}

// walk yields what is below a node; false means to end.
func (r *room) walk(node int, n needs, yield func(*instance) bool) bool {
	row := len(r.most) / 2
	switch {
	case !r.most[node].covers(n):
		return true
	case node >= row:
		return yield(r.instances[node-row])
	}
	return r.walk(2*node, n, yield) && r.walk(2*node+1, n, yield)
}
