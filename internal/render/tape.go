package render

import (
	"context"
	"sync"
	"time"
)

// Tape is the clock of a replay: recorded time, which passes speed times as fast as
// the clock. At speed 0 it jumps from line to line.
type Tape struct {
	speed float64

	mu    sync.Mutex
	at    time.Time // of the recording
	since time.Time // by the clock
}

// NewTape makes the clock of a replay.
func NewTape(speed float64) *Tape { return &Tape{speed: speed} }

// Now is the recorded time that it is in the replay.
func (t *Tape) Now() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.speed <= 0 || t.at.IsZero() {
		return t.at
	}
	return t.at.Add(time.Duration(float64(time.Since(t.since)) * t.speed))
}

// wind waits until the tape has come to at.
func (t *Tape) wind(ctx context.Context, at time.Time) error {
	if now := t.Now(); t.speed > 0 && !now.IsZero() && at.After(now) {
		timer := time.NewTimer(time.Duration(float64(at.Sub(now)) / t.speed))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if at.After(t.at) {
		t.at, t.since = at, time.Now()
	}
	return ctx.Err()
}
