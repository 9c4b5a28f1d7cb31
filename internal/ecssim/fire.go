package ecssim

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/world"
)

// fireName is what the state file calls an action that was fired: no operation of
// an API has this name.
const fireName = "fire"

// fireOperation is an action as something that can be called again.
func fireOperation() operation {
	return operation{
		decode: func(body []byte) (any, error) {
			return scenario.ParseAction(body, ScenarioHost())
		},
		call: func(w *world.World, in any) (any, error) { return nil, in.(scenario.Action).Do(w) },
	}
}

// fire lets something happen at once that a timeline might hold as well. Like a
// call it is written to the state file first.
func (s *Server) fire(w http.ResponseWriter, r *http.Request) {
	body, done, err := s.readBody(w, r)
	defer done()
	if err != nil {
		http.Error(w, "the body could not be read", http.StatusBadRequest)
		return
	}
	action, err := scenario.ParseAction(body, s.host)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := s.happen(action); err != nil {
		status := http.StatusConflict
		if errors.Is(err, errUnsaved) {
			status = http.StatusInternalServerError
		}
		http.Error(w, err.Error(), status)
		return
	}
	s.page(w, func() (any, error) { return nowReply{s.now()}, nil })
}

// errUnsaved is a state file that could not be written.
var errUnsaved = errors.New("nothing happened")

// happen lets an action happen at the present.
func (s *Server) happen(action scenario.Action) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer caught(action.Name, &err)
	w := s.present()
	if err := s.remember(happening{at: w.Now(), name: fireName, body: action.Text}); err != nil {
		return fmt.Errorf("%w: %w", errUnsaved, err)
	}
	return action.Do(w)
}
