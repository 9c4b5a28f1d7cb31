//go:build unix

package agent_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/ecs-steady/steady/internal/agent"
)

// What is there but cannot be read is told, and hides nothing else. A pipe would
// be waited for.
func TestReadsAFolderOfThisMachine(t *testing.T) {
	dir := t.TempDir()
	if _, err := agent.LastErrors(os.DirFS(filepath.Join(dir, "nothing"))); err == nil || err.Error() != "no such file or directory" {
		t.Errorf("no folder gives %v", err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "ecs-init.log"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("gone", filepath.Join(dir, "ecs-agent.log")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ecs-init.log.1"), []byte(line(1)), 0o600); err != nil {
		t.Fatal(err)
	}
	logs, err := agent.LastErrors(os.DirFS(dir))
	if err != nil || len(logs) != 2 {
		t.Fatalf("%+v, %v", logs, err)
	}
	if len(logs[0].Errors) != 1 || logs[0].Err != nil {
		t.Errorf("beside a pipe: %+v", logs[0])
	}
	if logs[1].Err == nil || logs[1].Missing {
		t.Errorf("a broken link: %+v", logs[1])
	}
}
