package forecast

import (
	"cmp"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// beyond says why the rollout is not forecast; "" if it is.
func beyond(state State, change Change) string {
	controller := types.DeploymentControllerTypeEcs
	if c := state.Service.DeploymentController; c != nil {
		controller = cmp.Or(c.Type, controller)
	}
	if c := change.Update.DeploymentController; c != nil {
		controller = cmp.Or(c.Type, controller)
	}
	strategy, hooks := types.DeploymentStrategyRolling, 0
	for _, c := range []*types.DeploymentConfiguration{
		state.Service.DeploymentConfiguration, change.Update.DeploymentConfiguration,
	} {
		if c == nil {
			continue
		}
		strategy = cmp.Or(c.Strategy, strategy)
		if c.LifecycleHooks != nil {
			hooks = len(c.LifecycleHooks)
		}
	}
	switch {
	case controller != types.DeploymentControllerTypeEcs:
		return fmt.Sprintf("deployments of this service are carried out by %s, not by ECS: they are not forecast", controller)
	case strategy != types.DeploymentStrategyRolling:
		return fmt.Sprintf("the deployment strategy %s is not forecast, only rolling updates are", strategy)
	case hooks > 0:
		return "lifecycle hooks decide how the deployment goes on: it is not forecast"
	}
	return ""
}
