package forecast

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// percentages lowers the floor as little, or raises the ceiling as little, as lets
// the rollout go on.
func (x fixer) percentages() []Fix {
	r := x.run
	if x.refused() || x.waits() || r.desired == 0 || x.change.Create != nil || r.shifts != "" {
		return nil
	}
	minimum := func(floor int) int { return 100 * floor / r.desired }
	lower := func(n int) Change {
		return x.change.configured(func(c *types.DeploymentConfiguration) { c.MinimumHealthyPercent = aws.Int32(int32(n)) })
	}
	var out []Fix
	if floor, ok := greatest(0, r.floor-1, x.trying(FixMinimum, minimum, lower)); ok {
		n := minimum(floor)
		out = append(out, x.found(Fix{
			Kind: FixMinimum, Value: n, Text: fmt.Sprintf("minimumHealthyPercent: %d", n), Change: lower(n),
			Note: fmt.Sprintf("ECS then stops up to %s first", plural(r.desired-(r.desired*n+99)/100, "old task")),
		}, x.state)...)
	}
	maximum := func(ceiling int) int { return (100*ceiling + r.desired - 1) / r.desired }
	higher := func(n int) Change {
		return x.change.configured(func(c *types.DeploymentConfiguration) { c.MaximumPercent = aws.Int32(int32(n)) })
	}
	if x.daemon() {
		return out // maximumPercent is always 100
	}
	if ceiling, ok := least(r.ceiling+1, 2*r.desired, x.trying(FixMaximum, maximum, higher)); ok {
		n := maximum(ceiling)
		out = append(out, x.found(Fix{
			Kind: FixMaximum, Value: n, Text: fmt.Sprintf("maximumPercent: %d", n), Change: higher(n),
			Note: fmt.Sprintf("ECS then runs up to %s at a time", plural(ceiling, "task")),
		}, x.state)...)
	}
	return out
}

// rolling replaces the tasks by and by where another strategy has no room for twice
// as many.
func (x fixer) rolling() []Fix {
	if x.refused() || x.run.shifts == "" || x.change.Create != nil {
		return nil
	}
	return x.found(Fix{
		Kind: FixStrategy, Text: "strategy: ROLLING", Note: "ECS then replaces the tasks by and by",
		Change: x.change.configured(func(c *types.DeploymentConfiguration) { c.Strategy = types.DeploymentStrategyRolling }),
	}, x.state)
}

// trying plays the change of a value that follows from a number of tasks.
func (x fixer) trying(kind FixKind, value func(int) int, change func(int) Change) func(int) bool {
	return func(n int) bool { return x.settles(try{kind, value(n)}, x.state, change(value(n))) }
}

// desired asks for fewer tasks.
func (x fixer) desired() []Fix {
	r := x.run
	if x.refused() || x.daemon() || x.waits() || r.desired < 2 {
		return nil
	}
	fewer := func(n int) Change { return x.change.counted(int32(n)) }
	n, ok := greatest(1, r.desired-1, x.trying(FixDesired, func(n int) int { return n }, fewer))
	if !ok {
		return nil
	}
	return x.found(Fix{
		Kind: FixDesired, Value: n, Text: fmt.Sprintf("desiredCount: %d", n), Change: fewer(n),
		Note: fmt.Sprintf("there are to be %s now", plural(r.desired, "task")),
	}, x.state)
}

// constraints takes the placement constraints away, those of the task definition too.
func (x fixer) constraints() []Fix {
	if !x.lacks(world.NotMember, world.NotDistinct) {
		return nil
	}
	change := x.change.unconstrained()
	if def := x.run.definition(); def != nil && len(def.PlacementConstraints) > 0 {
		change = revised(change, def, func(in *ecs.RegisterTaskDefinitionInput) { in.PlacementConstraints = nil })
	}
	return x.found(Fix{Kind: FixConstraint, Text: "placementConstraints: []", Change: change}, x.state)
}
