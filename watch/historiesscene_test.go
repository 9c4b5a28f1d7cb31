package watch_test

import (
	"errors"
	"sync"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/history"
	"github.com/ecs-steady/steady/internal/world"
)

// scene is where a history is played. It keeps what was done, as far as the records
// of the world do not.
type scene struct {
	server *ecssim.Server

	mu     sync.Mutex
	deeds  []deed
	images map[string][]history.Image // all that an image has been
	read   time.Time                  // when a service was last read by a client
	before func(operation string)     // called before an operation that changes something
}

// deed is something that somebody did.
type deed struct {
	at        time.Time
	operation string // or "alarm", "disconnect", …
	in        any
}

func newScene(server *ecssim.Server) *scene {
	return &scene{server: server, images: map[string][]history.Image{}}
}

func (s *scene) did(operation string, in any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deeds = append(s.deeds, deed{time.Now(), operation, in})
}

// all gives the deeds so far.
func (s *scene) all() []deed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.deeds
}

// Call is history.Host's.
func (s *scene) Call(operation string, in any) (any, error) {
	if s.before != nil {
		s.before(operation)
	}
	out, err := s.server.Call(operation, in)
	if err == nil {
		s.did(operation, in)
	}
	return out, err
}

// change changes what no call does. What the world refuses has no effect.
func (s *scene) change(do func(*world.World) error) { _ = s.server.Change(do) }

func (s *scene) SetImage(ref string, i history.Image) {
	s.mu.Lock()
	s.images[ref] = append(s.images[ref], i)
	s.mu.Unlock()
	s.change(func(w *world.World) error {
		w.SetImage(ref, world.Image{
			Pull: i.Pull, Stop: i.Stop, PullError: i.PullError, StartError: i.StartError, ExitAfter: i.ExitAfter,
			ExitCode: i.ExitCode, HealthyAfter: i.HealthyAfter, UnhealthyAfter: i.UnhealthyAfter,
			AnswersAfter: i.AnswersAfter, MuteAfter: i.MuteAfter, Memory: i.Memory,
		})
		return nil
	})
}

func (s *scene) SetAlarm(name string, firing bool) {
	if firing {
		s.did("alarm", name)
	}
	s.change(func(w *world.World) error { w.SetAlarm(name, firing); return nil })
}

func (s *scene) SetHook(target, end string, busy int) {
	s.change(func(w *world.World) error {
		w.SetHook(target, world.Hook{Busy: busy, End: world.HookEnd(end)})
		return nil
	})
}

func (s *scene) Grow(m history.Machine) {
	s.change(func(w *world.World) error {
		_, err := w.AddInstance("", world.Instance{AZ: m.Zone, CPU: m.CPU, Memory: m.Memory, CapacityProvider: m.Provider})
		return err
	})
}

func (s *scene) Terminate(instance string) {
	s.change(func(w *world.World) error { return w.TerminateInstance(instance) })
}

func (s *scene) Connect(instance string, connected bool) {
	if !connected {
		s.did("disconnect", instance)
	}
	s.change(func(w *world.World) error { return w.SetAgentConnected(instance, connected) })
}

func (s *scene) AddSecret(name string) {
	s.change(func(w *world.World) error { w.AddSecret(world.Secret{Name: name}); return nil })
}

// impediments are why tasks of a service were not placed, as the scheduler of the
// world knows.
func (s *scene) impediments(service string) (out []world.Impediment) {
	asked := false
	s.change(func(w *world.World) error {
		if !asked { // it is repeated where old reads are made
			asked, out = true, w.Impediments("default", service)
		}
		return nil
	})
	return out
}

// ask makes a call that has to be answered.
func ask[Out any](s *scene, operation string, in any) (*Out, error) {
	out, err := s.server.Call(operation, in)
	if err != nil {
		return nil, err
	}
	answer, ok := out.(*Out)
	if !ok {
		return nil, errors.New(operation + " answers something else")
	}
	return answer, nil
}

var _ history.Host = (*scene)(nil)
