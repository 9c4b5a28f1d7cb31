//go:build unix

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// shellKeys are the keys under which CI systems have shell lines.
var shellKeys = map[string]bool{
	"run": true, "command": true, "commands": true, "script": true, "before_script": true, "after_script": true,
}

// TestThePipelines runs the shell lines of docs/ci, in their order, in a folder like
// that of a user: a service's files and steady's checkout beside them.
func TestThePipelines(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../docs/ci/*.yml")
	if err != nil || len(files) != 5 {
		t.Fatalf("%d pipelines, error %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			lines := shellLines(t, file)
			deploys := 0
			for _, line := range lines {
				if strings.HasPrefix(line, "steady deploy") {
					deploys++
				}
			}
			if deploys != 1 {
				t.Fatalf("%d lines deploy: %q", deploys, lines)
			}
			runPipeline(t, lines)
		})
	}
}

// shellLines are those of a pipeline but for the ones that fetch and build steady:
// the test has it in its path, and no network.
func shellLines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	var lines []string
	var walk func(n *yaml.Node, shell bool)
	walk = func(n *yaml.Node, shell bool) {
		switch n.Kind {
		case yaml.ScalarNode:
			if shell && !strings.Contains(n.Value, "go build") && !strings.HasPrefix(n.Value, "git ") {
				lines = append(lines, n.Value)
			}
		case yaml.MappingNode:
			for i := 0; i < len(n.Content); i += 2 {
				walk(n.Content[i+1], shellKeys[n.Content[i].Value])
			}
		default:
			for _, child := range n.Content {
				walk(child, shell)
			}
		}
	}
	walk(&root, false)
	return lines
}

func runPipeline(t *testing.T, lines []string) {
	t.Helper()
	script := "set -eu\n" + strings.Join(lines, "\n") + "\n"
	cmd := exec.CommandContext(t.Context(), "steady", "sim", "--scenario", "textbook", "--speed", "50", "--", "sh", "-c", script)
	cmd.Dir = t.TempDir()
	if err := os.CopyFS(cmd.Dir, os.DirFS("../../examples/nginx")); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "CI=true", "HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "settled on simple-web:2") {
		t.Errorf("error %v, and it wrote:\n%s", err, out)
	}
}

// TestTheActionDeclaresEveryOutput: what steady gives a step, the action passes on.
func TestTheActionDeclaresEveryOutput(t *testing.T) {
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Outputs map[string]struct{ Value string }
	}
	if err := yaml.Unmarshal(text, &action); err != nil {
		t.Fatal(err)
	}
	names := []string{
		"outcome", "exit-code", "revision", "previous-revision", "task-definition-arn", "deployment-id", "registered",
		"elapsed-seconds", "results",
	}
	for _, name := range names {
		if want := "${{ steps.steady.outputs." + name + " }}"; action.Outputs[name].Value != want {
			t.Errorf("output %s is %q, want %q", name, action.Outputs[name].Value, want)
		}
	}
	if len(action.Outputs) != len(names) {
		t.Errorf("%d outputs, want %d", len(action.Outputs), len(names))
	}
}
