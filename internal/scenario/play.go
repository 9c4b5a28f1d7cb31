package scenario

import (
	"errors"
	"time"

	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/world"
)

// Play is the timeline of one world.
type Play struct{ moments []Moment }

// Moment is an action of a timeline.
type Moment struct {
	At     time.Time `json:"at"`
	Action string    `json:"action"`
	Done   bool      `json:"done"`
	// Refused is why the world would have nothing of it; empty while it is not done.
	Refused string `json:"refused,omitempty"`
}

// Moments tells what the timeline holds and what came of it.
func (p *Play) Moments() []Moment {
	if p == nil {
		return []Moment{}
	}
	return append([]Moment{}, p.moments...)
}

// play plans the timeline from now on.
func (s *Scenario) play(w *world.World) *Play {
	p := &Play{moments: make([]Moment, len(s.events))}
	for i, e := range s.events {
		m := &p.moments[i]
		m.Action = e.action.Name
		m.At = w.Plan(e.at, func() {
			m.Done = true
			if err := e.action.Do(w); err != nil {
				m.Refused = refused(err)
			}
		})
	}
	return p
}

// refused is an error in the words of the API.
func refused(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode() + ": " + api.ErrorMessage()
	}
	return err.Error()
}
