package world

import "time"

// event is something that will happen.
type event struct {
	at time.Time
	do func() // nil once cancelled
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

// queue is a heap of events, the earliest first. Events due at the same moment
// happen in the order in which they were asked for. The children of entry n are
// 2n+1 and 2n+2. What the order needs is kept in the entries: a heap of tens of
// thousands is looked through without a look at the events themselves.
type queue []entry

type entry struct {
	at    int64 // in nanoseconds since the Unix epoch
	seq   uint64
	event *event
}

func (e entry) before(other entry) bool {
	return e.at < other.at || e.at == other.at && e.seq < other.seq
}

// push adds an event.
func (q *queue) push(e entry) {
	heap := append(*q, e)
	n := len(heap) - 1
	for n > 0 && e.before(heap[(n-1)/2]) {
		heap[n] = heap[(n-1)/2]
		n = (n - 1) / 2
	}
	heap[n] = e
	*q = heap
}

// pop takes the first event out.
func (q *queue) pop() *event {
	heap := *q
	first, last := heap[0].event, heap[len(heap)-1]
	heap[len(heap)-1] = entry{}
	heap = heap[:len(heap)-1]
	n := 0
	for child := 1; child < len(heap); child = 2*n + 1 {
		if child+1 < len(heap) && heap[child+1].before(heap[child]) {
			child++
		}
		if !heap[child].before(last) {
			break
		}
		heap[n] = heap[child]
		n = child
	}
	if len(heap) > 0 {
		heap[n] = last
	}
	*q = heap
	return first
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
	e := &event{t, do}
	w.queue.push(entry{t.UnixNano(), w.seq, e})
	return e
}

// Next is when something happens next; false means never, unless somebody calls
// an operation.
func (w *World) Next() (time.Time, bool) {
	for len(w.queue) > 0 && !w.queue[0].event.pending() {
		w.queue.pop()
	}
	if len(w.queue) == 0 {
		return time.Time{}, false
	}
	return w.queue[0].event.at, true
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
		e := w.queue.pop()
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
