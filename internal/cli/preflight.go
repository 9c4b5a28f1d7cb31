package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/preflight"
	"github.com/ecs-steady/steady/internal/render"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/taskdef"
)

// lookAround looks whether what the tasks of a plan need is there. definition is the
// file that they come from, nil for a revision that is named.
func (a *App) lookAround(
	ctx context.Context, plan service.Plan, definition *taskdef.Definition,
) ([]preflight.Check, error) {
	runs, err := plan.Runs()
	if err != nil || runs == nil {
		return nil, err
	}
	task := a.task(runs.Definition, definition)
	task.Fargate = task.Fargate || runs.Fargate
	task.Creates, task.Foretold = plan.Action == service.Create, true
	task.Balancers = balancers(runs.LoadBalancers)
	return a.checker().Run(ctx, task)
}

// task is what of a task definition is looked at.
func (a *App) task(def *types.TaskDefinition, definition *taskdef.Definition) preflight.Task {
	task := preflight.TaskOf(def)
	task.Region = a.clients.ECS.Options().Region
	if definition != nil {
		task.Locate = func(path string) (string, int, int, bool) {
			file, line, column, ok := definition.Position(path)
			return a.shortened(file), line, column, ok
		}
	}
	return task
}

func balancers(list []types.LoadBalancer) []preflight.Balancer {
	var out []preflight.Balancer
	for _, lb := range list {
		out = append(out, preflight.Balancer{
			TargetGroup: aws.ToString(lb.TargetGroupArn), Container: aws.ToString(lb.ContainerName),
			Port: int(aws.ToInt32(lb.ContainerPort)),
		})
	}
	return out
}

// certain are the checks with which no task can start.
func certain(checks []preflight.Check) []preflight.Check {
	return slices.DeleteFunc(slices.Clone(checks), func(c preflight.Check) bool { return !c.Certain })
}

// problemsOf are the problems among checks, where the file says what they are about.
// One that may turn out to be none is a warning.
func (a *App) problemsOf(checks []preflight.Check, definition *taskdef.Definition) taskdef.Problems {
	var out taskdef.Problems
	for _, c := range checks {
		if c.Result != preflight.Problem {
			continue
		}
		p := taskdef.Problem{Path: c.Path, Message: c.Note, Hint: c.Hint, Warning: !c.Certain}
		if definition != nil && c.Path != "" {
			p = definition.Place(p)
			p.File = a.shortened(p.File)
		}
		out = append(out, p)
	}
	return out
}

// causesOf are what problems lead to, each once.
func causesOf(checks []preflight.Check) string {
	var causes []string
	for _, c := range checks {
		if c.Cause != "" && !slices.Contains(causes, c.Cause) {
			causes = append(causes, c.Cause)
		}
	}
	return strings.Join(causes, ", ")
}

// warnOf tells of what may be wrong and keeps nobody from going on, and once why a
// deploy waited in vain.
func (a *App) warnOf(show render.Renderer, checks []preflight.Check, definition *taskdef.Definition) error {
	late := slices.DeleteFunc(slices.Clone(checks), func(c preflight.Check) bool { return !c.Late() })
	if len(late) > 0 && !a.waited {
		a.waited = true
		warning := taskdef.Problem{Message: strings.Join(render.SkippedChecks(late), "; "), Warning: true}
		if err := show.Problem(render.Failure{Code: "skipped", Problems: taskdef.Problems{warning}}); err != nil {
			return err
		}
	}
	for _, c := range checks {
		if c.Certain && !a.ahead.ignore {
			continue
		}
		c.Certain = false
		problems := a.problemsOf([]preflight.Check{c}, definition)
		if len(problems) == 0 {
			continue
		}
		if err := show.Problem(render.Failure{Code: c.Cause, Problems: problems}); err != nil {
			return err
		}
	}
	return nil
}
