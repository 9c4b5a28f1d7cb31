package ecssim

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"time"
)

// errReset ends a call without a reply.
var errReset = errors.New("the connection is reset")

// strike is what the faults do to one call.
type strike struct {
	err         error // instead of an answer
	reset, lost bool
	wait        time.Duration
	stale, torn *past
	missing     time.Duration
	unknown     bool
}

// rule is a fault and what it has to remember.
type rule struct {
	Fault
	begun time.Time // from when From counts; zero means the start of the server
	calls int       // that it was about
	past  *past     // of a StaleRead or TornRead; nil where the past cannot be repeated
}

// strike decides what befalls a call, the throttle first. The caller holds the
// lock.
func (s *Server) strike(operation string) strike {
	now := s.now()
	if !s.buckets[operation].take(now) {
		return strike{err: throttled()}
	}
	var hit strike
	for _, r := range s.rules {
		if r.concerns(operation) && s.within(r, now) && r.strikes(s.dice) {
			r.spoil(&hit, s.scaled(r.Lag))
		}
	}
	return hit
}

// within says whether the rule is in force.
func (s *Server) within(r *rule, now time.Time) bool {
	since := now.Sub(s.begun)
	if !r.begun.IsZero() {
		since = now.Sub(r.begun)
	}
	return since >= s.scaled(r.From) && (r.For == 0 || since < s.scaled(r.From+r.For))
}

// scaled turns a duration of ECS's into one of our clock.
func (s *Server) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / s.opts.Speed)
}

// strikes counts the call and decides.
func (r *rule) strikes(dice *rand.Rand) bool {
	r.calls++
	if r.Every > 0 {
		return r.calls%r.Every == 0
	}
	return dice.Float64() < r.Chance
}

// spoil adds what the rule does; lag is in the time of our clock. Of two errors
// the first stands.
func (r *rule) spoil(hit *strike, lag time.Duration) {
	switch r.Kind {
	case Throttle:
		hit.fail(throttled())
	case ServerError:
		hit.fail(serverError("A fault that was asked for."))
	case Reset:
		hit.reset = true
	case LostReply:
		hit.lost = true
	case Latency:
		hit.wait += lag
	case StaleRead:
		hit.stale = r.past
	case TornRead:
		hit.torn = r.past
	case Missing:
		hit.missing = max(hit.missing, lag)
	case Unknown:
		hit.unknown = true
	}
}

func (hit *strike) fail(err error) {
	if hit.err == nil {
		hit.err = err
	}
}

// befall carries out what comes before the call: it waits, and gives the error
// that the call ends with, if it does.
func (hit strike) befall(r *http.Request) error {
	if hit.wait > 0 {
		timer := time.NewTimer(hit.wait)
		defer timer.Stop()
		select {
		case <-r.Context().Done():
			return errReset // nobody is left to answer
		case <-timer.C:
		}
	}
	if hit.reset {
		return errReset
	}
	return hit.err
}

// abort breaks the connection off in the way that the client calls a reset.
func abort(w http.ResponseWriter) {
	if inProcess, ok := w.(*reply); ok {
		inProcess.broken = true
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http's own way to close without a reply
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // else the client sees a proper end; an error changes only that
	}
	_ = conn.Close()
}
