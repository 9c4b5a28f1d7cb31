package ecssim

import (
	"time"

	"github.com/ecs-steady/steady/internal/world"
)

// happening is something that changed the world, to be repeated: a call of an
// operation, what do does or, without either, a reset.
type happening struct {
	at   time.Time
	name string
	body []byte
	do   func(*world.World) error
}

// past is the same world some time ago. The world is deterministic, so a second
// one that is given the same calls later is what the first one was.
type past struct {
	world *world.World
	lag   time.Duration // on our clock
	reads int
	seen  []time.Time // the latest reads, at most reads+1
	to    []happening // that are still to come
}

// newPast begins a past at the start of a world; what happened until the server
// began is to be noted before the first read. As far as reads count, all before
// the first one were at that moment.
func newPast(w *world.World, f Fault, lag time.Duration, begun time.Time) *past {
	p := &past{world: w, lag: lag, reads: f.Reads}
	if p.reads > 0 {
		p.seen = []time.Time{begun}
	}
	return p
}

// read moves the past on for a read that is made now.
func (p *past) read(now time.Time) {
	if p.reads > 0 {
		p.seen = append(p.seen, now)
		if extra := len(p.seen) - p.reads - 1; extra > 0 {
			p.seen = append([]time.Time{}, p.seen[extra:]...)
		}
	}
	p.follow(now)
}

// note remembers what happened, for as long as the past has not come to it.
func (p *past) note(h happening) {
	p.to = append(p.to, h)
	p.follow(h.at)
}

// follow lets happen what is old enough by now. A state file is read after what
// it tells of: then now is before the first read.
func (p *past) follow(now time.Time) {
	until := now.Add(-p.lag)
	if p.reads > 0 {
		until = earlier(p.seen[0], now)
	}
	for len(p.to) > 0 && !p.to[0].at.After(until) {
		h := p.to[0]
		p.to = p.to[1:]
		h.repeat(p.world)
	}
	p.world.Advance(until)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// repeat does again what happened once. What was refused or panicked then does
// so again, and is no news.
func (h happening) repeat(w *world.World) {
	defer func() { _ = recover() }()
	w.Advance(h.at)
	switch {
	case h.do != nil:
		_ = h.do(w)
		return
	case h.name == "":
		w.Reset()
		return
	}
	o, _ := named(h.name)
	if in, err := o.decode(h.body); err == nil {
		_, _ = o.call(w, in)
	}
}

// note tells every past of what happened. The caller holds the lock.
func (s *Server) note(h happening) {
	for _, r := range s.rules {
		if r.past != nil {
			r.past.note(h)
		}
	}
}
