package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The shell lines of docs/reports.md work as they stand, and leave what they promise.
func TestReportsPageWorks(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/reports.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindStringSubmatch(string(page))
	if block == nil {
		t.Fatal("the page has no shell lines")
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", block[1])
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"SCHEMAS=" + os.Getenv("SCHEMAS"), "PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, "LANG=C.UTF-8", "STEADY_POLL_INTERVAL=10ms"}
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Count(string(out), "web rolled back: ") != 4 {
		t.Errorf("%v\n%s", err, out)
	}
	for name, want := range map[string]string{
		"run.html": "<!doctype html>", "run.svg": "<svg", "run.md": "### ❌", "run.jsonl": `{"type":"version"`,
	} {
		text, err := os.ReadFile(filepath.Join(cmd.Dir, name))
		if err != nil || !strings.HasPrefix(string(text), want) || name != "run.jsonl" && !strings.Contains(string(text), "web rolled back") {
			t.Errorf("%s: %v, %.100s", name, err, text)
		}
	}
}
