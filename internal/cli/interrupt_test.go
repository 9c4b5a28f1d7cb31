package cli_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// started is a steady of its own process, its streams being read.
type started struct {
	*exec.Cmd
	stdout, stderr *bufio.Reader
}

func start(t *testing.T, env []string, args ...string) *started {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "steady", args...)
	cmd.Env = append(os.Environ(), append(env, "HOME="+t.TempDir(), "CI=true")...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &started{cmd, bufio.NewReader(stdout), bufio.NewReader(stderr)}
}

// until reads lines up to the first that holds text.
func until(t *testing.T, in *bufio.Reader, text string) string {
	t.Helper()
	for {
		line, err := in.ReadString('\n')
		if strings.Contains(line, text) {
			return line
		}
		if err != nil {
			t.Fatalf("%q never came: %v", text, err)
		}
	}
}

// exit reads what is left and gives it with the exit code.
func (s *started) exit(t *testing.T) (stderr string, code int) {
	t.Helper()
	rest, err := io.ReadAll(s.stderr)
	if err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := s.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(rest), s.ProcessState.ExitCode()
}

// simulator starts "steady sim" and gives the variables of the line it prints.
func simulator(t *testing.T, args ...string) (*started, []string) {
	t.Helper()
	sim := start(t, nil, append([]string{"sim"}, args...)...)
	line := strings.TrimSpace(until(t, sim.stdout, "export "))
	return sim, strings.Fields(line)[1:]
}

func TestInterruptStopsWatchingAndLeavesTheRollout(t *testing.T) {
	t.Parallel() // like all here it mostly waits for a rollout
	examples, err := filepath.Abs("../../examples/nginx/steady.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		signal syscall.Signal
		code   int
	}{
		"Ctrl-C":  {syscall.SIGINT, 130},
		"SIGTERM": {syscall.SIGTERM, 143},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, env := simulator(t, "--scenario", "textbook", "--speed", "20")
			deploy := start(t, env, "deploy", "-f", examples, "--poll-interval", "20ms")
			until(t, deploy.stderr, "PRIMARY simple-web:2")
			if err := deploy.Process.Signal(row.signal); err != nil {
				t.Fatal(err)
			}
			story, code := deploy.exit(t)
			if code != row.code {
				t.Errorf("exit code %d, want %d", code, row.code)
			}
			for _, want := range []string{"the rollout of simple-web:2 goes on", "steady watch simple-web"} {
				if !strings.Contains(strings.Join(strings.Fields(story), " "), want) {
					t.Errorf("the story lacks %q:\n%s", want, story)
				}
			}
			again := start(t, env, "watch", "-f", examples, "--poll-interval", "20ms")
			if story, code := again.exit(t); code != 0 {
				t.Errorf("resuming ends in %d:\n%s", code, story)
			}
			if err := sim.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if story, code := sim.exit(t); code != 0 || story != "" {
				t.Errorf("the simulator ends in %d with %q", code, story)
			}
		})
	}
}

// Of a fleet Ctrl-C leaves what is rolling, and starts nothing more. What was recorded
// by then can be replayed.
func TestInterruptStopsWatchingAFleet(t *testing.T) {
	t.Parallel()
	examples, err := filepath.Abs("../../examples/fleet/steady.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, env := simulator(t, "--scenario", "fleet", "--no-throttling")
	record := filepath.Join(t.TempDir(), "run.jsonl")
	deploy := start(t, env, "deploy", "-f", examples, "--all", "--parallel", "2", "--poll-interval", "20ms", "--record", record)
	until(t, deploy.stderr, "PRIMARY api:2")
	if err := deploy.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	story, code := deploy.exit(t)
	if code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
	for _, want := range []string{
		"Stopped watching 2 services; the rollouts go on: web, api.", "Resume: steady watch web api",
		"Not started: admin, docs, search", "Go on: steady deploy admin docs search",
	} {
		if !strings.Contains(plainly(story), want) {
			t.Errorf("the story lacks %q:\n%s", want, story)
		}
	}
	if story, code := start(t, env, "replay", record).exit(t); code != 0 || !strings.Contains(plainly(story), "Stopped watching 2 services") {
		t.Errorf("the replay ends in %d with\n%s", code, story)
	}
}

// plainly is a story without the lines' beginnings and with single spaces.
func plainly(story string) string {
	var words []string
	for line := range strings.Lines(story) {
		if at := strings.Index(line, " -  "); at >= 0 {
			line = line[at+3:]
		}
		words = append(words, strings.Fields(line)...)
	}
	return strings.Join(words, " ")
}

// On a terminal the block is redrawn with the cursor hidden; Ctrl-C has to give
// it back. Behind "sim --" a command gets the signal from the terminal, and must
// not get it a second time, which would kill it.
func TestInterruptGivesTheCursorBack(t *testing.T) {
	t.Parallel()
	examples, err := filepath.Abs("../../examples/nginx/steady.yaml")
	if err != nil {
		t.Fatal(err)
	}
	deploy := []string{"deploy", "-f", examples}
	t.Run("deploy", func(t *testing.T) {
		t.Parallel()
		_, env := simulator(t, "--scenario", "textbook", "--speed", "5")
		interruptOnTerminal(t, env, deploy)
	})
	t.Run("deploy behind sim", func(t *testing.T) {
		t.Parallel()
		sim := []string{"sim", "--scenario", "textbook", "--speed", "5", "--", "steady"}
		interruptOnTerminal(t, nil, append(sim, deploy...))
	})
}

func interruptOnTerminal(t *testing.T, env, args []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	deploy := exec.CommandContext(ctx, "steady", args...)
	deploy.Env = append(os.Environ(), append(env, "HOME="+t.TempDir(), "TERM=xterm", "LANG=C.UTF-8")...)
	for _, name := range []string{"CI", "NO_COLOR"} {
		deploy.Env = append(deploy.Env, name+"=")
	}
	terminal, err := pty.StartWithSize(deploy, &pty.Winsize{Rows: 30, Cols: 90})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = terminal.Close() }) // the program has ended by then
	var screen strings.Builder
	in := bufio.NewReader(terminal)
	for !strings.Contains(screen.String(), "Waiting for") {
		b, err := in.ReadByte()
		if err != nil {
			t.Fatalf("the block never came: %v\n%q", err, screen.String())
		}
		screen.WriteByte(b)
	}
	if !strings.Contains(screen.String(), "\x1b[?25l") {
		t.Error("the cursor was never hidden")
	}
	if _, err := terminal.Write([]byte{3}); err != nil { // Ctrl-C, as typed
		t.Fatal(err)
	}
	rest, err := io.ReadAll(in)
	if err != nil && !errors.Is(err, syscall.EIO) { // the end of a pty on Linux
		t.Fatal(err)
	}
	if err := deploy.Wait(); deploy.ProcessState.ExitCode() != 130 {
		t.Errorf("exit: %v, want 130", err)
	}
	all := screen.String() + string(rest)
	if shown, hidden := strings.LastIndex(all, "\x1b[?25h"), strings.LastIndex(all, "\x1b[?25l"); shown < hidden {
		t.Errorf("the cursor stays hidden: %q", rest)
	}
	if !strings.Contains(string(rest), "steady watch simple-web") {
		t.Errorf("it does not say how to resume: %q", rest)
	}
}

// With --on-interrupt rollback the request is sent before the program ends, and
// nobody waits for what ECS makes of it: CI systems kill soon.
func TestInterruptRollsBackWhereAskedTo(t *testing.T) {
	t.Parallel()
	examples, err := filepath.Abs("../../examples/nginx/steady.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		signal syscall.Signal
		args   []string
		code   int
		want   string
	}{
		"Ctrl-C":  {syscall.SIGINT, nil, 130, "simple-web goes back to simple-web:1. Resume: steady watch simple-web"},
		"SIGTERM": {syscall.SIGTERM, nil, 143, "simple-web goes back to simple-web:1. Resume: steady watch simple-web"},
		"as JSON": {
			syscall.SIGTERM,
			[]string{"--json"},
			143, `"type":"rollback"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, env := simulator(t, "--scenario", "textbook", "--speed", "20")
			args := append([]string{"deploy", "-f", examples, "--poll-interval", "20ms", "--on-interrupt", "rollback"}, row.args...)
			deploy := start(t, env, args...)
			story := deploy.stderr
			if row.args != nil {
				story = deploy.stdout
			}
			until(t, story, "PRIMARY")
			if err := deploy.Process.Signal(row.signal); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			rest, err := io.ReadAll(story)
			if err != nil {
				t.Fatal(err)
			}
			if _, code := deploy.exit(t); code != row.code {
				t.Errorf("exit code %d, want %d", code, row.code)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %s to leave", took)
			}
			if !strings.Contains(strings.Join(strings.Fields(string(rest)), " "), row.want) {
				t.Errorf("the story lacks %q:\n%s", row.want, rest)
			}
			until(t, start(t, env, "history", "-f", examples, "--json").stdout, `"status":"ROLLBACK_`)
		})
	}
}
