package world

import (
	"cmp"
	"time"
)

// Attempts that fail are repeated after half a minute, twice, and then every five
// minutes, as it has been seen. Developer Guide, Amazon ECS service throttle
// logic, gives no more than a maximum of 15 minutes.
const (
	firstRetry   = 30 * time.Second
	longRetry    = 5 * time.Minute
	quickRetries = 2
	// fargateRetry is when a service tries again that Fargate has refused, as it
	// has been seen.
	fargateRetry = 15 * time.Minute
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
	wait := firstRetry
	if b.failures >= quickRetries {
		wait = cmp.Or(w.opts.LongRetry, longRetry)
	}
	w.holdBack(b, wait)
}

// holdBack is fail with another wait.
func (w *World) holdBack(b *backoff, wait time.Duration) {
	if !b.ready(w.now) {
		return
	}
	b.failures++
	b.until = w.now.Add(w.scale(wait))
}
