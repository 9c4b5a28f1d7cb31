package watch

import (
	"testing"
	"time"
)

func TestJudgeSuccess(t *testing.T) {
	t.Parallel()
	judgeAll(t, []judging{
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
			name:  "torn counts: the deployment wants more than the service",
			reads: []Snapshot{poll("2 PRIMARY COMPLETED 3 0 2"), poll("2 PRIMARY COMPLETED 3 0 2")}, want: InProgress,
		},
		{
			name: "an old deployment that still wants tasks is not done with",
			reads: []Snapshot{
				poll(done2, "1 ACTIVE COMPLETED 1 0 0"), poll(done2, "1 ACTIVE COMPLETED 1 0 0"),
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
			}, want: Settled, reason: "completed early, 2 of 2",
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
	})
}

func TestJudgeWithoutTasks(t *testing.T) {
	t.Parallel()
	judgeAll(t, []judging{
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
			name: "zero tasks that the deployment does not know of are counts of another moment",
			reads: []Snapshot{
				poll("2 PRIMARY IN_PROGRESS 2 0 0").desired(0), poll("2 PRIMARY IN_PROGRESS 2 0 0").desired(0),
			}, want: InProgress,
		},
		{
			name: "zero tasks before a revision that shifts traffic is scaled up are counts of another moment",
			reads: []Snapshot{
				poll("2 PRIMARY IN_PROGRESS 0 0 0").desired(0).with(shifting),
				poll("2 PRIMARY IN_PROGRESS 0 0 0").desired(0).with(shifting),
			}, want: InProgress,
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
	})
}

func TestJudgeWhenNothingWasStarted(t *testing.T) {
	t.Parallel()
	judgeAll(t, []judging{
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
			name: "a count that autoscaling moved on is believed after a minute", target: existing(3), gap: 31 * time.Second,
			reads: []Snapshot{poll(done2), poll(done2), poll(done2), poll(done2)}, want: Settled,
		},
		{
			name: "the record of an older rollout does not confirm a scaling", target: existing(2),
			reads: []Snapshot{poll(done2).record("SUCCESSFUL", "")}, want: InProgress, confirm: true,
		},
	})
}

func TestJudgeWithoutRolloutState(t *testing.T) {
	t.Parallel()
	judgeAll(t, []judging{
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
	})
}

// shifting makes a read one of a service that shifts traffic.
func shifting(s *Snapshot) { s.Strategy = "BLUE_GREEN" }
