package preflight

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// LinkedRoleName is the role that ECS itself acts in (Developer Guide, Using
// service-linked roles for Amazon ECS).
const LinkedRoleName = "AWSServiceRoleForECS"

// iam is where roles are asked for: it has no Regions.
const iam = "iam"

// roles asks for those that the tasks and their service need.
func (a Clients) roles(t Task) []job {
	var jobs []job
	add := func(kind Kind, path, ref string) {
		check := Check{Kind: kind, Subject: roleName(ref), Path: path}
		jobs = append(jobs, one(iam, check, func(ctx context.Context, check Check) Check {
			r, err := a.role(ctx, check.Subject)
			return judgeRole(ctx, check, r, err)
		}))
	}
	if t.ExecutionRole != "" {
		add(ExecutionRole, "executionRoleArn", t.ExecutionRole)
	} else if what, path := t.needsRole(); what != "" {
		jobs = append(jobs, one("", Check{Kind: ExecutionRole, Path: path}, func(_ context.Context, check Check) Check {
			return check.problem(causeRole, what+" needs executionRoleArn", "name the task execution role").certain()
		}))
	}
	if t.TaskRole != "" {
		add(TaskRole, "taskRoleArn", t.TaskRole)
	}
	if t.Creates && (t.Awsvpc || len(t.Balancers) > 0) {
		add(LinkedRole, "", LinkedRoleName)
	}
	return jobs
}

// roleName is the name of a role that is named or an ARN.
func roleName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// role is what is asked of a role.
type role struct {
	ARN string `xml:"GetRoleResult>Role>Arn"`
	// Trust is its trust policy, written as in a URL (IAM API reference, Role).
	Trust string `xml:"GetRoleResult>Role>AssumeRolePolicyDocument"`
}

func (a Clients) role(ctx context.Context, name string) (role, error) {
	var out role
	err := a.Asker.Ask(ctx, awsclient.Request{
		Service: awsclient.IAM, Operation: "GetRole", In: url.Values{"RoleName": {name}}, Out: &out,
	})
	return out, err
}

func judgeRole(ctx context.Context, check Check, r role, err error) Check {
	switch {
	case err != nil && awsclient.Classify(err).Code != "NoSuchEntity":
		return check.skip(ctx, "iam:GetRole", err)
	case err != nil && check.Kind == LinkedRole:
		note := "there is no role " + LinkedRoleName + " yet: ECS makes it with the service, for who may"
		return check.problem(causeRefused, note,
			"aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com")
	case err != nil:
		return check.problem(causeRole, fmt.Sprintf("there is no role %s", check.Subject),
			"create it, or name one that is there").certain()
	case check.Kind == LinkedRole:
		return check.ok()
	}
	switch trusts(r.Trust) {
	case unread:
		return check.unseen("its trust policy could not be read")
	case withheld:
		return check.problem(causeRole, fmt.Sprintf("the role %s does not trust %s", check.Subject, tasksPrincipal),
			"let its trust policy allow sts:AssumeRole to "+tasksPrincipal).certain()
	case refuses:
		note := fmt.Sprintf("the trust policy of role %s denies sts:AssumeRole to %s", check.Subject, tasksPrincipal)
		return check.problem(causeRole, note, "take that Deny out of it: it wins over what is allowed").certain()
	case depends:
		return check.unseen("cannot tell whether a Deny of its trust policy holds")
	}
	return check.ok()
}
