package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkPlacement checks constraints and strategies. Fargate has no instances to
// place tasks on. API reference, CreateService.
func checkPlacement(constraints []types.PlacementConstraint, strategies []types.PlacementStrategy, l launch) error {
	if l.fargate() && len(strategies) > 0 {
		return invalidParameter("Placement strategies are not supported with FARGATE launch type.")
	}
	if l.fargate() && len(constraints) > 0 {
		return invalidParameter("Placement constraints are not supported with FARGATE launch type.")
	}
	if len(constraints) > 10 {
		return invalidParameter("placementConstraints can have at most 10 items.")
	}
	if len(strategies) > 5 {
		return invalidParameter("placementStrategy can have at most 5 items.")
	}
	for _, c := range constraints {
		if !slices.Contains(c.Type.Values(), c.Type) {
			return invalidParameterf("Invalid placement constraint type %q.", string(c.Type))
		}
		if c.Type == types.PlacementConstraintTypeDistinctInstance && c.Expression != nil {
			return invalidParameter("The distinctInstance placement constraint takes no expression.")
		}
	}
	for _, s := range strategies {
		if !slices.Contains(s.Type.Values(), s.Type) {
			return invalidParameterf("Invalid placement strategy type %q.", string(s.Type))
		}
	}
	_, err := members(constraints, nil)
	return err
}
