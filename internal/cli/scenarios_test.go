package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/charmbracelet/x/vt"
	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/cli"
	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/schematest"
)

// TestTheBuiltInScenarios plays each of them with the commands that its file names,
// in each mode of the output: it ends as the file says, and what people and scripts
// read is testdata/scenarios/NAME-PLAY.MODE.
func TestTheBuiltInScenarios(t *testing.T) {
	t.Parallel()
	played := map[string]bool{}
	for _, name := range ecssim.Scenarios() {
		plays, err := ecssim.Expectations(name)
		if err != nil || len(plays) == 0 {
			t.Errorf("%s says of no command how it ends, error %v", name, err)
		}
		for i, want := range plays {
			modes := []string{"tty", "plain", "json", "quiet", "github"}
			file := func(mode string) string { return fmt.Sprintf("%s-%d.%s", name, i+1, mode) }
			for _, mode := range modes {
				played[file(mode)] = true
			}
			for _, mode := range sparingly(modes) {
				file := file(mode)
				t.Run(file, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { playScenario(t, name, mode, file, want) })
				})
			}
		}
	}
	for _, file := range goldenFiles(t) {
		if !played[file] {
			t.Errorf("testdata/scenarios/%s belongs to nothing", file)
		}
	}
}

func goldenFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/scenarios/*")
	if err != nil || len(files) == 0 && !*update {
		t.Errorf("%d golden files, error %v", len(files), err)
	}
	for i, file := range files {
		files[i] = filepath.Base(file)
	}
	return files
}

func playScenario(t *testing.T, name, mode, file string, want scenario.Expectation) {
	server, err := ecssim.Open(ecssim.Setup{Scenario: name, Seed: 1, Throttling: true})
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(10 * time.Second)
	run := runOn(t, server, mode, strings.Fields(want.Command))
	if run.code != want.ExitCode {
		t.Errorf("exit code %d, want %d", run.code, want.ExitCode)
	}
	if mode == "json" {
		if err := schematest.Lines("../../docs/json", []byte(run.out)); err != nil {
			t.Error(err)
		}
		outcome, cause := ending(t, run.out, want)
		if outcome != want.Outcome || cause != want.Cause {
			t.Errorf("ended as %q for %q, want %q for %q", outcome, cause, want.Outcome, want.Cause)
		}
	}
	goldenScreen(t, filepath.Join("testdata/scenarios", file),
		fmt.Sprintf("$ steady %s%s\n%s\nexit %d\n", want.Command, progressOf(mode), run.screen(), run.code))
}

// progressOf asks for a mode; in a pipeline steady finds its own.
func progressOf(mode string) string {
	if pipelines[mode] != "" {
		return ""
	}
	return " --progress " + mode
}

// pipelines are modes that a variable of the runner chooses.
var pipelines = map[string]string{"github": "GITHUB_ACTIONS=true"}

// goldenScreen compares what was shown with a file.
func goldenScreen(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), got); diff != "" {
		t.Errorf("%s differs (- file, + now); go test ./internal/cli -update renews it\n%s", path, diff)
	}
}

// played is a command that has been run.
type played struct {
	out, err        string // standard output and error, or what the terminal shows at the end
	summary, output string // what GitHub gets besides
	code            int
}

// screen is all that people see of it.
func (p played) screen() string {
	text := p.err
	for _, part := range []struct{ name, text string }{
		{"standard output", p.out}, {"GITHUB_OUTPUT", p.output}, {"GITHUB_STEP_SUMMARY", p.summary},
	} {
		if part.text != "" {
			text += "--- " + part.name + "\n" + part.text
		}
	}
	return text
}

// runOn runs a command of this process on a simulator, from the root of the
// repository.
func runOn(t *testing.T, server *ecssim.Server, mode string, args []string) played {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return runIn(t, server.Transport(), root, mode, args)
}

// runIn is runOn from another folder, through a transport that may count.
func runIn(t *testing.T, through http.RoundTripper, dir, mode string, args []string) played {
	t.Helper()
	var stdout, stderr bytes.Buffer
	const columns, rows = 80, 24
	terminal := vt.NewEmulator(columns, rows)
	screen := io.Writer(&stderr)
	if mode == "tty" {
		screen = lineDiscipline{terminal}
	}
	github := t.TempDir()
	environ := []string{"AWS_REGION=us-east-1", "TERM=xterm", "LANG=C.UTF-8", "NO_COLOR=1", "TZ=UTC"}
	if variable := pipelines[mode]; variable != "" {
		environ = append(environ, "CI=true", variable,
			"GITHUB_OUTPUT="+filepath.Join(github, "output"), "GITHUB_STEP_SUMMARY="+filepath.Join(github, "summary"))
	}
	app := &cli.App{
		Args: append(args, strings.Fields(progressOf(mode))...), In: strings.NewReader(""), Out: &stdout, Err: screen,
		Environ: environ,
		Dir:     dir, Version: "test",
		ErrTerminal: mode == "tty", OutTerminal: mode == "tty",
		Size: func() (int, int) { return columns, rows },
		NewClients: func(context.Context, awsclient.Config) (*awsclient.Clients, error) {
			return awsclient.From(aws.Config{
				Region: "us-east-1", BaseEndpoint: aws.String("http://localhost"),
				Credentials: credentials.NewStaticCredentialsProvider("sim", "sim", ""),
				HTTPClient:  &http.Client{Transport: through},
			}, "test"), nil
		},
	}
	code := app.Run(t.Context())
	p := played{out: stdout.String(), err: stderr.String(), code: code, output: read(t, github, "output"), summary: read(t, github, "summary")}
	if mode == "tty" {
		if terminal.CursorHidden() {
			t.Error("the cursor is left hidden")
		}
		p.err = scrolled(terminal)
	}
	return p
}

// read is what a command wrote to a file, if it did.
func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

// lineDiscipline turns line feeds into new lines, as the kernel does on the way to
// a terminal.
type lineDiscipline struct{ io.Writer }

func (d lineDiscipline) Write(p []byte) (int, error) {
	if _, err := d.Writer.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// scrolled is all that can be read on a terminal, by scrolling back too.
func scrolled(terminal *vt.Emulator) string {
	var lines []string
	for _, line := range terminal.Scrollback().Lines() {
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	for line := range strings.SplitSeq(terminal.String(), "\n") {
		lines = append(lines, strings.TrimRight(line, " \r"))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

// ending is the outcome that the JSON lines tell, of several services the one that is
// wanted of the whole, and the first cause.
func ending(t *testing.T, lines string, want scenario.Expectation) (outcome, cause string) {
	t.Helper()
	ends := map[string]string{}
	for line := range strings.Lines(lines) {
		var l struct{ Type, Service, Outcome, Cause string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		switch {
		case l.Type == "outcome":
			ends[l.Service] = l.Outcome
			if outcome == "" || outcome == "settled" || l.Outcome == want.Outcome {
				outcome = l.Outcome
			}
		case l.Type == "diagnosis" && cause == "":
			cause = l.Cause
		}
	}
	for _, service := range want.Services {
		if got := ends[service.Service]; got != service.Outcome {
			t.Errorf("%s ended as %q, want %q", service.Service, got, service.Outcome)
		}
	}
	return outcome, cause
}
