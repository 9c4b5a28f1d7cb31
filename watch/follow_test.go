package watch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRunWithoutADeployment(t *testing.T) {
	t.Parallel()
	inProgress := poll("2 PRIMARY IN_PROGRESS 2 0 1", serving1)
	tests := []struct {
		name       string
		steps      []step
		want       Verdict
		deployment string
		err        string
	}{
		{
			"the primary deployment is followed",
			[]step{{s: inProgress}, {from: 3 * time.Second, s: poll(done2)}},
			Settled, "ecs-svc/2", "",
		},
		{"what has settled long ago is settled", []step{{s: poll(done2).events("-9h old")}}, Settled, "ecs-svc/2", ""},
		{
			"while ECS goes back, the failed one is followed",
			[]step{{s: poll("1 PRIMARY IN_PROGRESS 2 1 1", failed2)}, {from: 3 * time.Second, s: poll(before1)}},
			RolledBack, "ecs-svc/2", "",
		},
		{"an unknown service is an error", []step{{s: Snapshot{Missing: true}}}, InProgress, "", "no such service"},
		{"an unknown cluster is an error", []step{{err: apiError("ClusterNotFoundException")}}, InProgress, "", "ClusterNotFound"},
		{"a service without deployments is an error", []step{{s: poll()}}, InProgress, "", "no deployment to follow"},
		{"a dead endpoint is an error", []step{{err: errors.New("connection refused")}}, InProgress, "", "connection refused"},
		{"denied access is an error", []step{{err: apiError("AccessDeniedException")}}, InProgress, "", "AccessDenied"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := Watcher{API: newFake(tt.steps...)}
				got, err := w.Run(t.Context(), []Target{{Cluster: "prod", Service: "web"}}, func(e Event, s State) error {
					if e.Kind == Said && e.Time.Before(s.Target.CreatedAt) {
						t.Errorf("told old news: %s", e.Message.Text)
					}
					return nil
				})
				if got[0].Verdict != tt.want || got[0].Target.Deployment != tt.deployment {
					t.Errorf("got %s of %q, want %s of %q", got[0].Verdict, got[0].Target.Deployment, tt.want, tt.deployment)
				}
				if fmt.Sprint(err) == "<nil>" != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
					t.Errorf("got error %v, want %q", err, tt.err)
				}
			})
		})
	}
}

func TestRunStopsWhenTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5500*time.Millisecond)
		defer cancel()
		w := Watcher{API: newFake(step{s: poll(rolling2, serving1)})}
		got, err := w.Run(ctx, []Target{target()}, nil)
		if !errors.Is(err, context.DeadlineExceeded) || got[0].Verdict != InProgress || got[0].Took != 5500*time.Millisecond {
			t.Errorf("got %s after %s, error %v", got[0].Verdict, got[0].Took, err)
		}
		if row := got[0].State.Last.Deployment("ecs-svc/2"); row == nil || row.Running != 1 {
			t.Errorf("what was known is lost: %+v", row)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("closed pipe")
		w := Watcher{API: newFake(step{s: poll(rolling2)})}
		if _, err := w.Run(t.Context(), []Target{target()}, func(Event, State) error { return broken }); !errors.Is(err, broken) {
			t.Errorf("got error %v, want the callback's", err)
		}
	})
}

func TestRunCountsLostTasks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failing := func(n int) Snapshot {
			return poll(rolling2).with(func(s *Snapshot) { s.Deployments[0].Failed = n })
		}
		fake := newFake(
			step{s: failing(0)}, step{from: 2 * time.Second, s: failing(2)}, step{from: 4 * time.Second, s: failing(0)},
			step{from: 6 * time.Second, s: failing(1)}, step{from: 8 * time.Second, s: poll(done2)},
		)
		got, err := (&Watcher{API: fake}).Run(t.Context(), []Target{target()}, nil)
		if err != nil || got[0].State.Failed["ecs-svc/2"] != 3 {
			t.Errorf("got %v lost tasks, error %v; want 3", got[0].State.Failed, err)
		}
	})
}

func TestRunExplainsThePortConflict(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		old := task("0c77e1aa41d2b09f3f9c21ab7d10be44", 1, "RUNNING")
		old.Containers = []Container{{Name: "web", Ports: []PortBinding{{Container: 80, Host: 80}}}}
		s := poll("2 PRIMARY IN_PROGRESS 1 0 0", "1 ACTIVE COMPLETED 1 0 1").desired(1).events("4s " + conflict).tasks(old)
		w := Watcher{API: knowingECS{newFake(step{s: s})}, StallTimeout: time.Minute}
		want := target()
		want.Desired = 1
		got, err := w.Run(t.Context(), []Target{want}, nil)
		if err != nil || len(got[0].Causes) != 1 {
			t.Fatalf("got %+v, error %v", got, err)
		}
		c := got[0].Causes[0]
		why := "a new task of web:2 wants host port 80; the old task 0c77e1aa of web:1 has it; ECS may not stop that one " +
			"first: minimumHealthyPercent 100 of 1 task keeps 1 running; each waits for the other"
		if c.Code != "port-conflict" || c.Why != why || !strings.Contains(c.Says, conflict) || len(c.Fix) != 3 ||
			len(c.Tasks) != 1 || c.Tasks[0] != old.ID {
			t.Errorf("got %+v\nwant why %s", c, why)
		}
	})
}
