package watch

import (
	"testing"
	"time"
)

// TestJudgeByTheRecord judges where the service deployment record knows more than
// the rows, or less.
func TestJudgeByTheRecord(t *testing.T) {
	t.Parallel()
	judgeAll(t, []judging{
		{
			name:  "a service deployment that is being stopped goes on",
			reads: []Snapshot{poll(rolling2, serving1).record("STOP_REQUESTED", "")}, want: InProgress, reason: "to be stopped",
		},
		{
			name:  "a stopped service deployment may be one that was replaced meanwhile",
			reads: []Snapshot{poll(rolling2, serving1).record("STOPPED", "")}, want: InProgress, reason: "may have replaced it",
		},
		{
			name: "a stopped service deployment that was replaced is superseded", gap: 16 * time.Second,
			reads: []Snapshot{
				poll(rolling2, serving1).record("STOPPED", ""),
				poll("3 PRIMARY IN_PROGRESS 2 0 0", "2 ACTIVE IN_PROGRESS 2 0 1", serving1).record("STOPPED", ""),
			}, want: Superseded, by: "ecs-svc/3",
		},
		{
			name: "a stopped service deployment that nobody replaced is stopped", gap: 16 * time.Second,
			reads: []Snapshot{
				poll(rolling2, serving1).record("STOPPED", ""), poll(rolling2, serving1).record("STOPPED", ""),
				poll(rolling2, serving1).record("STOPPED", ""),
			}, want: Stopped, by: "ecs-svc/1", reason: "now 1 task of web:2 and 2 tasks of web:1 run",
		},
		{
			name:  "one that ECS marked FAILED without a reason was stopped",
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 1 1", serving1).record("STOPPED", "")}, want: Stopped, by: "ecs-svc/1",
		},
		{
			name: "one whose circuit breaker tripped has failed",
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 0 0", serving1).record("STOPPED", "").with(func(s *Snapshot) {
				s.Record.Breaker.Status = "TRIGGERED"
			})}, want: Failed,
		},
		{
			name: "one whose alarm went off has failed",
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 0 0", serving1).record("STOPPED", "").with(func(s *Snapshot) {
				s.Record.Alarms = Monitor{Status: "TRIGGERED", Triggered: []string{"errors"}}
			})}, want: Failed,
		},
		{
			name: "one that ECS's event calls failed has failed",
			reads: []Snapshot{
				poll("2 PRIMARY FAILED 2 0 0", serving1).record("STOPPED", "").events("9s " + wasFailed),
			}, want: Failed, reason: "tasks failed to start",
		},
		{
			name:  "a record of a rollback goes before rows that still show the target",
			reads: []Snapshot{poll("2 PRIMARY FAILED 2 0 0", serving1).record("ROLLBACK_IN_PROGRESS", "")}, want: InProgress,
			reason: "ECS is going back",
		},
		{
			name:  "rows of a rollback that its record has not ended yet are confirmed",
			reads: []Snapshot{poll(before1, failed2).record("ROLLBACK_IN_PROGRESS", "")}, want: InProgress, by: "ecs-svc/1", confirm: true,
		},
		{
			name: "a record that never ends does not hold a finished rollback up", gap: 16 * time.Second,
			reads: []Snapshot{
				poll(before1, failed2).record("ROLLBACK_IN_PROGRESS", ""), poll(before1, failed2).record("ROLLBACK_IN_PROGRESS", ""),
				poll(before1, failed2).record("ROLLBACK_IN_PROGRESS", ""),
			}, want: RolledBack, by: "ecs-svc/1",
		},
		{
			name:  "a record of a failed rollback has failed though the rows look fine",
			reads: []Snapshot{poll(before1, failed2).record("ROLLBACK_FAILED", "")}, want: Failed, by: "ecs-svc/1", reason: "failed too",
		},
		{
			name: "a rollback that somebody cuts short is superseded",
			reads: []Snapshot{
				poll("1 PRIMARY IN_PROGRESS 2 0 2", "2 ACTIVE IN_PROGRESS 0 0 1"),
				poll("3 PRIMARY IN_PROGRESS 2 0 0", "1 ACTIVE IN_PROGRESS 2 0 2", "2 ACTIVE IN_PROGRESS 0 0 1"),
			}, want: Superseded, by: "ecs-svc/3", reason: "while ECS was going back to web:1",
		},
		{
			name: "the rollback of a failure that somebody cuts short has failed",
			reads: []Snapshot{
				poll("1 PRIMARY IN_PROGRESS 2 0 2", failed2), poll("3 PRIMARY IN_PROGRESS 2 0 0", "1 ACTIVE IN_PROGRESS 2 0 2", failed2),
			}, want: Failed, by: "ecs-svc/3", reason: "since then",
		},
	})
}
