package render_test

import (
	"time"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

const backID = "ecs-svc/7301948822000000009"

// wayBack is a plan from web:42, which settled three hours ago.
func wayBack(way service.Way) service.RollbackPlan {
	return service.RollbackPlan{
		Cluster: "prod", Service: "web", Way: way, From: "web:42", To: "web:41", Last: "web:41", Deployment: newID,
		Since: at(-3 * time.Hour), Settled: at(-23 * time.Hour), Until: at(-3 * time.Hour),
		Definition: taskdef.Diff{
			{Path: "containerDefinitions[app].image", Old: `"shop/web:1.9.0"`, New: `"shop/web:1.8.3"`, Action: "change"},
			{Path: "containerDefinitions[app].memory", Old: "768", New: "512", Action: "change"},
			{Path: "containerDefinitions[app].environment[DATABASE_URL]", Secret: true, Action: "change"},
			{Path: "containerDefinitions[app].secrets[TOKEN]", Secret: true, Action: "remove"},
		},
	}
}

// back tells that the service goes back, and that ECS has been told.
func (t *teller) back(p service.RollbackPlan, trigger render.Trigger, failed *watch.Outcome) *teller {
	d := service.Deployment{Service: "web", ID: p.Deployment, TaskDefinition: p.From}
	if p.Way == service.ByUpdating {
		d = service.Deployment{Service: "web", ID: backID, TaskDefinition: p.To}
	}
	if p.Way == service.NoWay {
		d = service.Deployment{Service: "web", ID: oldID, TaskDefinition: p.To}
	}
	t.then(0, func(r render.Renderer) error {
		return r.Rollback(render.Rollback{RollbackPlan: p, Trigger: trigger, Failed: failed})
	})
	t.then(600*time.Millisecond, func(r render.Renderer) error { return r.Updated(d, 600*time.Millisecond) })
	t.st.Elapsed = 0
	return t
}

// returning sets the target to what comes back, and both rows.
func (t *teller) returning(id string, after time.Duration, state string, running, left int) *teller {
	t.st.Target = watch.Target{
		Cluster: "prod", Service: "web", Deployment: id, TaskDefinition: "web:41",
		Previous: newID, PreviousTaskDefinition: "web:42", Desired: -1,
	}
	t.st.Stopped, t.st.WaitingFor, t.st.Phase = nil, "", ""
	t.st.Last.Deployments = []watch.Deployment{{
		ID: id, Status: "PRIMARY", TaskDefinition: "web:41", RolloutState: state, Desired: 4, Running: running,
	}}
	if left > 0 {
		t.st.Last.Deployments = append(t.st.Last.Deployments, watch.Deployment{
			ID: newID, Status: "ACTIVE", TaskDefinition: "web:42", RolloutState: "COMPLETED", Desired: left, Running: left,
		})
	}
	return t.event(after, watch.Event{Kind: watch.Rows, Deployment: &t.st.Last.Deployments[0]})
}

func goingBack() story {
	t := tell("going-back", "web", 4)
	t.head.Verb = "Rolling back"
	t.start().back(wayBack(service.ByUpdating), render.Asked, nil)
	t.returning(backID, 20*s, "IN_PROGRESS", 1, 4).look()
	t.returning(backID, 60*s, "COMPLETED", 4, 0)
	return t.ends(0, watch.Outcome{Verdict: watch.Settled})
}

func stopping() story {
	t := tell("stopping", "web", 4)
	t.head.Verb = "Rolling back"
	p := wayBack(service.ByStopping)
	p.Since = time.Time{}
	t.start().back(p, render.Asked, nil)
	t.returning(oldID, 2*s, "IN_PROGRESS", 3, 1).look()
	t.returning(oldID, 20*s, "COMPLETED", 4, 0)
	return t.ends(0, watch.Outcome{Verdict: watch.Settled})
}

func backAlready() story {
	t := tell("back-already", "web", 4)
	t.head.Verb = "Rolling back"
	return t.start().back(wayBack(service.NoWay), render.Asked, nil).story
}

func stuckOutcome(t *teller) watch.Outcome {
	return watch.Outcome{
		Target: t.st.Target, Verdict: watch.Stuck, Reason: "nothing changed for 5m", State: t.st, Took: 5 * time.Minute,
		Causes: []watch.Cause{{Code: "app-exit", Title: "the container app exited 1", Why: "app ended by itself"}},
	}
}

func backOnFailure() story {
	t := tell("back-on-failure", "web", 4).start().updated()
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 1, 2}, [3]int{4, 0, 4}).stopped(3*s, crashed(id1, 1)).ticks(3)
	stuck := stuckOutcome(t)
	failed := stuck
	own, lost := t.st.Target, t.st.Stopped
	t.back(wayBack(service.ByStopping), render.OnFailure, &failed)
	t.returning(oldID, 2*s, "IN_PROGRESS", 4, 1).look()
	t.returning(oldID, 20*s, "COMPLETED", 4, 0)
	t.st.Target, t.st.Stopped = own, lost
	stuck.Verdict, stuck.By = watch.RolledBack, &t.st.Last.Deployments[0]
	return t.ends(11, stuck)
}

func backOnInterrupt() story {
	t := tell("back-on-interrupt", "web", 4).start().updated()
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 1, 2}, [3]int{4, 0, 4}).ticks(3)
	t.back(wayBack(service.ByStopping), render.OnInterrupt, nil)
	t.exit = 130
	t.then(0, func(r render.Renderer) error { return r.Interrupted(130) })
	return t.story
}
