package watch

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// conflict is what ECS says when the only instance has the port taken.
const conflict = "was unable to place a task because no container instance met all of its requirements. " +
	"The closest matching (container-instance 5f2c81d05f2c81d05f2c81d05f2c81d0) is already using a port required by your task. " +
	"For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."

func (t Task) running(at time.Duration) Task { t.StartedAt = epoch.Add(at); return t }

func (t Task) pulling(at time.Duration) Task {
	t.PullStartedAt = epoch.Add(at)
	t.Containers = []Container{{Name: "web", Image: "shop/web:2"}}
	return t
}

// late is how long after ECS a watch may see what no read made likely before, and
// confirm it.
const late = slowest + confirmAfter

// TestRun plays stories on the virtual clock: no watch ends before its time, or late.
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
		took    time.Duration // at least, and at most as late as reads are apart
		reason  string
		told    string // of all events, one part
		cause   string
	}{
		{
			name:  "the end is noticed at the next poll and confirmed by another",
			steps: []step{{s: rolling}, {from: 10500 * time.Millisecond, s: poll(done2)}},
			want:  Settled, took: 10750 * time.Millisecond, told: "serving",
		},
		{
			name: "polls follow the interval", watcher: Watcher{PollInterval: 4 * time.Second},
			steps: []step{{s: rolling}, {from: 5 * time.Second, s: poll(done2)}},
			want:  Settled, took: 5250 * time.Millisecond,
		},
		{
			name: "serving is the end when that is the aim", watcher: Watcher{Until: UntilServing},
			steps: []step{{s: rolling}, {from: 5 * time.Second, s: poll("2 PRIMARY IN_PROGRESS 2 0 2", "1 ACTIVE COMPLETED 0 0 2")}},
			want:  Settled, took: 5 * time.Second, reason: "all new tasks are healthy; 2 old tasks still to drain",
		},
		{
			name:  "throttling slows the polls down and is told once",
			steps: []step{{s: rolling}, {from: 2 * time.Second, err: apiError("ThrottlingException")}, {from: 10 * time.Second, s: poll(done2)}},
			want:  Settled, took: 15 * time.Second, told: "warning throttled",
		},
		{
			name:  "errors of the server are waited out",
			steps: []step{{s: rolling}, {from: 2 * time.Second, err: apiError("ServerException")}, {from: 60 * time.Second, s: poll(done2)}},
			want:  Settled, took: 60250 * time.Millisecond, told: "warning unreadable",
		},
		{
			name: "an endpoint that never answers again is out of sight at the timeout", watcher: Watcher{Timeout: 30 * time.Second},
			steps: []step{{s: rolling}, {from: 2 * time.Second, err: errors.New("connection refused")}},
			want:  Lost, took: 30 * time.Second,
		},
		{
			name: "a read that hangs until the timeout loses sight", watcher: Watcher{Timeout: 30 * time.Second},
			steps: []step{{s: rolling}, {from: 2 * time.Second, hang: true}}, want: Lost, took: 30 * time.Second,
			reason: "nothing could be read for 2",
		},
		{
			name: "a read that hangs at the timeout ends with it", watcher: Watcher{Timeout: 30 * time.Second},
			steps: []step{{s: rolling}, {from: 25 * time.Second, hang: true}}, want: TimedOut, took: 30 * time.Second,
		},
		{
			name: "a rollout that still moves times out", watcher: Watcher{Timeout: 90 * time.Second},
			steps: []step{{s: rolling}}, want: TimedOut, took: 90 * time.Second, reason: "1m 30s passed, waiting for 2 tasks starting",
		},
		{
			name: "an end at the deadline is confirmed before giving up", watcher: Watcher{Timeout: 30 * time.Second},
			steps: []step{{s: rolling}, {from: 29500 * time.Millisecond, s: poll(done2)}},
			want:  Settled, took: 29750 * time.Millisecond,
		},
		{
			name: "an endpoint that is gone for as long as a stall loses sight", watcher: Watcher{StallTimeout: time.Minute},
			steps: []step{{s: rolling}, {from: 1500 * time.Millisecond, err: errors.New("connection refused")}},
			want:  Lost, took: 61 * time.Second, reason: "nothing could be read for 1m: describe services web: connection refused",
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
			want:  Lost, took: 33 * time.Second, reason: "ExpiredToken",
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
			name: "the deadline is met between two polls", watcher: Watcher{PollInterval: 4 * time.Second, Timeout: 30 * time.Second},
			steps: []step{{s: rolling}}, want: TimedOut, took: 30 * time.Second,
		},
		{
			name: "serving is told once though a task is replaced",
			steps: []step{
				{s: poll("2 PRIMARY IN_PROGRESS 2 0 2", "1 ACTIVE COMPLETED 0 0 2")},
				{from: 5 * time.Second, s: poll("2 PRIMARY IN_PROGRESS 2 1 1", "1 ACTIVE COMPLETED 0 0 2")},
				{from: 9 * time.Second, s: poll(done2)},
			},
			want: Settled, took: 9250 * time.Millisecond, told: "serving",
		},
		{
			name:  "a cluster that is deleted takes the service with it",
			steps: []step{{s: rolling}, {from: 5 * time.Second, err: apiError("ClusterNotFoundException")}},
			want:  Stopped, took: 5250 * time.Millisecond,
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
			want: Stuck, took: 53 * time.Second, reason: "waiting for ECS to stop 2 old tasks",
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
				if o.Verdict != tt.want || o.Took < tt.took || o.Took > tt.took+late || !strings.Contains(o.Reason, tt.reason) {
					t.Errorf("got %s after %s because %q, want %s at %s with %q",
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
