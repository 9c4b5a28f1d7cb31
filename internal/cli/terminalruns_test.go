//go:build linux || darwin

package cli_test

import (
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func example(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../examples/nginx/steady.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A rollout on a terminal whose size changes under way, both ways, up to its end.
// Every frame is on the screen as a whole, and nothing else is.
func TestTerminalIsResized(t *testing.T) {
	t.Parallel()
	s, env := deployOn(t, 80, 24)
	s.whole()
	s.resize(60, 15, func() bool { return s.widest() <= 60 && len(s.frame) <= 13 })
	s.resize(200, 50, func() bool { return s.widest() > 60 })
	s.resize(72, 20, func() bool { return s.widest() <= 72 })
	advance(t, env, "5m")
	s.ends(0, `✓ simple-web settled on simple-web:2 in .*`)
	s.whole()
}

// resumeOrUndo is the last line of a watch that a signal has ended.
const resumeOrUndo = `Resume: steady watch simple-web   Undo: steady rollback simple-web`

// Each signal ends the watch, says so in the last lines, and has its own exit code.
func TestTerminalIsGivenBackAtASignal(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		signal syscall.Signal
		code   int
	}{
		"SIGINT":  {syscall.SIGINT, 130},
		"SIGTERM": {syscall.SIGTERM, 143},
		"SIGHUP":  {syscall.SIGHUP, 129},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := deployOn(t, 80, 24)
			if err := s.cmd.Process.Signal(row.signal); err != nil {
				t.Fatal(err)
			}
			s.ends(row.code, `Stopped watching after .*s; the rollout of simple-web:2 goes on\.`, resumeOrUndo)
		})
	}
}

// After Ctrl-Z and fg the block goes on below what the shell has written; Ctrl-C ends
// it. The modes of the terminal are never touched.
func TestTerminalOfAShell(t *testing.T) {
	t.Parallel()
	_, env := simulator(t, "--scenario", "textbook", "--no-throttling")
	s := onTerminal(t, 80, 40, env, "sh", "-c", `set -m; stty -g >"$HOME/before"
		steady deploy --poll-interval 20ms; echo "stopped, $?"
		read -r answer; fg >/dev/null; code=$?; stty -g >"$HOME/after"
		cmp "$HOME/before" "$HOME/after"; echo "modes $?, exit $code"`)
	s.until("the block", s.shows("Waiting for"))
	s.press("\x1a")
	s.reads("stopped, ")
	if s.screen.CursorHidden() {
		t.Error("the shell has no cursor")
	}
	s.press("\r")
	s.until("the block", s.shows("Waiting for"))
	if !strings.Contains(strings.Join(s.lines(), "\n"), "stopped, ") {
		t.Errorf("what the shell wrote is gone from\n%s", s.screen)
	}
	s.press("\x03")
	s.ends(0, `Stopped watching after .*s; the rollout of simple-web:2 goes on\.`, resumeOrUndo, `modes 0, exit 130`)
}

// While a rollback is being sent that ECS does not answer, Ctrl-C again leaves.
func TestTerminalIsGivenBackAtOnce(t *testing.T) {
	t.Parallel()
	_, env := simulator(t, "--scenario", "textbook", "--fault", "StopServiceDeployment:latency=1h", "--fault", "UpdateService:latency=1h:from=1h")
	s := onTerminal(t, 80, 24, env, "steady", "deploy", "--poll-interval", "20ms", "--on-interrupt", "rollback")
	s.until("the block", s.shows("Waiting for"))
	s.press("\x03")
	s.until("the rollback", s.shows("Ctrl-C again leaves at once."))
	s.press("\x03")
	s.ends(130, `Stopped watching after .*`, `Resume: .*`)
}

// A bug gives the terminal back too; what it was stands on the screen.
func TestTerminalIsGivenBackAtABug(t *testing.T) {
	t.Parallel()
	_, env := simulator(t, "--scenario", "textbook", "--no-throttling")
	s := onTerminal(t, 80, 50, env, "steady-breaks", "deploy", "--ignore-forecast", "--poll-interval", "20ms", "--endpoint-url", endpoint(env), "--region", "us-east-1")
	s.until("the block", s.shows("Waiting for"))
	s.ends(1, ` +\S.* exit 1`)
	if !slices.Contains(s.lines(), "error: steady has a bug: out of range") {
		t.Errorf("it does not say what happened:\n%s", s.screen)
	}
}

// The demo says at Ctrl-C that nothing was real.
func TestTerminalDemoIsLeft(t *testing.T) {
	t.Parallel()
	s := onTerminal(t, 80, 60, nil, "steady", "demo")
	s.until("the block", s.shows("Waiting for"))
	s.press("\x03")
	s.ends(130, `error: interrupted; all of it was simulated +exit 130`)
}

// A question can be answered with Ctrl-C.
func TestTerminalQuestionIsLeft(t *testing.T) {
	t.Parallel()
	_, env := simulator(t, "--scenario", "bad-image")
	s := onTerminal(t, 80, 24, env, "steady", "rollback", "web", "--to", "2", "--cluster", "test-cluster")
	s.reads("Go on? [y/N] ")
	s.press("\x03")
	s.ends(130, `error: interrupted; no service was changed +exit 130`)
}

// Who wants no colours gets none, whatever is shown, and who wants some gets some.
func TestTerminalColours(t *testing.T) {
	t.Parallel()
	for _, show := range [][]string{
		{"demo", "--speed", "max"},
		{"doctor", "-f", "nothing.yaml"},
		{"sim", "--scenario", "textbook", "--", "steady", "deploy", "--timeout", "500ms"},
	} {
		for _, how := range []struct {
			env   string
			flags []string
			some  bool
		}{
			{"NO_COLOR=", nil, true},
			{"NO_COLOR=", []string{"--color", "never"}, false},
			{"NO_COLOR=1", nil, false},
			{"NO_COLOR=1", []string{"--color", "always"}, true},
			{"STEADY_COLOR=never", nil, false},
			{"TERM=dumb", nil, false},
		} {
			args := slices.Concat([]string{"env", how.env, "steady"}, show, how.flags)
			t.Run(strings.Join(args, " "), func(t *testing.T) {
				t.Parallel()
				s := onTerminal(t, 80, 24, nil, args...)
				for s.next() {
				}
				if some := colours.MatchString(s.raw); some != how.some {
					t.Errorf("colours %t, want %t:\n%q", some, how.some, s.raw[:min(len(s.raw), 800)])
				}
			})
		}
	}
}

// A terminal that goes away ends the program too.
func TestTerminalGoesAway(t *testing.T) {
	t.Parallel()
	s, _ := deployOn(t, 80, 24)
	if err := s.keys.Close(); err != nil {
		t.Fatal(err)
	}
	if code := <-s.exit; code != 129 {
		t.Errorf("exit code %d, want 129", code)
	}
}
