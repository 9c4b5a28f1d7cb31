package watch_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// TestTheVerdictSurvivesFaults follows the textbook's update, good and stuck,
// through an ECS that misbehaves in every way the simulator knows. The verdict
// must be the same as without.
func TestTheVerdictSurvivesFaults(t *testing.T) {
	t.Parallel()
	// With some seeds neither the deployment nor its record ever says COMPLETED or
	// SUCCESSFUL in words that the SDK knows. Then to say that nothing moves, and
	// that the tasks serve, is all there is to say.
	mute := []string{"*:unknown"}
	rules := [][]string{
		nil,
		{"DescribeServices:throttle:0.5"},
		{"*:throttle:from=5s:for=40s"},
		{"*:error:0.4"},
		{"*:error:from=5s:for=30s"},
		{"*:reset:0.4"},
		{"*:lost:1/3"},
		{"*:latency=3s:0.5"},
		{"Describe*:stale=10s"},
		{"*:stale=20s:0.5"},
		{"*:stale=3:0.7"},
		{"List*:stale=30s"},
		{"DescribeTasks:stale=30s:0.5"},
		{"*:torn=10s"},
		{"*:torn=3:0.5"},
		{"*:missing=15s"},
		mute,
		{"*:unknown:for=2m"},
		{"*:throttle:0.1", "*:error:0.1", "*:reset:0.1", "*:stale=5s:0.3", "*:torn=4s:0.3", "*:unknown:for=1m", "*:missing=2s"},
	}
	stories := []struct {
		name     string
		hostPort int32
		want     watch.Verdict
	}{
		{"a dynamic port settles", 0, watch.Settled},
		{"a static port is stuck", 80, watch.Stuck},
	}
	for _, story := range stories {
		for _, texts := range rules {
			for seed := range uint64(4) {
				synctest.Test(t, func(t *testing.T) {
					o := followFaulty(t, seed, texts, story.hostPort)
					unread := slices.Equal(texts, mute) && o.Verdict == watch.Stuck && o.State.Serving > 0
					if o.Verdict != story.want && !unread {
						t.Errorf("%s, %v, seed %d: got %s after %s (%s)", story.name, texts, seed, o.Verdict, o.Took, o.Reason)
					}
					if o.Verdict == watch.Settled && (o.Took < 40*time.Second || o.Took > 4*time.Minute) {
						t.Errorf("%s, %v, seed %d: took %s", story.name, texts, seed, o.Took)
					}
				})
			}
		}
	}
}

// followFaulty updates the textbook's service while all is well, as far as
// retries can tell, and follows it through the faults.
func followFaulty(t *testing.T, seed uint64, texts []string, hostPort int32) watch.Outcome {
	t.Helper()
	var faults []ecssim.Fault
	for _, text := range texts {
		f, err := ecssim.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		if f.From == 0 {
			f.From = time.Second // the update itself is not what is tested
		}
		faults = append(faults, f)
	}
	server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook", Seed: seed, Throttling: true, Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	client := server.Client("us-east-1")
	target := deployTextbook(t, client, hostPort)
	<-time.After(time.Second)
	watcher := watch.Watcher{API: client, Timeout: 20 * time.Minute, StallTimeout: 5 * time.Minute}
	got, err := watcher.Run(t.Context(), []watch.Target{target}, nil)
	if err != nil {
		t.Errorf("%v, seed %d: %v", texts, seed, err)
	}
	return got[0]
}
