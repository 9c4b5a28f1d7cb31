package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// How many lifecycle hooks of each kind a service may have, and how many minutes
// each may take. Developer Guide, Pause hooks and Lambda hooks for Amazon ECS
// service deployments.
const (
	mostHooks     = 10
	longestPause  = 20160
	longestLambda = 1440
	hookTimeout   = 1440
)

// pauses says whether the hook waits for ContinueServiceDeployment.
func pauses(h *types.DeploymentLifecycleHook) bool {
	return h.TargetType == types.DeploymentLifecycleHookTargetTypePause
}

// checkHooks holds lifecycle hooks to their rules, in ECS's words where it has any.
// API reference, DeploymentLifecycleHook; Developer Guide, Troubleshooting Amazon
// ECS blue/green deployments.
func checkHooks(hooks []types.DeploymentLifecycleHook) error {
	paused := 0
	for n := range hooks {
		if pauses(&hooks[n]) {
			paused++
		}
		if err := checkHook(&hooks[n]); err != nil {
			return err
		}
	}
	if paused > mostHooks || len(hooks)-paused > mostHooks {
		return invalidParameterf("A service can have at most %d PAUSE hooks and %d AWS_LAMBDA hooks.", mostHooks, mostHooks)
	}
	return nil
}

func checkHook(h *types.DeploymentLifecycleHook) error {
	if h.TargetType != "" && !slices.Contains(h.TargetType.Values(), h.TargetType) {
		return invalidParameter("Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE")
	}
	if !pauses(h) && aws.ToString(h.HookTargetArn) == "" {
		return invalidParameter("hookTargetArn is required for AWS_LAMBDA lifecycle hooks.")
	}
	if len(h.LifecycleStages) == 0 {
		return invalidParameter("lifecycleStages cannot be empty.")
	}
	for _, stage := range h.LifecycleStages {
		switch {
		case !slices.Contains(stage.Values(), stage):
			return invalidParameterf("Invalid lifecycle stage %q.", string(stage))
		case pauses(h) && (stage == types.DeploymentLifecycleHookStageTestTrafficShift ||
			stage == types.DeploymentLifecycleHookStageProductionTrafficShift):
			return invalidParameter("Invalid lifecycle stage provided for Pause Hook")
		}
	}
	return checkTimeout(h)
}

func checkTimeout(h *types.DeploymentLifecycleHook) error {
	c, longest := h.TimeoutConfiguration, longestLambda
	if pauses(h) {
		longest = longestPause
	}
	switch {
	case c == nil:
		return nil
	case c.Action != "" && !slices.Contains(c.Action.Values(), c.Action):
		return invalidParameterf("Invalid timeout action %q.", string(c.Action))
	case or(c.TimeoutInMinutes, 1) < 1 || or(c.TimeoutInMinutes, 1) > int32(longest):
		return invalidParameterf("timeoutInMinutes must be between 1 and %d.", longest)
	}
	return nil
}
