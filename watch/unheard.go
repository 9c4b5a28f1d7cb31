package watch

import (
	"fmt"
	"slices"
	"strings"
)

// Words may come that this version does not know: types of the API get new values.
// Such a word is neither a success nor a failure. What it means is taken from what
// ECS says beside it, in sentences.

// heard reports whether a rollout state is one of those of the API (API reference,
// Deployment, rolloutState).
func heard(state string) bool {
	return state == "" || state == "IN_PROGRESS" || state == "COMPLETED" || state == "FAILED"
}

// rollout is the rollout state as far as it is understood: one of those of the API,
// or ECS's own word where nothing tells what it means.
func (d Deployment) rollout() string {
	if d.means != "" {
		return d.means
	}
	return d.RolloutState
}

// understood is the snapshot with what the unheard-of states of its rows mean.
func (s Snapshot) understood() Snapshot {
	if !slices.ContainsFunc(s.Deployments, func(d Deployment) bool { return !heard(d.RolloutState) }) {
		return s
	}
	s.Deployments = slices.Clone(s.Deployments)
	for i, d := range s.Deployments {
		if !heard(d.RolloutState) {
			s.Deployments[i].means = s.meaning(d)
		}
	}
	return s
}

// meaning is what ECS says of a row by the reason that it gives for its state or,
// where that says nothing, in the newest service event about it; "" for nothing.
func (s Snapshot) meaning(d Deployment) string {
	reason := strings.ToLower(d.RolloutReason)
	switch {
	case strings.Contains(reason, "rolling back to deployment"), strings.Contains(reason, "in progress"):
		return "IN_PROGRESS"
	case strings.Contains(reason, "failed"):
		return "FAILED"
	case strings.Contains(reason, d.ID+" completed"):
		return "COMPLETED"
	}
	for _, m := range s.Messages {
		ids := m.deployments()
		switch {
		case len(ids) == 0 || ids[len(ids)-1] != d.ID:
		case m.says("rolling back to deployment"):
			return "IN_PROGRESS"
		case m.says("deployment failed"):
			return "FAILED"
		case m.says("deployment completed"):
			return "COMPLETED"
		}
	}
	return ""
}

// scales reports whether somebody says how many tasks the service wants.
func (s Snapshot) scales(t Target) bool {
	return s.Scheduling == "" || s.Scheduling == "REPLICA" || s.Scheduling != "DAEMON" && t.Desired > 0
}

// untold is the condition for a row whose state nothing explains. The service
// deployment record may: where it does not either, what holds for deployments
// without a state holds, unless something comes after the steady state.
func untold(t Target, h History, row Deployment) string {
	s := h.Last
	switch {
	case h.recordCounts(t, "SUCCESSFUL") && s.EarlySuccess:
		return early(s, row)
	case h.recordCounts(t, "SUCCESSFUL"):
		return counts(s, row)
	}
	bakes := s.Alarms || s.LifecycleHooks || s.shifts() || s.EarlySuccess
	if !h.recordTells() && !bakes && stateless(t, h, row) == "" {
		return ""
	}
	return fmt.Sprintf("ECS says the rollout is %s, a word that this version does not know", inWords(row.RolloutState))
}

// recordTells reports whether the record is read and says how it stands in a word
// that is understood.
func (h History) recordTells() bool { return h.Last.Record != nil && h.Last.Record.heard() }

// heard reports whether the status of the record is understood.
func (r Record) heard() bool {
	switch r.status() {
	case "PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS":
		return true
	}
	return r.Ended()
}

// status is Status or, where that is a word that nobody knows, what the rest of the
// record says of it: one that was stopped has the time (API reference,
// ServiceDeployment, stoppedAt), and says so where it goes back.
func (r Record) status() string {
	switch r.Status {
	case "PENDING", "IN_PROGRESS", "SUCCESSFUL", "STOP_REQUESTED", "STOPPED",
		"ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED":
		return r.Status
	}
	if !r.StoppedAt.IsZero() && r.RollbackTo == "" {
		return "STOPPED"
	}
	return r.Status
}
