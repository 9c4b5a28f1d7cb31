package watch_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/history"
	"github.com/ecs-steady/steady/watch"
)

// inflicted reports whether the history holds what a cause tells of: an image of the
// target that does so, a definition that asks for it, instances that were changed.
func (p *played) inflicted(code string) bool {
	def, err := ask[ecs.DescribeTaskDefinitionOutput](p.scene, "DescribeTaskDefinition", &ecs.DescribeTaskDefinitionInput{
		TaskDefinition: &p.target.TaskDefinition,
	})
	if err != nil {
		return false
	}
	balanced := len(p.rollout.After.LoadBalancers) > 0
	for _, c := range def.TaskDefinition.ContainerDefinitions {
		if code == "secrets" && len(c.Secrets) > 0 {
			return true
		}
		if code == "port-conflict" && hostPort(c) {
			return true
		}
		for _, i := range p.images[*c.Image] {
			if suffers(i, c, balanced, code) {
				return true
			}
		}
	}
	switch code {
	case "no-capacity", "no-instances", "config-deadlock":
		return true // how full instances are, and what the percentages leave, changes all the time
	case "missing-attribute":
		return p.constrained()
	case "agent-down":
		return p.happened("disconnect")
	case "alarm":
		return p.happened("alarm")
	}
	return false
}

func hostPort(c types.ContainerDefinition) bool {
	return slices.ContainsFunc(c.PortMappings, func(m types.PortMapping) bool { return aws.ToInt32(m.HostPort) != 0 })
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

// constrained reports whether the service was ever asked to run on some instances only.
func (p *played) constrained() bool {
	for _, d := range p.all() {
		switch in := d.in.(type) {
		case *ecs.CreateServiceInput:
			if len(in.PlacementConstraints) > 0 {
				return true
			}
		case *ecs.UpdateServiceInput:
			if len(in.PlacementConstraints) > 0 {
				return true
			}
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
