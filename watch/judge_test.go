package watch

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// epoch is when the target of the tests, deployment 2, was created.
var epoch = time.Date(2026, 11, 23, 13, 40, 0, 0, time.UTC)

// target follows deployment 2 (web:2), which replaces 1 (web:1), with two tasks.
func target() Target {
	return Target{
		Cluster: "prod", Service: "web", Deployment: "ecs-svc/2", TaskDefinition: "web:2",
		Previous: "ecs-svc/1", PreviousTaskDefinition: "web:1", CreatedAt: epoch, Desired: 2,
	}
}

// poll is a read of a service of two tasks with these deployments, each as
// "number status rolloutState desired pending running": deployment 2 runs web:2 and
// was created an hour after 1.
func poll(rows ...string) Snapshot {
	s := Snapshot{
		Service: "web", Cluster: "prod", Region: "eu-west-1", Status: "ACTIVE", Scheduling: "REPLICA",
		Controller: "ECS", Strategy: "ROLLING", Desired: 2, MinimumHealthyPercent: 100, MaximumPercent: 200,
		CreatedAt: epoch.Add(-24 * time.Hour),
	}
	for _, text := range rows {
		var n int
		d := Deployment{}
		_, err := fmt.Sscanf(text, "%d %s %s %d %d %d", &n, &d.Status, &d.RolloutState, &d.Desired, &d.Pending, &d.Running)
		if err != nil {
			panic(fmt.Sprintf("row %q: %v", text, err))
		}
		if d.RolloutState == "-" {
			d.RolloutState = ""
		}
		d.ID, d.TaskDefinition = fmt.Sprintf("ecs-svc/%d", n), fmt.Sprintf("web:%d", n)
		d.CreatedAt = epoch.Add(time.Duration(n-2) * time.Hour)
		s.Deployments = append(s.Deployments, d)
		s.Pending += d.Pending
		s.Running += d.Running
		if d.Status == "PRIMARY" {
			s.TaskDefinition = d.TaskDefinition
		}
	}
	return s
}

// events adds service events, oldest first, each "seconds text" after the
// target was created.
func (s Snapshot) events(lines ...string) Snapshot {
	for _, line := range lines {
		seconds, text, _ := strings.Cut(line, " ")
		after, err := time.ParseDuration(seconds)
		if err != nil {
			panic(err)
		}
		m := Message{ID: "event at " + line, Time: epoch.Add(after), Text: "(service web) " + text}
		s.Messages = append([]Message{m}, s.Messages...)
	}
	return s
}

func (s Snapshot) with(change func(*Snapshot)) Snapshot {
	change(&s)
	return s
}

func (s Snapshot) desired(n int) Snapshot { s.Desired = n; return s }

func (s Snapshot) rollback() Snapshot { s.CircuitBreaker, s.Rollback = true, true; return s }

func (s Snapshot) record(status, reason string) Snapshot {
	s.Record = &Record{ARN: "arn", Status: status, Reason: reason}
	return s
}

func (s Snapshot) updated(id string, at time.Duration) Snapshot {
	rows := append([]Deployment(nil), s.Deployments...)
	s.Deployments = rows
	s.Deployment(id).UpdatedAt = epoch.Add(at)
	return s
}

// every judges reads taken one after the other, this far apart.
func every(gap time.Duration, t Target, reads ...Snapshot) Judgement {
	var h History
	for i, s := range reads {
		h = h.Add(t, s, time.Duration(i)*gap)
	}
	return Judge(t, h)
}

const (
	done2     = "2 PRIMARY COMPLETED 2 0 2"
	rolling2  = "2 PRIMARY IN_PROGRESS 2 1 1"
	serving1  = "1 ACTIVE COMPLETED 2 0 2"
	before1   = "1 PRIMARY COMPLETED 2 0 2"
	failed2   = "2 ACTIVE FAILED 0 0 0"
	wasFailed = "(deployment ecs-svc/2) deployment failed: tasks failed to start."
	backTo1   = "rolling back to deployment ecs-svc/1."
)

func TestJudge(t *testing.T) {
	t.Parallel()
	second := time.Second
	existing := func(desired int) Target {
		x := target()
		x.Previous, x.PreviousTaskDefinition, x.Desired = x.Deployment, x.TaskDefinition, desired
		return x
	}
	asked := func(desired int) Target { x := target(); x.Desired = desired; return x }
	created := func() Target { x := target(); x.Previous, x.PreviousTaskDefinition = "", ""; return x }
	missing := Snapshot{Missing: true}
	status := func(text string, s Snapshot) Snapshot { s.Status = text; return s }

	tests := []struct {
		name    string
		target  Target
		gap     time.Duration
		reads   []Snapshot
		want    Verdict
		by      string
		confirm bool
		reason  string
	}{
		{name: "nothing read is nothing known", want: InProgress, reason: "nothing has been read"},

		// Success, and what only looks like it.
		{
			name: "one read with every condition asks for a second", reads: []Snapshot{poll(done2)},
			want: InProgress, confirm: true,
		},
		{
			name: "two reads with every condition settle it", reads: []Snapshot{poll(done2), poll(done2)},
			want: Settled, reason: "2 of 2 tasks run web:2",
		},
		{
			name: "two reads at one moment are not two", gap: time.Millisecond,
			reads: []Snapshot{poll(done2), poll(done2)}, want: InProgress, confirm: true,
		},
		{
			name:  "the service deployment record confirms the first read",
			reads: []Snapshot{poll(done2).record("SUCCESSFUL", "")}, want: Settled,
		},
		{
			name:  "the record alone is no success",
			reads: []Snapshot{poll(rolling2, serving1).record("SUCCESSFUL", "")}, want: InProgress,
		},
		{
			name:  "equal counts while ECS says in progress are no success",
			reads: []Snapshot{poll("2 PRIMARY IN_PROGRESS 2 0 2"), poll("2 PRIMARY IN_PROGRESS 2 0 2")},
			want:  InProgress, reason: "in progress",
		},
		{
			name: "a steady state event is no success",
			reads: []Snapshot{
				poll("2 PRIMARY IN_PROGRESS 2 0 2").events("9s has reached a steady state."),
				poll("2 PRIMARY IN_PROGRESS 2 0 2").events("9s has reached a steady state."),
			}, want: InProgress,
		},
		{
			name:  "the single old deployment of a read before the update is no success",
			reads: []Snapshot{poll(before1), poll(before1), poll(before1)}, want: InProgress, reason: "old one",
		},
		{
			name:  "completed with a task short is not settled",
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 2 0 1"), poll("2 PRIMARY COMPLETED 2 0 1")}, want: InProgress,
		},
		{
			name:  "completed with a task pending is not settled",
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 2 1 2"), poll("2 PRIMARY COMPLETED 2 1 2")}, want: InProgress,
		},
		{
			name:  "completed with old tasks left is not settled",
			reads: []Snapshot{poll(done2, "1 ACTIVE COMPLETED 0 0 1"), poll(done2, "1 ACTIVE COMPLETED 0 0 1")},
			want:  InProgress,
		},
		{
			name:  "an old deployment without tasks may stay listed",
			reads: []Snapshot{poll(done2, "1 ACTIVE COMPLETED 0 0 0"), poll(done2, "1 ACTIVE COMPLETED 0 0 0")},
			want:  Settled,
		},
		{
			name: "torn counts: the service lags behind its deployment",
			reads: []Snapshot{
				poll(done2).with(func(s *Snapshot) { s.Running = 1 }),
				poll(done2).with(func(s *Snapshot) { s.Running = 1 }),
			}, want: InProgress,
		},
		{
			name:  "torn counts: the deployment wants less than the service",
			reads: []Snapshot{poll(done2).desired(3), poll(done2).desired(3)}, want: InProgress,
		},
		{
			name:  "a good read between two torn ones does not count",
			reads: []Snapshot{poll(done2), poll("2 PRIMARY COMPLETED 2 0 1"), poll(done2)},
			want:  InProgress, confirm: true,
		},
		{
			name:   "the right id with another revision is not settled",
			target: func() Target { x := target(); x.TaskDefinition = "web:9"; return x }(),
			reads:  []Snapshot{poll(done2), poll(done2)}, want: InProgress, reason: "not web:9",
		},
		{
			name:   "ids keep their leading zeros",
			target: func() Target { x := target(); x.Deployment = "ecs-svc/02"; return x }(),
			reads:  []Snapshot{poll(done2), poll(done2)}, want: InProgress,
		},
		{
			name:  "the target is found by status, not by place",
			reads: []Snapshot{poll("1 ACTIVE COMPLETED 0 0 0", done2), poll("1 ACTIVE COMPLETED 0 0 0", done2)},
			want:  Settled,
		},
		{
			name: "a new service settles without a deployment before it", target: created(),
			reads: []Snapshot{poll(rolling2), poll(done2), poll(done2)}, want: Settled,
		},
		{
			name:  "autoscaling during the rollout does not spoil success",
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 5 0 5").desired(5), poll("2 PRIMARY COMPLETED 5 0 5").desired(5)},
			want:  Settled, reason: "5 of 5",
		},
		{
			name: "early success needs no cleaned up old tasks",
			reads: []Snapshot{
				poll(done2, serving1).with(func(s *Snapshot) { s.EarlySuccess, s.EarlyPercent = true, 100 }),
				poll(done2, serving1).with(func(s *Snapshot) { s.EarlySuccess, s.EarlyPercent = true, 100 }),
			}, want: Settled, reason: "completed early: 2 of 2",
		},
		{
			name: "early success below its share is a torn read",
			reads: []Snapshot{
				poll("2 PRIMARY COMPLETED 2 1 0").with(func(s *Snapshot) { s.EarlySuccess, s.EarlyPercent = true, 50 }),
				poll("2 PRIMARY COMPLETED 2 1 0").with(func(s *Snapshot) { s.EarlySuccess, s.EarlyPercent = true, 50 }),
			}, want: InProgress,
		},
		{
			name: "a daemon settles on the instances that match",
			reads: []Snapshot{
				poll("2 PRIMARY COMPLETED 3 0 3").desired(3).with(func(s *Snapshot) { s.Scheduling = "DAEMON" }),
				poll("2 PRIMARY COMPLETED 3 0 3").desired(3).with(func(s *Snapshot) { s.Scheduling = "DAEMON" }),
			}, want: Settled,
		},

		// No tasks.
		{
			name: "zero tasks settle when zero were asked for", target: asked(0),
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 0 0 0").desired(0), poll("2 PRIMARY COMPLETED 0 0 0").desired(0)},
			want:  Settled, reason: "wants 0 tasks",
		},
		{
			name: "zero equals zero is no success before ECS completes it", target: asked(0),
			reads: []Snapshot{poll("2 PRIMARY IN_PROGRESS 0 0 0").desired(0), poll("2 PRIMARY IN_PROGRESS 0 0 0").desired(0)},
			want:  InProgress,
		},
		{
			name: "zero tasks settle when the service had none and nobody asked", target: asked(-1),
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 0 0 0").desired(0), poll("2 PRIMARY COMPLETED 0 0 0").desired(0)},
			want:  Settled,
		},
		{
			name: "scaled to zero while two were asked for is stopped",
			reads: []Snapshot{
				poll(rolling2, serving1), poll("2 PRIMARY COMPLETED 0 0 0").desired(0), poll("2 PRIMARY COMPLETED 0 0 0").desired(0),
			}, want: Stopped, reason: "scaled to 0",
		},
		{
			name: "scaled to zero during the watch is stopped though nobody asked", target: asked(-1),
			reads: []Snapshot{
				poll(rolling2), poll("2 PRIMARY IN_PROGRESS 0 0 0").desired(0), poll("2 PRIMARY IN_PROGRESS 0 0 0").desired(0),
			}, want: Stopped,
		},
		{
			name:  "one read of zero tasks is not believed",
			reads: []Snapshot{poll(rolling2), poll("2 PRIMARY COMPLETED 0 0 0").desired(0)}, want: InProgress, confirm: true,
		},
		{
			name:  "zero tasks before the update is read are no stop",
			reads: []Snapshot{poll("1 PRIMARY COMPLETED 0 0 0").desired(0), poll("1 PRIMARY COMPLETED 0 0 0").desired(0)},
			want:  InProgress,
		},

		// Nothing was started.
		{
			name: "an update that started nothing settles on what runs", target: existing(2),
			reads: []Snapshot{poll(done2), poll(done2)}, want: Settled, reason: "nothing new was started",
		},
		{
			name: "scale only waits until the new count is read", target: existing(3),
			reads: []Snapshot{poll(done2), poll(done2)}, want: InProgress, reason: "still wants 2 tasks, not 3",
		},
		{
			name: "scale only waits until the new tasks run", target: existing(3),
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 3 1 2").desired(3), poll("2 PRIMARY COMPLETED 3 1 2").desired(3)},
			want:  InProgress,
		},
		{
			name: "scale only settles with the new count", target: existing(3),
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 3 0 3").desired(3), poll("2 PRIMARY COMPLETED 3 0 3").desired(3)},
			want:  Settled,
		},
		{
			name: "scale only from zero is not stopped by a read of before", target: existing(3),
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 0 0 0").desired(0), poll("2 PRIMARY COMPLETED 0 0 0").desired(0)},
			want:  InProgress,
		},
		{
			name: "a count that autoscaling moved on is believed after a minute", target: existing(3), gap: 31 * second,
			reads: []Snapshot{poll(done2), poll(done2), poll(done2), poll(done2)}, want: Settled,
		},
		{
			name: "the record of an older rollout does not confirm a scaling", target: existing(2),
			reads: []Snapshot{poll(done2).record("SUCCESSFUL", "")}, want: InProgress, confirm: true,
		},

		// Failed.
		{
			name:  "failed with rollback off has failed",
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 0 0", serving1)}, want: Failed, reason: "rollback is off",
		},
		{
			name:  "failed with rollback on waits for the rollback",
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 0 0", serving1).rollback()}, want: InProgress,
		},
		{
			name: "failed with rollback on and none coming has failed", gap: 16 * second,
			reads: []Snapshot{
				poll("2 PRIMARY FAILED 2 0 0", serving1).rollback(), poll("2 PRIMARY FAILED 2 0 0", serving1).rollback(),
				poll("2 PRIMARY FAILED 2 0 0", serving1).rollback(),
			}, want: Failed, reason: "has not gone back",
		},
		{
			name: "a first deployment that fails has nothing to go back to", target: created(),
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 0 0").rollback().events(
				"9s "+wasFailed, "9s No rollback candidate was found to run the rollback.")},
			want: Failed, reason: "no deployment to go back to",
		},
		{
			name: "a record of a failed rollback ends the wait", target: created(),
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 0 0").rollback().record("ROLLBACK_FAILED", "none found")},
			want:  Failed,
		},
		{
			name:  "failed with as many tasks as wanted is still failed",
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 0 2")}, want: Failed,
		},
		{
			name:  "failed and replaced since is failed",
			reads: []Snapshot{poll("3 PRIMARY IN_PROGRESS 2 0 0", failed2, serving1)}, want: Failed, by: "ecs-svc/3",
		},

		// Rolled back.
		{
			name:  "a rollback under way is followed",
			reads: []Snapshot{poll("1 PRIMARY IN_PROGRESS 2 1 1", failed2).rollback()},
			want:  InProgress, by: "ecs-svc/1", reason: "going back to web:1",
		},
		{
			name:  "a rollback is over when the old deployment has completed",
			reads: []Snapshot{poll("1 PRIMARY IN_PROGRESS 2 1 1", failed2), poll(before1)},
			want:  RolledBack, by: "ecs-svc/1",
		},
		{
			name:  "a rollback whose rows still show tasks of the target goes on",
			reads: []Snapshot{poll(before1, "2 ACTIVE FAILED 0 0 1")}, want: InProgress, by: "ecs-svc/1",
		},
		{
			name:  "the target below the old deployment is a rollback though it does not read as failed yet",
			reads: []Snapshot{poll("1 PRIMARY IN_PROGRESS 2 0 2", "2 ACTIVE IN_PROGRESS 0 0 0")},
			want:  InProgress, by: "ecs-svc/1", reason: "cancelled",
		},
		{
			name:  "a rollback that was missed between two reads is told by its events",
			reads: []Snapshot{poll(rolling2, serving1), poll(before1).events("60s "+wasFailed, "60s "+backTo1)},
			want:  RolledBack, by: "ecs-svc/1", reason: "deployment failed: tasks failed to start; ECS went back to web:1",
		},
		{
			name:  "a rollback that was over before the first read is told by its events",
			reads: []Snapshot{poll(before1).events("60s "+wasFailed, "60s "+backTo1)}, want: RolledBack, by: "ecs-svc/1",
		},
		{
			name: "an alarm rolls back as well",
			reads: []Snapshot{poll(before1).events(
				"60s (deployment ecs-svc/2) deployment failed: alarm detected.", "60s "+backTo1)},
			want: RolledBack, reason: "alarm detected",
		},
		{
			name:  "a rollback to a deployment older than the one before",
			reads: []Snapshot{poll("0 PRIMARY IN_PROGRESS 2 1 1", failed2), poll("0 PRIMARY COMPLETED 2 0 2")},
			want:  RolledBack, by: "ecs-svc/0",
		},
		{
			name:  "a rollback that fails as well has failed",
			reads: []Snapshot{poll("1 PRIMARY IN_PROGRESS 2 1 1", failed2), poll("1 PRIMARY FAILED 2 0 0")},
			want:  Failed, by: "ecs-svc/1", reason: "failed too",
		},
		{
			name:  "an old rollback in the events is not ours",
			reads: []Snapshot{poll(before1).events("-60s (deployment ecs-svc/0) deployment failed: x.", "-60s "+backTo1)},
			want:  InProgress,
		},
		{
			name:  "the record tells of a rollback that the rows have forgotten",
			reads: []Snapshot{poll(before1).record("ROLLBACK_SUCCESSFUL", "Service deployment rolled back because of x.")},
			want:  RolledBack, by: "ecs-svc/1", reason: "because of x",
		},
		{
			name: "a target long unlisted with the old one completed was replaced, cause unknown", gap: 46 * second,
			reads: []Snapshot{poll(before1), poll(before1), poll(before1)},
			want:  RolledBack, by: "ecs-svc/1", reason: "does not say why",
		},
		{
			name: "a target that comes back into the list was only read late", gap: 46 * second,
			reads: []Snapshot{poll(before1), poll(before1), poll(rolling2, serving1)}, want: InProgress,
		},

		// Superseded.
		{
			name:  "a newer deployment supersedes",
			reads: []Snapshot{poll("3 PRIMARY IN_PROGRESS 2 0 0", "2 ACTIVE IN_PROGRESS 2 0 1", serving1)},
			want:  Superseded, by: "ecs-svc/3",
		},
		{
			name:  "a newer deployment supersedes though ours is no longer listed",
			reads: []Snapshot{poll("3 PRIMARY COMPLETED 2 0 2"), poll("3 PRIMARY COMPLETED 2 0 2")},
			want:  Superseded, by: "ecs-svc/3",
		},
		{
			name:  "the same revision again is another deployment",
			reads: []Snapshot{poll("3 PRIMARY COMPLETED 2 0 2").with(func(s *Snapshot) { s.Deployments[0].TaskDefinition = "web:2" })},
			want:  Superseded, by: "ecs-svc/3",
		},
		{
			name:  "superseded by one that is being rolled back itself",
			reads: []Snapshot{poll("1 PRIMARY IN_PROGRESS 2 0 2", "3 ACTIVE FAILED 0 0 0", "2 ACTIVE IN_PROGRESS 0 0 1")},
			want:  Superseded, by: "ecs-svc/3",
		},
		{
			name: "superseded by one that came and went between two reads",
			reads: []Snapshot{poll(before1).events(
				"60s (deployment ecs-svc/3) deployment failed: tasks failed to start.", "60s "+backTo1)},
			want: Superseded, by: "ecs-svc/3",
		},

		// Gone.
		{name: "missing once is not believed", reads: []Snapshot{poll(rolling2), missing}, want: InProgress, confirm: true},
		{name: "missing twice is gone", reads: []Snapshot{poll(rolling2), missing, missing}, want: Stopped, reason: "no longer exists"},
		{
			name: "missing after create is a lagging read", target: created(), gap: 5 * second,
			reads: []Snapshot{missing, missing, missing}, want: InProgress,
		},
		{
			name: "missing for long after create is gone", target: created(), gap: 16 * second,
			reads: []Snapshot{missing, missing, missing}, want: Stopped,
		},
		{
			name: "missing and then there goes on", target: created(), reads: []Snapshot{missing, missing, poll(rolling2)},
			want: InProgress,
		},
		{name: "draining twice is gone", reads: []Snapshot{
			poll(rolling2), status("DRAINING", poll(rolling2)), status("DRAINING", poll(rolling2)),
		}, want: Stopped, reason: "DRAINING"},
		{name: "inactive twice is gone though the counts match", reads: []Snapshot{
			poll(rolling2), status("INACTIVE", poll(done2)), status("INACTIVE", poll(done2)),
		}, want: Stopped},
		{
			name: "inactive before a recreated service is read is a lagging read", target: created(),
			reads: []Snapshot{status("INACTIVE", poll(before1)), status("INACTIVE", poll(before1))}, want: InProgress,
		},
		{name: "another service under the same name is not ours", reads: []Snapshot{
			poll(rolling2), poll(done2).with(func(s *Snapshot) { s.CreatedAt = epoch.Add(time.Minute) }),
		}, want: Stopped, reason: "created again"},
		{
			name:  "a stopped service deployment is stopped",
			reads: []Snapshot{poll(rolling2, serving1).record("STOPPED", "")}, want: Stopped,
		},

		// Reads that go back in time.
		{
			name:  "a read with older events is set aside",
			reads: []Snapshot{poll(done2).events("9s a", "20s b"), poll(rolling2, serving1).events("9s a"), poll(done2).events("9s a", "20s b")},
			want:  Settled,
		},
		{
			name: "a read with an older updatedAt is set aside",
			reads: []Snapshot{
				poll("1 PRIMARY IN_PROGRESS 2 0 2", failed2).updated("ecs-svc/2", time.Minute),
				poll("2 PRIMARY COMPLETED 2 0 2").updated("ecs-svc/2", time.Second),
				poll("2 PRIMARY COMPLETED 2 0 2").updated("ecs-svc/2", time.Second),
			}, want: InProgress, by: "ecs-svc/1",
		},
		{
			name: "reads that stay old for long are believed", gap: 50 * second,
			reads: []Snapshot{
				poll(rolling2).events("9s a"), poll(done2), poll(done2), poll(done2), poll(done2),
			}, want: Settled,
		},

		// Torn and strange.
		{
			name: "no primary is a torn read", reads: []Snapshot{poll("2 ACTIVE IN_PROGRESS 2 0 2", "1 ACTIVE COMPLETED 2 0 2")},
			want: InProgress,
		},
		{name: "no deployments at all prove nothing", reads: []Snapshot{poll(), poll(), poll()}, want: InProgress},
		{
			name:  "an event of failure that the rows do not show yet waits",
			reads: []Snapshot{poll(rolling2, serving1).events("9s " + wasFailed)}, want: InProgress,
		},
		{
			name: "an event of failure is believed though the rows never show it", gap: 16 * second,
			reads: []Snapshot{
				poll(rolling2, serving1).events("9s " + wasFailed), poll(rolling2, serving1).events("9s " + wasFailed),
				poll(rolling2, serving1).events("9s " + wasFailed),
			}, want: Failed,
		},

		// Classic Load Balancer: no rollout state.
		{
			name:  "without a rollout state counts need a steady state",
			reads: []Snapshot{poll("2 PRIMARY - 2 0 2"), poll("2 PRIMARY - 2 0 2")}, want: InProgress, reason: "steady state",
		},
		{
			name: "without a rollout state a steady state after the last move settles",
			reads: []Snapshot{
				poll("2 PRIMARY - 2 0 2").events("9s has stopped 2 running tasks: x.", "30s has reached a steady state."),
				poll("2 PRIMARY - 2 0 2").events("9s has stopped 2 running tasks: x.", "30s has reached a steady state."),
			}, want: Settled,
		},
		{
			name: "without a rollout state a steady state before the last move proves nothing",
			reads: []Snapshot{
				poll("2 PRIMARY - 2 0 2").events("5s has reached a steady state.", "9s has stopped 2 running tasks: x."),
				poll("2 PRIMARY - 2 0 2").events("5s has reached a steady state.", "9s has stopped 2 running tasks: x."),
			}, want: InProgress,
		},
		{
			name: "without a rollout state a steady state before the target proves nothing",
			reads: []Snapshot{
				poll("2 PRIMARY - 2 0 2").events("-5s has reached a steady state."),
				poll("2 PRIMARY - 2 0 2").events("-5s has reached a steady state."),
			}, want: InProgress,
		},
		{
			name: "without a rollout state nothing started settles on counts", target: existing(2),
			reads: []Snapshot{poll("2 PRIMARY - 2 0 2"), poll("2 PRIMARY - 2 0 2")}, want: Settled,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.target.Service == "" {
				tt.target = target()
			}
			if tt.gap == 0 {
				tt.gap = time.Second
			}
			got := every(tt.gap, tt.target, tt.reads...)
			if got.Verdict != tt.want || got.Confirm != tt.confirm || !strings.Contains(got.Reason, tt.reason) {
				t.Errorf("got %+v, want %s, confirm %v, reason with %q", got, tt.want, tt.confirm, tt.reason)
			}
			by := ""
			if got.By != nil {
				by = got.By.ID
			}
			if tt.by != "" && by != tt.by {
				t.Errorf("replaced by %q, want %q", by, tt.by)
			}
		})
	}
}

func TestAddLeavesTheHistoryBeforeIt(t *testing.T) {
	t.Parallel()
	before := History{}.Add(target(), poll(rolling2).updated("ecs-svc/2", time.Second), 0)
	_ = before.Add(target(), poll(done2).updated("ecs-svc/2", time.Minute), time.Second)
	if got := before.updated["ecs-svc/2"]; got != epoch.Add(time.Second) {
		t.Errorf("the earlier history changed: updated at %s", got)
	}
}
