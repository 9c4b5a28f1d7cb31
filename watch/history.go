package watch

import (
	"maps"
	"time"
)

// staleFor is how long reads that look older than one already seen are set
// aside. Reads of ECS are eventually consistent; a replica that lags longer
// than this is believed, because then the service itself has changed.
const staleFor = 90 * time.Second

// History is what the polls of one target have shown so far, folded poll by poll
// with [History.Add]. The zero value is a watch that has read nothing.
type History struct {
	// Last is the newest read; reads older than one already seen never get here.
	Last Snapshot
	// At is when Last was read, since the watch began, by the local clock.
	At time.Duration

	polls int
	began time.Duration // when the first read came

	row     *Deployment          // the target as last listed
	updated map[string]time.Time // updatedAt of every deployment seen
	newest  time.Time            // of all service events seen
	peak    int                  // greatest desired count seen

	failure    *Message // ECS's event that the target failed
	rollbackTo string   // the deployment that ECS said it goes back to from ours
	successor  string   // a deployment that failed after ours, as an event names it
	hopeless   bool     // ECS said that there is nothing to go back to

	rolled    bool   // the target was seen rolling out
	backing   string // the revision that ECS was seen going back to from the target
	recreated bool
	gone      streak // the service is missing, draining or inactive
	away      streak // the service is missing or inactive
	empty     streak // the service wants no tasks
	good      streak // every condition of success holds
	failed    streak // ECS has given the target up, by its row or an event
	restored  streak // the deployment that ECS went back to has all its tasks
	halted    streak // the record says STOPPED
	leaving   streak // the target is a task set that is being deleted
	absent    streak // the target is not listed
	stale     streak // the read is older than one already seen
}

// streak counts reads in a row that agree, and when the first of them came.
type streak struct {
	reads int
	since time.Duration
}

// next is the streak after one more read, taken at at.
func (s streak) next(agrees bool, at time.Duration) streak {
	switch {
	case !agrees:
		return streak{}
	case s.reads == 0:
		return streak{reads: 1, since: at}
	default:
		return streak{reads: s.reads + 1, since: s.since}
	}
}

// lasted reports whether reads have agreed for at least d. A single read lasts no time.
func (s streak) lasted(at, d time.Duration) bool { return s.reads > 0 && at-s.since >= d }

// Add is the history after one more read, taken at at since the watch began. It
// leaves h as it was.
func (h History) Add(t Target, s Snapshot, at time.Duration) History {
	s = s.understood()
	h.stale = h.stale.next(h.older(s), at)
	if h.stale.reads > 0 && !h.stale.lasted(at, staleFor) {
		return h
	}
	if h.polls == 0 {
		h.began = at
	}
	h.polls++
	h.At = at
	h.gone = h.gone.next(s.Missing || s.Status == "DRAINING" || s.Status == "INACTIVE", at)
	h.away = h.away.next(s.Missing || s.Status == "INACTIVE", at)
	if s.Missing {
		// The rows of the last read still say what was there.
		h.Last.Missing = true
		return h
	}
	h.recreated = h.recreated || !h.Last.CreatedAt.IsZero() && s.CreatedAt.After(h.Last.CreatedAt)
	h.Last = s
	h.remember(t, s, at)
	h.listen(t, s)
	h.failed = h.failed.next(h.hasFailed(), at)
	h.watchRollback(t, s, at)
	h.good = h.good.next(conditions(t, h) == "", at)
	return h
}

// watchRollback keeps how far ECS has gone back from the target.
func (h *History) watchRollback(t Target, s Snapshot, at time.Duration) {
	to := s.Primary()
	back := to != nil && to.ID != t.Deployment && h.evidenceOfRollback() && newer(t, *h) == nil
	h.restored = h.restored.next(back && restored(t, s, *to), at)
	h.halted = h.halted.next(h.recorded("STOPPED"), at)
	h.leaving = h.leaving.next(h.row != nil && h.row.Set != nil && h.row.Status == "DRAINING", at)
	if back {
		h.backing = to.TaskDefinition
	}
}

// remember keeps what later reads may no longer show.
func (h *History) remember(t Target, s Snapshot, at time.Duration) {
	h.updated = maps.Clone(h.updated)
	if h.updated == nil {
		h.updated = map[string]time.Time{}
	}
	for _, d := range s.Deployments {
		if d.UpdatedAt.After(h.updated[d.ID]) {
			h.updated[d.ID] = d.UpdatedAt
		}
	}
	row := s.Deployment(t.Deployment)
	if row != nil {
		h.row = row
		h.rolled = h.rolled || row.rollout() == "IN_PROGRESS" || row.Set != nil && !row.completed()
	}
	h.absent = h.absent.next(row == nil, at)
	h.empty = h.empty.next(s.Desired == 0, at)
	h.peak = max(h.peak, s.Desired)
}

// listen takes evidence from service events: they tell of a failure and of a
// rollback even when both deployments have changed places between two reads.
func (h *History) listen(t Target, s Snapshot) {
	created := h.createdAt(t)
	failed := "" // the deployment that the event before said had failed
	for i := len(s.Messages) - 1; i >= 0; i-- {
		m := s.Messages[i]
		if m.Time.After(h.newest) {
			h.newest = m.Time
		}
		ids := m.deployments()
		switch {
		case m.Time.Before(created):
		case m.says("deployment failed") && len(ids) > 0:
			failed = ids[0]
			if failed == t.Deployment {
				h.failure = &m
			}
		case m.says("no rollback candidate"):
			h.hopeless = true
		case m.says("rolling back to deployment") && len(ids) > 0:
			h.rolledBack(t, failed, ids[len(ids)-1])
		}
	}
}

// rolledBack takes the event that ECS goes back to deployment to because failed
// failed. It is about the target only when the target is the one that failed.
func (h *History) rolledBack(t Target, failed, to string) {
	switch {
	case to == t.Deployment:
	case failed == "" || failed == t.Deployment:
		h.rollbackTo = to
	case failed != t.Previous:
		h.successor = failed
	}
}

// createdAt is when the target was created by ECS's clock, zero while unknown.
func (h History) createdAt(t Target) time.Time {
	if t.CreatedAt.IsZero() && h.row != nil {
		return h.row.CreatedAt
	}
	return t.CreatedAt
}

// older reports whether s shows the service as it was before a read already
// taken: a deployment with an earlier updatedAt, or service events that lack the
// newest ones. Reads of ECS are eventually consistent, so a poll can go back in time.
func (h History) older(s Snapshot) bool {
	if h.polls == 0 || s.Missing || s.CreatedAt.After(h.Last.CreatedAt) {
		return false
	}
	for _, d := range s.Deployments {
		if d.UpdatedAt.Before(h.updated[d.ID]) {
			return true
		}
	}
	var newest time.Time
	for _, m := range s.Messages {
		if m.Time.After(newest) {
			newest = m.Time
		}
	}
	return newest.Before(h.newest)
}
