package watch

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRunIsThrottled has ECS refuse the reads of a minute for their rate.
func TestRunIsThrottled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFake(
			step{s: poll(rolling2)}, step{from: 4 * time.Second, err: apiError("ThrottlingException")},
			step{from: 64 * time.Second, s: poll(rolling2)}, step{from: 120 * time.Second, s: poll(done2)},
		)
		began, polls, told, warnings := time.Now(), []time.Duration(nil), []string(nil), 0
		got, err := (&Watcher{API: fake, Timeout: 10 * time.Minute}).Run(t.Context(), []Target{target()}, func(e Event, s State) error {
			throttled := strings.HasPrefix(s.WaitingFor, "ECS: last poll was throttled, next in ")
			if at := time.Since(began); throttled != (at >= 4*time.Second && at < 64*time.Second) && at < 64*time.Second {
				t.Errorf("after %s it waits for %q", at, s.WaitingFor)
			}
			if throttled {
				polls, told = append(polls, time.Since(began)), append(told, s.WaitingFor[strings.LastIndex(s.WaitingFor, " ")+1:])
			}
			if e.Kind == Warned && e.Warning.Code == "throttled" {
				warnings++
			}
			return nil
		})
		if err != nil || got[0].Verdict != Settled || got[0].Took > 150*time.Second {
			t.Errorf("got %s after %s, error %v; want settled once the reads are quick again", got[0].Verdict, got[0].Took, err)
		}
		if want := []string{"2s", "4s", "8s", "15s", "29s", "29s"}; !alike(told, want) {
			t.Errorf("told to wait %q, want about %q", told, want)
		}
		for i := range len(polls) - 1 {
			if wait := polls[i+1] - polls[i]; seconds(wait) != told[i] {
				t.Errorf("waited %s, and told of %s", wait, told[i])
			}
		}
		if warnings != 1 {
			t.Errorf("%d warnings, want one", warnings)
		}
	})
}

// alike reports whether waits are as wanted but for what is left to chance.
func alike(got, want []string) bool {
	return slices.EqualFunc(got, want, func(a, b string) bool {
		x, errX := time.ParseDuration(a)
		y, errY := time.ParseDuration(b)
		return errX == nil && errY == nil && (x-y).Abs() <= 1+y/10+time.Second/2
	})
}
