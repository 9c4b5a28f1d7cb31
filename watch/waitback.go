package watch

import "strings"

// toGoBack says what a rollback waits for: the deployment that comes back to have
// its tasks, and the tasks of the target to go (Developer Guide, Service
// deployment circuit breaker).
func toGoBack(t Target, s Snapshot, speed float64) wait {
	to := s.Primary()
	if to == nil || to.ID == t.Deployment {
		return wait{}
	}
	v := newView(Target{Deployment: to.ID, CreatedAt: t.CreatedAt}, s, *to, speed)
	out := wait{sentence: "ECS to go back to " + to.TaskDefinition}
	for _, rule := range []func(view) (wait, bool){
		view.hooked, view.unplaced, view.pulling, view.starting, view.draining,
	} {
		if w, ok := rule(v); ok {
			out.phase, out.timed = w.phase, w.timed
			out.sentence += ": " + strings.Replace(w.sentence, " old task", " task", 1)
			break
		}
	}
	return out
}
