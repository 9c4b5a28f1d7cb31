package watch_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// TestRunLearnsTheSpeedOfASimulator follows one that is twenty times as fast: its
// durations are told in ECS's time, and its timers are not overslept.
func TestRunLearnsTheSpeedOfASimulator(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "test", Speed: 20, Read: func(string) ([]byte, error) {
			return []byte(addresses()), nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		s := stage{ecs: server.Client("us-east-1")}
		<-time.After(10 * time.Second)
		target := s.update(t)
		var ended time.Time
		w := watch.Watcher{API: s.ecs, PollInterval: 25 * time.Millisecond, Timeout: time.Minute}
		got, err := w.Run(t.Context(), []watch.Target{target}, func(_ watch.Event, state watch.State) error {
			ended = time.Now()
			if state.Last.Speed != 20 {
				t.Errorf("the speed is %g", state.Last.Speed)
			}
			return nil
		})
		if err != nil || got[0].Verdict != watch.Settled {
			t.Fatalf("got %s, error %v", got[0].Verdict, err)
		}
		if late := ended.Sub(completed(t, s.ecs)); late > 75*time.Millisecond {
			t.Errorf("the end was noticed after %s", late)
		}
	})
}
