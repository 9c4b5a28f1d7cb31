package render_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/watch"
)

// TestExplanations compares what is said of a deployment long after its end: ECS has
// forgotten its tasks by then, and says so.
func TestExplanations(t *testing.T) {
	st := tell("explained", "web", 4).rows(0, "COMPLETED", [3]int{4, 0, 4}, [3]int{-1}).st
	st.Target.Deployment, st.Target.TaskDefinition = oldID, "web:41"
	rolledBack := watch.Outcome{Target: st.Target, Verdict: watch.RolledBack, State: st}
	health := rolledBack
	health.Causes = []watch.Cause{{
		Code: "health-elb", Title: "new tasks fail the load balancer's health checks", Count: 2,
		Says: "(service web) (port 8080) is unhealthy in (target-group web-tg) due to (reason Request timed out)",
		Why:  "the target group did not get the answer it wants from the task", Fix: []string{"serve it"},
	}}
	ended := func(out watch.Outcome, late bool) render.Explanation {
		return render.Explanation{
			Outcome: out, Reason: "ECS deployment circuit breaker: tasks failed to start.",
			Created: at(0), Finished: at(10 * time.Minute), Late: late,
		}
	}
	tests := []struct {
		name string
		told render.Explanation
	}{
		{"late", ended(rolledBack, true)},
		{"late-with-a-cause", ended(health, true)},
		{"silent", ended(rolledBack, false)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var text, doc bytes.Buffer
			opts := render.Options{Zone: time.UTC, Size: func() (int, int) { return 80, 24 }}
			h := render.Heading{Service: "web", Cluster: "prod", Flags: "--cluster prod"}
			if err := errors.Join(render.Explain(&text, tt.told, h, opts), render.ExplainJSON(&doc, tt.told)); err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(text.String(), "\n"); n > 24 {
				t.Errorf("%d lines", n)
			}
			golden(t, "explain/"+tt.name+".txt", text.String())
			golden(t, "explain/"+tt.name+".json", doc.String())
		})
	}
}
