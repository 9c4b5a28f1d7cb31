package world

import (
	"container/heap"
	"time"
)

// event is something that will happen. Events due at the same moment happen in
// the order in which they were asked for.
type event struct {
	at  time.Time
	seq uint64
	do  func() // nil once cancelled
}

// cancel makes the event pass without effect. It is safe on a nil event and on
// one that has already happened.
func (e *event) cancel() {
	if e != nil {
		e.do = nil
	}
}

// pending says whether the event is still to come.
func (e *event) pending() bool { return e != nil && e.do != nil }

// queue is a heap of events, the earliest first.
type queue []*event

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	if q[i].at.Equal(q[j].at) {
		return q[i].seq < q[j].seq
	}
	return q[i].at.Before(q[j].at)
}

func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is for package heap.
func (q *queue) Push(x any) { *q = append(*q, x.(*event)) }

// Pop is for package heap.
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return last
}

// scale turns a duration of the model into one of the clock. It is the only
// place where Options.Speed counts.
func (w *World) scale(d time.Duration) time.Duration {
	if w.opts.Speed <= 0 {
		return d
	}
	return time.Duration(float64(d) / w.opts.Speed)
}

// after has do carried out once d of the model's time has passed.
func (w *World) after(d time.Duration, do func()) {
	w.at(w.now.Add(w.scale(d)), do)
}

// Plan has do carried out once d of the model's time has passed, and gives the
// moment.
func (w *World) Plan(d time.Duration, do func()) time.Time {
	return w.at(w.now.Add(w.scale(d)), do).at
}

// Pass lets d of the model's time pass.
func (w *World) Pass(d time.Duration) { w.Advance(w.now.Add(w.scale(d))) }

// at has do carried out at t, or at once in the order of the queue when t is
// over.
func (w *World) at(t time.Time, do func()) *event {
	if t.Before(w.now) {
		t = w.now
	}
	w.seq++
	e := &event{at: t, seq: w.seq, do: do}
	heap.Push(&w.queue, e)
	return e
}

// Next is when something happens next; false means never, unless somebody calls
// an operation.
func (w *World) Next() (time.Time, bool) {
	for len(w.queue) > 0 && !w.queue[0].pending() {
		heap.Pop(&w.queue)
	}
	if len(w.queue) == 0 {
		return time.Time{}, false
	}
	return w.queue[0].at, true
}

// Advance moves time to t and carries out, in order, everything that falls due
// on the way. Advancing in one step or in many makes no difference. A t before
// Now does nothing.
func (w *World) Advance(t time.Time) {
	for {
		due, ok := w.Next()
		if !ok || due.After(t) {
			break
		}
		e := heap.Pop(&w.queue).(*event)
		do := e.do
		e.do = nil
		w.now = e.at
		w.happened++
		do()
	}
	if t.After(w.now) {
		w.now = t
	}
}

// Happened is how many events have happened since the world was made.
func (w *World) Happened() uint64 { return w.happened }

// stamp is now as ECS writes times: in whole milliseconds.
func (w *World) stamp() time.Time { return w.now.Truncate(time.Millisecond) }
