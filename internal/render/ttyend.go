package render

import (
	"strings"
)

func (b *block) Interrupted(int) error {
	b.mu.Lock()
	if b.fleet != nil {
		b.tail = b.leftBehind()
		b.mu.Unlock()
		return b.finish()
	}
	for _, r := range b.runs {
		back := r.back
		if !r.updated {
			back = nil
		}
		switch {
		case r.outcome != nil:
		case r.state != nil:
			b.tail = append(b.tail, b.opts.stoppedWatching(*r.state, r.head, back)...)
		default:
			b.tail = append(b.tail, b.opts.stoppedWatching(unseen(r.head), r.head, back)...)
		}
	}
	b.mu.Unlock()
	return b.finish()
}

func (b *block) Problem(f Failure) error {
	if f.Message == "" && f.Problems.Err() == nil {
		return b.warn(f)
	}
	if err := b.finish(); err != nil {
		return err
	}
	return b.opts.problem(f)
}

func (b *block) Close(exit int) error {
	b.mu.Lock()
	b.exit = exit
	b.mu.Unlock()
	return b.finish()
}

// Anew leaves the last frame where it is, and goes on below what somebody else writes.
func (b *block) Anew(write func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if write != nil {
		write()
	}
	b.frame.drawn, b.frame.open = nil, false
}

// finish stops the drawing, leaves the last frame on the screen and gives the
// cursor back. What it has drawn once it does not draw again.
func (b *block) finish() error {
	b.mu.Lock()
	b.endWait()
	stop, done := b.stop, b.done
	b.mu.Unlock()
	if stop != nil {
		close(stop)
		<-done
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := append(b.last(stop != nil), b.tail...)
	b.stop, b.done, b.runs, b.tail, b.fleet = nil, nil, nil, nil, nil
	if len(lines) == 0 {
		return b.err
	}
	columns, _ := b.opts.size()
	style := b.opts.style()
	for i := range lines {
		lines[i] = strings.TrimRight(style.line(lines[i], 0), " ")
	}
	if err := b.frame.draw(lines, columns); err != nil {
		return err
	}
	b.frame.drawn = nil
	return b.frame.close()
}
