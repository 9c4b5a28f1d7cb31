package ecssim

import (
	"errors"
	"net/http"
	"strings"

	"github.com/ecs-steady/steady/internal/neighbours"
)

// neighbourOf finds the neighbour that a request is for. One that names an
// operation of ECS is for ECS, whatever it was signed for.
func neighbourOf(r *http.Request) *neighbours.Service {
	if strings.HasPrefix(r.Header.Get("X-Amz-Target"), targetPrefix) {
		return nil
	}
	return neighbours.Of(r)
}

// neighbour answers a call of one of ECS's neighbours. The rates and faults are
// ECS's own and do not concern it.
func (s *Server) neighbour(w http.ResponseWriter, r *http.Request, service *neighbours.Service) {
	name, out, err := s.answerNeighbour(w, r, service)
	if errors.Is(err, errReset) {
		abort(w)
		return
	}
	var wire *wireError
	if errors.As(err, &wire) {
		err = &neighbours.Error{Code: wire.code, Message: wire.message, Status: wire.status}
	}
	now, id := s.mark()
	w.Header().Set("Date", now.Format(http.TimeFormat))
	service.Write(w, r, name, id, out, err)
}

func (s *Server) answerNeighbour(w http.ResponseWriter, r *http.Request, service *neighbours.Service) (
	name string, out any, err error,
) {
	body, done, err := s.readBody(w, r)
	defer done()
	if err != nil {
		return "", nil, err
	}
	call, err := service.Read(r, body)
	if err != nil {
		return "", nil, err
	}
	out, err = s.callNeighbour(call)
	return call.Operation, out, err
}

// callNeighbour lets the world answer at the present.
func (s *Server) callNeighbour(call neighbours.Call) (out any, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer caught(call.Name(), &err)
	w := s.present()
	if mutates(call.Name()) {
		input, err := call.Input()
		if err == nil {
			err = s.remember(happening{at: w.Now(), name: call.Name(), body: input})
		}
		if err != nil {
			return nil, errors.New("nothing was changed: " + err.Error())
		}
	}
	return call.Do(w)
}
