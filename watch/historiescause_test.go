package watch_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/history"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/watch"
)

// inflicted reports whether the world knows what a cause tells of as true of the
// target: its scheduler found no place for a task of it for that, or an image of its
// revision behaves so, or the alarm has fired while it was rolled out.
func (p *played) inflicted(code string) bool {
	if lacks, placement := shortages()[code]; placement {
		return slices.ContainsFunc(p.impediments, func(i world.Impediment) bool {
			return i.Deployment == p.target.Deployment && slices.Contains(lacks, i.Lacks) && p.holds(i)
		})
	}
	if code == "alarm" {
		return p.happened("alarm")
	}
	balanced := len(p.rollout.After.LoadBalancers) > 0
	for _, c := range p.containers {
		if code == "secrets" && len(c.Secrets) > 0 {
			return true
		}
		for _, i := range p.images[*c.Image] {
			if suffers(i, c, balanced, code) {
				return true
			}
		}
	}
	return false
}

// holds reports whether the impediment is one of what was asked for: it was found
// since. Where that started no deployment and ECS has given the one there is up, the
// failures before the change count, too (API reference, Deployment, failedTasks), so
// the reason to tell is an impediment after which it got no task until then.
func (p *played) holds(i world.Impediment) bool {
	if !i.Last.Before(p.began) {
		return true
	}
	end := cmp.Or(p.facts.gaveUp, p.facts.stranded)
	got := func(t types.Task) bool { return t.CreatedAt.After(i.Last) && t.CreatedAt.Before(end) }
	return !p.rolls() && !end.IsZero() && !slices.ContainsFunc(p.tasks(), got)
}

// shortages are what the scheduler lacks for each cause that is one of placement.
func shortages() map[string][]string {
	return map[string][]string{
		"no-capacity":   {"RESOURCE:CPU", "RESOURCE:MEMORY"},
		"no-instances":  {"NO ACTIVE INSTANCES", "EMPTY CAPACITY PROVIDER"},
		"port-conflict": {"RESOURCE:PORTS"},
		"missing-attribute": {
			"ATTRIBUTE", "MemberOf placement constraint unsatisfied.", "DistinctInstance placement constraint unsatisfied.",
		},
		"agent-down":      {"AGENT"},
		"config-deadlock": {world.Percentages},
	}
}

// suffers reports whether an image makes a container show the cause.
func suffers(i history.Image, c types.ContainerDefinition, balanced bool, code string) bool {
	switch code {
	case "image-pull":
		return i.PullError != ""
	case "oom":
		return i.Memory > 0
	case "app-exit":
		return i.ExitAfter > 0
	case "health-container":
		return c.HealthCheck != nil && (i.UnhealthyAfter > 0 || i.HealthyAfter > 0)
	case "health-elb":
		return balanced && (i.MuteAfter > 0 || i.AnswersAfter > 0)
	}
	return false
}

func (p *played) happened(deed string) bool {
	for _, d := range p.all() {
		if d.operation == deed {
			return true
		}
	}
	return false
}

// empty are the members of an input that nobody has set.
var empty = regexp.MustCompile(`"\w+":(null|""|\[\]|false|0|\{\}),?`)

// brief is an input without them.
func brief(in any) string {
	text, err := json.Marshal(in)
	if err != nil {
		return err.Error()
	}
	for again := true; again; {
		shorter := empty.ReplaceAll(text, nil)
		again, text = len(shorter) < len(text), shorter
	}
	return string(text)
}

// tellEvent is one line of a story.
func tellEvent(e watch.Event, s watch.State) string {
	line := fmt.Sprintf("  %7s %s", s.Elapsed.Round(10*time.Millisecond), e.Kind)
	switch {
	case e.Deployment != nil:
		line += fmt.Sprintf(" %+v gone %t", *e.Deployment, e.Gone)
	case e.Message != nil:
		line += " " + e.Message.Text
	case e.Task != nil:
		line += fmt.Sprintf(" %.8s %s %s", e.Task.ID, e.Task.StopCode, e.Task.StoppedReason)
	case e.Warning != nil:
		line += " " + e.Warning.Message
	}
	return strings.TrimSpace(line)
}
