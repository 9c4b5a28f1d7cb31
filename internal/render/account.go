package render

import (
	"slices"
	"time"

	"github.com/ecs-steady/steady/watch"
)

// Account is a run as a report tells it. Its texts hold no control or format
// characters and no line breaks; they are not yet escaped for any markup.
type Account struct {
	Version   string // of steady
	Simulated bool
	Exit      int
	Began     time.Time
	Ended     time.Time
	Chapters  []Chapter // in the order in which the services were started
	Failure   []string  // the error that ended the run, a line each
}

// Chapter is what happened to one service.
type Chapter struct {
	Verb, Service, Place string
	From, To             string // revisions, "family:revision"; "" where unknown
	Changed              string // what the new revision changes, in half a line
	// Verdict is the outcome in a word, "unchanged", or "" where nobody watched to
	// the end; Good says that all is well.
	Verdict    string
	Good       bool
	Exit       int
	Headline   string
	Missed     string    // why there is no outcome, "" where there is one
	Failure    []string  // the error that came in place of it, a line each
	Production string    // what serves now, where it did not settle
	Began      time.Time // of the watch; zero where nothing was watched
	Took       time.Duration
	Causes     []Reason
	Next       []string // commands
	Samples    []Sample
	Marks      []Mark
	Events     []Note
	Stopped    []Loss
	// Past is true where all is told afterwards: Samples then hold for their moments
	// only, a Failed below 0 is not known, and nobody got an exit code. Facts are what the
	// record holds, Known what the account rests on and what is missing.
	Past  bool
	Facts []Field
	Known []string
}

// Reason is why a rollout did not settle.
type Reason struct {
	Code, Title, Says, Why, Where, Log string
	Likely                             bool
	Tasks                              int
	Fix, Lines, Notes                  []string
}

// Sample is what the deployments of a service were from At on.
type Sample struct {
	At   time.Time
	Rows []Row
}

// Row is one deployment.
type Row struct {
	ID, Status, Revision, State       string
	Desired, Pending, Running, Failed int
}

// Mark is a moment that has a name: serving, drained, and the outcome.
type Mark struct {
	At   time.Time
	Name string
}

// Note is something that ECS said: At when it was heard, Said when ECS says that it
// was.
type Note struct {
	At, Said time.Time
	Text     string
}

// Loss is a task that stopped.
type Loss struct {
	At                 time.Time
	Task, Revision     string
	Reason, Code       string
	Container, Started string
	Log                []string
}

// accountant shows a run as another renderer does and gives an account of it.
type accountant struct {
	collector
	opts   Options
	done   func(Account) error
	began  time.Time
	told   map[string]*Chapter
	served map[string]bool
}

// NewAccount shows a run as next does and calls done with the account of it at its
// end, once.
func NewAccount(next Renderer, opts Options, done func(Account) error) Renderer {
	return &accountant{
		collector: collector{Renderer: next}, opts: opts, done: done, told: map[string]*Chapter{}, served: map[string]bool{},
	}
}

func (a *accountant) chapter(name string) *Chapter {
	if a.began.IsZero() {
		a.began = a.opts.now()
	}
	c := a.told[nameOf(name)]
	if c == nil {
		c = &Chapter{}
		a.told[nameOf(name)] = c
	}
	return c
}

func (a *accountant) Start(h Heading) error {
	a.chapter(h.Service)
	return a.collector.Start(h)
}

func (a *accountant) Event(e watch.Event, st watch.State) error {
	c, now := a.chapter(st.Target.Service), a.opts.now()
	if c.Began.IsZero() {
		c.Began = now.Add(-st.Elapsed)
	}
	switch {
	case e.Kind == watch.Said && e.Message != nil:
		c.Events = append(c.Events, Note{At: now, Said: e.Message.Time, Text: eventText(e.Message.Text)})
	case e.Kind == watch.TaskStopped && e.Task != nil:
		c.Stopped = append(c.Stopped, a.opts.loss(*e.Task, now))
	case e.Kind == watch.Serving:
		c.Marks = append(c.Marks, Mark{now, "serving"})
		a.served[nameOf(st.Target.Service)] = true
	}
	a.sample(c, st)
	return a.collector.Event(e, st)
}

// sample keeps the rows where they differ from those before, and the moment at which
// the old tasks were gone.
func (a *accountant) sample(c *Chapter, st watch.State) {
	now := a.opts.now()
	var rows []Row
	left := 0
	for _, d := range st.Last.Deployments {
		rows = append(rows, Row{
			ID: Clean(d.ID), Status: Clean(d.Status), Revision: Clean(d.TaskDefinition),
			State: stateWord(d, st.Last.Desired), Desired: d.Desired, Pending: d.Pending, Running: d.Running,
			Failed: failedTasks(st, d),
		})
		if d.ID != st.Target.Deployment {
			left += d.Running + d.Pending
		}
	}
	if last := len(c.Samples) - 1; len(rows) == 0 || last >= 0 && slices.Equal(c.Samples[last].Rows, rows) {
		return
	}
	c.Samples = append(c.Samples, Sample{now, rows})
	if name := nameOf(st.Target.Service); a.served[name] && left == 0 {
		c.Marks = append(c.Marks, Mark{now, "drained"})
		delete(a.served, name)
	}
}

// loss is a stopped task; the log is of the container that failed.
func (o Options) loss(t watch.Task, now time.Time) Loss {
	l := Loss{
		At: now, Task: short(t.ID), Revision: Clean(t.TaskDefinition), Reason: stoppedTask(t, o.ran), Code: Clean(t.StopCode),
	}
	for _, c := range t.Containers {
		if len(c.Log) > 0 && len(l.Log) == 0 {
			l.Container, l.Log = Clean(c.Name), cleaned(c.Log)
		}
	}
	return l
}

func (a *accountant) Outcome(out watch.Outcome, exit int) error {
	c := a.chapter(out.Target.Service)
	a.sample(c, out.State)
	c.Marks = append(c.Marks, Mark{a.opts.now(), wordsOf(ending(out))})
	return a.collector.Outcome(out, exit)
}

func (a *accountant) Close(exit int) error {
	first, err := a.finish(exit)
	if !first {
		return err
	}
	account := Account{
		Version: a.opts.Version, Simulated: a.opts.Simulated, Exit: exit, Began: a.began, Ended: a.opts.now(),
	}
	for _, s := range a.results.services {
		c := *a.chapter(s.head.Service)
		a.opts.conclude(&c, s, &a.results)
		account.Chapters = append(account.Chapters, c)
		account.Simulated = account.Simulated || s.head.Simulated
	}
	if f := a.results.failure; f != nil {
		account.Failure = f.lines()
	}
	if failed := a.done(account); err == nil {
		err = failed
	}
	return err
}

// lines are an error as lines of text.
func (f Failure) lines() []string {
	var lines []string
	for _, p := range f.Problems {
		lines = append(lines, Clean(p.String()))
	}
	return append(lines, f.sentences()...)
}

// sentences are what an error says that is about no file.
func (f Failure) sentences() []string {
	var lines []string
	if f.Message != "" {
		lines = append(lines, Clean(f.Message))
	}
	for _, field := range f.Fields {
		lines = append(lines, Clean(field.Label)+": "+Clean(field.Text))
	}
	return lines
}

// Span is a duration as people say it: 52s, 1m 24s.
func Span(d time.Duration) string { return duration(d) }
