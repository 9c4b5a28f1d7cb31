package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// members compiles the memberOf constraints of a service or a call and of its
// task definition: an instance has to satisfy all of them. Developer Guide,
// Define which container instances Amazon ECS uses for tasks.
func members(constraints []types.PlacementConstraint, ofDefinition []types.TaskDefinitionPlacementConstraint) (
	[]query, error,
) {
	var out []query
	add := func(expression *string) error {
		q, err := parseQuery(aws.ToString(expression))
		out = append(out, q)
		return err
	}
	for _, c := range constraints {
		if c.Type != types.PlacementConstraintTypeMemberOf {
			continue
		}
		if err := add(c.Expression); err != nil {
			return nil, err
		}
	}
	for _, c := range ofDefinition {
		if err := add(c.Expression); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// satisfies says whether the instance is selected by every query.
func (i *instance) satisfies(queries []query) bool {
	return !slices.ContainsFunc(queries, func(q query) bool { return !q(i) })
}

// newRules are the rules of placing tasks of a definition. The expressions were
// checked when they came.
func newRules(group string, constraints []types.PlacementConstraint, strategy []types.PlacementStrategy,
	def *types.TaskDefinition,
) rules {
	queries, _ := members(constraints, def.PlacementConstraints)
	return rules{group: group, constraints: constraints, members: queries, strategy: strategy}
}

// checkMembers checks the placement constraints of a task definition, which
// knows one type only. API reference, TaskDefinitionPlacementConstraint.
func checkMembers(constraints []types.TaskDefinitionPlacementConstraint) error {
	if len(constraints) > 10 {
		return clientError("placementConstraints can have at most 10 items.")
	}
	for _, c := range constraints {
		if c.Type != types.TaskDefinitionPlacementConstraintTypeMemberOf {
			return clientError("Invalid placement constraint type " + string(c.Type) + ".")
		}
	}
	_, err := members(nil, constraints)
	return err
}
