package world

import "time"

// Attempts that fail are repeated after one minute, then two, four, … and never
// later than after 15. Developer Guide, Amazon ECS service throttle logic.
const (
	firstRetry   = time.Minute
	longestRetry = 15 * time.Minute
	// failuresToSay is after how many failed attempts in a row the service says
	// that it cannot start its tasks.
	failuresToSay = 3
)

// backoff holds attempts back that failed. The zero value holds nothing back.
type backoff struct {
	failures int
	until    time.Time
}

// ready says whether the next attempt may be made.
func (b *backoff) ready(now time.Time) bool { return !now.Before(b.until) }

// fail holds the next attempt back. What fails while one is held back already
// belongs to the same attempt.
func (w *World) fail(b *backoff) {
	if !b.ready(w.now) {
		return
	}
	wait := min(firstRetry<<min(b.failures, 8), longestRetry)
	b.failures++
	b.until = w.now.Add(w.scale(wait))
}
