package render

import (
	"time"

	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// spin stands for the spinner's glyph in a block that is kept. No foreign text
// holds it, since Clean drops control characters.
const spin = "\x01"

// run is what is known of one service.
type run struct {
	head     Heading
	plan     *service.Plan
	steps    []step
	updated  bool
	back     *service.RollbackPlan // nil unless it goes back
	left     bool                  // nobody watches how it goes back
	facts    []string              // of the way back, above the steps
	state    *watch.State
	at       time.Time // when state came, by the local clock
	trend    trend     // of the states
	rows     []string  // the table of state
	content  string    // what rows were laid out from
	messages []said
	warnings []watch.Warning
	asked    []string // the hooks whose answers were asked for
	outcome  *watch.Outcome
	missed   *Missed // nil unless there will be no outcome
	exit     int
}

// said is a service event as the block shows it.
type said struct {
	at   time.Time
	text string
}

// step is one thing done.
type step struct{ glyph, what, note, time string }
