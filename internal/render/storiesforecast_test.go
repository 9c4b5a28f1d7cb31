package render_test

import (
	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// departed is a rollout that was forecast to settle, until somebody took the port.
func departed() story {
	t := tell("departed", "web", 1).start()
	t.then(s, func(r render.Renderer) error {
		return r.Plan(service.Plan{Service: "web", Cluster: "prod", Action: service.Update, From: "web:41", To: "web:42"},
			&forecast.Forecast{
				Verdict: forecast.Settles, NewDeployment: true, MinRunning: 1, MaxTasks: 2, Waves: []int{1},
				Reasons: []string{"ECS keeps at least 1 task running and may run up to 2: one wave of 1"},
				Drain:   60 * s, Took: &forecast.Range{Shortest: 40 * s, Longest: 50 * s, Rollouts: 2},
			}, nil)
	})
	t.updated().waiting("placing", "1 task that cannot be placed: host port 80 is in use")
	t.rows(1*s, "IN_PROGRESS", [3]int{1, 0, 0}, [3]int{1, 0, 1})
	t.said(3*s, cannotPlace[len("(service web) "):])
	t.then(0, func(r render.Renderer) error {
		return r.Forecast("web", forecast.Forecast{
			Verdict: forecast.Blocked, Cause: forecast.CausePortConflict, MinRunning: 1, MaxTasks: 1,
			Reasons: []string{"a new task of web:42 needs host port 80, which is taken on the only instance"},
			Fixes:   []forecast.Fix{{Kind: forecast.FixHostPort, Text: "hostPort: 0", Note: "clients must then follow the port"}},
		})
	})
	t.look()
	return t.ends(12, watch.Outcome{Verdict: watch.Stuck, Reason: "nothing changed for 5m"})
}
