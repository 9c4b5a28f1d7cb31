package watch

import (
	"testing"
	"time"
)

// sets is a read of a service that CodeDeploy deploys, with these task sets, each
// as "number status stability desired pending running".
func sets(rows ...string) Snapshot {
	s := poll(rows...)
	s.Controller = "CODE_DEPLOY"
	for i := range s.Deployments {
		d := &s.Deployments[i]
		d.Set, d.RolloutState = &TaskSet{Stability: d.RolloutState, Scale: 100, StartedBy: "CODE_DEPLOY"}, ""
	}
	return s
}

// external is [sets] for a service that somebody else deploys, at this scale.
func external(scale float64, rows ...string) Snapshot {
	s := sets(rows...)
	s.Controller = "EXTERNAL"
	for i := range s.Deployments {
		s.Deployments[i].Set.Scale = scale
	}
	return s
}

func TestJudgeTaskSets(t *testing.T) {
	t.Parallel()
	const steady1, steady2 = "1 PRIMARY STEADY_STATE 2 0 2", "2 PRIMARY STEADY_STATE 2 0 2"
	judgeAll(t, []judging{
		// CodeDeploy.
		{
			name:  "a replacement that stabilizes goes on",
			reads: []Snapshot{sets(steady1, "2 ACTIVE STABILIZING 2 1 1")}, want: InProgress, reason: "not steady, 1 of 2 running",
		},
		{
			name:  "a steady replacement without the traffic goes on",
			reads: []Snapshot{sets(steady1, "2 ACTIVE STEADY_STATE 2 0 2")}, want: InProgress, reason: "has not shifted the traffic",
		},
		{
			name:  "a replacement beside its original goes on",
			reads: []Snapshot{sets(steady2, "1 ACTIVE STEADY_STATE 2 0 2")}, want: InProgress, reason: "keeps the task set it replaces",
		},
		{
			name:  "a replacement whose original drains goes on",
			reads: []Snapshot{sets(steady2, "1 DRAINING STABILIZING 2 0 1")}, want: InProgress,
		},
		{
			name:  "a replacement that is alone is confirmed by a second read",
			reads: []Snapshot{sets(steady2)}, want: InProgress, confirm: true,
		},
		{name: "a replacement that is alone twice has settled", reads: []Snapshot{sets(steady2), sets(steady2)}, want: Settled},
		{
			name:  "steady with other counts is a torn read",
			reads: []Snapshot{sets("2 PRIMARY STEADY_STATE 2 0 1"), sets("2 PRIMARY STEADY_STATE 2 0 1")}, want: InProgress,
		},
		{
			name:  "a replacement that is deleted was rolled back",
			reads: []Snapshot{sets(steady1, "2 DRAINING STABILIZING 2 0 2")}, want: RolledBack, by: "ecs-svc/1", reason: "has the traffic",
		},
		{
			name:  "a replacement that was being deleted is not waited for once it is gone",
			reads: []Snapshot{sets("1 PRIMARY STABILIZING 2 1 1", "2 DRAINING STABILIZING 2 0 2"), sets(steady1)},
			want:  RolledBack, by: "ecs-svc/1",
		},
		{
			name:  "a rollback to an original that lost tasks goes on",
			reads: []Snapshot{sets("1 PRIMARY STABILIZING 2 1 1", "2 DRAINING STABILIZING 2 0 2")}, want: InProgress, by: "ecs-svc/1",
		},
		{
			name:  "a replacement that is missing once proves nothing",
			reads: []Snapshot{sets(steady1, "2 ACTIVE STABILIZING 2 1 1"), sets(steady1)}, want: InProgress, reason: "may be an old one",
		},
		{
			name: "a replacement that stays missing was rolled back", gap: 46 * time.Second,
			reads: []Snapshot{sets(steady1, "2 ACTIVE STABILIZING 2 1 1"), sets(steady1), sets(steady1), sets(steady1)},
			want:  RolledBack, by: "ecs-svc/1",
		},
		{
			name:  "a newer set with the traffic supersedes",
			reads: []Snapshot{sets("3 PRIMARY STABILIZING 2 1 1", "2 ACTIVE STEADY_STATE 2 0 2")}, want: Superseded, by: "ecs-svc/3",
		},
		{
			name: "what was there before and is steady has nothing new", target: existing(-1),
			reads: []Snapshot{sets(steady2), sets(steady2)}, want: Settled, reason: "nothing new was started",
		},
		{
			name:  "a stability that nobody knows is no end",
			reads: []Snapshot{sets("2 PRIMARY A_NEW_ONE 2 0 2"), sets("2 PRIMARY A_NEW_ONE 2 0 2")}, want: InProgress,
		},
		{
			name:  "scaled to zero meanwhile is stopped",
			reads: []Snapshot{sets("2 PRIMARY STEADY_STATE 0 0 0").desired(0), sets("2 PRIMARY STEADY_STATE 0 0 0").desired(0)},
			want:  Stopped, reason: "scaled to 0",
		},
		{
			name:  "a service that goes is gone",
			reads: []Snapshot{sets(steady2), {Missing: true}, {Missing: true}}, want: Stopped,
		},

		// Somebody else.
		{
			name:  "a set that is steady has settled without the traffic",
			reads: []Snapshot{external(100, steady1, "2 ACTIVE STEADY_STATE 2 0 2"), external(100, steady1, "2 ACTIVE STEADY_STATE 2 0 2")},
			want:  Settled, reason: "2 of 2 tasks run web:2",
		},
		{
			name:  "a set with half of the tasks has settled with these, rounded up",
			reads: []Snapshot{external(30, "2 ACTIVE STEADY_STATE 1 0 1"), external(30, "2 ACTIVE STEADY_STATE 1 0 1")},
			want:  Settled, reason: "1 of 1 tasks run web:2",
		},
		{
			name:  "counts from before a change of scale prove nothing",
			reads: []Snapshot{external(100, "2 ACTIVE STEADY_STATE 1 0 1"), external(100, "2 ACTIVE STEADY_STATE 1 0 1")}, want: InProgress,
		},
		{
			name: "a set that is deleted without a PRIMARY one is stopped", gap: 31 * time.Second,
			reads: []Snapshot{external(100, "2 DRAINING STABILIZING 2 0 1"), external(100, "2 DRAINING STABILIZING 2 0 1")},
			want:  Stopped, reason: "being deleted",
		},
	})
}

func TestJudgeDeletion(t *testing.T) {
	t.Parallel()
	going := func() Target { x := existing(-1); x.Deleting = true; return x }()
	missing := Snapshot{Missing: true}
	status := func(text string, s Snapshot) Snapshot { s.Status = text; return s }
	judgeAll(t, []judging{
		{name: "a service that is ACTIVE is not deleted yet", target: going, reads: []Snapshot{poll(done2), poll(done2)}, want: InProgress},
		{
			name: "a service that drains is not deleted yet", target: going, gap: time.Minute,
			reads: []Snapshot{status("DRAINING", poll(done2)), status("DRAINING", poll(done2))}, want: InProgress, reason: "2 tasks left",
		},
		{
			name: "a service that is INACTIVE once is confirmed", target: going,
			reads: []Snapshot{status("INACTIVE", poll())}, want: InProgress, confirm: true,
		},
		{
			name: "a service that is INACTIVE is deleted", target: going,
			reads: []Snapshot{status("INACTIVE", poll()), status("INACTIVE", poll())}, want: Settled, reason: "deleted",
		},
		{name: "a service that went missing is deleted", target: going, reads: []Snapshot{poll(done2), missing, missing}, want: Settled},
		{
			name: "a service that was never read may be new", target: going, reads: []Snapshot{missing, missing}, want: InProgress,
		},
		{
			name: "a service that can never be read is deleted", target: going, gap: 16 * time.Second,
			reads: []Snapshot{missing, missing, missing}, want: Settled,
		},
		{
			name: "a service that has its name again is another one", target: going,
			reads: []Snapshot{poll(done2), poll(done2).with(func(s *Snapshot) { s.CreatedAt = epoch.Add(time.Minute) })}, want: Settled,
			reason: "created again",
		},
	})
}

// TestJudgeNews judges replies with values that did not exist when this was written.
func TestJudgeNews(t *testing.T) {
	t.Parallel()
	shifting := func(s Snapshot) Snapshot { s.Strategy = "BLUE_GREEN"; return s }
	judgeAll(t, []judging{
		{
			name:  "a rollout state that nobody knows is no end",
			reads: []Snapshot{poll("2 PRIMARY A_NEW_ONE 2 0 2"), poll("2 PRIMARY A_NEW_ONE 2 0 2")}, want: InProgress, reason: "a new one",
		},
		{
			name:  "a status of the service that nobody knows is no end",
			reads: []Snapshot{poll(rolling2).with(func(s *Snapshot) { s.Status = "A_NEW_ONE" })}, want: InProgress,
		},
		{
			name:  "a status of the record that nobody knows is no end",
			reads: []Snapshot{shifting(poll(rolling2).record("A_NEW_ONE", "")), shifting(poll(rolling2).record("A_NEW_ONE", ""))},
			want:  InProgress, reason: "the rollout is in progress",
		},
		{
			name:  "where nobody knows the status of the record the row says the end",
			reads: []Snapshot{shifting(poll(done2).record("A_NEW_ONE", "")), shifting(poll(done2).record("A_NEW_ONE", ""))},
			want:  Settled,
		},
		{
			name: "a strategy that nobody knows is judged by its rows", reads: []Snapshot{
				poll(done2).with(func(s *Snapshot) { s.Strategy = "A_NEW_ONE" }), poll(done2).with(func(s *Snapshot) { s.Strategy = "A_NEW_ONE" }),
			}, want: Settled,
		},
		{
			name: "a controller that nobody knows is judged by its rows", reads: []Snapshot{
				poll(done2).with(func(s *Snapshot) { s.Controller = "A_NEW_ONE" }), poll(done2).with(func(s *Snapshot) { s.Controller = "A_NEW_ONE" }),
			}, want: Settled,
		},

		// Traffic that shifts.
		{
			name:  "tasks of two revisions are no failure while traffic shifts",
			reads: []Snapshot{shifting(poll("2 PRIMARY IN_PROGRESS 2 0 2", serving1)).record("IN_PROGRESS", "")}, want: InProgress,
		},
		{
			name:  "a successful record and the PRIMARY row are the end, whatever the counts",
			reads: []Snapshot{shifting(poll("2 PRIMARY IN_PROGRESS 2 0 2", serving1)).record("SUCCESSFUL", "")}, want: Settled,
		},
		{
			name:  "a successful record without the PRIMARY row is not",
			reads: []Snapshot{shifting(poll(before1)).record("SUCCESSFUL", "")}, want: InProgress,
		},
		{
			name:  "completed rows wait for the record",
			reads: []Snapshot{shifting(poll(done2)).record("IN_PROGRESS", ""), shifting(poll(done2)).record("IN_PROGRESS", "")}, want: InProgress,
		},
		{
			name:  "completed rows are the end where the record cannot be read",
			reads: []Snapshot{shifting(poll(done2)), shifting(poll(done2))}, want: Settled,
		},
		{
			name: "a change of counts does not need the record", target: existing(2),
			reads: []Snapshot{shifting(poll(done2)).record("IN_PROGRESS", ""), shifting(poll(done2)).record("IN_PROGRESS", "")}, want: Settled,
		},
	})
}
