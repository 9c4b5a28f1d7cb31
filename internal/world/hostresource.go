package world

import "slices"

// The agent of an instance keeps its own account of the host: a task that it is
// sent stays PENDING until those that are stopping have left it the CPU, memory
// and ports that it needs, and those behind it wait too. That shows only where
// ECS places tasks early, see Options.EarlyRelease. Amazon ECS container agent,
// host resource manager.

// receive is a task that reaches its agent, which starts it as soon as the host
// has room for it.
func (w *World) receive(t *task) {
	t.times.connected = w.stamp()
	t.version++
	i := t.instance
	if i == nil || len(i.held) == 0 && i.fits(t) {
		w.pull(t)
		return
	}
	i.held = append(i.held, t)
}

// fits says whether the tasks that the agent has started leave room for another
// one.
func (i *instance) fits(t *task) bool {
	cpu, memory := i.spec.CPU-t.needs.cpu, i.spec.Memory-t.needs.memory
	for _, other := range i.tasks {
		if !other.onHost {
			continue
		}
		cpu, memory = cpu-other.needs.cpu, memory-other.needs.memory
		if slices.ContainsFunc(t.needs.ports, func(p HostPort) bool { return slices.Contains(other.needs.ports, p) }) {
			return false
		}
	}
	return cpu >= 0 && memory >= 0
}

// leftHost is a task of which nothing runs any more: those that the agent holds
// may have its room, the first to come first.
func (w *World) leftHost(t *task) {
	t.onHost = false
	if t.instance == nil {
		return
	}
	i := t.instance
	i.held = slices.DeleteFunc(i.held, func(other *task) bool { return !other.alive() })
	for len(i.held) > 0 && i.fits(i.held[0]) {
		next := i.held[0]
		i.held = i.held[1:]
		w.pull(next)
	}
}
