//go:build unix

package cli_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPagesWork runs the command blocks of the pages, as they stand but for what is
// replaced: names of programs that are elsewhere here, and times that only make a
// reader wait. Blocks that no test can run are held by TestCommandsInPagesExist.
//
//   - docs/simulator.md: the second line runs the aws CLI
//   - docs/ci: pipeline_test.go runs them
//   - the demo, the tests and .ci/run, which README.md and CONTRIBUTING.md begin with
func TestPagesWork(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, page string
		blocks     []int             // of the page, run in one shell
		in         string            // a folder to copy
		replace    map[string]string // in the blocks
		codes      bool              // exit codes are written, and stop nothing
		agent      bool              // the agent of an instance is where steady agent is told to look
		on         string            // a scenario, "" for blocks that have their own simulator
		want       []string
	}{
		{
			name: "README: a deploy, step by step, and back", page: "README.md", blocks: []int{1, 2, 3}, in: "examples/nginx",
			on: "textbook", want: []string{"settled on simple-web:2", "is back on simple-web:1"},
		},
		{
			name: "README: the update that can never end", page: "README.md", blocks: []int{4}, in: "examples/nginx",
			on: "textbook", want: []string{"exit 21\n", "exit 12\n"},
			codes: true, replace: map[string]string{"30s": "1s"},
		},
		{
			name: "README: in a script", page: "README.md", blocks: []int{5}, in: "examples/nginx", on: "textbook",
			want: []string{`"exit_code":0`}, replace: map[string]string{"jq .exit_code": "cat", "deploy web": "deploy simple-web"},
		},
		{name: "scenarios", page: "docs/scenarios.md", blocks: []int{0}, want: []string{"bad-image"}},
		{name: "simulator", page: "docs/simulator.md", blocks: []int{0}, replace: map[string]string{"aws ecs list-clusters": "true"}},
		{
			name: "reports", page: "docs/reports.md", blocks: []int{0}, want: []string{"web rolled back"},
		},
		{
			name: "traces", page: "docs/traces.md", blocks: []int{0}, in: "internal/scenario/testdata/traces",
			replace: map[string]string{"internal/scenario/testdata/traces/": ""},
		},
		{
			name: "fleet", page: "examples/fleet/README.md", blocks: []int{0}, in: "examples/fleet",
			replace: map[string]string{"speed 10": "speed 100"}, codes: true, want: []string{"exit 11"},
		},
		{
			name: "nginx", page: "examples/nginx/README.md", blocks: []int{1}, in: "examples/nginx", on: "textbook",
			want: []string{"settled on simple-web:2"},
		},
		{
			name: "fargate-web", page: "examples/fargate-web/README.md", blocks: []int{0, 1}, in: "examples/fargate-web",
			on: "textbook", want: []string{`"family": "shop"`, "settled on shop:1"},
		},
		{
			name: "agent", page: "docs/agent.md", blocks: []int{0, 1, 2}, on: "textbook", agent: true,
			want:    []string{"in test-cluster", "joined test-cluster as"},
			replace: map[string]string{"prod ": "test-cluster ", "/var/log/ecs": ".", ") > join.log 2>&1 &": ")"},
		},
		{
			name: "sidecar", page: "examples/sidecar/README.md", blocks: []int{0, 1}, in: "examples/sidecar", on: "textbook",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page, err := os.ReadFile("../../" + tt.page)
			if err != nil {
				t.Fatal(err)
			}
			all := shellBlocks(string(page))
			script := ""
			for _, n := range tt.blocks {
				if n >= len(all) {
					t.Fatalf("the page has %d blocks of commands: %q", len(all), all)
				}
				script += all[n]
			}
			for from, to := range tt.replace {
				script = strings.ReplaceAll(script, from, to)
			}
			if tt.codes {
				script = strings.ReplaceAll(script, "\n", "\necho \"exit $?\"\n")
			} else {
				script = "set -e\n" + script
			}
			cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
			if tt.on != "" {
				sim := []string{"sim", "--scenario", tt.on, "--speed", "50"}
				if tt.agent {
					address := freeAddress(t)
					script = strings.ReplaceAll(script, "steady agent", "steady agent "+address)
					sim = append(sim, "--agent-listen", address)
				}
				cmd = exec.CommandContext(t.Context(), "steady", append(sim, "--", "sh", "-c", script)...)
			}
			cmd.Dir = t.TempDir()
			if tt.in != "" {
				if err := os.CopyFS(cmd.Dir, os.DirFS("../../"+tt.in)); err != nil {
					t.Fatal(err)
				}
			}
			if found := sample.FindStringSubmatch(string(page)); found != nil {
				if err := os.WriteFile(filepath.Join(cmd.Dir, "mine.yaml"), []byte(found[1]), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			cmd.Env = append(os.Environ(), "CI=true", "HOME="+t.TempDir(), "STEADY_POLL_INTERVAL=20ms")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v of\n%s\n%s", err, script, out)
			}
			for _, text := range tt.want {
				if !strings.Contains(string(out), text) {
					t.Errorf("no %q in what it wrote:\n%s", text, out)
				}
			}
		})
	}
}

// freeAddress is a port that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // it took nothing
	return l.Addr().String()
}

// sample is the first file of a page.
var sample = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```")

// begins is a line of a block that calls steady.
var begins = regexp.MustCompile(`(?m)^ *(?:\w+=\$\()?(?:\.{1,2}/)*steady `)

// serving is a simulator that nobody ends.
var serving = regexp.MustCompile(`(?m)^(steady sim --scenario \S+)( +#.*)?$`)

// shellBlocks are the blocks of a page that call steady, as a shell in the folder of
// an example takes them.
func shellBlocks(page string) []string {
	var out []string
	for _, block := range blocks.FindAllString(page, -1) {
		if !begins.MatchString(block) {
			continue
		}
		var b strings.Builder
		for line := range strings.Lines(block) {
			line = strings.TrimSuffix(strings.TrimPrefix(line, "    "), "\n")
			if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "cd ") || strings.HasPrefix(line, "go build") {
				continue
			}
			line = strings.NewReplacer("../../steady", "steady", "./steady", "steady").Replace(line)
			if at := gap.FindStringSubmatchIndex(line); at != nil && !strings.Contains(line[at[2]:], "#") {
				line = line[:at[2]]
			}
			b.WriteString(line + "\n")
		}
		out = append(out, serving.ReplaceAllString(b.String(), "$1 -- true"))
	}
	return out
}
