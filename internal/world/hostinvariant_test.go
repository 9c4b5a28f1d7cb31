package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// order is the order of the states of a task, which it may only go up.
var order = []string{
	provisioning, pending, activating, running, deactivating, stopping, deprovisioning, stopped,
}

// checkTasks holds every task to the order of its states and times.
func (w *watched) checkTasks() {
	for _, c := range sorted(w.clusters) {
		for _, t := range c.tasks {
			w.checkTask(t)
		}
	}
}

func (w *watched) checkTask(t *task) {
	was, known := w.seen.tasks[t]
	if known && was == len(order)-1 && t.over() {
		return
	}
	is := slices.Index(order, t.lastStatus)
	w.seen.tasks[t] = is
	if !known {
		if w.seen.ids[t.id] {
			w.fail("an id is used once", "%s", t.id)
		}
		w.seen.ids[t.id] = true
		w.waits += int(one(t.lastStatus == provisioning && t.instance == nil && !t.launch.fargate()))
	}
	if known && is < was {
		w.fail("a task's states go one way", "%s was %s and is %s", t.id, order[was], t.lastStatus)
	}
	if t.over() && (t.alive() || t.times.stopped.IsZero() || t.times.stopping.IsZero()) {
		w.fail("a STOPPED task was told to stop", "%s wants %s, stopping %s", t.id, t.desiredStatus, t.times.stopping)
	}
	for _, c := range t.containers {
		if t.over() && c.lastStatus != stopped || c.exitCode != nil && (c.lastStatus != stopped || c.started.IsZero()) {
			w.fail("a container is STOPPED with its task, and has an exit code only if it ran", "%s of %s is %s",
				aws.ToString(c.def.Name), t.id, c.lastStatus)
		}
	}
}

// checkInstances adds up what the tasks use: as placement counts, and as the
// hosts have it.
func (w *watched) checkInstances() {
	for _, c := range sorted(w.clusters) {
		for _, i := range c.fleet {
			w.checkPlacement(i)
			w.checkHost(i)
			w.holds += len(i.held)
		}
	}
}

func (w *watched) checkPlacement(i *instance) {
	cpu, memory, ports := i.spec.CPU, i.spec.Memory, map[HostPort]bool{}
	groups := map[string]int{}
	for _, t := range i.tasks {
		if t.alive() {
			groups[t.group]++
		}
		if t.vacated {
			continue
		}
		cpu, memory = cpu-t.needs.cpu, memory-t.needs.memory
		for _, p := range t.needs.ports {
			if ports[p] {
				w.fail("a port is given once", "%d on %s", p.Number, i.id)
			}
			ports[p] = true
			if use := i.ports[p]; use.task != t || use.vacated {
				w.fail("the ports of an instance are those of its tasks", "%d on %s", p.Number, i.id)
			}
		}
	}
	if cpu != i.cpu || memory != i.memory || cpu < 0 || memory < 0 {
		w.fail("what an instance has left is what its tasks leave", "%s: %d CPU and %d MiB, its tasks leave %d and %d", i.id,
			i.cpu, i.memory, cpu, memory)
	}
	for group, n := range i.groups {
		if groups[group] != n {
			w.fail("an instance counts its tasks by group", "%s: %d of %s, has %d", i.id, n, group, groups[group])
		}
	}
}

func (w *watched) checkHost(i *instance) {
	cpu, memory, ports := i.spec.CPU, i.spec.Memory, map[HostPort]*task{}
	for _, t := range i.tasks {
		if !t.onHost {
			continue
		}
		cpu, memory = cpu-t.needs.cpu, memory-t.needs.memory
		used := slices.Clone(t.needs.ports)
		for _, c := range t.containers {
			for _, b := range c.bindings {
				if p := (HostPort{aws.ToInt32(b.HostPort), b.Protocol}); !slices.Contains(used, p) {
					used = append(used, p)
				}
			}
		}
		for _, p := range used {
			if ports[p] != nil {
				w.fail("a host has each port once", "%d on %s", p.Number, i.id)
			}
			ports[p] = t
		}
	}
	if cpu < 0 || memory < 0 {
		w.fail("a host has no more than it has", "%s: %d CPU and %d MiB left", i.id, cpu, memory)
	}
	for p, use := range i.ports {
		if use.task != nil && !slices.Contains(i.tasks, use.task) {
			w.fail("a port is freed with its task", "%d on %s", p.Number, i.id)
		}
	}
}
