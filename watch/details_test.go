package watch

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestRunConfirmsByTheRecord(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status types.ServiceDeploymentStatus
		err    error
		took   time.Duration
	}{
		{"a successful record ends the watch at the first read", "SUCCESSFUL", nil, 5 * time.Second},
		{"a record that lags changes nothing", "IN_PROGRESS", nil, 5250 * time.Millisecond},
		{"a denied record does no harm", "", apiError("AccessDeniedException"), 5250 * time.Millisecond},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := newFake(step{s: poll(rolling2)}, step{from: 5 * time.Second, s: poll(done2)})
				w := Watcher{API: recordingECS{fake, tt.status, tt.err}}
				got, err := w.Run(t.Context(), []Target{target()}, nil)
				if err != nil || got[0].Verdict != Settled || got[0].Took < tt.took || got[0].Took > tt.took+late {
					t.Errorf("got %s after %s, error %v; want settled after %s", got[0].Verdict, got[0].Took, err, tt.took)
				}
				if n := fake.count("records"); n != 1 {
					t.Errorf("asked for the record %d times, want once", n)
				}
			})
		})
	}
}

func TestRunReadsTenServicesACall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFake(step{s: poll(rolling2)}, step{from: 3 * time.Second, s: poll(done2)})
		var targets []Target
		for i := range 12 {
			x := target()
			x.Service = fmt.Sprintf("web%d", i)
			targets = append(targets, x)
		}
		got, err := (&Watcher{API: fake}).Run(t.Context(), targets, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range got {
			if o.Verdict != Settled || o.Target.Service != targets[i].Service {
				t.Errorf("target %d: %s %s", i, o.Target.Service, o.Verdict)
			}
		}
		// Two calls a poll, and polls a second apart at the most frequent.
		if n := fake.count("services"); n%2 != 0 || n > 12 {
			t.Errorf("%d calls of DescribeServices, want two a poll", n)
		}
	})
}

func TestRunReadsTasksOnlyWhenTheyMayTellSomething(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		settling := poll("2 PRIMARY IN_PROGRESS 2 0 2", serving1).tasks(task("a1", 2, "RUNNING").running(0), task("a2", 2, "RUNNING").running(0))
		fake := newFake(step{s: settling}, step{from: 39 * time.Second, s: poll(done2)})
		if _, err := (&Watcher{API: fake}).Run(t.Context(), []Target{target()}, nil); err != nil {
			t.Fatal(err)
		}
		// Once at the first poll; then the settle time runs and nothing moves.
		if n := fake.count("tasks"); n != 1 {
			t.Errorf("tasks were read %d times, want once", n)
		}
	})
}

func TestRunIsNotMisledByAnAnswerThatLeavesServicesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFake(step{s: poll(done2), omit: "web1"}, step{from: 5 * time.Second, s: poll(done2)})
		first, second := target(), target()
		first.Service = "web1"
		got, err := (&Watcher{API: fake}).Run(t.Context(), []Target{first, second}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got[0].Verdict != Settled || got[0].Took < 5250*time.Millisecond || got[0].Took > 5*time.Second+late {
			t.Errorf("the one left out: %s after %s", got[0].Verdict, got[0].Took)
		}
		if got[1].Verdict != Settled || got[1].Took != 250*time.Millisecond {
			t.Errorf("the one after it: %s after %s", got[1].Verdict, got[1].Took)
		}
	})
}

func TestRunReadsServicesAloneWhenOneNameSpoilsTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		first, second := target(), target()
		first.Service = "web1"
		fake := newFake(step{s: poll(rolling2)}, step{from: 3 * time.Second, s: poll(done2), spoils: "web1"})
		got, err := (&Watcher{API: fake}).Run(t.Context(), []Target{first, second}, nil)
		if err != nil || got[0].Verdict != Stopped || got[1].Verdict != Settled {
			t.Errorf("got %s and %s, error %v; want stopped and settled", got[0].Verdict, got[1].Verdict, err)
		}
	})
}
