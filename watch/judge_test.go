package watch

import (
	"strings"
	"testing"
	"time"
)

// judging is one row of the tables of [Judge].
type judging struct {
	name    string
	target  Target        // zero stands for target()
	gap     time.Duration // between two reads; 0 stands for a second
	reads   []Snapshot
	want    Verdict
	by      string
	confirm bool
	reason  string // a part of it
}

func judgeAll(t *testing.T, tests []judging) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.target.Service == "" {
				tt.target = target()
			}
			if tt.gap == 0 {
				tt.gap = time.Second
			}
			var h History
			for i, s := range tt.reads {
				h = h.Add(tt.target, s, time.Duration(i)*tt.gap)
			}
			got := Judge(tt.target, h)
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

func TestJudgeFailures(t *testing.T) {
	t.Parallel()
	judgeAll(t, []judging{
		{name: "nothing read is nothing known", want: InProgress, reason: "nothing has been read"},

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
			name: "failed with rollback on and none coming has failed", gap: 16 * time.Second,
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
			name:  "a rollback that says completed with a task short goes on",
			reads: []Snapshot{poll("1 PRIMARY COMPLETED 2 0 1", failed2)}, want: InProgress, by: "ecs-svc/1",
		},
		{
			name: "a target long unlisted with a stranger completed was superseded", gap: 46 * time.Second,
			target: func() Target { x := target(); x.CreatedAt = time.Time{}; return x }(),
			reads: []Snapshot{
				poll("3 PRIMARY COMPLETED 2 0 2"), poll("3 PRIMARY COMPLETED 2 0 2"), poll("3 PRIMARY COMPLETED 2 0 2"),
			},
			want: Superseded, by: "ecs-svc/3",
		},
		{
			name: "a rollback to ours is none of ours", target: existing(2),
			reads: []Snapshot{poll(before1).events("1h rolling back to deployment ecs-svc/2.")}, want: InProgress,
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
			name: "a target long unlisted with the old one completed was replaced, cause unknown", gap: 46 * time.Second,
			reads: []Snapshot{poll(before1), poll(before1), poll(before1)},
			want:  RolledBack, by: "ecs-svc/1", reason: "does not say why",
		},
		{
			name: "a target that comes back into the list was only read late", gap: 46 * time.Second,
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

		{
			name: "a newer deployment that fails back to ours does not supersede either while it goes", target: existing(2),
			reads: []Snapshot{poll("2 PRIMARY IN_PROGRESS 2 0 2", "3 ACTIVE FAILED 0 0 1")}, want: InProgress,
		},
		{
			name: "a newer deployment that failed back to ours does not supersede", target: existing(2),
			reads: []Snapshot{
				poll("2 PRIMARY IN_PROGRESS 2 0 2", "3 ACTIVE FAILED 0 0 1"), poll(done2, "3 ACTIVE FAILED 0 0 0"),
				poll(done2).events("1h (deployment ecs-svc/3) deployment failed: x.", "1h rolling back to deployment ecs-svc/2."),
			}, want: Settled,
		},
	})
}

func TestJudgeServicesThatGo(t *testing.T) {
	t.Parallel()
	missing := Snapshot{Missing: true}
	status := func(text string, s Snapshot) Snapshot { s.Status = text; return s }
	judgeAll(t, []judging{
		// Gone.
		{name: "missing once is not believed", reads: []Snapshot{poll(rolling2), missing}, want: InProgress, confirm: true},
		{name: "missing twice is gone", reads: []Snapshot{poll(rolling2), missing, missing}, want: Stopped, reason: "no longer exists"},
		{
			name: "missing after create is a lagging read", target: created(), gap: 5 * time.Second,
			reads: []Snapshot{missing, missing, missing}, want: InProgress,
		},
		{
			name: "missing for long after create is gone", target: created(), gap: 16 * time.Second,
			reads: []Snapshot{missing, missing, missing}, want: Stopped,
		},
		{
			name:  "missing after reads of a young service is a lagging read",
			reads: []Snapshot{poll(rolling2).aged(9 * time.Second), missing, missing}, want: InProgress,
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
	})
}

func TestJudgeStrangeReads(t *testing.T) {
	t.Parallel()
	judgeAll(t, []judging{
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
			name: "reads that stay old for long are believed", gap: 50 * time.Second,
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
			name: "an event of failure is believed though the rows never show it", gap: 16 * time.Second,
			reads: []Snapshot{
				poll(rolling2, serving1).events("9s " + wasFailed), poll(rolling2, serving1).events("9s " + wasFailed),
				poll(rolling2, serving1).events("9s " + wasFailed),
			}, want: Failed,
		},
	})
}
