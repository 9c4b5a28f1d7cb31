package ecssim

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// format marks our state files; the number counts incompatible changes.
const format = "steady-sim-state-1"

// journal is what a state file holds: how the world began, and every call that
// may have changed it. The world is deterministic, so the same calls at the
// same times give the same world.
type journal struct {
	path string

	Format   string  `json:"format"`
	Seed     uint64  `json:"seed"`
	Account  string  `json:"account"`
	Region   string  `json:"region"`
	Speed    float64 `json:"speed"`
	Scenario string  `json:"scenario,omitempty"`
	// Text is that of the scenario, so that the same world begins even when the
	// scenario is another one by then, or gone.
	Text  string    `json:"scenarioText,omitempty"`
	Start time.Time `json:"start"`
	Calls []entry   `json:"calls"`
	// Ahead is how far the clock was moved, in nanoseconds.
	Ahead time.Duration `json:"ahead,omitempty"`
}

// entry is one call of an operation.
type entry struct {
	At        time.Time       `json:"at"`
	Operation string          `json:"operation"`
	Input     json.RawMessage `json:"input"`
}

// newJournal begins the state file of a new world.
func newJournal(setup Setup, text []byte, start time.Time) *journal {
	return &journal{
		path: setup.State, Format: format, Seed: setup.Seed, Account: setup.Account, Region: setup.Region,
		Speed: setup.Speed, Scenario: setup.Scenario, Text: string(text), Start: start, Calls: []entry{},
	}
}

// record adds a call and saves the file. When it cannot be saved, the call is
// forgotten again.
func (j *journal) record(h happening) error {
	j.Calls = append(j.Calls, entry{h.at, h.name, h.body})
	if err := j.save(); err != nil {
		j.Calls = j.Calls[:len(j.Calls)-1]
		return err
	}
	return nil
}

// restart begins anew with an empty world.
func (j *journal) restart(at time.Time) error {
	old := *j
	j.Scenario, j.Text, j.Start, j.Calls = "", "", at, []entry{}
	if err := j.save(); err != nil {
		*j = old
		return err
	}
	return nil
}

// move keeps how far ahead the clock is.
func (j *journal) move(ahead time.Duration) error {
	old := j.Ahead
	j.Ahead = ahead
	if err := j.save(); err != nil {
		j.Ahead = old
		return err
	}
	return nil
}

// save replaces the file in one step: a crash leaves the old one or the new
// one, never half of one. Only the owner may read it, since inputs hold the
// values of environment variables.
func (j *journal) save() error {
	text, err := json.MarshalIndent(j, "", " ")
	if err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	if err := replace(j.path, append(text, '\n')); err != nil {
		return fmt.Errorf("save the state to %s: %w", j.path, err)
	}
	return nil
}

func replace(path string, text []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".steady-state-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // the first error says more
	}
	return err
}
