package forecast_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/watch"
)

// A case is forecast from the live API, then deployed there.
type deployCase struct {
	name   string
	before func(*lab)
	change forecast.Change
	// verdict and cause are of the forecast; what comes of it must be the same.
	verdict forecast.Verdict
	cause   string
	// says are parts of its reasons, warns of its warnings, fixes what it offers.
	says, warns, fixes []string
}

func (c deployCase) run(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		c.before(l)
		f := l.forecast(c.change)
		if f.Verdict != c.verdict || f.Cause != c.cause {
			t.Errorf("forecast %s (%s), want %s (%s)", f.Verdict, f.Cause, c.verdict, c.cause)
		}
		t.Logf("%+v", f.Reasons)
		contain(t, "reasons", f.Reasons, c.says)
		contain(t, "warnings", f.Warnings, c.warns)
		var fixes []string
		for _, x := range f.Fixes {
			fixes = append(fixes, x.Text)
		}
		if c.fixes != nil && !slices.Equal(fixes, c.fixes) {
			t.Errorf("fixes\n  %s\nwant\n  %s", strings.Join(fixes, "\n  "), strings.Join(c.fixes, "\n  "))
		}
		c.come(t, l)
	})
}

// come deploys for real, and holds the forecast to what comes of it.
func (c deployCase) come(t *testing.T, l *lab) {
	target, err := l.deploy(c.change)
	if c.cause == forecast.CauseRefused {
		if err == nil {
			t.Error("the simulator took what was to be refused")
		}
		return
	}
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	o := l.follow(target, 20*time.Minute)
	switch {
	case c.verdict == forecast.Settles:
		if o.Verdict != watch.Settled {
			t.Errorf("it came to %s (%s): %+v", o.Verdict, o.Reason, o.Causes)
		}
	case o.Verdict != watch.Stuck || len(o.Causes) == 0 || o.Causes[0].Code != c.cause:
		t.Errorf("it came to %s (%s): %+v", o.Verdict, o.Reason, o.Causes)
	}
}

// contain reports parts that no text has.
func contain(t *testing.T, what string, texts, parts []string) {
	t.Helper()
	for _, part := range parts {
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, part) }) {
			t.Errorf("the %s lack %q:\n  %s", what, part, strings.Join(texts, "\n  "))
		}
	}
}

// The textbook: one instance, one task of nginx.
func TestTextbook(t *testing.T) {
	t.Parallel()
	one := world.Instance{ID: "i-demo1"}
	nginx := func(port int32) *ecs.RegisterTaskDefinitionInput { return definition(128, port) }
	for _, c := range []deployCase{
		{
			name:   "the same static port blocks",
			before: func(l *lab) { l.grow(one); l.create(nginx(80), 1, 100, 200) },
			change: to(nginx(80)), verdict: forecast.Blocked, cause: "port-conflict",
			says: []string{
				"a new task of web:2 needs host port 80, which is taken on the only instance: on i-demo1 by task ",
				" of web:1", "ECS may not stop the old task first: it keeps 1 of 1 running", "each waits for the other",
			},
			fixes: []string{"hostPort: 0", "minimumHealthyPercent: 0", "one more instance like i-demo1"},
		},
		{
			name:   "a dynamic port settles",
			before: func(l *lab) { l.grow(one); l.create(nginx(80), 1, 100, 200) },
			change: to(nginx(0)), verdict: forecast.Settles,
			says:  []string{"at least 1 task running and may run up to 2: one wave of 1", "1 extra task fits"},
			warns: []string{"clients must follow the port", "no circuit breaker"},
		},
		{
			name:   "back to a static port settles: it is free by then",
			before: func(l *lab) { l.grow(one); l.create(nginx(0), 1, 100, 200) },
			change: to(nginx(80)), verdict: forecast.Settles,
		},
		{
			name:   "a second, idle instance lets the static port settle",
			before: func(l *lab) { l.grow(one, world.Instance{ID: "i-demo2"}); l.create(nginx(80), 1, 100, 200) },
			change: to(nginx(80)), verdict: forecast.Settles,
		},
	} {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); c.run(t) })
	}
}
