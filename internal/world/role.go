package world

import (
	"cmp"
	"fmt"
	"path"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Role is an IAM role that ECS can assume for a task.
type Role struct {
	// ARN is made of the name when it is empty.
	ARN, Name string
	// Trusts is who may have it, "ecs-tasks.amazonaws.com" when it is empty.
	Trusts string
	// Denies are the actions that the role does not allow, such as
	// "secretsmanager:GetSecretValue" or "ecr:*"; all others it does.
	Denies []string
}

// AddRole adds a role, or replaces it, and returns its ARN. From now on only
// those that were added exist.
func (w *World) AddRole(r Role) string {
	r.ARN = cmp.Or(r.ARN, w.roleARN(r.Name))
	w.roles.add(r.Name, r)
	return r.ARN
}

// Role finds a role by its name.
func (w *World) Role(name string) (Role, bool) {
	return w.roles.find(name, func() Role { return Role{ARN: w.roleARN(name), Name: name} })
}

// tasksPrincipal is who has the roles of tasks. Developer Guide, Amazon ECS task IAM
// role.
const tasksPrincipal = "ecs-tasks.amazonaws.com"

// Principal is who may have the role.
func (r Role) Principal() string { return cmp.Or(r.Trusts, tasksPrincipal) }

func (w *World) roleARN(name string) string {
	return fmt.Sprintf("arn:aws:iam::%s:role/%s", w.opts.Account, name)
}

// Allows says whether the role allows an action.
func (r Role) Allows(action string) bool {
	for _, pattern := range r.Denies {
		if ok, _ := path.Match(pattern, action); ok || pattern == action {
			return false
		}
	}
	return true
}

// cannotAssume is what ECS says of a role that it cannot have, as it has been
// seen. Developer Guide, Stopped tasks error messages.
const cannotAssume = "ECS was unable to assume the role '%s' that was provided for this task. Please verify that the " +
	"role being passed has the proper trust relationship and permissions and that your IAM user has permissions to " +
	"pass this role."

// unassumable is why the roles of a task cannot be had; empty when they can.
func (w *World) unassumable(def *types.TaskDefinition, overrides *types.TaskOverride) string {
	for _, arn := range []string{executionRole(def, overrides), taskRole(def, overrides)} {
		r, ok := w.Role(lastSegment(arn))
		if arn != "" && (!ok || r.Principal() != tasksPrincipal) {
			return fmt.Sprintf(cannotAssume, arn)
		}
	}
	return ""
}

// executionRole is the role that the agent acts in for a task; empty if none.
func executionRole(def *types.TaskDefinition, overrides *types.TaskOverride) string {
	if overrides != nil && overrides.ExecutionRoleArn != nil {
		return *overrides.ExecutionRoleArn
	}
	return aws.ToString(def.ExecutionRoleArn)
}

// taskRole is the role that the containers of a task act in; empty if none.
func taskRole(def *types.TaskDefinition, overrides *types.TaskOverride) string {
	if overrides != nil && overrides.TaskRoleArn != nil {
		return *overrides.TaskRoleArn
	}
	return aws.ToString(def.TaskRoleArn)
}

// roleRefused is a service whose tasks cannot have their roles. Developer Guide,
// Viewing Amazon ECS service event messages.
func (w *World) roleRefused(d *deployment, why string) {
	d.uncounted++
	w.sayOnce(d.service, "place", "failed to launch a task with (error "+why+").")
	w.fail(&d.service.placing)
}

// refused is what a service answers the agent of the task that may not carry out
// an action on a resource; empty when it may. Without an execution role it acts in
// the instance's, which may do everything.
func (w *World) refused(t *task, action, resource string) string {
	arn := executionRole(t.def, t.overrides)
	r, ok := w.Role(lastSegment(arn))
	if !ok || r.Allows(action) {
		return ""
	}
	return fmt.Sprintf("User: arn:aws:sts::%s:assumed-role/%s/%s is not authorized to perform: %s on resource: %s "+
		"because no identity-based policy allows the %s action", w.opts.Account, r.Name, t.id, action, resource, action)
}

// sdkError is an error of an AWS service in the words of the agent's client of it.
func (w *World) sdkError(service, operation, text string) string {
	return fmt.Sprintf("operation error %s: %s, https response error StatusCode: 400, RequestID: %s, %s",
		service, operation, w.uuid(), text)
}

// denial is an sdkError of access denied.
func (w *World) denial(service, operation, text string) string {
	return w.sdkError(service, operation, "api error AccessDeniedException: "+text)
}
