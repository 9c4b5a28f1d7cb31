package watch

import (
	"fmt"
	"strings"
	"time"
)

// plural is "1 task" or "2 tasks".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// label names a deployment: "web:41 (ecs-svc/123)".
func label(d Deployment) string {
	if d.TaskDefinition == "" {
		return "deployment " + d.ID
	}
	return fmt.Sprintf("%s (%s)", d.TaskDefinition, d.ID)
}

// afterDeployment is the part of an event after the deployment it names:
// "deployment failed: tasks failed to start".
func afterDeployment(m Message, id string) string {
	_, rest, found := strings.Cut(m.Text, id)
	if !found {
		rest = m.Text
	}
	return trimStop(strings.TrimLeft(rest, ") "))
}

// trimStop cuts the full stop off ECS's sentences, so that they fit into ours.
func trimStop(text string) string { return strings.TrimSuffix(strings.TrimSpace(text), ".") }

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return trimStop(text)
}

// seconds is a duration to the second: "45s", "2m 5s", "5m".
func seconds(d time.Duration) string {
	d = d.Round(time.Second)
	if d < time.Minute {
		return fmt.Sprintf("%ds", d/time.Second)
	}
	if d%time.Minute == 0 {
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%dm %ds", d/time.Minute, d%time.Minute/time.Second)
}
