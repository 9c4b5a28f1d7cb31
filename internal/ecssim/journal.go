package ecssim

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// format marks our state files; the number counts incompatible changes.
const format = "steady-sim-state-2"

// journal is a state file: how the world began, and every call that may have changed
// it, each a line of JSON. The world is deterministic, so the same calls at the same
// times give the same world.
type journal struct {
	path string
	head header
	text []byte      // what the file holds
	file fs.FileInfo // of the file as this process found or left it
}

// header is the first line.
type header struct {
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
	// Ahead is how far the clock was moved at the start, in nanoseconds.
	Ahead time.Duration `json:"ahead,omitempty"`
}

// entry is a line after the first: one call of an operation, or how far ahead the
// clock is from there on.
type entry struct {
	At        time.Time       `json:"at,omitzero"`
	Operation string          `json:"operation,omitempty"`
	Input     json.RawMessage `json:"input,omitempty"`
	Ahead     time.Duration   `json:"ahead,omitempty"` // nanoseconds
}

// newHeader begins the state file of a new world.
func newHeader(setup Setup, text []byte, start time.Time) header {
	return header{
		Format: format, Seed: setup.Seed, Account: setup.Account, Region: setup.Region,
		Speed: setup.Speed, Scenario: setup.Scenario, Text: string(text), Start: start,
	}
}

// record adds a call.
func (j *journal) record(h happening) error {
	return j.add(entry{At: h.at, Operation: h.name, Input: h.body})
}

// move adds how far ahead the clock is.
func (j *journal) move(ahead time.Duration) error { return j.add(entry{Ahead: ahead}) }

// restart begins anew with an empty world.
func (j *journal) restart(at time.Time, ahead time.Duration) error {
	h := j.head
	h.Scenario, h.Text, h.Start, h.Ahead = "", "", at, ahead
	return j.begin(h)
}

// begin makes the file anew with a first line and nothing else.
func (j *journal) begin(h header) error {
	text, err := line(h)
	if err == nil {
		err = j.replace(text)
	}
	if err == nil {
		j.head = h
	}
	return err
}

// add adds a line: all of it is in the file then, or nothing. A file that is not the
// one that this process left is made anew.
func (j *journal) add(e entry) error {
	text, err := line(e)
	if err != nil {
		return err
	}
	info, err := os.Stat(j.path)
	if err != nil || !os.SameFile(info, j.file) || info.Size() != int64(len(j.text)) {
		return j.replace(slices.Concat(j.text, text))
	}
	if err := extend(j.path, info.Size(), text); err != nil {
		return fmt.Errorf("save the state to %s: %w", j.path, err)
	}
	j.text = append(j.text, text...)
	return nil
}

func line(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write the state: %w", err)
	}
	return append(text, '\n'), nil
}

// extend adds to a file of a size. What is left of text when it fails has no end of
// line, so that it does not count even if it cannot be cut off again.
func extend(path string, size int64, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		_ = f.Truncate(size) // the first error says more
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// replace replaces the file in one step: a crash leaves the old one or the new
// one, never half of one. Only the owner may read it, since inputs hold the
// values of environment variables.
func (j *journal) replace(text []byte) error {
	file, err := replace(j.path, text)
	if err != nil {
		return fmt.Errorf("save the state to %s: %w", j.path, err)
	}
	j.text, j.file = text, file
	return nil
}

func replace(path string, text []byte) (fs.FileInfo, error) {
	temp, err := os.CreateTemp(filepath.Dir(path), ".steady-state-*") // mode 0600
	if err != nil {
		return nil, err
	}
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Sync()
	}
	info, unknown := temp.Stat()
	if err == nil {
		err = unknown
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
	return info, err
}
