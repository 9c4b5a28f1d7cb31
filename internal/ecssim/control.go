package ecssim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	agentPrefix = "/_steady/agent/"
	// maxAdvance bounds one step of the clock: a world in which much goes wrong
	// takes a while to live through a day.
	maxAdvance = 24 * time.Hour
)

// control serves the simulator's own pages, for those who test and show things.
// No fault strikes them. docs/simulator.md describes them.
func (s *Server) control(w http.ResponseWriter, r *http.Request) {
	page := r.Method + " " + r.URL.Path
	switch {
	case strings.HasPrefix(r.URL.Path, agentPrefix):
		s.agentOnMainPort(w, r)
	case page == "GET /_steady/health":
		_, _ = io.WriteString(w, "ok\n") // the caller has gone: nobody is left to tell
	case page == "POST /_steady/reset":
		s.reset(w)
	case page == "POST /_steady/fire":
		s.fire(w, r)
	case page == "POST /_steady/advance":
		s.advance(w, r)
	case page == "GET /_steady/truth":
		s.page(w, s.truth)
	case page == "GET /_steady/events":
		s.events(w, r)
	default:
		http.Error(w, "There is no such page. The simulator's own are GET health, truth and events, "+
			"POST advance, fire and reset below /_steady/.", http.StatusNotFound)
	}
}

// page writes what make gives while nobody else has the world.
func (s *Server) page(w http.ResponseWriter, make func() (any, error)) {
	v, err := func() (any, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		return make()
	}()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, v)
}

// reset empties the world.
func (s *Server) reset(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.present().Now()
	if s.journal != nil {
		if err := s.journal.restart(now, s.ahead); err != nil {
			http.Error(w, "Nothing was reset: "+err.Error(), http.StatusInternalServerError)
			return
		}
	}
	s.world.Reset()
	s.note(happening{at: now})
	s.play = nil
	_, _ = io.WriteString(w, "ok\n")
}

// nowReply is the answer to what moved or changed the world.
type nowReply struct {
	Now time.Time `json:"now"`
}

// advance moves the clock ahead of that of this machine, where it stays.
func (s *Server) advance(w http.ResponseWriter, r *http.Request) {
	by, err := s.readAdvance(w, r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.page(w, func() (any, error) {
		step := s.scaled(by)
		if s.journal != nil {
			if err := s.journal.move(s.ahead + step); err != nil {
				return nil, fmt.Errorf("the clock was not moved: %w", err)
			}
		}
		s.ahead += step
		return nowReply{s.present().Now()}, nil
	})
}

// readAdvance reads {"by":"5m"}.
func (s *Server) readAdvance(w http.ResponseWriter, r *http.Request) (time.Duration, error) {
	body, done, err := s.readBody(w, r)
	defer done()
	if err != nil {
		return 0, errors.New("the body could not be read")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	var in struct {
		By string `json:"by"`
	}
	if err := d.Decode(&in); err != nil || d.More() {
		return 0, errors.New(`the body is like {"by":"5m"}`)
	}
	by, err := time.ParseDuration(in.By)
	if err != nil || by <= 0 || by > maxAdvance {
		return 0, fmt.Errorf("by is a time like 90s or 5m, above 0 and at most %s; it is %q", maxAdvance, in.By)
	}
	return by, nil
}
