package forecast_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/world"
)

// long is how long a rollout is given: longer than any task is protected, and than
// the longest wait between two attempts.
const long = 3 * time.Hour

// truth carries a change out, and says whether it settles, or what became of it.
func (p *randomPlay) truth(change forecast.Change) (settled bool, why string) {
	target, err := p.deploy(change)
	if err != nil {
		return false, "refused: " + err.Error()
	}
	for range int(long / time.Minute) {
		s := p.read("web")
		if d := s.Deployments[0]; len(s.Deployments) == 1 && *d.Id == target.Deployment &&
			d.RolloutState == types.DeploymentRolloutStateCompleted && s.RunningCount == s.DesiredCount && s.PendingCount == 0 {
			return true, ""
		}
		p.pass(time.Minute)
	}
	s := p.read("web")
	var rows []string
	for _, d := range s.Deployments {
		rows = append(rows, fmt.Sprintf("%s %s %s %d/%d/%d", *d.Status, *d.TaskDefinition, d.RolloutState, d.DesiredCount,
			d.PendingCount, d.RunningCount))
	}
	return false, strings.Join(append(rows, p.trace()), "; ")
}

// lasted is how long the last rollout took.
func (p *randomPlay) lasted() time.Duration {
	out, err := p.client.ListServiceDeployments(p.t.Context(), &ecs.ListServiceDeploymentsInput{Service: aws.String("web")})
	p.must(err)
	latest := slices.MaxFunc(out.ServiceDeployments, func(a, b types.ServiceDeploymentBrief) int {
		return a.CreatedAt.Compare(*b.CreatedAt)
	})
	return latest.FinishedAt.Sub(*latest.CreatedAt)
}

// trace is what ECS says of a task that it cannot place, or of percentages that leave
// no move; the last word before a rollback counts.
func (p *randomPlay) trace() string {
	events := p.read("web").Events
	for n, e := range events {
		if strings.Contains(aws.ToString(e.Message), "rolling back to") {
			events = events[n:]
			break
		}
	}
	for _, e := range events {
		if m := aws.ToString(e.Message); strings.Contains(m, "unable to place") || strings.Contains(m, "unable to stop or start") {
			return m
		}
	}
	return noEvent
}

const noEvent = "no event"

// signOf is what that event holds.
func signOf(cause string) string {
	return map[string]string{
		"port-conflict": "already using a port", "no-capacity": "has insufficient", "no-instances": "No Container Instances",
		"missing-attribute": "onstraint unsatisfied", "agent-down": `"AGENT"`, "config-deadlock": "unable to stop or start",
	}[cause]
}

// agree holds a forecast to what comes, and gives what is wrong.
func (p *randomPlay) agree(f forecast.Forecast) (wrong []string) {
	say := func(format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("seed %d: ", p.seed)+fmt.Sprintf(format, args...)+fmt.Sprintf("\n%s\n  %s", p,
			strings.Join(f.Reasons, "\n  ")))
	}
	state, err := forecast.Read(p.t.Context(), p.clients(), p.change)
	p.must(err)
	settled, why := p.truth(p.change)
	if settled && f.Verdict == forecast.Settles && f.NewDeployment {
		p.late = append(p.late, p.lasted()-forecast.Lasts(state, p.change))
	}
	switch {
	case f.Verdict == forecast.Unknown:
	case settled != (f.Verdict == forecast.Settles):
		say("forecast %s (%s), settled %v: %s", f.Verdict, f.Cause, settled, why)
	case f.Verdict != forecast.Blocked:
	case f.Cause == forecast.CauseRefused:
		if !strings.HasPrefix(why, "refused") {
			say("forecast refused, but %s", why)
		}
	case strings.Contains(why, noEvent), f.Cause == forecast.CauseAgentDown, p.change.Update.DeploymentConfiguration != nil:
		// It stands still for what ECS does not tell, like a task that is not told to
		// stop, or a circuit breaker ends it before.
	case !slices.ContainsFunc(append(f.Also, f.Cause), func(cause string) bool {
		return signOf(cause) != "" && strings.Contains(why, signOf(cause))
	}):
		say("forecast %s, but %s", f.Cause, why)
	}
	return wrong
}

// mend does what of a fix is not part of the change.
func (p *randomPlay) mend(fix forecast.Fix) {
	switch fix.Kind {
	case forecast.FixInstances:
		for id, i := range p.fleet {
			if strings.Contains(fix.Text+" ", id+" ") {
				for n := range fix.Value {
					i.ID = fmt.Sprintf("i-more-%d", n)
					p.grow(i)
				}
			}
		}
	case forecast.FixActive:
		p.wake(fix.Value)
	case forecast.FixAgent:
		p.lab.change(func(w *world.World) { _ = w.SetAgentConnected("i-1", true) })
	}
}

// wake takes back what drains: only i-1 ever does.
func (p *randomPlay) wake(int) {
	list, err := p.client.ListContainerInstances(p.t.Context(), &ecs.ListContainerInstancesInput{
		Status: types.ContainerInstanceStatusDraining,
	})
	p.must(err)
	_, err = p.client.UpdateContainerInstancesState(p.t.Context(), &ecs.UpdateContainerInstancesStateInput{
		ContainerInstances: list.ContainerInstanceArns, Status: types.ContainerInstanceStatusActive,
	})
	p.must(err)
}

// sparing forecasts from what is read where tasks are not, unless they decide: it has
// to come to the same.
func (p *randomPlay) sparing(f forecast.Forecast) []string {
	state, err := forecast.ReadSparingly(p.t.Context(), p.clients(), p.change)
	p.must(err)
	again := forecast.From(state, p.change)
	same := again.Cause == f.Cause || slices.Contains(f.Also, again.Cause) && slices.Contains(again.Also, f.Cause)
	if state.Placed && (again.Verdict != f.Verdict || !same) {
		return []string{fmt.Sprintf("seed %d: forecast %s (%s), without the tasks %s (%s)\n%s", p.seed, f.Verdict, f.Cause,
			again.Verdict, again.Cause, p)}
	}
	if state.Placed {
		p.placed = true
	}
	return nil
}
