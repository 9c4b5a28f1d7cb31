package render_test

import (
	"time"

	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
	"github.com/ecs-steady/steady/watch"
)

const (
	id1 = "3f9c21ab4d0e4b0f8d5b7c1e2f3a4b5c"
	id2 = "7d10be444d0e4b0f8d5b7c1e2f3a4b5c"
	id3 = "c55a0e194d0e4b0f8d5b7c1e2f3a4b5c"

	group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-tg/0123456789abcdef"
	s     = time.Second
)

func stories() []story {
	return []story{
		rolling(), untilServing(), departed(), textbook(), portConflict(), rolledBack(), timedOut(), superseded(), throttled(),
		lost(), deleted(), shifted(), unchanged(), interrupted(), goingBack(), stopping(), backAlready(), backOnFailure(), backOnInterrupt(), beforeStart(), afterUpdate(), brokenFile(), hostile(),
		crashLoop(), noRoom(), neverStarts(), several(),
	}
}

func registration(family string, changes ...taskdef.Change) taskdef.Registration {
	return taskdef.Registration{
		Revision: family + ":42", ARN: "arn:aws:ecs:eu-west-1:123456789012:task-definition/" + family + ":42",
		From: family + ":41", Changes: changes,
	}
}

func newImage() taskdef.Change {
	return taskdef.Change{
		Path: "containerDefinitions[app].image", Old: `"shop/web:1.8.3"`, New: `"shop/web:1.9.0"`, Action: "change",
	}
}

func crashed(id string, code int) watch.Task {
	return watch.Task{
		ID: id, Deployment: newID, TaskDefinition: "web:42", LastStatus: "STOPPED", StopCode: "EssentialContainerExited",
		StoppedReason: "Essential container in task exited", StartedAt: at(40 * s), StoppedAt: at(43 * s),
		Containers: []watch.Container{{Name: "app", ExitCode: &code}},
	}
}

func rolling() story {
	t := tell("rolling", "web", 4).start().registered(registration("web", newImage(),
		taskdef.Change{Path: "containerDefinitions[app].environment[DATABASE_URL]", Secret: true, Action: "change"}))
	t.updated().waiting("placing", "ECS to start 2 tasks")
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 0, 0}, [3]int{4, 0, 4})
	t.said(2*s, "has started 2 tasks: (task "+id1+") (task "+id2+").")
	t.waiting("starting", "2 tasks pulling image shop/web:1.9.0")
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 2, 0}, [3]int{4, 0, 4})
	t.rows(18*s, "IN_PROGRESS", [3]int{4, 0, 2}, [3]int{4, 0, 4})
	t.said(1*s, "registered 2 targets in (target-group "+group+")")
	t.stopped(20*s, crashed(id1, 1))
	t.said(1*s, "has begun draining connections on 2 tasks.")
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 1, 2}, [3]int{2, 0, 2}).look()
	t.rows(30*s, "IN_PROGRESS", [3]int{4, 0, 4}, [3]int{0, 0, 2})
	t.st.Serving = 76 * s
	t.st.Costs = []watch.Cost{
		{Kind: "deregistration-delay", Setting: "deregistration delay of target group web-tg", Length: 60 * s, After: true},
		{Kind: "stop-timeout", Setting: "stopTimeout of web:41", Length: 30 * s, After: true},
	}
	t.waiting("draining", "2 old tasks draining, up to 60s (deregistration delay)")
	t.event(0, watch.Event{Kind: watch.Serving}).ticks(62)
	t.said(1*s, "has stopped 2 running tasks: (task "+id2+") (task "+id3+").")
	t.said(1*s, "(deployment "+newID+") deployment completed.")
	t.said(0, "has reached a steady state.")
	t.rows(1*s, "COMPLETED", [3]int{4, 0, 4}, [3]int{-1})
	return t.ends(0, watch.Outcome{Verdict: watch.Settled})
}

// untilServing is a run that wants to see the new tasks serve and no more.
func untilServing() story {
	t := tell("serving", "web", 2).start().updated()
	t.rows(1*s, "IN_PROGRESS", [3]int{2, 2, 0}, [3]int{2, 0, 2})
	t.event(1*s, watch.Event{Kind: watch.Warned, Warning: &watch.Warning{Code: "no-targets", Message: "hidden", Minor: true}})
	t.rows(20*s, "IN_PROGRESS", [3]int{2, 0, 2}, [3]int{0, 0, 2})
	t.st.Serving = 21 * s
	t.event(0, watch.Event{Kind: watch.Serving})
	return t.ends(0, watch.Outcome{Verdict: watch.Settled, Until: watch.UntilServing, OldTasks: 2, Reason: "all new tasks are healthy"})
}

func textbook() story {
	t := tell("textbook", "nginx", 1)
	t.head.Cluster, t.head.Region, t.head.Timeout, t.head.Simulated = "demo", "", 0, true
	t.opts = render.Options{Simulated: true, Speed: 5, Relative: true}
	t.start().registered(registration("nginx",
		taskdef.Change{Path: "containerDefinitions[nginx].portMappings[0].hostPort", Old: "80", New: "0", Action: "change"}))
	t.updated().waiting("starting", "1 task pulling image nginx:1.27")
	t.said(1*s, "has started 1 tasks: (task "+id1+").")
	t.rows(1*s, "IN_PROGRESS", [3]int{1, 1, 0}, [3]int{1, 0, 1}).look()
	t.rows(2*s, "IN_PROGRESS", [3]int{1, 0, 1}, [3]int{0, 0, 1})
	t.rows(6*s, "COMPLETED", [3]int{1, 0, 1}, [3]int{-1})
	t.said(0, "has reached a steady state.")
	return t.ends(0, watch.Outcome{Verdict: watch.Settled})
}

const cannotPlace = "(service web) was unable to place a task because no container instance met all of its " +
	"requirements. The closest matching (container-instance 5f2c81d0-1111-2222-3333-444444444444) is already using a " +
	"port required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."

func portConflict() story {
	t := tell("port-conflict", "web", 1).start().registered(registration("web", newImage())).updated()
	t.waiting("placing", "1 task that cannot be placed: host port 80 is in use")
	t.rows(1*s, "IN_PROGRESS", [3]int{1, 0, 0}, [3]int{1, 0, 1})
	t.said(3*s, cannotPlace[len("(service web) "):]).look().ticks(70)
	return t.ends(12, watch.Outcome{Verdict: watch.Stuck, Reason: "nothing changed for 5m", Causes: []watch.Cause{{
		Code: "port-conflict", Title: "the new task can never be placed", Says: cannotPlace,
		Why: "web:42 wants host port 80. The only instance has it taken by the old task, and ECS may not stop that " +
			"one first: minimumHealthyPercent 100 of 1 task = 1. Each waits for the other.",
		Fix: []string{
			"hostPort: 0, a free port for every task", "one more instance, room for old and new",
			"minimumHealthyPercent: 0, a short outage",
		},
	}}})
}

func rolledBack() story {
	t := tell("rolled-back", "web", 4).start().registered(registration("web", newImage())).updated()
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 2, 0}, [3]int{4, 0, 4})
	t.stopped(40*s, crashed(id1, 137)).stopped(1*s, crashed(id2, 137)).stopped(20*s, crashed(id3, 137))
	t.said(1*s, "(deployment "+newID+") deployment failed: tasks failed to start.")
	t.said(0, "rolling back to deployment "+oldID+".")
	t.rows(5*s, "FAILED", [3]int{0, 0, 0}, [3]int{4, 0, 4}).look()
	by := t.st.Last.Deployments[1]
	return t.ends(11, watch.Outcome{Verdict: watch.RolledBack, By: &by, Causes: []watch.Cause{
		{
			Code: "oom", Title: "the container ran out of memory", Likely: true,
			Says:  "OutOfMemoryError: Container killed due to memory usage",
			Why:   "app may use 512 MiB; it was killed at the limit every time.",
			Fix:   []string{"raise memory, or make it use less"},
			Tasks: []string{id1, id2, id3}, Count: 5,
		},
		{Code: "unknown", Title: "one task stopped for no reason given", Count: 1, Tasks: []string{id3}},
	}})
}

func timedOut() story {
	t := tell("timed-out", "web", 4)
	t.head.Timeout = 30 * s
	t.start().updated().waiting("health", "health checks of 1 task")
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 1, 3}, [3]int{4, 0, 2}).ticks(29)
	return t.ends(13, watch.Outcome{Verdict: watch.TimedOut})
}

func superseded() story {
	t := tell("superseded", "web", 4).start().updated()
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 2, 0}, [3]int{4, 0, 4})
	by := watch.Deployment{ID: "ecs-svc/7301948822000000002", TaskDefinition: "web:43", Status: "PRIMARY"}
	return t.ends(14, watch.Outcome{Verdict: watch.Superseded, By: &by})
}

func throttled() story {
	t := tell("throttled", "web", 1).start().updated()
	t.rows(1*s, "IN_PROGRESS", [3]int{1, 1, 0}, [3]int{1, 0, 1})
	t.event(1*s, watch.Event{Kind: watch.Warned, Warning: &watch.Warning{
		Code: "throttled", Message: "ECS throttles the polls", Hint: "next in 12s",
	}}).look()
	t.rows(9*s, "COMPLETED", [3]int{1, 0, 1}, [3]int{-1})
	return t.ends(0, watch.Outcome{Verdict: watch.Settled})
}

func lost() story {
	t := tell("lost", "web", 1)
	t.head.Flags = "--cluster prod"
	t.start().updated().rows(1*s, "IN_PROGRESS", [3]int{1, 1, 0}, [3]int{1, 0, 1})
	return t.ends(16, watch.Outcome{Verdict: watch.Lost, Reason: "the security token has expired"})
}

func deleted() story {
	t := tell("stopped", "web", 1).start().updated().rows(1*s, "IN_PROGRESS", [3]int{1, 1, 0}, [3]int{1, 0, 1})
	t.st.Last.Deployments = nil
	return t.ends(15, watch.Outcome{Verdict: watch.Stopped, Reason: "the service was deleted"})
}

func unchanged() story {
	t := tell("unchanged", "web", 1).start()
	t.then(s, func(r render.Renderer) error {
		return r.Plan(service.Plan{Service: "web", Cluster: "prod", Action: service.None, From: "web:41", To: "web:41"}, nil, nil)
	})
	return t.story
}

// shifted is a blue/green deployment that somebody has to let through.
func shifted() story {
	t := tell("blue-green", "web", 2).start().updated()
	r := watch.Record{
		ARN:    "arn:aws:ecs:eu-west-1:123456789012:service-deployment/prod/web/NCWGC2ZR-taawPAYrIaU5",
		Status: "IN_PROGRESS", Bake: 5 * time.Minute, UpdatedAt: at(20 * s),
		Target: watch.Share{Deployment: newID, Weighted: true},
	}
	hook := watch.Hook{
		ID: "ecs-pause-0123", Type: "PAUSE", Status: "AWAITING_ACTION", Stage: "POST_SCALE_UP",
		ExpiresAt: at(20*s + 24*time.Hour), TimeoutAction: "ROLLBACK",
	}
	stage := func(after time.Duration, name string, production, test float64, hooks ...watch.Hook) {
		r.Stage, r.Target.Production, r.Target.Test, r.Hooks = name, production, test, hooks
		record := r
		t.st.Last.Record = &record
		t.event(after, watch.Event{Kind: watch.Stage, Time: at(t.st.Elapsed + after), Record: &record})
	}
	t.rows(1*s, "IN_PROGRESS", [3]int{2, 0, 0}, [3]int{2, 0, 2})
	stage(1*s, "SCALE_UP", 0, 0)
	t.rows(16*s, "IN_PROGRESS", [3]int{2, 0, 2}, [3]int{2, 0, 2})
	t.waiting("hook", "an answer to a PAUSE hook of stage POST_SCALE_UP")
	stage(2*s, "POST_SCALE_UP", 0, 0, hook)
	t.look()
	t.waiting("traffic", "ECS to leave stage TEST_TRAFFIC_SHIFT (0% of the production traffic shifted)")
	stage(30*s, "TEST_TRAFFIC_SHIFT", 0, 100)
	t.waiting("bake", "bake time, 4m 58s left")
	stage(4*s, "BAKE_TIME", 100, 100)
	t.look().waiting("draining", "2 old tasks draining (deregistration delay of the target group)")
	stage(300*s, "CLEAN_UP", 100, 100)
	t.rows(60*s, "COMPLETED", [3]int{2, 0, 2}, [3]int{-1})
	return t.ends(0, watch.Outcome{Verdict: watch.Settled})
}

func interrupted() story {
	t := tell("interrupted", "web", 4).start().updated()
	t.rows(84*s, "IN_PROGRESS", [3]int{4, 2, 0}, [3]int{4, 0, 4})
	t.exit = 130
	t.then(0, func(r render.Renderer) error { return r.Interrupted(130) })
	return t.story
}

func beforeStart() story {
	t := tell("no-credentials", "web", 4).start()
	t.exit = 4
	t.then(s, func(r render.Renderer) error {
		return r.Problem(render.Failure{
			Code: "auth", Exit: 4, Message: "no AWS credentials found", Request: "5f2c81d0",
			Fields: []render.Field{
				{"Looked in", "environment, ~/.aws/credentials [default], ~/.aws/config [default], container role, instance role"},
				{"Fix", "aws sso login --profile NAME, then add --profile NAME"},
				{"Or try", "steady demo, which needs no account"},
			},
		})
	})
	return t.story
}

// afterUpdate is a run that an error ends when its update has been sent.
func afterUpdate() story {
	t := tell("after-update", "web", 4).start().updated()
	t.exit = 1
	t.then(s, func(r render.Renderer) error {
		return r.Problem(render.Failure{Code: "error", Exit: 1, Message: "write the recording: no space left on device"})
	})
	return t.story
}

func brokenFile() story {
	t := &teller{story: story{name: "broken-file", exit: 3}}
	excerpt := func(lines ...shape.Line) []shape.Line { return lines }
	t.then(0, func(r render.Renderer) error {
		return r.Problem(render.Failure{Code: "config", Exit: 3, Problems: taskdef.Problems{
			{
				File: "task.yaml", Line: 14, Column: 5, Width: 8, Path: "containerDefinitions[0].portMappings[0].hostport",
				Message: `unknown key "hostport" in a port mapping`, Hint: `did you mean "hostPort"?`,
				Excerpt: excerpt(shape.Line{Number: 13, Text: "  - containerPort: 80"}, shape.Line{Number: 14, Text: "    hostport: 80"}),
			},
			{
				File: "task.yaml", Line: 21, Column: 12, Width: 5, Message: `"世界MB" is not a number of MiB`, Hint: "write 512",
				Excerpt: excerpt(shape.Line{Number: 21, Text: "\tnote: 世界; memory: 世界\x1b"}),
			},
			{File: "task.yaml", Line: 3, Column: 1, Message: `"revision" is set by ECS and is ignored`, Warning: true},
			{File: "task.yaml", Message: "no container definitions"},
		}})
	})
	return t.story
}
