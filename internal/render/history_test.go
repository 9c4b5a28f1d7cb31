package render_test

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
)

func pastOf(records ...service.Record) service.History {
	return service.History{
		Cluster: "prod", Service: "web", Records: records, Known: 18, Serving: "ecs-svc/42", Back: "ecs-svc/41",
	}
}

func recordsOf() []service.Record {
	record := func(revision string, ending service.Ending, began, took time.Duration) service.Record {
		r := service.Record{
			ARN:        "arn:aws:ecs:eu-west-1:123456789012:service-deployment/prod/web/dep" + revision,
			Deployment: "ecs-svc/" + revision, TaskDefinition: "web:" + revision, Ending: ending, Created: at(-began),
			Started: at(-began + s), Requested: 4, Running: 4, Status: "SUCCESSFUL", Replaced: []string{"web:1"},
		}
		if took > 0 {
			r.Finished = r.Created.Add(took)
		}
		return r
	}
	back := record("40", service.RolledBack, 30*time.Hour, 401*s)
	back.BackTo, back.Status = "web:39", "ROLLBACK_SUCCESSFUL"
	back.Reason = "Service deployment rolled back because the circuit breaker threshold was exceeded."
	back.Stage = "CLEAN_UP" // where it ended is no news
	back.Breaker = service.Monitor{Status: "TRIGGERED", Failures: 3, Threshold: 3}
	superseded := record("38", service.Superseded, 400*time.Hour, 31*s)
	superseded.SupersededBy, superseded.Status = "web:39", "STOPPED"
	failed := record("37", service.Failed, 10000*time.Hour, 31*s)
	failed.Status, failed.Alarms = "STOPPED", service.Monitor{Status: "TRIGGERED", Triggered: []string{"high-5xx"}}
	moving := record("43", service.InProgress, 0, 0)
	moving.Status, moving.Stage = "IN_PROGRESS", "BAKE_TIME"
	return []service.Record{
		moving, record("42", service.Settled, 4*time.Hour, 202*s), record("41", service.Settled, 20*time.Hour, 170*s),
		back, superseded, failed, record("", service.Stopped, 11000*time.Hour, 31*s),
	}
}

func TestHistory(t *testing.T) {
	all := recordsOf()
	hostile := all[3]
	hostile.TaskDefinition, hostile.Reason, hostile.BackTo = attack, attack, attack
	more := pastOf(all[:2]...)
	more.Known, more.More = 100, true
	for _, row := range []struct {
		name   string
		past   service.History
		stamps bool
		show   func(*bytes.Buffer, service.History, render.Heading, render.Options) error
	}{
		{"history/list", pastOf(all...), false, list},
		{"history/piped", pastOf(all...), true, list},
		{"history/more", more, false, list},
		{"history/none", service.History{Service: "web"}, false, list},
		{"history/hostile", pastOf(hostile), false, list},
		{"history/detail", pastOf(all[0], all[3], all[5]), false, detail},
		{"history/detail-hostile", pastOf(hostile), false, detail},
		{"history/json", pastOf(all...), false, document},
		{"history/json-none", service.History{Service: "web", Cluster: "default"}, false, document},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var b bytes.Buffer
				h := render.Heading{Cluster: "prod", Region: "eu-west-1"}
				opts := render.Options{Zone: time.UTC, Stamps: row.stamps}
				if err := row.show(&b, row.past, h, opts); err != nil {
					t.Fatal(err)
				}
				if what := unsafe(b.String()); what != "" {
					t.Errorf("the output holds %s", what)
				}
				golden(t, row.name+".txt", b.String())
			})
		})
	}
}

func list(b *bytes.Buffer, p service.History, h render.Heading, o render.Options) error {
	return render.History(b, p, h, o)
}

func detail(b *bytes.Buffer, p service.History, h render.Heading, o render.Options) error {
	return render.HistoryDetail(b, p, h, o)
}

func document(b *bytes.Buffer, p service.History, h render.Heading, o render.Options) error {
	return render.HistoryJSON(b, p, h, o)
}
