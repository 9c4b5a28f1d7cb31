//go:build linux || darwin

package cli_test

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// terminal is a program on a terminal of its own, an emulator behind it. Who calls
// next reads on to the end of a frame; the program is stopped where that never comes.
type terminal struct {
	t             *testing.T
	cmd           *exec.Cmd
	keys          *os.File // what is typed, and what the program writes
	out           *bufio.Reader
	screen        *vt.Emulator
	columns, rows int
	raw           string   // all that came
	frame         []string // the block as it was sent last
	exit          chan int
}

// prompt stands above the block: what a frame must leave alone, and may scroll away.
const prompt = "$ steady deploy simple-web"

func onTerminal(t *testing.T, columns, rows int, env []string, args ...string) *terminal {
	t.Helper()
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if signal.Ignored(s) { // a job of a shell, or nohup: its children shall hear them
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
	keys, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	if err := pty.Setsize(keys, size(columns, rows)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = filepath.Dir(example(t))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	cmd.Env = append(os.Environ(), append(env, "HOME="+t.TempDir(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "CI=", "NO_COLOR=")...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &terminal{
		t: t, cmd: cmd, keys: keys, out: bufio.NewReader(keys), screen: vt.NewEmulator(columns, rows),
		columns: columns, rows: rows, exit: make(chan int, 1),
	}
	s.show(prompt + "\r\n")
	go func() {
		_ = cmd.Wait()  // its exit code is what counts
		_ = tty.Close() // the last one: what was written can still be read, then it ends
		s.exit <- cmd.ProcessState.ExitCode()
	}()
	return s
}

func size(columns, rows int) *pty.Winsize {
	return &pty.Winsize{Rows: uint16(rows), Cols: uint16(columns)} //nolint:gosec // small numbers
}

func (s *terminal) show(text string) {
	if _, err := s.screen.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// Escape codes of a frame: it ends with the one that clears what is below it.
const (
	lineStart = "\x1b[2K"
	frameEnd  = "\x1b[J"
)

// next reads one frame; false where the program has ended.
func (s *terminal) next() bool {
	began := len(s.raw)
	for !strings.HasSuffix(s.raw[began:], frameEnd) {
		b, err := s.out.ReadByte()
		if err != nil {
			return false
		}
		s.raw += string([]byte{b})
		s.show(string([]byte{b}))
	}
	s.frame = nil
	lines := strings.Split(strings.TrimSuffix(s.raw[began:], frameEnd), lineStart)
	for _, line := range lines[1:] {
		s.frame = append(s.frame, strings.TrimRight(ansi.Strip(line), " \r\n"))
	}
	return true
}

// reads reads up to a text, frame or not.
func (s *terminal) reads(text string) {
	s.t.Helper()
	for began := len(s.raw); !strings.Contains(s.raw[began:], text); {
		b, err := s.out.ReadByte()
		if err != nil {
			s.t.Fatalf("%q never came; the screen is\n%s", text, s.screen)
		}
		s.raw += string([]byte{b})
		s.show(string([]byte{b}))
	}
}

// until reads frames up to one that ok likes.
func (s *terminal) until(what string, ok func() bool) {
	s.t.Helper()
	for s.next() {
		if ok() {
			return
		}
	}
	s.t.Fatalf("%s never came; the screen is\n%s", what, s.screen)
}

// shows tells whether a line of the frame holds text.
func (s *terminal) shows(text string) func() bool {
	return func() bool {
		return slices.ContainsFunc(s.frame, func(line string) bool { return strings.Contains(line, text) })
	}
}

// lines are those of the screen.
func (s *terminal) lines() []string {
	lines := strings.Split(s.screen.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \r")
	}
	return lines
}

// whole wants the screen to hold the frame and nothing else: no part of an older one
// above or below, and no line that the terminal had to wrap.
func (s *terminal) whole() {
	s.t.Helper()
	lines, y := s.lines(), s.screen.CursorPosition().Y
	top := y - len(s.frame)
	if top < 0 || !slices.Equal(lines[top:y], s.frame) {
		s.t.Errorf("torn at %dx%d:\n%s\nwas sent as\n%s", s.columns, s.rows, s.screen, strings.Join(s.frame, "\n"))
		return
	}
	for _, line := range append(slices.Clone(lines[:top]), lines[y:]...) {
		if line != "" && line != prompt {
			s.t.Errorf("left over at %dx%d: %q on\n%s", s.columns, s.rows, line, s.screen)
		}
	}
	for _, line := range s.frame {
		if !known(line) {
			s.t.Errorf("no line of a block: %q", line)
		}
	}
}

// resize changes the size of the terminal and waits for the first frame that was
// drawn for it; earlier ones may still be on the way.
func (s *terminal) resize(columns, rows int, drawn func() bool) {
	s.t.Helper()
	if err := pty.Setsize(s.keys, size(columns, rows)); err != nil {
		s.t.Fatal(err)
	}
	s.columns, s.rows = columns, rows
	s.screen.Resize(columns, rows)
	s.until("a frame of the new size", drawn)
	for range 3 {
		s.whole()
		if !s.next() {
			s.t.Fatal("the program has ended")
		}
	}
}

func (s *terminal) widest() int {
	n := 0
	for _, line := range s.frame {
		n = max(n, ansi.StringWidth(line))
	}
	return n
}

func (s *terminal) press(keys string) {
	s.t.Helper()
	if _, err := s.keys.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends reads to the end and wants the exit code, the last lines (each a pattern), and
// the terminal as it was.
func (s *terminal) ends(code int, last ...string) {
	s.t.Helper()
	for s.next() {
	}
	if got := <-s.exit; got != code {
		s.t.Errorf("exit code %d, want %d", got, code)
	}
	s.givenBack()
	lines := s.lines()
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	lines = lines[max(0, len(lines)-len(last)):]
	if !regexp.MustCompile("^(?:" + strings.Join(last, `\n`) + ")$").MatchString(strings.Join(lines, "\n")) {
		s.t.Errorf("the last lines are\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(last, "\n"))
	}
}

// givenBack wants the cursor on and every other mode left alone.
func (s *terminal) givenBack() {
	s.t.Helper()
	if s.screen.CursorHidden() {
		s.t.Error("the cursor is left hidden")
	}
	for _, mode := range regexp.MustCompile(`\x1b[\[(>=]\?[0-9;]*[a-z]`).FindAllString(s.raw, -1) {
		if mode != "\x1b[?25l" && mode != "\x1b[?25h" {
			s.t.Errorf("it changes the mode %q", mode)
		}
	}
}

// known tells a line of the block of a deploy of simple-web. One that was cut is known
// by how it begins.
func known(line string) bool {
	_, _, cut := strings.Cut(line, "…")
	for _, shape := range shapes() {
		if cut && len(shape) > telling {
			shape = shape[:telling] + ".*"
		}
		if regexp.MustCompile("^" + shape + "$").MatchString(line) {
			return true
		}
	}
	return false
}

// telling is how many characters tell one shape from the others.
const telling = 12

// shapes are the lines that the golden screens have, with any number and any frame of
// the spinner.
func shapes() []string {
	return []string{
		``,
		`Deploying simple-web to test-cluster \(us-east-1\) \(simulated\)`,
		`  . Registering`,
		`  . Updating service simple-web`,
		`  ✓ Registered simple-web:2  hostPort 80 → 0 +[\d.]+s`,
		`  ✓ Updated service simple-web  simple-web:1 → simple-web:2 +[\d.]+s`,
		`  . Rolling out  +\d of 1 new tasks? running .*[\dms ]+ of 15m`,
		`  ! Rolling out  +\d of 1 new tasks? running .*[\dms ]+`,
		`  ✓ Rolled out  +1 of 1 task on simple-web:2 +[\dms ]+`,
		`      serving after [\dms ]+, then [\dms ]+ for old tasks to drain`,
		`      running  simple-web:1 1 [▁█]+ 0 → simple-web:2 0 [▁█]+ 1`,
		`    DEPLOYMENT  REVISION      STATE        DESIRED  PENDING  RUNNING  FAILED`,
		`    STATUS   REVISION +STATE +DES  PEND  RUN  FAIL`,
		`    PRIMARY  simple-\S+  [a-z ]+1     [01]    [01]     0`,
		`    ACTIVE   simple-\S+  [a-z ]+[01]     0    [01]     0`,
		`    PRIMARY     simple-web:2  (in progress|completed  )        1        [01]        [01]       0`,
		`    ACTIVE      simple-web:1  (serving |draining)           [01]        0        [01]       0`,
		`    Waiting for  .*`,
		`    Events`,
		`    [\d:]{8}     \S.*`,
		`  Ctrl-C stops watching; the rollout goes on\.`,
		`✓ simple-web settled on simple-web:2 in [\dms ]+( \(simulated.*\))?`,
		`Stopped watching after [\dms ]+; the rollout of simple-web:2 goes on\.`,
		`Resume: steady watch simple-web   Undo: steady rollback simple-web`,
	}
}

// endpoint is where a simulator listens.
func endpoint(env []string) string {
	for _, v := range env {
		if url, ok := strings.CutPrefix(v, "AWS_ENDPOINT_URL_ECS="); ok {
			return url
		}
	}
	return ""
}

// advance moves the clock of a simulator.
func advance(t *testing.T, env []string, by string) {
	t.Helper()
	body := strings.NewReader(`{"by":"` + by + `"}`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint(env)+"/_steady/advance", body)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		t.Fatal(reply.Status)
	}
}

// deployOn starts a simulator and a deploy on a terminal, up to its first full block.
func deployOn(t *testing.T, columns, rows int, args ...string) (*terminal, []string) {
	t.Helper()
	_, env := simulator(t, "--scenario", "textbook", "--no-throttling")
	args = append([]string{"steady", "deploy", "--poll-interval", "20ms"}, args...)
	s := onTerminal(t, columns, rows, env, args...)
	s.until("the block", s.shows("Waiting for"))
	return s, env
}
