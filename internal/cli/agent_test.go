package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// Nothing was changed, and nothing has to be resumed.
func TestInterruptEndsTheWaitForAnAgent(t *testing.T) {
	t.Parallel()
	for signal, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		wait := start(t, nil, "agent", "127.0.0.1:1", "--wait-joined", "prod", "--timeout", "0")
		until(t, wait.stderr, "waiting for 127.0.0.1:1 to join prod: refused")
		if err := wait.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if story, code := wait.exit(t); code != want {
			t.Errorf("%s gives exit code %d, want %d\n%s", signal, code, want, story)
		}
	}
}

// The shell lines of docs/agent.md work as they stand, on a machine that knows
// nothing of AWS, and its screen is the one that people see.
func TestAgentPageWorks(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/agent.md")
	if err != nil {
		t.Fatal(err)
	}
	world, err := filepath.Abs("testdata/agent/world.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, env := simulator(t, "--scenario", world, "--agent-listen", "127.0.0.1:0")
	var agents []string
	for _, v := range env {
		if strings.HasPrefix(v, "STEADY_AGENT=") {
			agents = append(agents, v)
		}
	}
	shell := func(lines string) string {
		cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", lines+"wait\ntest ! -e join.log || cat join.log")
		cmd.Dir = t.TempDir()
		cmd.Env = append(agents, "SCHEMAS="+os.Getenv("SCHEMAS"), "PATH="+os.Getenv("PATH"), "HOME="+cmd.Dir, "LANG=C.UTF-8")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%v of\n%s\n%s", err, lines, out)
		}
		return string(out)
	}
	blocks := regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(string(page), -1)
	if len(blocks) != 3 {
		t.Fatalf("the page has %d blocks of shell lines", len(blocks))
	}
	for _, block := range blocks[1:] {
		if out := shell(block[1]); !strings.Contains(out, " joined prod as ") || strings.Contains(out, "exit ") {
			t.Errorf("%s gives\n%s", block[1], out)
		}
	}
	if out := shell(blocks[0][1]); !strings.Contains(out, `"agents":[`) {
		t.Errorf("no JSON:\n%s", out)
	}
	screen := regexp.MustCompile("(?ms)^```text\n(.*?)^```$").FindStringSubmatch(string(page))
	ids := regexp.MustCompile(`[0-9a-f]{8}\b|127\.0\.0\.1:\d{5}`)
	if want, got := ids.ReplaceAllString(screen[1], "ID"), ids.ReplaceAllString(shell("steady agent\n"), "ID"); got != want {
		t.Errorf("the page shows\n%s\npeople see\n%s", want, got)
	}
}
