package ecssim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ecs-steady/steady/internal/world"
)

// StateError says that a state file cannot be used. The file is left as it is.
type StateError struct {
	Path string
	Err  error
}

func (e *StateError) Error() string {
	why, hint := e.Err, "name another file, or move this one away to begin anew"
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(why, &path):
		why, hint = path.Err, "name a file that can be read and written"
	case errors.As(why, &link):
		why, hint = link.Err, "name a file that can be read and written"
	}
	switch {
	case errors.Is(why, syscall.ENOSPC):
		hint = "free some space, or name a file on another disk"
	case errors.Is(why, fs.ErrNotExist):
		why, hint = errors.New("its directory does not exist"), "make the directory first"
	}
	return fmt.Sprintf("state file %s: %v; %s", e.Path, why, hint)
}

func (e *StateError) Unwrap() error { return e.Err }

// openState makes a server of a state file, or a new file.
func openState(setup Setup) (*Server, error) {
	if real, err := filepath.EvalSymlinks(setup.State); err == nil {
		setup.State = real // or saving would replace the link, not the file
	}
	text, info, err := readState(setup.State)
	if errors.Is(err, fs.ErrNotExist) {
		return setup.begin()
	}
	j, calls := &journal{path: setup.State, file: info}, []entry(nil)
	if err == nil {
		calls, err = j.read(text, setup)
	}
	var s *Server
	if err == nil {
		s, err = j.serve(setup, calls)
	}
	if err != nil {
		return nil, &StateError{setup.State, err}
	}
	return s, nil
}

// begin makes a server and a new state file. What is wrong with the scenario is no
// fault of the file: none is made.
func (setup Setup) begin() (*Server, error) {
	text, err := setup.text()
	if err != nil {
		return nil, err
	}
	p, err := setup.read(text)
	if err != nil {
		return nil, err
	}
	start := setup.start(p)
	s, err := setup.serve(start, p)
	if err != nil {
		return nil, err
	}
	s.journal = &journal{path: setup.State}
	if err := s.journal.begin(newHeader(setup, text, start)); err != nil {
		return nil, &StateError{setup.State, err}
	}
	return s, nil
}

// readState reads a state file; a device would have no end.
func readState(path string) ([]byte, fs.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, nil, err
	case !info.Mode().IsRegular() && !info.IsDir():
		return nil, nil, errors.New("is not a file")
	}
	text, err := os.ReadFile(path)
	return text, info, err
}

// read reads the text of the file, holds it to what the setup asks for and gives the
// calls. A last line without an end was cut off by a crash: its call was not answered
// and does not count.
func (j *journal) read(text []byte, setup Setup) ([]entry, error) {
	j.text = text[:bytes.LastIndexByte(text, '\n')+1]
	d := json.NewDecoder(bytes.NewReader(j.text))
	if err := d.Decode(&j.head); err != nil {
		return nil, fmt.Errorf("is not a state of the simulator: %w", err)
	}
	if err := j.head.check(setup); err != nil {
		return nil, err
	}
	var calls []entry
	for {
		var e entry
		switch err := d.Decode(&e); {
		case errors.Is(err, io.EOF):
			return calls, nil
		case err != nil:
			return nil, fmt.Errorf("call %d: %w", len(calls)+1, err)
		case e.Ahead != 0:
			j.head.Ahead = e.Ahead
		default:
			calls = append(calls, e)
		}
	}
}

// check holds the first line to what the setup asks for.
func (h header) check(setup Setup) error {
	switch {
	case h.Format == "":
		return errors.New("is not a state of the simulator")
	case h.Format != format:
		return fmt.Errorf("has the format %q, this simulator writes %q", h.Format, format)
	case h.Start.IsZero():
		return errors.New("has no start")
	case setup.Scenario != "" && setup.Scenario != h.Scenario:
		return fmt.Errorf("was not begun with the scenario %q", setup.Scenario)
	case h.Seed != setup.Seed:
		return fmt.Errorf("was begun with seed %d, not %d", h.Seed, setup.Seed)
	case h.Account != setup.Account:
		return fmt.Errorf("was begun with account %s, not %s", h.Account, setup.Account)
	case h.Region != setup.Region:
		return fmt.Errorf("was begun in Region %s, not %s", h.Region, setup.Region)
	case h.Speed != setup.Speed:
		return fmt.Errorf("was begun with speed %g, not %g", h.Speed, setup.Speed)
	}
	return nil
}

// serve makes a server of the world that the journal tells of.
func (j *journal) serve(setup Setup, calls []entry) (*Server, error) {
	setup.Scenario = j.head.Scenario
	text, err := []byte(j.head.Text), error(nil)
	if j.head.Text == "" {
		setup.Read = nil
		text, err = setup.text() // an empty world has none
	}
	if err != nil {
		return nil, err
	}
	p, err := setup.read(text)
	if err != nil {
		return nil, err
	}
	s, err := setup.serve(j.head.Start, p)
	if err != nil {
		return nil, err
	}
	s.journal, s.ahead = j, j.head.Ahead
	s.begun = s.now()
	return s, s.replay(calls)
}

// replay repeats the calls of the journal.
func (s *Server) replay(calls []entry) error {
	w := s.world
	for i, call := range calls {
		o, ok := named(call.Operation)
		switch {
		case !ok || !mutates(call.Operation):
			return fmt.Errorf("call %d: the operation %q does not belong here", i+1, call.Operation)
		case call.At.Before(w.Now()):
			return fmt.Errorf("call %d: came before the one before it", i+1)
		}
		in, err := o.decode(call.Input)
		if err != nil {
			return fmt.Errorf("call %d: %s: %w", i+1, call.Operation, err)
		}
		if err := again(w, call, o, in); err != nil {
			return fmt.Errorf("call %d: %s: %w", i+1, call.Operation, err)
		}
		s.note(happening{at: call.At, name: call.Operation, body: call.Input})
	}
	return nil
}

// again repeats one call. A bug of the world may have panicked then and will
// do so now; that must not end the program.
func again(w *world.World, call entry, o operation, in any) (err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = fmt.Errorf("the simulator has a bug: %v", bug)
		}
	}()
	w.Advance(call.At)
	_, _ = o.call(w, in) // what was refused then is refused now
	return nil
}
