package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/cli"
)

// TestAStepOfGitHubActions: a run there writes to the files that the runner names,
// keeps what is in them, and says so on standard error where it cannot.
func TestAStepOfGitHubActions(t *testing.T) {
	dir := t.TempDir()
	summary := filepath.Join(dir, "summary")
	if err := os.WriteFile(summary, []byte("before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name                  string
		env                   []string
		wantSummary, wantText string
	}{
		{
			"in a step",
			[]string{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary},
			"**Error:** no AWS Region is set", "::error title=steady::no AWS Region is set",
		},
		{"where a file cannot be written", []string{"GITHUB_ACTIONS=true", "GITHUB_OUTPUT=" + dir}, "", "GitHub gets no summary"},
		{"told not to", []string{"GITHUB_ACTIONS=true", "STEADY_NO_GITHUB=1", "GITHUB_STEP_SUMMARY=" + summary}, "", ""},
		{"elsewhere", []string{"GITHUB_STEP_SUMMARY=" + summary}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(summary, []byte("before\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			stderr := withoutRegion(t, tt.env)
			if tt.wantText == "" && strings.Contains(stderr, "::error") || !strings.Contains(stderr, tt.wantText) {
				t.Errorf("standard error is %q, want %q in it", stderr, tt.wantText)
			}
			text, err := os.ReadFile(summary)
			if err != nil {
				t.Fatal(err)
			}
			after, kept := strings.CutPrefix(string(text), "before\n")
			if !kept || tt.wantSummary == "" && after != "" || !strings.Contains(after, tt.wantSummary) {
				t.Errorf("the summary is %q, want %q", text, tt.wantSummary)
			}
		})
	}
}

// withoutRegion runs a command that fails before the first call and gives its
// standard error.
func withoutRegion(t *testing.T, env []string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	app := &cli.App{
		Args: []string{"watch", "web", "--cluster", "prod"}, In: strings.NewReader(""), Out: &stdout, Err: &stderr,
		Environ: env, Dir: t.TempDir(), Version: "test",
		NewClients: func(context.Context, awsclient.Config) (*awsclient.Clients, error) {
			return nil, &awsclient.NoRegionError{}
		},
	}
	if code := app.Run(t.Context()); code != 3 && code != 4 && code != 5 {
		t.Errorf("exit code %d", code)
	}
	return stderr.String()
}
