package service

import "slices"

// way is the settled deployments that a service stands on, the oldest first: it
// runs the last one and can go back to the one before. Each revision is there
// once: a service that settles on an earlier revision has gone back to it, and
// what came after is undone.
type way []Record

// wayTo walks through the records that settled, which are given with the newest
// first.
func wayTo(newestFirst []Record) way {
	var w way
	for _, r := range slices.Backward(newestFirst) {
		if r.Ending == Settled && r.TaskDefinition != "" {
			w = w.step(r)
		}
	}
	return w
}

// step is the way after one more deployment has settled.
func (w way) step(r Record) way {
	if i := w.find(r.TaskDefinition); i >= 0 {
		w = w[:i]
	}
	return append(w, r)
}

// find is where a revision stands on the way, -1 where it does not.
func (w way) find(revision string) int {
	return slices.IndexFunc(w, func(r Record) bool { return r.TaskDefinition == revision })
}

// top is the deployment that settled last, nil for an empty way.
func (w way) top() *Record {
	if len(w) == 0 {
		return nil
	}
	return &w[len(w)-1]
}

// below is the way without its last deployment.
func (w way) below() way { return w[:max(len(w)-1, 0)] }

// back says whether rolling revision out now is going back: it settled before
// the one that settled last.
func (w way) back(revision string) bool {
	i := w.find(revision)
	return i >= 0 && i < len(w)-1
}

// older are the revisions of the way, the newest first.
func (w way) older() []string {
	var out []string
	for _, r := range slices.Backward(w) {
		out = append(out, r.TaskDefinition)
	}
	return out
}
