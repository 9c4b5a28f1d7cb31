package watch_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// kinds counts calls by their operation.
type kinds struct {
	http.RoundTripper
	mu    sync.Mutex
	calls map[string]int
}

func (k *kinds) RoundTrip(r *http.Request) (*http.Response, error) {
	_, operation, found := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if !found {
		operation = "target health"
	}
	k.mu.Lock()
	k.calls[operation]++
	k.mu.Unlock()
	return k.RoundTripper.RoundTrip(r)
}

// since gives what was called since the last time.
func (k *kinds) since() map[string]int {
	k.mu.Lock()
	defer k.mu.Unlock()
	calls := k.calls
	k.calls = map[string]int{}
	return calls
}

// counted serves a scenario and counts the calls that a watch makes of it.
func counted(t *testing.T, scenario string) (stage, *kinds) {
	t.Helper()
	setup := ecssim.Setup{Scenario: "test", Read: func(string) ([]byte, error) { return []byte(scenario), nil }}
	server, err := ecssim.Open(setup)
	if err != nil {
		t.Fatal(err)
	}
	k := &kinds{RoundTripper: server.Transport(), calls: map[string]int{}}
	return stage{
		ecs.New(ecs.Options{
			Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, BaseEndpoint: aws.String("http://localhost"),
			HTTPClient: &http.Client{Transport: k},
		}),
		elb.New(elb.Options{
			Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, BaseEndpoint: aws.String("http://localhost"),
			HTTPClient: &http.Client{Transport: signed{k}},
		}),
	}, k
}

// TestRunSleepsThroughADrain has the old tasks drain for five minutes.
func TestRunSleepsThroughADrain(t *testing.T) {
	t.Parallel()
	slow := strings.ReplaceAll(addresses(), "deregistrationDelay: 60s", "deregistrationDelay: 300s")
	synctest.Test(t, func(t *testing.T) {
		s, k := counted(t, slow)
		<-time.After(2 * time.Minute) // the tasks of web:1 are up
		target := s.update(t)
		var draining, quiet, ended time.Time
		calls := map[string]int{}
		w := watch.Watcher{API: s.ecs, Targets: s.targets, Timeout: 15 * time.Minute}
		got, err := w.Run(t.Context(), []watch.Target{target}, func(_ watch.Event, state watch.State) error {
			ended = time.Now()
			switch {
			case draining.IsZero() && strings.Contains(state.WaitingFor, "draining"):
				draining = time.Now()
			case draining.IsZero():
			case quiet.IsZero() && time.Since(draining) > 15*time.Second:
				quiet = time.Now()
				k.since()
			case !quiet.IsZero() && len(calls) == 0 && time.Since(draining) > 265*time.Second:
				calls = k.since()
			}
			return nil
		})
		if err != nil || got[0].Verdict != watch.Settled {
			t.Fatalf("got %s, error %v", got[0].Verdict, err)
		}
		// Four minutes in which nothing moves: the service is read every five seconds.
		if n := calls["DescribeServices"]; n == 0 || n > 56 || len(calls) > 1 {
			t.Errorf("calls in four minutes of a drain: %v, want DescribeServices alone, and 56 at most", calls)
		}
		if late := ended.Sub(completed(t, s.ecs)); late > time.Second {
			t.Errorf("the end was noticed after %s", late)
		}
	})
}

// TestRunAsksNothingElseInQuiet has the new tasks run without a health check: ECS
// waits for forty seconds, and nothing moves.
func TestRunAsksNothingElseInQuiet(t *testing.T) {
	t.Parallel()
	alone, _, _ := strings.Cut(strings.ReplaceAll(instances(), "TYPE", ""), "    loadBalancers:")
	synctest.Test(t, func(t *testing.T) {
		s, k := counted(t, alone)
		<-time.After(2 * time.Minute)
		target := s.update(t)
		var settling time.Time
		calls := map[string]int{}
		w := watch.Watcher{API: s.ecs, Targets: s.targets, Timeout: 15 * time.Minute}
		_, err := w.Run(t.Context(), []watch.Target{target}, func(_ watch.Event, state watch.State) error {
			switch {
			case settling.IsZero() && state.Phase == "settle":
				settling = time.Now()
				k.since()
			case !settling.IsZero() && len(calls) == 0 && time.Since(settling) > 30*time.Second:
				calls = k.since()
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := calls["DescribeServices"]; n == 0 || n > 10 || len(calls) > 1 {
			t.Errorf("calls in half a minute of settle time: %v, want DescribeServices alone, and ten at most", calls)
		}
	})
}

// completed is when ECS completed the deployment, by its service event.
func completed(t *testing.T, client *ecs.Client) time.Time {
	t.Helper()
	found, err := watch.Look(t.Context(), client, "test-cluster", "web")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range found.Messages {
		if strings.HasSuffix(m.Text, "deployment completed.") {
			return m.Time
		}
	}
	t.Fatal("ECS never completed the deployment")
	return time.Time{}
}
