package watch

import "fmt"

// deleted is the only rule for a service that is being deleted: it ends when ECS
// calls the service INACTIVE or no longer knows it (API reference, DeleteService).
// A service that was never read may only read as missing because it is new.
func deleted(_ Target, h History) (Judgement, bool) {
	s := h.Last
	switch {
	case h.recreated:
		return verdict(Settled, "the service was deleted, and created again", nil), true
	case h.away.reads > 0 && s.CreatedAt.IsZero() && !h.away.lasted(h.At, createLag):
		return waiting("the service cannot be read"), true
	case h.away.reads > 0 && !h.away.lasted(h.At, confirmAfter):
		return confirm("the service is deleted"), true
	case h.away.reads > 0:
		return verdict(Settled, "the service is deleted", nil), true
	case s.Status == "DRAINING":
		return waiting(fmt.Sprintf("the service is draining, %s left", plural(s.Running+s.Pending, "task"))), true
	default:
		return waiting("ECS has not begun to delete the service"), true
	}
}

// deletionWaits says what the deletion of a service waits for.
func deletionWaits(t Target, s Snapshot, speed float64) wait {
	v := newView(t, s, Deployment{}, speed)
	timed := false
	for _, task := range s.Tasks {
		if task.LastStatus != "STOPPED" && task.DesiredStatus == "STOPPED" {
			timed = timed || v.age(task.StoppingAt) < deregistrationLimit
		}
	}
	if n := s.Running + s.Pending; n > 0 {
		return wait{phase: phaseDraining, sentence: plural(n, "task") + " to stop", timed: timed}
	}
	return wait{phase: phaseDraining, sentence: "ECS to delete the service", timed: timed}
}
