package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ecs-steady/steady/internal/cli"
)

// pages are the help pages that people see, each a golden file of that name.
func pages(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{"root": {"help"}}
	for _, cmd := range cli.Command().Commands() {
		if cmd.Name() != "help" {
			out[cmd.Name()] = []string{"help", cmd.Name()}
		}
	}
	for _, name := range cli.Topics() {
		out[name] = []string{"help", name}
	}
	if len(out) < 15 {
		t.Fatalf("only %d pages", len(out))
	}
	return out
}

// Help is part of the contract: it is compared whole, fits 80 columns, and names
// no command that does not exist.
func TestHelpPages(t *testing.T) {
	commands := map[string]bool{"help": true, "command": true}
	for _, cmd := range cli.Command().Commands() {
		commands[cmd.Name()] = true
		for _, alias := range cmd.Aliases {
			commands[alias] = true
		}
	}
	for name, args := range pages(t) {
		t.Run(name, func(t *testing.T) {
			var out, err strings.Builder
			app := &cli.App{Args: args, Out: &out, Err: &err}
			if code := app.Run(t.Context()); code != 0 || err.Len() > 0 {
				t.Fatalf("exit code %d, %s", code, err.String())
			}
			golden(t, filepath.Join("testdata", "help", name+".golden"), out.String())
			for line := range strings.Lines(out.String()) {
				line = strings.TrimSuffix(line, "\n")
				if n := utf8.RuneCountInString(line); n > 80 {
					t.Errorf("%d columns: %s", n, line)
				}
				after, found := strings.CutPrefix(line, "  steady ")
				if word, _, _ := strings.Cut(after, " "); found && isWord(word) && !commands[word] {
					t.Errorf("there is no command %q: %s", word, line)
				}
			}
		})
	}
}

func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", file, got)
	}
}

// TestTheTopicNamesEveryTypeOfLine looks at the published schema.
func TestTheTopicNamesEveryTypeOfLine(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/json/lines.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil || len(schema.Defs) == 0 {
		t.Fatalf("%d types, error %v", len(schema.Defs), err)
	}
	var out strings.Builder
	if code := (&cli.App{Args: []string{"help", "json"}, Out: &out, Err: &out}).Run(t.Context()); code != 0 {
		t.Fatal(out.String())
	}
	for name := range schema.Defs {
		if !strings.Contains(out.String(), "\n  "+name+" ") {
			t.Errorf("steady help json does not name %s", name)
		}
	}
}
