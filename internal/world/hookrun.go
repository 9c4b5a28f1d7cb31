package world

import (
	"cmp"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	// lambdaTime and callBackTime stand for the zero values of a Hook.
	lambdaTime   = time.Second
	callBackTime = 30 * time.Second
	// lambdaLimit is how long a function runs at most. AWS Lambda, Quotas.
	lambdaLimit = 15 * time.Minute
)

// hookRun is a lifecycle hook at a stage of a service deployment.
type hookRun struct {
	id      string
	hook    *types.DeploymentLifecycleHook
	stage   types.ServiceDeploymentLifecycleStage
	status  types.DeploymentLifecycleHookStatus
	expires time.Time
	expiry  *event
	failure string // why the deployment is to be rolled back
}

// pending says whether the deployment waits for the hook.
func (h *hookRun) pending() bool {
	return h.status == types.DeploymentLifecycleHookStatusAwaitingAction ||
		h.status == types.DeploymentLifecycleHookStatusInProgress
}

// timeoutAction is what happens when the hook takes too long. API reference,
// DeploymentLifecycleHookTimeoutConfiguration.
func (h *hookRun) timeoutAction() types.DeploymentLifecycleHookAction {
	if c := h.hook.TimeoutConfiguration; c != nil && c.Action != "" {
		return c.Action
	}
	return types.DeploymentLifecycleHookActionRollback
}

// startHooks starts the hooks of the stage that has just begun, side by side.
// Developer Guide, Pause hooks for Amazon ECS service deployments.
func (w *World) startHooks(r *record) []*hookRun {
	var out []*hookRun
	hooks, stage := r.deployment.spec.DeploymentConfiguration.LifecycleHooks, r.stages.now.name
	for n := range hooks {
		if !slices.Contains(hooks[n].LifecycleStages, types.DeploymentLifecycleHookStage(stage)) {
			continue
		}
		h := &hookRun{hook: &hooks[n], stage: stage, status: types.DeploymentLifecycleHookStatusAwaitingAction}
		minutes := int32(hookTimeout)
		if c := h.hook.TimeoutConfiguration; c != nil {
			minutes = or(c.TimeoutInMinutes, minutes)
		}
		h.expires = w.now.Add(w.scale(time.Duration(minutes) * time.Minute))
		h.expiry = w.at(h.expires, func() { w.expire(r, h) })
		if pauses(h.hook) {
			h.id = "ecs-pause-" + w.token(43)
		} else {
			h.id, h.status = "ecs-lambda-"+w.token(43), types.DeploymentLifecycleHookStatusInProgress
			function := w.hooks[*h.hook.HookTargetArn]
			w.invoke(r, h, function, function.Busy)
		}
		out = append(out, h)
	}
	return out
}

// drop forgets the hooks that nobody waits for any more.
func (st *stages) drop() {
	st.hooks = slices.DeleteFunc(st.hooks, func(h *hookRun) bool {
		if h.pending() {
			h.expiry.cancel()
		}
		return h.pending()
	})
}

// awaits says whether the service deployment still waits for the hook.
func (r *record) awaits(h *hookRun) bool {
	return !r.over() && slices.Contains(r.stages.hooks, h) && h.pending()
}

// invoke has the function of a hook run once; it will answer IN_PROGRESS so many
// times before it ends. Developer Guide, Lambda hooks for Amazon ECS service
// deployments.
func (w *World) invoke(r *record, h *hookRun, function Hook, busy int) {
	takes := cmp.Or(function.Takes, lambdaTime)
	hangs := takes > lambdaLimit || busy <= 0 && function.End == HookHangs
	if hangs {
		takes = lambdaLimit
	}
	w.after(takes, func() {
		switch arn := *h.hook.HookTargetArn; {
		case !r.awaits(h):
		case hangs, busy <= 0 && function.End == HookNonsense:
			w.endHook(r, h, types.DeploymentLifecycleHookStatusFailed,
				"ECS was unable to parse the response from "+arn+" due to HookStatus must not be null")
		case busy > 0:
			w.after(cmp.Or(function.CallBackDelay, callBackTime), func() {
				if r.awaits(h) {
					w.invoke(r, h, function, busy-1)
				}
			})
		case function.End == HookFails:
			w.endHook(r, h, types.DeploymentLifecycleHookStatusFailed,
				"Lifecycle hook target "+arn+" returned FAILED status.")
		default:
			w.endHook(r, h, types.DeploymentLifecycleHookStatusSucceeded, "")
		}
	})
}

// endHook ends a hook; one that failed for a reason fails the deployment.
// Developer Guide, Troubleshooting Amazon ECS blue/green deployments.
func (w *World) endHook(r *record, h *hookRun, status types.DeploymentLifecycleHookStatus, why string) {
	h.status = status
	h.expiry.cancel()
	if status == types.DeploymentLifecycleHookStatusFailed {
		h.failure = rolledBackBecause + string(h.stage) + " lifecycle hook(s) failed."
		if why != "" {
			h.failure += " " + why
		}
	}
	r.updated = w.stamp()
	w.touch(r.deployment.service)
}

// expire is the end of a hook's time. The text is known for a pause hook.
func (w *World) expire(r *record, h *hookRun) {
	if !r.awaits(h) {
		return
	}
	kind := " pause hook timed out."
	if !pauses(h.hook) {
		kind = " lifecycle hook timed out."
	}
	if h.timeoutAction() == types.DeploymentLifecycleHookActionRollback {
		h.failure = rolledBackBecause + string(h.stage) + kind
	}
	w.endHook(r, h, types.DeploymentLifecycleHookStatusTimedOut, "")
}

// describe is the hook as the API shows it. API reference,
// DeploymentLifecycleHookDetail.
func (h *hookRun) describe() types.DeploymentLifecycleHookDetail {
	out := types.DeploymentLifecycleHookDetail{
		HookId: aws.String(h.id), Status: h.status, ExpiresAt: shown(h.expires), TimeoutAction: h.timeoutAction(),
		TargetType: types.DeploymentLifecycleHookTargetTypePause,
	}
	if !pauses(h.hook) {
		out.TargetType, out.TargetArn = types.DeploymentLifecycleHookTargetTypeAwsLambda, h.hook.HookTargetArn
	}
	return out
}
