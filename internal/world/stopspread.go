package world

// spot is where candidates for a stop are: in one Availability Zone, on one instance.
type spot struct {
	zone, host *int  // how many tasks of the service stay there
	tasks      []int // the candidates, as they are in the service's list: the oldest first
}

// thin picks up to limit of the candidates, one after the other, so that the others
// stay best spread: in the Availability Zone and then on the instance that have most
// tasks of the service; of equals the oldest. It gives how many it picked. Developer
// Guide, Amazon ECS services.
func (c *choice) thin(s *service, limit int, candidate func(*task) bool) int {
	if limit <= 0 {
		return 0
	}
	spots := c.spots(s, candidate)
	for n := range limit {
		var most *spot
		for _, at := range spots {
			if len(at.tasks) > 0 && (most == nil || at.before(most)) {
				most = at
			}
		}
		if most == nil {
			return n
		}
		c.add(s.tasks[most.tasks[0]])
		most.tasks = most.tasks[1:]
		*most.zone--
		*most.host--
	}
	return limit
}

// spots are those that have candidates, all of which are alive.
func (c *choice) spots(s *service, candidate func(*task) bool) []*spot {
	type place struct {
		zone string
		host *instance // nil on Fargate
	}
	zones, hosts, at := map[string]*int{}, map[*instance]*int{}, map[place]*spot{}
	var out []*spot
	for n, t := range s.tasks {
		if !t.alive() || c.taken[t] {
			continue
		}
		p := place{t.zone(), t.instance}
		if at[p] == nil {
			at[p] = &spot{zone: counter(zones, p.zone), host: counter(hosts, p.host)}
			out = append(out, at[p])
		}
		*at[p].zone++
		*at[p].host++
		if candidate(t) {
			at[p].tasks = append(at[p].tasks, n)
		}
	}
	return out
}

// counter is the one for a key, which begins at zero.
func counter[K comparable](counters map[K]*int, key K) *int {
	if counters[key] == nil {
		counters[key] = new(int)
	}
	return counters[key]
}

// before says whether the next task to stop is here rather than there.
func (s *spot) before(other *spot) bool {
	switch {
	case *s.zone != *other.zone:
		return *s.zone > *other.zone
	case *s.host != *other.host:
		return *s.host > *other.host
	default:
		return s.tasks[0] < other.tasks[0]
	}
}
