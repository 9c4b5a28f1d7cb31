package preflight_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/world"
)

func TestWhatAnswersLateIsSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		got := newLab(t, slow{target: "secretsmanager", by: time.Minute}, func(*world.World) {}).checked(t, task())
		if took := time.Since(began); took != preflight.Patience {
			t.Errorf("it took %s", took)
		}
		if !strings.Contains(got, "secret db-a1b2c3 skipped: no answer in 2s\n") || strings.Count(got, "skipped") != 1 {
			t.Errorf("got\n%s", got)
		}
	})
}

// That an image is missing is known before what is there instead.
func TestWhatIsKnownIsToldWithoutTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		missing := func(w *world.World) { w.AddRepository(world.Repository{Name: "web"}) }
		image := preflight.Task{Containers: task().Containers[:1]}
		image.Containers[0].Secrets, image.Containers[0].Log = nil, preflight.Log{}
		for target, want := range map[string]string{"ListImages": "certain true", "DescribePullThroughCacheRules": "certain false"} {
			began := time.Now()
			got := newLab(t, slow{target: target, by: time.Minute}, missing).checked(t, image)
			if !strings.Contains(got, `problem: repository web has no image tagged "1.9"`) || !strings.Contains(got, want) {
				t.Errorf("without an answer of %s: got %s", target, got)
			}
			if took := time.Since(began); took >= preflight.Patience {
				t.Errorf("it took %s", took)
			}
		}
	})
}

// A service that is out of reach costs the tasks of a command the time of one.
func TestWhoIsSilentIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		l := newLab(t, slow{target: "secretsmanager", by: time.Minute}, func(*world.World) {})
		first := l.checked(t, task())
		if again := l.checked(t, task()); again != first || !strings.Contains(again, "secret db-a1b2c3 skipped: no answer in 2s\n") {
			t.Errorf("first\n%sthen\n%s", first, again)
		}
		if took := time.Since(began); took > preflight.Patience+100*time.Millisecond {
			t.Errorf("both took %s", took)
		}
	})
}

// One question without an answer says nothing of a service that answers others.
func TestWhoAnswersSomeIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		l := newLab(t, slow{target: "DescribeImages", by: time.Minute}, func(*world.World) {})
		two := preflight.Task{Containers: []preflight.Container{{Image: registry + "web:1.9"}}}
		l.checked(t, two)
		if l.checked(t, two); time.Since(began) > preflight.Patience+100*time.Millisecond {
			t.Errorf("who was silent was asked again: %s", time.Since(began))
		}
		l = newLab(t, slow{target: "DescribeSecret", by: time.Minute, only: "db-"}, func(*world.World) {})
		began = time.Now()
		some := preflight.Task{Containers: []preflight.Container{{Secrets: []preflight.SecretRef{
			{From: "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3"},
			{From: "arn:aws:secretsmanager:us-east-1:123456789012:secret:key-a1b2c3"},
		}}}}
		l.checked(t, some)
		if l.checked(t, some); time.Since(began) != 2*preflight.Patience {
			t.Errorf("who answers was not asked again: %s", time.Since(began))
		}
	})
}

// Nobody waits for an answer that takes no notice of its context.
func TestADeafClientIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		checks, err := (&preflight.Checker{Clients: preflight.Clients{Asker: deaf{}}}).Run(t.Context(), preflight.Task{TaskRole: "web"})
		if err != nil || len(checks) != 1 || checks[0].Note != "no answer in 2s" || time.Since(began) != preflight.Patience {
			t.Errorf("%+v, %v after %s", checks, err, time.Since(began))
		}
		<-time.After(time.Hour) // until it has answered
	})
}

type deaf struct{}

func (deaf) Ask(context.Context, awsclient.Request) error {
	<-time.After(time.Minute)
	return nil
}

func TestRunEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, fmt.Errorf("the end"))
		defer cancel()
		l := newLab(t, slow{by: time.Minute}, func(*world.World) {})
		if _, err := l.checker.Run(ctx, task()); err == nil || err.Error() != "the end" {
			t.Errorf("got %v", err)
		}
	})
}
