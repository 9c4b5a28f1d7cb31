package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ecs-steady/steady/internal/cli"
	"github.com/ecs-steady/steady/internal/schematest"
)

var update = flag.Bool("update", false, "renew the expected output in the scripts and golden files")

func TestMain(m *testing.M) {
	// They wait for rollouts in other processes, not for a processor.
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	if os.Getenv("SCHEMAS") == "" { // the program of a script has it from here, by its own test
		schemas, err := filepath.Abs("../../docs/json")
		if err == nil {
			err = os.Setenv("SCHEMAS", schemas)
		}
		if err != nil {
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){
		"steady":        func() { os.Exit(program()) },            //nolint:forbidigo // it is the program here
		"steady-breaks": func() { os.Exit(cli.Main(breaking())) }, //nolint:forbidigo // and here
	})
}

// broken is the exit code where the program wrote JSON that is not as published.
const broken = 99

// program is steady as the scripts run it: what it writes as JSON is held to the
// schemas, whatever the script looks at.
func program() int {
	app := cli.Process("test")
	var out bytes.Buffer
	app.Out = io.MultiWriter(app.Out, &out)
	code := cli.Main(app)
	if err := published(app, out.Bytes(), code); err != nil {
		_, _ = fmt.Fprintln(app.Err, err)
		return broken
	}
	return code
}

// published says what is wrong with the standard output of a command that was asked
// for JSON.
func published(app *cli.App, out []byte, code int) error {
	schemas := app.Getenv("SCHEMAS")
	switch {
	case len(app.Args) == 0 || app.Args[0] == "sim": // what its child wrote
	case bytes.HasPrefix(out, []byte(`{"type":"version"`)):
		var last struct {
			Exit int `json:"exit_code"`
		}
		lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
		err := json.Unmarshal(lines[len(lines)-1], &last)
		if err != nil || last.Exit != code && app.Args[0] != "replay" {
			return fmt.Errorf("exit code %d, but the last line is %s (error %w)", code, lines[len(lines)-1], err)
		}
		return schematest.Lines(schemas, out)
	case slices.Contains(app.Args, "--json"):
		for _, command := range []string{"plan", "diff", "status", "history", "explain", "register", "agent", "doctor", "check"} {
			if app.Args[0] == command {
				return schematest.Document(schemas, command, out)
			}
		}
		if len(out) > 0 {
			return fmt.Errorf("no schema says what %q writes", app.Args)
		}
	}
	return nil
}

// TestScripts runs the program as people run it: one file a behaviour. Where a
// script needs ECS it runs its commands under "steady sim -- …".
func TestScripts(t *testing.T) {
	t.Parallel()
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	missingFiles, err := filepath.Abs("testdata/preflight")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Setenv("PREFLIGHT", missingFiles)
			env.Setenv("SCHEMAS", os.Getenv("SCHEMAS"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command and wants an exact exit code: exits CODE COMMAND…
// Plain "! exec" would take a crash for the refusal that a script is about.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("%q is no exit code", args[0])
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
