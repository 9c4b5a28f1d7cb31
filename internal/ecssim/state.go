package ecssim

import (
	"encoding/json"
	"errors"
	"fmt"
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
	text, err := readState(setup.State)
	var j *journal
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return setup.begin()
	case err == nil:
		j, err = readJournal(text, setup)
	}
	var s *Server
	if err == nil {
		s, err = j.serve(setup)
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
	s.journal = newJournal(setup, text, start)
	if err := s.journal.save(); err != nil {
		return nil, &StateError{setup.State, err}
	}
	return s, nil
}

// readState reads a state file; a device would have no end.
func readState(path string) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, errors.New("is not a file")
	}
	return os.ReadFile(path)
}

// readJournal reads a state file and holds it to what the setup asks for.
func readJournal(text []byte, setup Setup) (*journal, error) {
	j := &journal{path: setup.State}
	if err := json.Unmarshal(text, j); err != nil {
		return nil, fmt.Errorf("is not a state of the simulator: %w", err)
	}
	switch {
	case j.Format == "":
		return nil, errors.New("is not a state of the simulator")
	case j.Format != format:
		return nil, fmt.Errorf("has the format %q, this simulator writes %q", j.Format, format)
	case j.Start.IsZero():
		return nil, errors.New("has no start")
	case setup.Scenario != "" && setup.Scenario != j.Scenario:
		return nil, fmt.Errorf("was not begun with the scenario %q", setup.Scenario)
	case j.Seed != setup.Seed:
		return nil, fmt.Errorf("was begun with seed %d, not %d", j.Seed, setup.Seed)
	case j.Account != setup.Account:
		return nil, fmt.Errorf("was begun with account %s, not %s", j.Account, setup.Account)
	case j.Region != setup.Region:
		return nil, fmt.Errorf("was begun in Region %s, not %s", j.Region, setup.Region)
	case j.Speed != setup.Speed:
		return nil, fmt.Errorf("was begun with speed %g, not %g", j.Speed, setup.Speed)
	}
	return j, nil
}

// serve makes a server of the world that the journal tells of.
func (j *journal) serve(setup Setup) (*Server, error) {
	setup.Scenario = j.Scenario
	text, err := []byte(j.Text), error(nil)
	if j.Text == "" {
		setup.Read = nil
		text, err = setup.text() // of a file that an older steady wrote
	}
	if err != nil {
		return nil, err
	}
	p, err := setup.read(text)
	if err != nil {
		return nil, err
	}
	s, err := setup.serve(j.Start, p)
	if err != nil {
		return nil, err
	}
	s.journal, s.ahead = j, j.Ahead
	s.begun = s.now()
	return s, j.replay(s)
}

// replay repeats the calls of the journal.
func (j *journal) replay(s *Server) error {
	w := s.world
	for i, call := range j.Calls {
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
		s.note(happening{call.At, call.Operation, call.Input})
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
