package render

import (
	"strings"
	"sync"
	"time"

	"github.com/briandowns/spinner"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

// block draws the run as one block that is redrawn in place, ten times a second
// at most. Calls only change what it knows; a goroutine draws, from the first
// call after Start until Close.
type block struct {
	opts Options

	mu    sync.Mutex
	runs  []*run
	fleet *Fleet // nil where the run is about one service
	began time.Time
	exit  int
	frame frame
	glyph int // of the spinner

	kept    []string // the block as it was last laid out; nil after a change
	keptFor [2]int   // columns and rows
	keptAt  time.Time

	err  error    // of the first write that failed
	tail []string // what stands below the last frame

	wait *spinner.Spinner // before there is a block
	stop chan struct{}    // nil while nothing is drawn
	done chan struct{}
}

func newBlock(opts Options) *block {
	return &block{opts: opts, frame: frame{w: opts.Err}}
}

// change applies a change to the run of a service and sees that it is drawn.
func (b *block) change(name string, apply func(*run) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = nil
	r := b.run(name)
	if err := apply(r); err != nil {
		return err
	}
	b.begin()
	return b.err
}

// run finds a service, by default the one started last.
func (b *block) run(name string) *run {
	for _, r := range b.runs {
		if r.head.Service == name {
			return r
		}
	}
	if name != "" || len(b.runs) == 0 {
		b.runs = append(b.runs, &run{head: Heading{Verb: "Watching", Service: name}})
	}
	return b.runs[len(b.runs)-1]
}

// begin starts the drawing, once.
func (b *block) begin() {
	if b.stop != nil {
		return
	}
	b.endWait()
	b.stop, b.done = make(chan struct{}), make(chan struct{})
	go b.redraw(b.stop, b.done)
}

func (b *block) endWait() {
	if b.wait != nil {
		b.wait.Stop()
		b.wait = nil
	}
}

func (b *block) redraw(stop <-chan struct{}, done chan<- struct{}) {
	defer close(done)
	ticker := time.NewTicker(frameRate)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticker.C:
			b.mu.Lock()
			if b.err == nil {
				b.err = b.next()
			}
			b.mu.Unlock()
		}
	}
}

// next draws the next frame. Between two changes only the spinner moves and,
// twice a second, the clocks: the rest of the block is kept.
func (b *block) next() error {
	b.glyph++
	columns, rows := b.opts.size()
	size := [2]int{columns, rows}
	if b.keptFor != size && b.fleet == nil {
		if err := b.layOut(columns); err != nil {
			return err
		}
	}
	if b.kept == nil || b.keptFor != size || time.Since(b.keptAt) >= 5*frameRate {
		b.kept, b.keptFor, b.keptAt = b.fit(columns, rows-2), size, time.Now()
	}
	return b.frame.draw(b.spun(b.kept), columns)
}

// spun puts the spinner's glyph into lines.
func (b *block) spun(lines []string) []string {
	glyphs := b.opts.style().glyphs()
	glyph := glyphs[b.glyph%len(glyphs)]
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.ReplaceAll(line, spin, glyph)
	}
	return out
}

// Fleet begins the table of a fleet.
func (b *block) Fleet(f Fleet) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opts.Simulated = b.opts.Simulated || f.Simulated
	b.fleet, b.began = &f, b.opts.now()
	b.begin()
	return b.err
}

// Missed marks the row of a service that has no outcome.
func (b *block) Missed(m Missed) error {
	return b.change(m.Service, func(r *run) error {
		r.missed = &m
		return nil
	})
}

func (b *block) Start(h Heading) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opts.Simulated = b.opts.Simulated || h.Simulated
	h.Service = nameOf(h.Service)
	b.kept = nil
	b.runs = append(b.runs, &run{head: h})
	if b.stop == nil && b.wait == nil {
		b.wait = startWait(b.opts.Err, b.opts.style(), "Reading "+Clean(h.Service)+" in "+h.where()+"...")
	}
	return nil
}

func (b *block) Plan(p service.Plan, _ *forecast.Forecast, _ []preflight.Check) error {
	return b.change("", func(r *run) error {
		r.plan = &p // a copy, which Registered marks as done
		return nil
	})
}

func (b *block) Registered(reg taskdef.Registration, d time.Duration) error {
	return b.change("", func(r *run) error {
		s := step{b.opts.style().done(), "Registered " + Clean(reg.Revision), summary(reg), took(d)}
		if reg.Reused {
			s.what, s.note = "Kept "+Clean(reg.Revision), "it is identical"
		}
		r.steps = append(r.steps, s)
		if r.plan != nil {
			r.plan.Register = false
		}
		return nil
	})
}

func (b *block) Updated(dep service.Deployment, d time.Duration) error {
	return b.change("", func(r *run) error {
		s := step{b.opts.style().done(), "Updated service " + Clean(dep.Service), "", took(d)}
		rev := Clean(dep.TaskDefinition)
		switch {
		case r.back != nil:
			s.what, s.note = sentBack(*r.back, dep)
			if r.back.Way == service.NoWay {
				s.time = ""
			}
		case r.plan != nil && r.plan.Action == service.None:
			s = step{s.glyph, "No changes", "already runs " + rev, ""}
		case dep.Created:
			s.what, s.note = "Created service "+Clean(dep.Service), "on "+rev
		case dep.Previous == dep.ID:
			s.note = "no new deployment, it runs " + rev
		default:
			s.note = Clean(dep.PreviousTaskDefinition) + " → " + rev
		}
		r.steps, r.updated = append(r.steps, s), true
		return nil
	})
}

// Forecast tells of the new forecast among the events.
func (b *block) Forecast(service string, f forecast.Forecast) error {
	return b.change(service, func(r *run) error {
		r.messages = append(r.messages, said{b.opts.now(), cut(Clean(departed(f).Message), 200, "…")})
		return nil
	})
}

func (b *block) Event(e watch.Event, st watch.State) error {
	return b.change(serviceOf(st.Target), func(r *run) error {
		switch {
		case e.Kind == watch.Said && e.Message != nil:
			text := cut(eventText(e.Message.Text), 200, "…")
			r.messages = append(r.messages, said{e.Message.Time, text})
		case e.Kind == watch.Stage && e.Record != nil:
			for _, line := range b.opts.stageText(*e.Record, false) {
				r.messages = append(r.messages, said{e.Time, cut(line, 200, "…")})
			}
			if err := b.ask(r, *e.Record); err != nil {
				return err
			}
		case b.opts.warns(e):
			r.warnings = append(r.warnings, *e.Warning)
		}
		r.trend.add(st, r.comes(st))
		return b.know(r, st)
	})
}

func (b *block) Outcome(out watch.Outcome, exit int) error {
	return b.change(serviceOf(out.Target), func(r *run) error {
		r.outcome, r.exit = &out, exit
		r.trend.end(out, r.comes(out.State))
		return b.know(r, out.State)
	})
}
