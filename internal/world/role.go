package world

import (
	"cmp"
	"fmt"
)

// Role is an IAM role that ECS can assume for a task.
type Role struct {
	// ARN is made of the name when it is empty.
	ARN, Name string
	// Denies are the actions that the role does not allow, such as
	// "secretsmanager:GetSecretValue" or "ecr:*"; all others it does.
	Denies []string
}

// AddRole adds a role, or replaces it, and returns its ARN. From now on only
// those that were added exist.
func (w *World) AddRole(r Role) string {
	r.ARN = cmp.Or(r.ARN, fmt.Sprintf("arn:aws:iam::%s:role/%s", w.opts.Account, r.Name))
	w.roles.add(r.Name, r)
	return r.ARN
}
