package ecssim

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

const (
	contentType  = "application/x-amz-json-1.1"
	targetPrefix = "AmazonEC2ContainerServiceV20141113."
)

// request is one call of an operation, read.
type request struct {
	operation
	name string
	body []byte
	in   any
}

// api answers one call of an operation (AWS JSON 1.1: POST /, the operation in
// X-Amz-Target).
func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	body, err := s.answer(w, r)
	if errors.Is(err, errReset) {
		abort(w)
		return
	}
	s.reply(w, body, err)
}

// answer reads the request, lets the faults have their way and the world answer,
// and writes its output.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	name, err := target(r)
	if err != nil {
		return nil, err
	}
	body, done, err := s.readBody(w, r)
	defer done()
	if err != nil {
		return nil, err
	}
	o := built[name]
	in, err := o.decode(body)
	var malformed *shape.WireError
	switch {
	case errors.As(err, &malformed):
		return nil, serialization(malformed.Message)
	case err != nil:
		return nil, err
	}
	s.mu.Lock()
	hit := s.strike(name)
	s.mu.Unlock()
	if err := hit.befall(r); err != nil {
		return nil, err
	}
	return s.call(request{o, name, body, in}, hit)
}

// target finds the operation of a request.
func target(r *http.Request) (string, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != contentType {
		return "", serialization("The Content-Type must be " + contentType + ".")
	}
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	if _, known := built[name]; !ok || !known {
		return "", &wireError{
			code: "UnknownOperationException", status: http.StatusBadRequest,
			message: "Amazon ECS has no operation of this name.",
		}
	}
	return name, nil
}

// call lets the world answer at the present, as far as the faults let it.
func (s *Server) call(r request, hit strike) (body []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer caught(r.name, &err)
	if mutates(r.name) {
		return s.change(r, hit)
	}
	w := s.reading()
	if body, ok := s.replies.find(w, r); ok {
		return body, nil
	}
	return s.make(w, r, hit)
}

// change lets the world carry out what changes it.
func (s *Server) change(r request, hit strike) ([]byte, error) {
	w := s.present()
	input, err := shape.Marshal(r.in)
	if err == nil {
		err = s.remember(happening{at: w.Now(), name: r.name, body: input})
	}
	if err != nil {
		return nil, serverError("Nothing was changed: " + err.Error())
	}
	return s.make(w, r, hit)
}

// make makes the reply.
func (s *Server) make(w *world.World, r request, hit strike) ([]byte, error) {
	out, err := s.ask(w, r, hit)
	switch {
	case hit.lost:
		return nil, errReset
	case err != nil:
		return nil, err
	}
	body, err := shape.Marshal(out)
	switch {
	case err == nil && hit.unknown:
		return s.stranger.estrange(body, out)
	case err == nil && len(s.rules) == 0:
		s.replies.keep(w, r, out, body)
	}
	return body, err
}

// remember writes what is about to change the world to the state file: either
// both happen or neither does. The caller holds the lock.
func (s *Server) remember(h happening) error {
	if s.journal != nil {
		if err := s.journal.record(h); err != nil {
			return err
		}
	}
	s.note(h)
	return nil
}

// caught makes an error of a panic, which must not end the program.
func caught(name string, err *error) {
	if bug := recover(); bug != nil {
		*err = serverError(fmt.Sprintf("The simulator has a bug: %s panicked: %v", name, bug))
	}
}

// ask gives the world's output, or what the faults make of it.
func (s *Server) ask(w *world.World, r request, hit strike) (any, error) {
	for _, rule := range s.rules {
		if rule.past != nil && rule.concerns(r.name) {
			rule.past.read(w.Now())
		}
	}
	now := w.Now()
	if hit.stale != nil {
		w = hit.stale.world
	}
	out, err := r.call(w, r.in)
	if err == nil && hit.torn != nil {
		tear(out, r.operation, hit.torn.world, r.in)
	}
	if err == nil && hit.missing > 0 {
		err = hide(out, now.Add(-hit.missing))
	}
	return out, err
}
