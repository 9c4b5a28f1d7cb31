package ecssim

import (
	"errors"
	"fmt"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// Call carries out an operation of ECS for somebody in this process whom neither
// faults nor throttling strike: "ListTasks" takes an *ecs.ListTasksInput and gives
// an *ecs.ListTasksOutput. The errors are those of the API.
func (s *Server) Call(operation string, in any) (out any, err error) {
	o, ok := built[operation]
	if !ok {
		return nil, fmt.Errorf("ECS has no operation %q", operation)
	}
	body, err := shape.Marshal(in)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer caught(operation, &err)
	w := s.reading()
	if mutates(operation) {
		w = s.present()
		if err := s.remember(happening{at: w.Now(), name: operation, body: body}); err != nil {
			return nil, err
		}
	}
	return o.call(w, in)
}

// Change lets do change the world at the present, as no call can. It is repeated
// for the reads of a StaleRead or TornRead, so it must do the same each time. A
// state file could not hold it: with one, nothing happens but an error.
func (s *Server) Change(do func(*world.World) error) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.journal != nil {
		return errors.New("the state file holds only calls and actions")
	}
	defer caught("the change", &err)
	w := s.present()
	s.note(happening{at: w.Now(), do: do})
	return do(w)
}
