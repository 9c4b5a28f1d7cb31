package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAMegabyteIsCut shows a recorded run in which every text is a megabyte long: no
// form of it is longer than people read.
func TestAMegabyteIsCut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "run.jsonl"), megabytes(t), 0o600); err != nil {
		t.Fatal(err)
	}
	const most = 200 << 10
	for _, mode := range []string{"tty", "plain", "quiet", "github"} {
		p := runIn(t, nil, dir, mode, []string{"replay", "run.jsonl", "--speed", "0"})
		if shown := p.screen(); p.code != 0 || len(shown) < 40 || len(shown) > most {
			t.Errorf("%s ends in %d with %d bytes:\n%.400s", mode, p.code, len(shown), shown)
		}
	}
	for _, ending := range []string{"html", "svg", "md"} {
		p := runIn(t, nil, dir, "quiet", []string{"replay", "run.jsonl", "--report", "run." + ending})
		text := read(t, dir, "run."+ending)
		if p.code != 0 || len(text) < 400 || len(text) > most {
			t.Errorf("%s ends in %d with %d bytes", ending, p.code, len(text))
		}
	}
}

// megabytes is the run of a scenario with longer texts.
func megabytes(t *testing.T) []byte {
	t.Helper()
	golden, err := os.ReadFile("testdata/scenarios/crash-loop-1.json")
	if err != nil {
		t.Fatal(err)
	}
	long := 1_000_000
	if testing.Short() { // what is cut is longer than what is shown all the same
		long /= 4
	}
	var b strings.Builder
	for line := range strings.Lines(string(golden)) {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) != nil {
			continue // the command and its exit code
		}
		for _, name := range []string{"message", "reason", "title", "why"} {
			if text, ok := fields[name].(string); ok {
				fields[name] = text + strings.Repeat(" word", long/10) + strings.Repeat("x", long/2)
			}
		}
		for _, name := range []string{"log_tail", "evidence"} {
			if list, ok := fields[name].([]any); ok {
				fields[name] = append(list, strings.Repeat("y", long))
			}
		}
		text, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	return []byte(b.String())
}
