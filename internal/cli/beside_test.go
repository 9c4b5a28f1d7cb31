package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/preflight"
)

// delaying answers some operations late, and never those with the time never.
type delaying struct {
	simulator http.RoundTripper
	by        map[string]time.Duration // by operation
}

const never = time.Duration(1<<63 - 1)

func (d delaying) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	_, operation, inJSON := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if !inJSON {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		operation = form.Get("Action")
	}
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-time.After(d.by[operation]):
	}
	return d.simulator.RoundTrip(r)
}

// timed is what a command says where some operations are answered late, and the time
// it takes.
func timed(t *testing.T, command string, code int, by map[string]time.Duration) (said string, took time.Duration) {
	t.Helper()
	var began time.Time
	c := &caller{between: func(simulator http.RoundTripper) http.RoundTripper {
		began = time.Now()
		return delaying{simulator, by}
	}}
	said = c.play(t, play{"textbook", "", command, code})
	return said, time.Since(began)
}

// fleetOf writes a steady.yaml of so many services, each with a file of its own.
func fleetOf(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	example := filepath.Join("..", "..", "examples", "fargate-web")
	var services strings.Builder
	copied := func(from, to, family string) {
		text, err := os.ReadFile(filepath.Join(example, from))
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.Replace(text, []byte("family: shop"), []byte("family: "+family), 1)
		if err := os.WriteFile(filepath.Join(dir, to), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	copied("service.yaml", "service.yaml", "")
	for i := range n {
		name := fmt.Sprintf("shop%d", i)
		copied("task.yaml", name+".yaml", name)
		fmt.Fprintf(&services, "  %s:\n    taskDefinition: %s.yaml\n    serviceDefinition: service.yaml\n", name, name)
	}
	text := "defaults: {cluster: test-cluster, region: us-east-1}\nservices:\n" + services.String()
	if err := os.WriteFile(filepath.Join(dir, "steady.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "steady.yaml")
}

// What the forecast reads and what the checks ask is asked at the same time: a command
// waits for the longer of the two.
func TestChecksRunBesideTheForecast(t *testing.T) {
	t.Parallel()
	const ecs, checks = 1700 * time.Millisecond, 1200 * time.Millisecond
	slowECS := map[string]time.Duration{"DescribeClusters": ecs} // which the forecast alone asks
	slowChecks := map[string]time.Duration{"GetRole": checks, "DescribeLogStreams": checks}
	both := map[string]time.Duration{"DescribeClusters": ecs, "GetRole": checks, "DescribeLogStreams": checks}
	tests := []struct{ name, command string }{
		{"a plan", "plan -f examples/fargate-web/steady.yaml"},
		{"a plan of several services", "plan --all -f " + fleetOf(t, 6)},
		{"a deploy", "deploy --no-watch --progress plain -f examples/fargate-web/steady.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				plain, least := timed(t, tt.command, 0, nil)
				took := map[string]time.Duration{}
				for name, by := range map[string]map[string]time.Duration{"ECS": slowECS, "checks": slowChecks, "both": both} {
					var said string
					said, took[name] = timed(t, tt.command, 0, by)
					if withoutClock(said) != withoutClock(plain) {
						t.Errorf("with slow %s it says\n%s\ninstead of\n%s", name, said, plain)
					}
				}
				if took["ECS"] < ecs || took["checks"] < checks || took["both"] > ecs+least {
					t.Errorf("it takes %s at the least and, slow, %s", least, took)
				}
			})
		})
	}
}

// withoutClock is a story without the times and ids of its lines.
func withoutClock(said string) string {
	var kept []string
	for line := range strings.Lines(said) {
		_, rest, stamped := strings.Cut(line, "Z ")
		if !stamped {
			rest = line
		}
		rest, _, _ = strings.Cut(rest, ", deployment ")
		kept = append(kept, rest)
	}
	return strings.Join(kept, "")
}

// Where a service never answers, no command waits for it longer than the checks may
// take, of however many services it is.
func TestASilentServiceHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	silent := map[string]time.Duration{"GetRole": never, "DescribeLogStreams": never}
	one, many := "-f examples/fargate-web/steady.yaml", "--all -f "+fleetOf(t, 20)
	tests := []struct{ name, command, want string }{
		{"a plan", "plan " + one, "Skipped execution role ecsTaskExecutionRole and 2 more: no answer in 2s."},
		{"a plan of several services", "plan " + many, "Skipped execution role ecsTaskExecutionRole and 2 more: no answer in 2s."},
		{
			"a deploy", "deploy --no-watch --progress plain " + one,
			"warning: skipped execution role ecsTaskExecutionRole and 2 more: no answer in 2s\n",
		},
		{
			"a deploy of several services", "deploy --no-watch --progress plain " + many,
			"warning: skipped execution role ecsTaskExecutionRole and 2 more: no answer in 2s\n",
		},
		{
			"a check", "check --online " + one,
			"skipped execution role ecsTaskExecutionRole and 1 more: no answer in 2s\n",
		},
		{
			"a check of several files", "check --online " + many,
			"skipped execution role ecsTaskExecutionRole and 39 more: no answer in 2s\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, least := timed(t, tt.command, 0, nil)
				said, took := timed(t, tt.command, 0, silent)
				if n := strings.Count(said, tt.want); n == 0 || strings.HasPrefix(tt.want, "warning") && n > 1 {
					t.Errorf("it says\n%s", said)
				}
				if took > preflight.Patience+least {
					t.Errorf("it took %s, and %s where all answer", took, least)
				}
			})
		})
	}
}

// Ctrl-C ends the forecast and the checks at once, whoever is silent.
func TestCtrlCEndsWhatIsLookedAt(t *testing.T) {
	t.Parallel()
	one, many := "-f examples/fargate-web/steady.yaml", "--all -f "+fleetOf(t, 20)
	hung := map[string]time.Duration{"DescribeClusters": never, "GetRole": never, "DescribeLogStreams": never}
	commands := []string{
		"plan " + one, "plan " + many, "deploy --progress plain " + one, "deploy --progress plain " + many,
		"check --online " + one, "check --online " + many,
	}
	for _, command := range commands {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var began time.Time
				c := &caller{
					between: func(simulator http.RoundTripper) http.RoundTripper { return delaying{simulator, hung} },
					under: func(ctx context.Context) context.Context {
						began = time.Now()
						ctx, cancel := context.WithCancelCause(ctx)
						time.AfterFunc(time.Second, func() { cancel(&interruptError{signal: syscall.SIGINT}) })
						return ctx
					},
				}
				c.play(t, play{"textbook", "", command, 130})
				if took := time.Since(began); took != time.Second {
					t.Errorf("it ended after %s", took)
				}
			})
		})
	}
}
