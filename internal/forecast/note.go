package forecast

import (
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// warnings are the dangers of a rollout that do not decide whether it can settle.
func warnings(state State, change Change, r *run) []string {
	var out []string
	if r.refused != nil {
		return nil
	}
	_, _, breaker := percents(state, change)
	if r.anew {
		switch {
		case !breaker.Enable:
			out = append(out, "no circuit breaker: a crash loop would go on until somebody stops it")
		case breaker.Rollback && !candidate(state):
			out = append(out, "no deployment of the service has completed: there is none to roll back to")
		}
	}
	if n := len(state.Instances); r.settled && r.desired == 0 && n > 0 && r.room.Instances == 0 {
		out = append(out, fmt.Sprintf("none of the %s takes a task: none will run", plural(n, "instance")))
	}
	if r.settled && r.minRunning < r.desired {
		if r.minRunning == 0 {
			out = append(out, "for a while no task runs")
		} else {
			out = append(out, fmt.Sprintf("for a while only %d of %s run", r.minRunning, plural(r.desired, "task")))
		}
	}
	out = append(out, protection(state, r)...)
	if becameDynamic(state, r) {
		out = append(out, "clients must follow the port: use a load balancer or service discovery")
	}
	return out
}

// candidate says whether ECS has a deployment to roll back to: one that completed
// (Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures").
func candidate(state State) bool {
	return len(state.Past) > 0 || slices.ContainsFunc(state.Service.Deployments, func(d types.Deployment) bool {
		return d.RolloutState == types.DeploymentRolloutStateCompleted || d.RolloutState == ""
	})
}

// protection names the old tasks that may not be stopped yet.
func protection(state State, r *run) []string {
	if !r.anew {
		return nil
	}
	var names []string
	var last time.Time
	for _, t := range state.Tasks {
		until := state.Protected[aws.ToString(t.TaskArn)]
		if until.After(state.At) {
			names = append(names, short(aws.ToString(t.TaskArn)))
			last = later(last, until)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s protected from scale-in (%s): the rollout cannot end before %s, unless the "+
		"protection is taken away", are(len(names)), some(names), last.UTC().Format("Jan 2 15:04 MST"))}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func are(n int) string {
	if n == 1 {
		return "1 old task is"
	}
	return fmt.Sprintf("%d old tasks are", n)
}

// becameDynamic says whether a host port that was fixed is chosen anew for each task,
// and nothing of ECS tells clients of it.
func becameDynamic(state State, r *run) bool {
	def := r.definition()
	if def == nil || len(state.Service.LoadBalancers) > 0 || len(state.Service.ServiceRegistries) > 0 {
		return false
	}
	var before *types.TaskDefinition
	for n := range state.Definitions {
		if aws.ToString(state.Definitions[n].TaskDefinitionArn) == aws.ToString(state.Service.TaskDefinition) {
			before = &state.Definitions[n]
		}
	}
	return before != nil && fixedPorts(before) > 0 && fixedPorts(def) < fixedPorts(before) && dynamicPorts(def)
}

func fixedPorts(def *types.TaskDefinition) int {
	n := 0
	eachPort(def, func(m types.PortMapping) {
		if aws.ToInt32(m.HostPort) != 0 {
			n++
		}
	})
	return n
}

func dynamicPorts(def *types.TaskDefinition) bool {
	dynamic := false
	eachPort(def, func(m types.PortMapping) { dynamic = dynamic || aws.ToInt32(m.HostPort) == 0 })
	return dynamic
}

func eachPort(def *types.TaskDefinition, do func(types.PortMapping)) {
	if def.NetworkMode == types.NetworkModeAwsvpc || def.NetworkMode == types.NetworkModeHost {
		return
	}
	for _, c := range def.ContainerDefinitions {
		for _, m := range c.PortMappings {
			do(m)
		}
	}
}

// assumptions are what the model cannot know.
func assumptions(state State, r *run) []string {
	if r.refused != nil {
		return nil
	}
	out := []string{"the images can be pulled, and the containers start and stay up"}
	def := r.definition()
	checked := def != nil && slices.ContainsFunc(def.ContainerDefinitions, func(c types.ContainerDefinition) bool {
		return c.HealthCheck != nil
	})
	if checked || len(state.Service.LoadBalancers) > 0 {
		out = append(out, "new tasks pass their health checks, and those that run go on passing them")
	}
	if r.room.Instances > 0 {
		out = append(out, "other tasks on the instances stay as they are")
	}
	if def != nil && r.room.Instances > 0 && def.NetworkMode == types.NetworkModeAwsvpc {
		out = append(out, "the instances have network interfaces left for new tasks")
	}
	if len(state.Service.LoadBalancers) > 0 && len(state.Groups) == 0 {
		out = append(out, "the target groups exist and suit the tasks: they were not read")
	}
	if state.Scaled {
		out = append(out, fmt.Sprintf("Application Auto Scaling leaves the desired count alone: it may set %d to %d",
			state.Least, state.Most))
	}
	if state.Placed {
		out = append(out, fmt.Sprintf("each of %s is where the instances say it can be, and well",
			plural(len(state.Tasks), "task")))
	}
	if r.created {
		out = append(out, "what the service names (roles, subnets, security groups) exists")
	}
	for _, what := range state.Unread {
		out = append(out, "not read: "+what)
	}
	return out
}
