package watch_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// What joins a watch has its own limits, and its times count from when it joined.
func TestTargetsThatComeLaterAreFollowedFromThenOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := queueWorld(t)
		w := watch.Watcher{API: client, Timeout: time.Hour}
		began := time.Now()
		given, ends := 0, []string{}
		next := func(_ context.Context, ended []watch.Outcome) ([]watch.Job, error) {
			for _, out := range ended {
				ends = append(ends, out.Target.Service+" "+string(out.Verdict))
			}
			switch {
			case given == 0:
				given++
				job := w.Job(watch.Target{Cluster: "test-cluster", Service: "web", Desired: -1})
				job.Timeout = 20 * time.Second
				return []watch.Job{job}, nil
			case given == 1 && len(ended) > 0:
				given++
				return []watch.Job{w.Job(watch.Target{Cluster: "test-cluster", Service: "web", Desired: -1})}, nil
			}
			return nil, nil
		}
		outcomes, err := w.RunQueue(t.Context(), next, nil)
		if err != nil || len(outcomes) != 2 {
			t.Fatalf("%d outcomes, error %v", len(outcomes), err)
		}
		if outcomes[0].Verdict != watch.TimedOut || outcomes[0].Took < 20*time.Second || outcomes[0].Took > 21*time.Second {
			t.Errorf("the first ended as %s after %s", outcomes[0].Verdict, outcomes[0].Took)
		}
		if all := time.Since(began); outcomes[1].Verdict != watch.Superseded || outcomes[1].Took > all-20*time.Second {
			t.Errorf("the second ended as %s after %s of %s", outcomes[1].Verdict, outcomes[1].Took, all)
		}
		if len(ends) != 2 || ends[0] != "web timed_out" || ends[1] != "web superseded" {
			t.Errorf("told of %v", ends)
		}
	})
}

// An error of the one who gives the jobs ends the watch, with what is known.
func TestAnErrorOfTheQueueEndsTheWatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := watch.Watcher{API: queueWorld(t)}
		full := errors.New("no more")
		calls := 0
		outcomes, err := w.RunQueue(t.Context(), func(context.Context, []watch.Outcome) ([]watch.Job, error) {
			if calls++; calls == 3 {
				return nil, full
			}
			if calls == 1 {
				return []watch.Job{w.Job(watch.Target{Cluster: "test-cluster", Service: "web", Desired: -1})}, nil
			}
			return nil, nil
		}, nil)
		if !errors.Is(err, full) || len(outcomes) != 1 || outcomes[0].Verdict != watch.InProgress {
			t.Errorf("%v, error %v", outcomes, err)
		}
	})
}

// queueWorld is a client of the scenario superseded in which web rolls out, until a
// colleague deploys it three minutes after the start.
func queueWorld(t *testing.T) *ecs.Client {
	t.Helper()
	server, err := ecssim.Open(ecssim.Setup{Scenario: "superseded", Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	client := server.Client("us-east-1")
	updateScenario(t, client)
	return client
}
