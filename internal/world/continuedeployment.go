package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// ContinueServiceDeployment lets a service deployment that is paused at a lifecycle
// hook go on, or rolls it back. API reference, ContinueServiceDeployment; the texts
// of errors from the Developer Guide, Troubleshooting Amazon ECS blue/green
// deployments.
func (w *World) ContinueServiceDeployment(in *ecs.ContinueServiceDeploymentInput) (
	*ecs.ContinueServiceDeploymentOutput, error,
) {
	if in.Action != "" && !slices.Contains(in.Action.Values(), in.Action) {
		return nil, invalidParameterf("Invalid action %q. Valid values are: CONTINUE, ROLLBACK", string(in.Action))
	}
	if !hookIDForm(aws.ToString(in.HookId)) {
		return nil, invalidParameter("Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}")
	}
	r, err := w.serviceDeployment(in.ServiceDeploymentArn)
	if err != nil {
		return nil, err
	}
	if r.over() {
		return nil, invalidParameter("Continuing a service deployment is not allowed for service deployment in terminal " +
			"states.")
	}
	h := r.paused(*in.HookId)
	if h == nil {
		return nil, invalidParameter("Provided hookId is either completed, unavailable, or not associated with the given " +
			"Resource ARN")
	}
	status := types.DeploymentLifecycleHookStatusSucceeded
	if in.Action == types.DeploymentLifecycleHookActionRollback {
		status = types.DeploymentLifecycleHookStatusFailed
	}
	w.endHook(r, h, status, "")
	return &ecs.ContinueServiceDeploymentOutput{ServiceDeploymentArn: aws.String(r.arn)}, nil
}

// hookIDForm says whether an id has the form "ecs-{hookType}-{id}".
func hookIDForm(id string) bool {
	for _, kind := range []string{"ecs-pause-", "ecs-lambda-"} {
		if rest, ok := strings.CutPrefix(id, kind); ok && rest != "" {
			return true
		}
	}
	return false
}

// paused finds the hook of that id that the deployment is paused at; nil if there is
// none. Developer Guide, Continuing service deployments.
func (r *record) paused(id string) *hookRun {
	if r.stages == nil || r.status != types.ServiceDeploymentStatusInProgress {
		return nil
	}
	for _, h := range r.stages.hooks {
		if h.id == id && h.status == types.DeploymentLifecycleHookStatusAwaitingAction {
			return h
		}
	}
	return nil
}

// serviceDeployment finds the record of a service deployment.
func (w *World) serviceDeployment(arn *string) (*record, error) {
	r := w.recordByARN(aws.ToString(arn), func(r *record) string { return r.arn })
	if r == nil {
		return nil, &types.ServiceDeploymentNotFoundException{Message: aws.String("The service deployment does not exist.")}
	}
	return r, nil
}
