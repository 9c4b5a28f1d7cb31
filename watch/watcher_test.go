package watch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// conflict is what ECS says when the only instance has the port taken.
const conflict = "was unable to place a task because no container instance met all of its requirements. " +
	"The closest matching (container-instance 5f2c81d0) is already using a port required by your task. " +
	"For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."

func (t Task) running(at time.Duration) Task { t.StartedAt = epoch.Add(at); return t }

func (t Task) pulling(at time.Duration) Task {
	t.PullStartedAt = epoch.Add(at)
	t.Containers = []Container{{Name: "web", Image: "shop/web:2"}}
	return t
}

// TestRun plays stories on the virtual clock: the times of the ends are exact.
func TestRun(t *testing.T) {
	t.Parallel()
	rolling := poll("2 PRIMARY IN_PROGRESS 2 2 0", serving1)
	missing := Snapshot{Missing: true}
	gone := poll("1 PRIMARY COMPLETED 2 0 2").events("20s "+wasFailed, "20s "+backTo1)
	tests := []struct {
		name    string
		watcher Watcher
		steps   []step
		want    Verdict
		took    time.Duration
		reason  string
		told    string // of all events, one part
		cause   string
	}{
		{
			name:  "the end is noticed at the next poll and confirmed a quarter of a second later",
			steps: []step{{s: rolling}, {from: 10500 * time.Millisecond, s: poll(done2)}},
			want:  Settled, took: 11250 * time.Millisecond, told: "serving",
		},
		{
			name: "polls follow the interval", watcher: Watcher{PollInterval: 4 * time.Second},
			steps: []step{{s: rolling}, {from: 5 * time.Second, s: poll(done2)}},
			want:  Settled, took: 8250 * time.Millisecond,
		},
		{
			name: "serving is the end when that is the aim", watcher: Watcher{Until: UntilServing},
			steps: []step{{s: rolling}, {from: 5 * time.Second, s: poll("2 PRIMARY IN_PROGRESS 2 0 2", "1 ACTIVE COMPLETED 0 0 2")}},
			want:  Settled, took: 5 * time.Second, reason: "may still drain",
		},
		{
			name: "throttling slows the polls down and is told once",
			// Polls at 0, 1; throttled at 2, 4 and 8; answered at 16.
			steps: []step{{s: rolling}, {from: 2 * time.Second, err: apiError("ThrottlingException")}, {from: 10 * time.Second, s: poll(done2)}},
			want:  Settled, took: 16250 * time.Millisecond, told: "warning throttled",
		},
		{
			name:  "errors of the server are waited out",
			steps: []step{{s: rolling}, {from: 2 * time.Second, err: apiError("ServerException")}, {from: 60 * time.Second, s: poll(done2)}},
			want:  Settled, took: 60250 * time.Millisecond, told: "warning unreadable",
		},
		{
			name: "an endpoint that never answers again ends with the timeout", watcher: Watcher{Timeout: 30 * time.Second},
			steps: []step{{s: rolling}, {from: 2 * time.Second, err: errors.New("connection refused")}},
			want:  TimedOut, took: 30 * time.Second,
		},
		{
			name: "a read that hangs ends with the timeout", watcher: Watcher{Timeout: 30 * time.Second},
			steps: []step{{s: rolling}, {from: 2 * time.Second, hang: true}}, want: TimedOut, took: 30 * time.Second,
		},
		{
			name: "a rollout that still moves times out", watcher: Watcher{Timeout: 90 * time.Second},
			steps: []step{{s: rolling}}, want: TimedOut, took: 90 * time.Second, reason: "1m 30s passed, waiting for 2 tasks starting",
		},
		{
			name: "an end at the deadline is confirmed before giving up", watcher: Watcher{Timeout: 30 * time.Second},
			steps: []step{{s: rolling}, {from: 29500 * time.Millisecond, s: poll(done2)}},
			want:  Settled, took: 30250 * time.Millisecond,
		},
		{
			name: "an endpoint that is gone for as long as a stall loses sight", watcher: Watcher{StallTimeout: time.Minute},
			steps: []step{{s: rolling}, {from: 1500 * time.Millisecond, err: errors.New("connection refused")}},
			want:  Lost, took: 61 * time.Second, reason: "connection refused",
		},
		{
			name: "an outage shorter than that is no stall", watcher: Watcher{StallTimeout: time.Minute},
			steps: []step{
				{s: rolling},
				{from: 30 * time.Second, err: errors.New("connection refused")},
				{from: 80 * time.Second, s: rolling},
				{from: 100 * time.Second, s: poll(done2)},
			},
			want: Settled, took: 100250 * time.Millisecond,
		},
		{
			name:  "credentials that stay expired lose sight",
			steps: []step{{s: rolling}, {from: 3 * time.Second, err: apiError("ExpiredTokenException")}},
			want:  Lost, took: 7 * time.Second, reason: "ExpiredToken",
		},
		{
			name:  "credentials that come back lose nothing",
			steps: []step{{s: rolling}, {from: 3 * time.Second, err: apiError("ExpiredTokenException")}, {from: 6 * time.Second, s: poll(done2)}},
			want:  Settled, took: 6250 * time.Millisecond,
		},
		{
			name:  "a service that cannot be read right after its creation is waited for",
			steps: []step{{s: missing}, {from: 4 * time.Second, s: poll(rolling2)}, {from: 9 * time.Second, s: poll(done2)}},
			want:  Settled, took: 9250 * time.Millisecond,
		},
		{
			name: "a service that is deleted is stopped", steps: []step{{s: rolling}, {from: 5 * time.Second, s: missing}},
			want: Stopped, took: 5250 * time.Millisecond,
		},
		{
			name:  "reads from before the update are waited out",
			steps: []step{{s: poll(before1)}, {from: 20 * time.Second, s: rolling}, {from: 50 * time.Second, s: poll(done2)}},
			want:  Settled, took: 50250 * time.Millisecond,
		},
		{
			name:  "somebody else's deployment supersedes",
			steps: []step{{s: rolling}, {from: 7 * time.Second, s: poll("3 PRIMARY IN_PROGRESS 2 0 0", "2 ACTIVE IN_PROGRESS 2 0 0")}},
			want:  Superseded, took: 7 * time.Second, reason: "web:3 (ecs-svc/3) replaced it",
		},
		{
			name: "a rollback is followed to its end and explained",
			steps: []step{
				{s: rolling},
				{from: 20 * time.Second, s: poll("1 PRIMARY IN_PROGRESS 2 0 2", failed2).events("20s "+wasFailed, "20s "+backTo1).
					tasks(task("a1", 2, "STOPPED").because("TaskFailedToStart",
						"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref x: not found"))},
				{from: 30 * time.Second, s: gone},
			},
			want: RolledBack, took: 30 * time.Second, told: "stopped a1", cause: "image-pull",
		},
		{
			name:  "a failure without rollback ends at once",
			steps: []step{{s: rolling}, {from: 12 * time.Second, s: poll("2 PRIMARY FAILED 2 0 0", serving1)}},
			want:  Failed, took: 12 * time.Second,
		},
		{
			name: "a failure whose rollback does not end has failed", watcher: Watcher{Timeout: time.Minute},
			steps: []step{{s: rolling}, {from: 12 * time.Second, s: poll("1 PRIMARY IN_PROGRESS 2 1 1", failed2)}},
			want:  Failed, took: time.Minute, reason: "going back to web:1 (ecs-svc/1); 1m passed",
		},
		{
			name: "a task that never finds a place is stuck", watcher: Watcher{StallTimeout: 5 * time.Minute},
			steps: []step{
				{s: poll("2 PRIMARY IN_PROGRESS 2 0 0", serving1)},
				{from: 4 * time.Second, s: poll("2 PRIMARY IN_PROGRESS 2 0 0", serving1).events("4s " + conflict)},
				{from: 2 * time.Minute, s: poll("2 PRIMARY IN_PROGRESS 2 0 0", serving1).events("4s "+conflict, "120s "+conflict)},
			},
			want: Stuck, took: 5*time.Minute + 4*time.Second, cause: "port-conflict",
			reason: "nothing has changed for 5m, waiting for 2 tasks that cannot be placed: " +
				"the closest instance is already using a port required by your task",
		},
		{
			name: "a long pull is no stall", watcher: Watcher{StallTimeout: time.Minute},
			steps: []step{
				{s: rolling.tasks(task("a1", 2, "PENDING").pulling(time.Second))},
				{from: 10 * time.Minute, s: poll(done2)},
			},
			want: Settled, took: 10*time.Minute + 250*time.Millisecond,
		},
		{
			name: "the settle time is no stall", watcher: Watcher{StallTimeout: 15 * time.Second},
			steps: []step{
				{s: poll("2 PRIMARY IN_PROGRESS 2 0 2", serving1).events("2s has started 2 tasks: x.").
					tasks(task("a1", 2, "RUNNING").running(2 * time.Second))},
				{from: 41 * time.Second, s: poll(done2).events("2s has started 2 tasks: x.")},
			},
			want: Settled, took: 41250 * time.Millisecond,
		},
		{
			name: "silence after the settle time is a stall", watcher: Watcher{StallTimeout: 15 * time.Second},
			steps: []step{{s: poll("2 PRIMARY IN_PROGRESS 2 0 2", serving1).events("2s has started 2 tasks: x.").
				tasks(task("a1", 2, "RUNNING").running(2 * time.Second))}},
			want: Stuck, took: 54 * time.Second, reason: "waiting for ECS to stop 2 old tasks",
		},
		{
			name:  "a service scaled to 0 meanwhile is stopped",
			steps: []step{{s: rolling}, {from: 5 * time.Second, s: poll("2 PRIMARY COMPLETED 0 0 0").desired(0)}},
			want:  Stopped, took: 5250 * time.Millisecond,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var events []Event
				w := tt.watcher
				w.API = newFake(tt.steps...)
				got, err := w.Run(t.Context(), []Target{target()}, func(e Event, _ State) error {
					events = append(events, e)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				o := got[0]
				if o.Verdict != tt.want || o.Took != tt.took || !strings.Contains(o.Reason, tt.reason) {
					t.Errorf("got %s after %s because %q, want %s after %s with %q",
						o.Verdict, o.Took, o.Reason, tt.want, tt.took, tt.reason)
				}
				if story := story(events); strings.Count(story, tt.told) == 0 || tt.told != "" && strings.Count(story, tt.told) > 1 {
					t.Errorf("want %q told once in\n%s", tt.told, story)
				}
				if tt.cause != "" && (len(o.Causes) == 0 || o.Causes[0].Code != tt.cause) {
					t.Errorf("got causes %+v, want %s", o.Causes, tt.cause)
				}
			})
		})
	}
}

// story is all events but ticks, one a line.
func story(events []Event) string {
	var lines []string
	for _, e := range events {
		switch e.Kind {
		case Tick:
		case Warned:
			lines = append(lines, "warning "+e.Warning.Code)
		default:
			lines = append(lines, told([]Event{e}))
		}
	}
	return strings.Join(lines, "\n")
}

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
				if err != nil || got[0].Verdict != Settled || got[0].Took != tt.took {
					t.Errorf("got %s after %s, error %v; want settled after %s", got[0].Verdict, got[0].Took, err, tt.took)
				}
				if n := fake.count("records"); n != 1 {
					t.Errorf("asked for the record %d times, want once", n)
				}
			})
		})
	}
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
		if c.Code != "port-conflict" || c.Why != why || !strings.Contains(c.Says, conflict) || len(c.Fix) != 3 {
			t.Errorf("got %+v\nwant why %s", c, why)
		}
	})
}

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
		// Polls at 0, 1, 2, 3 s and the one that confirms, each in two calls.
		if n := fake.count("services"); n != 10 {
			t.Errorf("%d calls of DescribeServices, want 10", n)
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
