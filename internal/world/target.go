package world

import (
	"cmp"
	"slices"
	"time"
)

const (
	// standardDelay is the deregistration delay of a target group with default
	// settings. Elastic Load Balancing, Target groups, Deregistration delay.
	standardDelay = 300 * time.Second
	// deregisterTime is how long after the stop the service tells that it took
	// the task out of its target groups, as it has been seen.
	deregisterTime = 10 * time.Second
)

// drainTime is how long the connections of a task drain: as long as the slowest
// of its target groups lets them.
func (w *World) drainTime(t *task) time.Duration {
	longest := time.Duration(0)
	for _, m := range t.target.groups {
		longest = max(longest, w.delay(w.groupOf(m.group)))
	}
	return longest
}

// delay is the deregistration delay of a target group.
func (w *World) delay(g TargetGroup) time.Duration {
	if g.DeregistrationDelay != nil {
		return *g.DeregistrationDelay
	}
	return max(0, cmp.Or(w.opts.DeregistrationDelay, standardDelay))
}

// registerTargets puts the tasks that run into the target groups of their
// deployment. Developer Guide, Task lifecycle.
func (w *World) registerTargets(s *service) {
	groups := map[string]int{}
	var order []string
	for _, t := range s.tasks {
		ready := t.lastStatus == running || t.lastStatus == activating
		if !t.alive() || !ready || t.target.registered || !t.balanced() {
			continue
		}
		if w.throttled(s) {
			return
		}
		w.joinGroups(t)
		for _, group := range t.deployment.targetGroups() {
			if groups[group]++; groups[group] == 1 {
				order = append(order, group)
			}
		}
	}
	for _, group := range order {
		w.say(s, sayRegistered(groups[group], group))
	}
}

// deregisterTargets tells, a little later, that the tasks left their target
// groups and that their connections drain.
func (w *World) deregisterTargets(s *service, tasks []*task) {
	groups, leaving := map[string]int{}, map[*deployment]int{}
	var order []string
	for _, t := range tasks {
		if !t.target.registered {
			continue
		}
		leaving[t.deployment]++
		for _, group := range t.deployment.targetGroups() {
			if groups[group]++; groups[group] == 1 {
				order = append(order, group)
			}
		}
	}
	if len(leaving) == 0 {
		return
	}
	deployments := slices.Clone(s.deployments)
	w.after(deregisterTime, func() {
		for _, group := range order {
			w.say(s, sayDeregistered(groups[group], group))
		}
		for _, d := range deployments {
			if n := leaving[d]; n > 0 {
				w.publish(s, sayDraining(d, n))
			}
		}
	})
}

// targetGroups are the target groups of the deployment.
func (d *deployment) targetGroups() []string {
	var out []string
	for _, lb := range d.spec.LoadBalancers {
		if group := d.targetGroup(lb); group != "" {
			out = append(out, group)
		}
	}
	return out
}
