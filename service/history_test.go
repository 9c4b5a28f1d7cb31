package service_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/service"
)

func (l *lab) history(spec service.HistorySpec) (service.History, error) {
	spec.Service = "web"
	c := service.Client{API: l.Client}
	return c.History(l.Context(), spec)
}

// told is a history in words, the newest first: "web:3 settled serving, …".
func told(h service.History) string {
	var out []string
	for _, r := range h.Records {
		text := r.TaskDefinition + " " + string(r.Ending)
		if r.SupersededBy != "" {
			text += " by " + r.SupersededBy
		}
		if r.BackTo != "" {
			text += " to " + r.BackTo
		}
		if r.Deployment == h.Serving {
			text += " serving"
		}
		if r.Deployment == h.Back {
			text += " back"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestHistory(t *testing.T) {
	for _, row := range []struct {
		name, history string
		spec          service.HistorySpec
		want          string
	}{
		{"one that settled", "", service.HistorySpec{}, "web:1 settled serving"},
		{"the one before is where a rollback goes", "2", service.HistorySpec{}, "web:2 settled serving, web:1 settled back"},
		{
			"one that took the place of another", "4… 2",
			service.HistorySpec{},
			"web:2 settled serving, web:4 superseded by web:2, web:1 settled back",
		},
		{
			"one in progress: the old tasks serve", "4…",
			service.HistorySpec{},
			"web:4 in_progress, web:1 settled serving back",
		},
		{
			"one that ECS rolled back", "2 rollback 4",
			service.HistorySpec{},
			"web:4 rolled_back to web:2, web:2 settled serving, web:1 settled",
		},
		{
			"one that ECS gave up and left", "breaker 4",
			service.HistorySpec{},
			"web:4 failed, web:1 settled serving back",
		},
		{
			"a rollback of ours", "2 back",
			service.HistorySpec{},
			"web:1 settled serving, web:2 settled, web:1 settled",
		},
		{"the newest only", "2 3", service.HistorySpec{Limit: 1}, "web:3 settled serving"},
		{"one revision", "2 3", service.HistorySpec{Revision: "2"}, "web:2 settled back"},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLab(t)
				l.play(row.history)
				h, err := l.history(row.spec)
				l.must(err)
				if got := told(h); got != row.want {
					t.Errorf("got %s, want %s", got, row.want)
				}
			})
		})
	}
}

func TestHistoryTellsHowLongAndWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		l.play("rollback 4 2")
		h, err := l.history(service.HistorySpec{})
		l.must(err)
		if len(h.Records) != 3 || h.Known != 3 || h.More {
			t.Fatalf("got %+v", h)
		}
		failed := h.Records[1]
		if failed.Breaker.Status != "TRIGGERED" || failed.Breaker.Failures != 3 || failed.Breaker.Threshold != 3 {
			t.Errorf("breaker %+v", failed.Breaker)
		}
		if !strings.Contains(failed.Reason, "circuit breaker") || fmt.Sprint(failed.Replaced) != "[web:1]" {
			t.Errorf("reason %q, replaced %v", failed.Reason, failed.Replaced)
		}
		if took := h.Records[0].Finished.Sub(h.Records[0].Created); took <= 0 || took > ended {
			t.Errorf("took %s", took)
		}
	})
}

func TestHistoryFollowsThePages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		for range 120 {
			_, err := l.UpdateService(t.Context(), &ecs.UpdateServiceInput{
				Service: aws.String("web"), TaskDefinition: aws.String("web:2"), ForceNewDeployment: true,
			})
			l.must(err)
			<-time.After(time.Second)
		}
		for limit, want := range map[int]string{0: "10 of 100, more", 100: "100 of 100, more", 110: "110 of 121", 500: "121 of 121"} {
			h, err := l.history(service.HistorySpec{Limit: limit})
			l.must(err)
			got := fmt.Sprintf("%d of %d", len(h.Records), h.Known)
			if h.More {
				got += ", more"
			}
			if got != want {
				t.Errorf("limit %d: got %s, want %s", limit, got, want)
			}
		}
	})
}

func TestHistoryOfARevisionThatNeverRan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		var none *service.NoRecordError
		if _, err := l.history(service.HistorySpec{Revision: "3"}); !errors.As(err, &none) {
			t.Errorf("got %v", err)
		}
	})
}
