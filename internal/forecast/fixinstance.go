package forecast

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// instances adds as few instances as it takes, each like one that is there, with the
// attributes that it lacks.
func (x fixer) instances() []Fix {
	if x.refused() || x.locked() || x.daemon() || x.run.desired == 0 {
		return nil
	}
	model := x.model()
	if model == nil {
		return nil
	}
	added := lacking(x.run.definition(), model)
	with := func(n int) State {
		state := x.state
		state.Instances = slices.Clone(state.Instances)
		for number := range n {
			state.Instances = append(state.Instances, likeOf(*model, number, added))
		}
		return state
	}
	n, ok := least(1, max(1, x.run.desired), func(n int) bool {
		return x.settles(try{FixInstances, n}, with(n), x.change)
	})
	if !ok {
		return nil
	}
	like := "like " + instanceName(x.state, aws.ToString(model.ContainerInstanceArn))
	if len(added) > 0 {
		like += " with " + strings.Join(added, " and ")
	}
	text := fmt.Sprintf("%d more instances %s", n, like)
	if n == 1 {
		text = "one more instance " + like
	}
	return x.found(Fix{Kind: FixInstances, Value: n, Text: text, Change: x.change}, with(n))
}

// model is the instance of which more would do: the closest one, or where that is too
// small for a new task the first that is not; nil where none is of use.
func (x fixer) model() *types.ContainerInstance {
	s := x.run.stand
	if s.Closest == "" || s.Lacks == world.NotMember || s.Lacks == world.NoAgent {
		return nil
	}
	holds := func(i *types.ContainerInstance) bool {
		return amount(i.RegisteredResources, "CPU") >= s.CPU && amount(i.RegisteredResources, "MEMORY") >= s.Memory
	}
	if closest := find(x.state, s.Closest); closest != nil && holds(closest) {
		return closest
	}
	for n := range x.state.Instances {
		if i := &x.state.Instances[n]; aws.ToString(i.Status) == "ACTIVE" && holds(i) {
			return i
		}
	}
	return nil
}

// likeOf is an instance like another one on which nothing runs yet.
func likeOf(i types.ContainerInstance, number int, attributes []string) types.ContainerInstance {
	i.ContainerInstanceArn = aws.String(fmt.Sprintf("%s%04d", aws.ToString(i.ContainerInstanceArn), number))
	i.Ec2InstanceId = aws.String(fmt.Sprintf("%s-%d", aws.ToString(i.Ec2InstanceId), number))
	i.RemainingResources = i.RegisteredResources
	i.Status, i.AgentConnected = aws.String("ACTIVE"), true
	i.Attributes = slices.Clone(i.Attributes)
	for _, a := range attributes {
		name, value, valued := strings.Cut(a, "=")
		attribute := types.Attribute{Name: &name}
		if valued {
			attribute.Value = &value
		}
		i.Attributes = append(i.Attributes, attribute)
	}
	return i
}

// awake brings instances back that do not take tasks: those that drain, and those
// whose agent is not connected.
func (x fixer) awake() []Fix {
	if x.refused() || x.locked() {
		return nil
	}
	var out []Fix
	if f, ok := x.woken(FixActive, "%s back to ACTIVE", func(i *types.ContainerInstance) bool {
		if aws.ToString(i.Status) != "DRAINING" {
			return false
		}
		i.Status = aws.String("ACTIVE")
		return true
	}); ok {
		out = append(out, f)
	}
	if f, ok := x.woken(FixAgent, "the agent of %s connected again", func(i *types.ContainerInstance) bool {
		if i.AgentConnected {
			return false
		}
		i.AgentConnected = true
		return true
	}); ok {
		out = append(out, f)
	}
	return out
}

// woken brings back as few instances as it takes, one after the other.
func (x fixer) woken(kind FixKind, text string, wake func(*types.ContainerInstance) bool) (Fix, bool) {
	state := x.state
	state.Instances = slices.Clone(state.Instances)
	var names []string
	for n := range state.Instances {
		if !wake(&state.Instances[n]) {
			continue
		}
		names = append(names, instanceName(state, aws.ToString(state.Instances[n].ContainerInstanceArn)))
		f := Fix{Kind: kind, Value: len(names), Text: fmt.Sprintf(text, strings.Join(names, " and ")), Change: x.change}
		if found := x.found(f, state); len(found) > 0 {
			return found[0], true
		}
	}
	return Fix{}, false
}
