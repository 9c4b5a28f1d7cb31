package world

import (
	"maps"
	"time"
)

// forgetEvery is how often a revision to be deleted is looked at.
const forgetEvery = time.Minute

// forget drops a revision that is DELETE_IN_PROGRESS once no service and no
// task uses it any more, and looks again every minute until then (API
// reference, DeleteTaskDefinitions).
func (w *World) forget(r *revision) {
	if !w.used(r) {
		delete(w.families[*r.def.Family].revisions, r.def.Revision)
		return
	}
	w.after(forgetEvery, func() { w.forget(r) })
}

// used says whether a service or a task that has not stopped runs on r.
func (w *World) used(r *revision) bool {
	for c := range maps.Values(w.clusters) {
		for _, s := range c.scheduled() {
			if s.status != inactive && *s.primary().def.TaskDefinitionArn == r.arn() {
				return true
			}
		}
		for _, t := range c.tasks {
			if !t.over() && *t.def.TaskDefinitionArn == r.arn() {
				return true
			}
		}
	}
	return false
}
