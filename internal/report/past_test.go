package report_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/report"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

func at(d time.Duration) time.Time { return time.Date(2026, 11, 20, 13, 40, 0, 0, time.UTC).Add(d) }

const (
	pastID = "ecs-svc/7301948822000000001"
	oldID  = "ecs-svc/7301948822000000000"
)

// past is a deployment of web:42 that began at 0 and has a record without an end.
func past() render.Past {
	p := render.Past{Record: service.Record{
		ARN: "arn:aws:ecs:eu-west-1:123456789012:service-deployment/prod/web/abc", Deployment: pastID,
		TaskDefinition: "web:42", Status: "IN_PROGRESS", Ending: service.InProgress, Created: at(0),
		Started: at(2 * time.Second), Replaced: []string{"web:41"}, Requested: 4,
		Breaker: service.Monitor{Status: "DISABLED"}, Alarms: service.Monitor{Status: "DISABLED"},
	}}
	p.Created = at(0)
	p.Outcome.Target = watch.Target{
		Cluster: "prod", Service: "web", Deployment: pastID, TaskDefinition: "web:42", PreviousTaskDefinition: "web:41",
	}
	p.Outcome.Verdict = watch.InProgress
	p.Outcome.State.Target = p.Outcome.Target
	p.Outcome.State.Last = watch.Snapshot{
		Now: at(70 * time.Second), Service: "web", Cluster: "prod", Desired: 4, CreatedAt: at(-time.Hour),
		Deployments: []watch.Deployment{
			{ID: pastID, Status: "PRIMARY", TaskDefinition: "web:42", RolloutState: "IN_PROGRESS", Desired: 4, Pending: 2, Running: 2, Failed: 1},
			{ID: oldID, Status: "ACTIVE", TaskDefinition: "web:41", RolloutState: "COMPLETED", Desired: 2, Running: 2},
		},
		Messages: []watch.Message{
			{Time: at(40 * time.Second), Text: "(service web) has stopped 2 running tasks: (task 0c77e1aa) (task 41d2b09f)."},
			{Time: at(3 * time.Second), Text: "(service web) has started 2 tasks: (task 3f9c21ab) (task 7d10be44)."},
			{Time: at(-time.Hour), Text: "(service web) has reached a steady state."},
		},
	}
	return p
}

func ended(ending service.Ending, status string, after time.Duration) render.Past {
	p := past()
	p.Record.Ending, p.Record.Status, p.Finished = ending, status, at(after)
	p.Record.Finished = p.Finished
	p.Outcome.State.Last.Now = at(after + 10*time.Minute)
	p.Outcome.State.Last.Deployments = p.Outcome.State.Last.Deployments[:1]
	p.Outcome.State.Last.Deployments[0].Pending, p.Outcome.State.Last.Deployments[0].Running = 0, 4
	return p
}

func rolledBack() render.Past {
	p, code := ended(service.RolledBack, "ROLLBACK_SUCCESSFUL", 200*time.Second), 1
	p.Reason = "Service deployment rolled back because the circuit breaker threshold was exceeded."
	p.Record.Reason, p.Record.BackTo, p.Record.Requested = p.Reason, "web:41", 0
	p.Record.Breaker = service.Monitor{Status: "TRIGGERED", Failures: 3, Threshold: 3}
	p.Outcome.Verdict = watch.RolledBack
	p.Outcome.State.Last.Deployments[0] = watch.Deployment{
		ID: "ecs-svc/2", Status: "PRIMARY", TaskDefinition: "web:41", RolloutState: "COMPLETED", Desired: 4, Running: 4,
	}
	p.Outcome.State.Stopped = []watch.Task{{
		ID: "3f9c21ab4d0e", Deployment: pastID, TaskDefinition: "web:42", StopCode: "EssentialContainerExited",
		StoppedReason: "Essential container in task exited", StartedAt: at(20 * time.Second), StoppedAt: at(23 * time.Second),
		Containers: []watch.Container{{Name: "app", ExitCode: &code, Log: []string{"dial tcp 10.0.3.7:5432: refused"}}},
	}}
	p.Outcome.Causes = []watch.Cause{{
		Code: "app-exit", Title: "the container app exited 1", Why: "app ended by itself", Fix: []string{"make the database reachable"},
		Says: "Essential container in task exited", Count: 3,
	}}
	return p
}

// forgotten is a deployment of last week, of which only the record is left.
func forgotten() render.Past {
	p := ended(service.Settled, "SUCCESSFUL", 202*time.Second)
	p.Record.Running = 4
	p.Outcome.Verdict, p.Outcome.State.Last.Now = watch.Settled, at(7*24*time.Hour)
	p.Outcome.State.Last.Messages = []watch.Message{{Time: at(7*24*time.Hour - time.Minute), Text: "(service web) has reached a steady state."}}
	return p
}

// shifted is a blue/green deployment that ended two minutes ago.
func shifted() render.Past {
	p := ended(service.Settled, "SUCCESSFUL", 5*time.Minute)
	p.Record.Running, p.Record.Stage, p.Outcome.Verdict = 4, "CLEAN_UP", watch.Settled
	p.Outcome.State.Last.Messages = p.Outcome.State.Last.Messages[:1]
	return p
}

func superseded() render.Past {
	p := ended(service.Superseded, "STOPPED", 31*time.Second)
	p.Record.SupersededBy, p.Record.Running, p.Outcome.Verdict = "web:43", 1, watch.Superseded
	return p
}

func TestReportsOfThePast(t *testing.T) {
	h := render.Heading{Service: "web", Cluster: "prod", Region: "eu-west-1"}
	opts := render.Options{Version: "0.1.0", Now: func() time.Time { return at(8 * 24 * time.Hour) }}
	for name, p := range map[string]render.Past{
		"past-in-progress": past(), "past-rolled-back": rolledBack(), "past-forgotten": forgotten(), "past-blue-green": shifted(),
		"past-superseded": superseded(),
	} {
		t.Run(name, func(t *testing.T) {
			a := render.NewPastAccount(p, h, opts)
			golden(t, name+".html", report.HTML(a))
			golden(t, name+".svg", report.SVG(a))
			golden(t, name+".md", []byte(render.PastMarkdown(p, h, opts)))
			asksForNothing(t, a)
		})
	}
}

// Between the moments that ECS tells of nothing is drawn: a picture of the past has a
// bar for each and no area that goes on.
func TestThePastIsNotMadeUp(t *testing.T) {
	h, opts := render.Heading{Service: "web"}, render.Options{Now: func() time.Time { return at(time.Hour) }}
	for _, p := range []render.Past{past(), rolledBack(), forgotten(), shifted(), superseded()} {
		a := render.NewPastAccount(p, h, opts)
		if n := len(a.Chapters[0].Samples); n > 1 {
			t.Errorf("%d moments of %s", n, p.Record.Ending)
		}
		page := string(report.HTML(a))
		for _, wrong := range []string{"Exit code", "exit code", "running at first"} {
			if strings.Contains(page, wrong) {
				t.Errorf("%s: it says %q, which nobody knows", p.Record.Ending, wrong)
			}
		}
		if !strings.Contains(page, "Told afterwards") {
			t.Errorf("%s: it does not say what it rests on", p.Record.Ending)
		}
	}
}

func TestReportsOfThePastAskForNothing(t *testing.T) {
	const attack = "</dd><script>alert(1)</script>\x1b[2J\u202e ##[error] | `code` ::set-env name=A::b"
	p := rolledBack()
	p.Record.TaskDefinition, p.Record.BackTo, p.Record.Reason, p.Record.Stage, p.Record.SupersededBy = attack, attack, attack, attack, attack
	p.Record.Alarms.Triggered, p.Record.Replaced, p.Reason = []string{attack}, []string{attack}, attack
	p.Outcome.State.Last.Messages[0].Text, p.Outcome.Causes[0].Title = attack, attack
	h, opts := render.Heading{Service: attack, Cluster: attack, Region: attack}, render.Options{}
	asksForNothing(t, render.NewPastAccount(p, h, opts))
	summary := render.PastMarkdown(p, h, opts)
	for _, wrong := range []string{"\x1b", "\u202e", "##["} {
		if strings.Contains(summary, wrong) {
			t.Errorf("the summary holds %q", wrong)
		}
	}
	// Tags are text in code, and after a backslash.
	inert := regexp.MustCompile("(?m)^    .*$|`[^`]*`|\\\\<")
	if rest := inert.ReplaceAllString(summary, ""); strings.Contains(rest, "<script") {
		t.Errorf("the summary holds a tag of others:\n%s", rest)
	}
}
