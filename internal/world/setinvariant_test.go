package world

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkSets holds all services with task sets to the rules.
func (w *watched) checkSets() {
	for _, c := range sorted(w.clusters) {
		for _, s := range sorted(c.services) {
			if s.outside() {
				w.checkOutside(s)
			}
		}
	}
}

// checkOutside holds what a service with task sets shows to its tasks.
func (w *watched) checkOutside(s *service) {
	w.checkIDs(s)
	shown := w.describeService(s, false)
	w.checkEvents(shown.Events)
	var run, pend int32
	primaries := 0
	for n, set := range shown.TaskSets {
		run, pend = run+set.RunningCount, pend+set.PendingCount
		primaries += int(one(aws.ToString(set.Status) == "PRIMARY"))
		w.checkSet(s.sets[n], set)
	}
	if s.status != inactive && (run != shown.RunningCount || pend != shown.PendingCount) {
		w.fail("the task sets add up to the service", "%s: %d running and %d pending, the service %d and %d", s.name, run,
			pend, shown.RunningCount, shown.PendingCount)
	}
	if primaries > 1 || len(s.sets) > maxSets || len(s.deployments)+len(s.tasks)+len(shown.Deployments) > 0 {
		w.fail("a service has task sets or deployments", "%s: %d sets, %d of them PRIMARY, %d deployments", s.name,
			len(s.sets), primaries, len(s.deployments))
	}
}

// checkSet holds the counts and the stability of a task set to the tasks that were
// started by it.
func (w *watched) checkSet(t *taskSet, shown types.TaskSet) {
	var run, pend int32
	healthy := true
	for _, task := range t.owner.cluster.tasks {
		if task.startedBy != *shown.Id {
			continue
		}
		run, pend = run+one(task.lastStatus == running), pend+one(task.isPending())
		sick := task.checked() && task.health() != types.HealthStatusHealthy || task.balanced() && !task.target.healthy
		healthy = healthy && (task.lastStatus != running || !sick && !task.evicted())
	}
	if run != shown.RunningCount || pend != shown.PendingCount {
		w.fail("a task set's counts equal its tasks", "%s: %d running and %d pending, has %d and %d", t.id(),
			shown.RunningCount, shown.PendingCount, run, pend)
	}
	steady := shown.StabilityStatus == types.StabilityStatusSteadyState
	if steady && (run != shown.ComputedDesiredCount || pend > 0 || !healthy || *shown.Status == draining) {
		w.fail("a task set is steady only if it is", "%s: %d running and %d pending of %d, all healthy: %t", t.id(), run, pend,
			shown.ComputedDesiredCount, healthy)
	}
	if !t.part.look.pending() && t.part.status == active && t.computed() != shown.ComputedDesiredCount {
		w.fail("a task set follows its scale", "%s has %d", t.id(), shown.ComputedDesiredCount)
	}
	w.sets += int(one(steady && !w.seen.steady[t]))
	w.seen.steady[t] = steady
}
