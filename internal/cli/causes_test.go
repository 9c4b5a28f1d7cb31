package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/watch"
)

// mostLines is how many lines a failure may take on a terminal of 24.
const mostLines = 24

// causesOf are the causes that a built-in scenario shows. The others have one in
// testdata/causes.
var causesOf = map[string]string{
	"image-pull": "bad-image", "oom": "oom", "app-exit": "crash-loop", "health-container": "breaker-rollback",
	"health-elb": "health-elb", "secrets": "secrets-denied", "port-conflict": "port-conflict", "no-capacity": "no-capacity",
}

// TestEveryCauseIsReached plays a deployment that fails for each cause there is: the
// world makes ECS say so, steady names it, and what people read fits on their screen.
func TestEveryCauseIsReached(t *testing.T) {
	t.Parallel()
	for _, guide := range watch.Guides() {
		code := guide.Code
		if builtIn := causesOf[code]; builtIn != "" {
			text, err := os.ReadFile(filepath.Join("testdata/scenarios", builtIn+"-1.tty"))
			if err != nil {
				t.Fatal(err)
			}
			t.Run(code, func(t *testing.T) { fits(t, string(text), code) })
			continue
		}
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { playCause(t, code) })
		})
	}
}

func playCause(t *testing.T, code string) {
	path := filepath.Join("testdata/causes", code)
	text, err := os.ReadFile(path + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	read := func(string) ([]byte, error) { return text, nil }
	wanted, err := scenario.Parse(path+".yaml", text, scenario.Host{Account: "123456789012", Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range sparingly([]string{"json", "tty"}) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: path, Read: read, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		want := wanted.Expect[0]
		<-time.After(10 * time.Second)
		run := runOn(t, server, mode, strings.Fields(want.Command))
		if run.code != want.ExitCode {
			t.Errorf("exit code %d, want %d", run.code, want.ExitCode)
		}
		if mode == "json" {
			outcome, cause := ending(t, run.out, scenario.Expectation{})
			if outcome != want.Outcome || cause != code {
				t.Errorf("ended as %q for %q, want %q for %q", outcome, cause, want.Outcome, code)
			}
			continue
		}
		screen := fmt.Sprintf("$ steady %s\n%s\nexit %d\n", want.Command, run.screen(), run.code)
		fits(t, screen, code)
		goldenScreen(t, path+".tty", screen)
	}
}

// fits holds what stands below the last frame to the height of a terminal.
func fits(t *testing.T, screen, code string) {
	t.Helper()
	_, block, found := strings.Cut(screen, "\n✗ ")
	block, _, _ = strings.Cut(block, "\n\nexit ")
	if n := 1 + strings.Count(block, "\n"); !found || n > mostLines {
		t.Errorf("%s takes %d lines, at most %d are right:\n%s", code, n, mostLines, block)
	}
}
