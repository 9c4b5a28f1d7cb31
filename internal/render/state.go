package render

import (
	"fmt"
	"strings"

	"github.com/ecs-steady/steady/watch"
)

// target is the row of the deployment that is followed; nil before it is seen.
func target(st watch.State) *watch.Deployment {
	for i, d := range st.Last.Deployments {
		if d.ID == st.Target.Deployment || st.Target.Deployment == "" && d.Status == "PRIMARY" {
			return &st.Last.Deployments[i]
		}
	}
	return nil
}

// serving is the other deployment that runs the most tasks; nil if none runs.
func serving(st watch.State) *watch.Deployment {
	var best *watch.Deployment
	own := target(st)
	for i, d := range st.Last.Deployments {
		if own != nil && d.ID == own.ID || d.ID == st.Target.Deployment {
			continue
		}
		if d.Running > 0 && (best == nil || d.Running > best.Running) {
			best = &st.Last.Deployments[i]
		}
	}
	return best
}

// failedTasks is the number of tasks a deployment has lost: steady's own count
// while watching, because ECS's falls back to 0 as soon as a task runs (API
// reference, Deployment, failedTasks).
func failedTasks(st watch.State, d watch.Deployment) int {
	if st.Failed == nil {
		return d.Failed
	}
	return st.Failed[d.ID]
}

// stateWord is a deployment's state in a word or two. The PRIMARY one has ECS's
// rolloutState; of an older one it matters whether ECS already takes it down.
func stateWord(d watch.Deployment, desired int) string {
	switch {
	case d.RolloutState == "FAILED":
		return "failed"
	case d.Status == "PRIMARY" && d.RolloutState != "":
		return strings.ToLower(strings.ReplaceAll(Clean(d.RolloutState), "_", " "))
	case d.Status == "PRIMARY":
		return "-"
	case d.Status == "INACTIVE":
		return "inactive"
	case d.Desired < desired || d.Desired == 0:
		return "draining"
	}
	return "serving"
}

// progress says how many of the new tasks run.
func progress(st watch.State) string {
	d := target(st)
	switch {
	case d == nil && st.Serving == 0 && len(st.Last.Deployments) > 0:
		return "waiting for ECS to list the deployment"
	case d == nil:
		return "ECS does not list the deployment"
	case d.RolloutState == "FAILED":
		return "ECS has marked the deployment FAILED"
	}
	return fmt.Sprintf("%d of %d new tasks running", d.Running, d.Desired)
}

// revision is what the target should run.
func revision(st watch.State) string {
	if st.Target.TaskDefinition != "" {
		return Clean(st.Target.TaskDefinition)
	}
	if d := target(st); d != nil {
		return Clean(d.TaskDefinition)
	}
	return "the new revision"
}

// stoppedTask says why a task stopped, the container that explains it first.
func stoppedTask(t watch.Task, scale func(watch.Task) string) string {
	for _, c := range t.Containers {
		if c.ExitCode == nil && c.Reason == "" || c.ExitCode != nil && *c.ExitCode == 0 && c.Reason == "" {
			continue
		}
		text := Clean(c.Name)
		if c.ExitCode != nil {
			text += fmt.Sprintf(" exited %d%s", *c.ExitCode, scale(t))
		}
		if c.Reason != "" {
			text += ": " + Clean(c.Reason)
		}
		return text
	}
	if t.StoppedReason == "" {
		return "no reason given"
	}
	return groupNames(Clean(t.StoppedReason))
}

// ran is " after 3s" for a task that has run. Both times are ECS's.
func (o Options) ran(t watch.Task) string {
	if t.StartedAt.IsZero() || t.StoppedAt.Before(t.StartedAt) {
		return ""
	}
	return " after " + duration(o.scale(t.StoppedAt.Sub(t.StartedAt)))
}
