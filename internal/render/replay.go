package render

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// longestLine is how long a line of a recording may be.
const longestLine = 16 << 20

// Recording is a run read back from its JSON lines.
type Recording struct {
	// Exit is the exit code of the run.
	Exit int
	// Ended is false where the summary is missing: the run was killed, or goes on.
	Ended bool
	// Lines is how many lines there are.
	Lines int

	moments []moment
	text    []byte // the lines
}

// moment is something that a renderer was told, and when.
type moment struct {
	at   time.Time
	tell func(Renderer) error
}

// RecordingError is a line that no recording has.
type RecordingError struct {
	File string
	Line int
	Why  string
}

func (e *RecordingError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Why) }

// ReadRecording reads the JSON lines of a run. Types and members that it does not
// know are ignored. A line that is no JSON, is cut off, or holds a member of another
// kind gives a *[RecordingError].
func ReadRecording(name string, from io.Reader) (*Recording, error) {
	rec := &Recording{}
	read := reader{rec: rec, services: map[string]*replayed{}}
	scanner := bufio.NewScanner(from)
	scanner.Buffer(nil, longestLine)
	scanner.Split(wholeLines)
	for scanner.Scan() {
		rec.Lines++
		if err := read.line(scanner.Bytes()); err != nil {
			return nil, &RecordingError{name, rec.Lines, err.Error()}
		}
		rec.text = append(append(rec.text, scanner.Bytes()...), '\n')
	}
	switch err := scanner.Err(); {
	case err != nil:
		return nil, &RecordingError{name, rec.Lines + 1, err.Error()}
	case rec.Lines == 0:
		return nil, &RecordingError{name, 1, "there is no recording: the file is empty"}
	}
	read.problems()
	return rec, nil
}

// wholeLines splits at line feeds; what stands behind the last one is an error.
func wholeLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return 0, nil, fmt.Errorf("the line is cut off")
	}
	return 0, nil, nil
}

// line reads one line.
func (r *reader) line(text []byte) error {
	var head common
	if err := json.Unmarshal(text, &head); err != nil {
		return explainJSON(err)
	}
	at, err := time.Parse(time.RFC3339, head.Time)
	switch {
	case head.Type == "":
		return fmt.Errorf("no type: this is no line of steady --json")
	case err != nil:
		return fmt.Errorf("time %q is not RFC 3339", head.Time)
	case r.rec.Lines == 1:
		return r.version(at, head, text)
	case r.rec.Ended:
		return fmt.Errorf("a line after the summary")
	}
	r.at = at
	read, known := r.types()[head.Type]
	if !known {
		return nil
	}
	if err := read(text); err != nil {
		return explainJSON(err)
	}
	return nil
}

// version wants the first line of a stream of this major version.
func (r *reader) version(at time.Time, head common, text []byte) error {
	var line versionLine
	if head.Type != "version" {
		return fmt.Errorf("the first line is %q, not version: this is no recording of steady", head.Type)
	}
	if err := json.Unmarshal(text, &line); err != nil {
		return explainJSON(err)
	}
	if major, _, _ := strings.Cut(line.Schema, "."); major != "1" {
		return fmt.Errorf("schema %q; this steady reads 1.x", line.Schema)
	}
	r.at = at
	r.tell(func(Renderer) error { return nil }) // the tape begins here
	return nil
}

// explainJSON names the member that is of another kind, or what breaks the JSON.
func explainJSON(err error) error {
	if kind, ok := err.(*json.UnmarshalTypeError); ok && kind.Field != "" { //nolint:errorlint // Unmarshal wraps none
		return fmt.Errorf("%s is a %s", kind.Field, kind.Value)
	}
	return fmt.Errorf("broken JSON: %w", err)
}

// WriteTo writes the lines that were read, unknown ones too: the same JSON, harmless
// whoever wrote it.
func (rec *Recording) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(harmless(string(rec.text)))
	return int64(n), err
}

// Play tells a renderer everything in order, as quickly as the tape runs, and closes
// it with the exit code of the run.
func (rec *Recording) Play(ctx context.Context, to Renderer, tape *Tape) error {
	for _, m := range rec.moments {
		if err := tape.wind(ctx, m.at); err != nil {
			return err
		}
		if err := m.tell(to); err != nil {
			return err
		}
	}
	if !rec.Ended {
		return nil
	}
	return to.Close(rec.Exit)
}
