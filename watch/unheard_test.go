package watch

import (
	"testing"
	"time"
)

func (s Snapshot) reason(id, text string) Snapshot {
	return s.with(func(s *Snapshot) { s.Deployment(id).RolloutReason = text })
}

func TestJudgeUnheardOfStates(t *testing.T) {
	t.Parallel()
	const (
		done     = "(deployment ecs-svc/2) deployment completed."
		steady   = "has reached a steady state."
		new2     = "2 PRIMARY SETTLING_NICELY 2 0 2"
		noFinish = "a word that this version does not know"
	)
	stopped := func(s *Snapshot) { s.Record = &Record{Status: "CALLED_OFF", StoppedAt: epoch.Add(time.Minute)} }
	numberless := target()
	numberless.Desired = -1
	judgeAll(t, []judging{
		{
			name:  "a state that nobody knows is settled where its reason says so",
			reads: twice(poll(new2).reason("ecs-svc/2", "ECS deployment ecs-svc/2 completed.")), want: Settled,
		},
		{
			name:  "a state that nobody knows is settled where an event says so",
			reads: twice(poll(new2).events("60s " + done)), want: Settled,
		},
		{
			name:  "a completed event does not stand for tasks that are missing",
			reads: twice(poll("2 PRIMARY SETTLING_NICELY 2 0 1").events("60s " + done)), want: InProgress, reason: "1 of 2",
		},
		{
			name:  "a state that nobody knows is settled where the record is and the counts agree",
			reads: twice(poll(new2).record("SUCCESSFUL", "")), want: Settled,
		},
		{
			name: "a state and a record that nobody knows are settled by a steady state after the last move",
			reads: twice(poll(new2).record("SPLENDID", "").events(
				"10s has started 2 tasks: (task a) (task b).", "60s "+steady)), want: Settled,
		},
		{
			name:  "a steady state from before does not settle what nobody knows",
			reads: twice(poll(new2).record("SPLENDID", "").events("-60s " + steady)), want: InProgress,
		},
		{
			name:  "a steady state does not settle what the record says goes on",
			reads: twice(poll(new2).record("IN_PROGRESS", "").events("60s " + steady)), want: InProgress, reason: noFinish,
		},
		{
			name: "a steady state does not settle what alarms may still end",
			reads: twice(poll(new2).record("SPLENDID", "").events("60s " + steady).with(func(s *Snapshot) {
				s.Alarms = true
			})), want: InProgress, reason: noFinish,
		},
		{
			name:  "equal counts alone settle nothing that nobody knows",
			reads: twice(poll(new2)), want: InProgress,
		},
		{
			name:  "a state that nobody knows never fails by itself",
			reads: twice(poll("2 PRIMARY BEWILDERED 2 0 0", serving1)), want: InProgress,
		},
		{
			name: "a state that nobody knows has failed where its reason says so",
			gap:  rollbackLag,
			reads: twice(poll("2 PRIMARY BEWILDERED 2 0 0", serving1).reason("ecs-svc/2",
				"ECS deployment circuit breaker: tasks failed to start.")), want: Failed,
		},
		{
			name: "ECS has gone back where events say so of a state that nobody knows",
			reads: twice(poll("1 PRIMARY BEWILDERED 2 0 2").rollback().events("60s "+wasFailed, "60s "+backTo1,
				"90s (deployment ecs-svc/1) deployment completed.")), want: RolledBack, by: "ecs-svc/1",
		},
		{
			name: "an event from before ECS goes back does not end that",
			reads: twice(poll("1 PRIMARY BEWILDERED 2 0 2").rollback().events(
				"-900s (deployment ecs-svc/1) deployment completed.", "60s "+wasFailed, "60s "+backTo1)),
			want: InProgress, by: "ecs-svc/1", reason: "going back",
		},
		{
			name: "the record says that ECS has gone back where the state is a word that nobody knows",
			reads: twice(poll("1 PRIMARY BEWILDERED 2 0 2").rollback().events("60s "+wasFailed).record(
				"ROLLBACK_SUCCESSFUL", "")), want: RolledBack, by: "ecs-svc/1",
		},
		{
			name:  "a record that has a stop in it was stopped, whatever its status",
			gap:   rollbackLag,
			reads: twice(poll("2 PRIMARY BEWILDERED 2 0 1", serving1).with(stopped)), want: Stopped,
		},
		{
			name:   "a service of a kind that nobody knows may want no tasks by itself",
			target: numberless,
			reads:  twice(poll("2 PRIMARY COMPLETED 0 0 0").desired(0).with(func(s *Snapshot) { s.Scheduling = "SWARM" })),
			want:   Settled,
		},
	})
}

func TestJudgeUnheardKindOfWhichANumberWasAsked(t *testing.T) {
	t.Parallel()
	none := poll("2 PRIMARY COMPLETED 0 0 0").desired(0)
	judgeAll(t, []judging{
		{
			name:  "it was scaled to 0",
			reads: twice(none.with(func(s *Snapshot) { s.Scheduling = "SWARM" })), want: Stopped,
		},
		{
			name:  "a DAEMON service has what its instances leave it",
			reads: twice(none.with(func(s *Snapshot) { s.Scheduling = "DAEMON" })), want: Settled,
		},
	})
}

func twice(s Snapshot) []Snapshot { return []Snapshot{s, s} }

func TestJudgeFailedWithoutReason(t *testing.T) {
	t.Parallel()
	halted := poll("2 PRIMARY FAILED 2 0 1", serving1)
	judgeAll(t, []judging{
		{
			name:  "a record that goes on may be an old read of one that somebody stopped",
			reads: twice(halted.record("IN_PROGRESS", "")), want: InProgress, reason: "gives no reason",
		},
		{
			name: "the record that says so afterwards decides",
			reads: []Snapshot{
				halted.record("IN_PROGRESS", ""), halted.record("STOPPED", ""),
			}, want: Stopped,
		},
		{
			name: "one that goes on for long is believed", gap: absentFor,
			reads: twice(halted.record("IN_PROGRESS", "")), want: Failed,
		},
	})
}

func TestExplainLeavesOutTheHealthOfOthers(t *testing.T) {
	t.Parallel()
	const id = "0123456789abcdef0123456789abcdef"
	s := poll(rolling2, serving1).events("5s (task " + id + ") failed container health checks.")
	s.Tasks = []Task{{ID: id, Deployment: "ecs-svc/1", TaskDefinition: "web:1"}}
	if causes := Explain(target(), s, nil); len(causes) != 0 {
		t.Errorf("a task of the replaced deployment explains %+v", causes)
	}
	s.Tasks[0].Deployment = "ecs-svc/2"
	if causes := Explain(target(), s, nil); len(causes) != 1 || causes[0].Code != causeHealthContainer {
		t.Errorf("a task of the target explains %+v", causes)
	}
}
