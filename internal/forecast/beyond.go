package forecast

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// beyond says why the rollout is not forecast; "" if it is.
func beyond(state State, change Change) string {
	controller, s := types.DeploymentControllerTypeEcs, state.Service
	for _, c := range []*types.DeploymentController{s.DeploymentController, change.Update.DeploymentController} {
		if c != nil {
			controller = cmp.Or(c.Type, controller)
		}
	}
	now, _ := strategy(state, Change{})
	switch {
	case controller != types.DeploymentControllerTypeEcs:
		return fmt.Sprintf("deployments of this service are carried out by %s, not by ECS: they are not forecast", controller)
	case now != types.DeploymentStrategyRolling && underWay(s):
		return fmt.Sprintf("a deployment with the strategy %s is under way: what becomes of it is not known", now)
	}
	return ""
}

// underWay says whether a deployment has not come to its end.
func underWay(s types.Service) bool {
	return len(s.Deployments) > 1 || slices.ContainsFunc(s.Deployments, func(d types.Deployment) bool {
		return d.RolloutState == types.DeploymentRolloutStateInProgress
	})
}

// strategy is how the tasks are replaced, and how many lifecycle hooks have a say.
func strategy(state State, change Change) (of types.DeploymentStrategy, hooks int) {
	of = types.DeploymentStrategyRolling
	for _, c := range []*types.DeploymentConfiguration{state.Service.DeploymentConfiguration, change.configuration()} {
		if c == nil {
			continue
		}
		of = cmp.Or(c.Strategy, of)
		if c.LifecycleHooks != nil {
			hooks = len(c.LifecycleHooks)
		}
	}
	return of, hooks
}

// shift is how long the traffic takes from the old tasks to the new ones at least, by
// the bake times (API reference, DeploymentConfiguration, LinearConfiguration and
// CanaryConfiguration).
func shift(state State, change Change) time.Duration {
	c := state.Service.DeploymentConfiguration
	if own := change.configuration(); own != nil {
		c = own
	}
	if c == nil {
		return 0
	}
	minutes := func(n *int32, otherwise int32) time.Duration {
		if n != nil {
			otherwise = *n
		}
		return time.Duration(otherwise) * time.Minute
	}
	bake := minutes(c.BakeTimeInMinutes, 0)
	switch of, _ := strategy(state, change); of {
	case types.DeploymentStrategyBlueGreen:
		return bake
	case types.DeploymentStrategyLinear:
		percent, each := 10.0, minutes(nil, 6)
		if l := c.LinearConfiguration; l != nil {
			each = minutes(l.StepBakeTimeInMinutes, 6)
			percent = cmp.Or(aws.ToFloat64(l.StepPercent), percent)
		}
		for at := percent; at < 100; at += percent {
			bake += each
		}
		return bake
	case types.DeploymentStrategyCanary:
		if l := c.CanaryConfiguration; l != nil {
			return bake + minutes(l.CanaryBakeTimeInMinutes, 10)
		}
		return bake + minutes(nil, 10)
	}
	return 0
}
