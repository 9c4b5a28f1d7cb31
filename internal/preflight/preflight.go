// Package preflight looks, before anything is sent, whether what a task definition
// names is there: its images in ECR, its roles, secrets, parameters and log groups,
// and the target groups of its service. ECS takes a task definition without asking
// for any of them; its tasks fail later, one after the other.
//
// Start at [Checker.Run]. Nothing is changed and no value of a secret or a parameter is ever
// asked for. What cannot be asked, for want of a permission or of time, is skipped
// and said to be. The files:
//
//   - task.go: what of a task definition is looked at
//   - run.go, skip.go: all at once, and for how long
//   - named.go: what it asks for by name, for policies
//   - image.go, imagemissing.go, tag.go, role.go, trust.go, secret.go, parameter.go, access.go,
//     loggroup.go, target.go: one kind of thing each, asked first and judged then
package preflight

import (
	"context"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/ecs-steady/steady/internal/awsclient"
)

// Kind is what a check is about.
type Kind string

// The kinds of checks. Access is whether a role may read a secret or a parameter.
const (
	Image         Kind = "image"
	ExecutionRole Kind = "execution-role"
	TaskRole      Kind = "task-role"
	LinkedRole    Kind = "service-linked-role"
	Secret        Kind = "secret"
	Parameter     Kind = "parameter"
	Access        Kind = "access"
	LogGroup      Kind = "log-group"
	TargetGroup   Kind = "target-group"
)

// Result is how a check ended.
type Result string

// The results of a Check.
const (
	OK      Result = "ok"
	Problem Result = "problem"
	Skipped Result = "skipped" // Note says why
)

// The causes of problems: the codes of package watch under which the tasks would
// fail, and that of a request that ECS refuses.
const (
	causeImage     = "image-pull"
	causeRole      = "role"
	causeSecrets   = "secrets"
	causeLogs      = "log-driver"
	causeHealthELB = "health-elb"
	causeRefused   = "refused"
)

// Check is one thing that was looked at.
type Check struct {
	Kind Kind
	// Subject is its name: an image, a role, a secret. It is never a value.
	Subject string
	// Path is the member of the task definition that names it, "" where none does.
	Path string
	// File, Line and Column are where that is written, "" and 0 where nobody knows.
	File         string
	Line, Column int
	Result       Result
	// Certain is true for a problem with which no task can start, or ECS refuses the
	// service; other problems may turn out to be none.
	Certain bool
	// Cause is the code of what a problem leads to.
	Cause string
	// Note says what is wrong, or why it was skipped: lower case, no full stop. Hint
	// says what to do about a problem.
	Note, Hint string
}

// problem is the check with something that may be wrong.
func (c Check) problem(cause, note, hint string) Check {
	c.Result, c.Cause, c.Note, c.Hint = Problem, cause, note, hint
	return c
}

// certain is the same for a problem that nothing but a change takes away.
func (c Check) certain() Check {
	c.Certain = c.Result == Problem
	return c
}

// ok is the check of something that is as it should be.
func (c Check) ok() Check {
	c.Result = OK
	return c
}

// Asker sends requests to the services that the SDK's clients are not linked of;
// *awsclient.Clients satisfies it.
type Asker interface {
	Ask(context.Context, awsclient.Request) error
}

// TargetsAPI is what is called of Elastic Load Balancing.
type TargetsAPI interface {
	DescribeTargetGroups(context.Context, *elb.DescribeTargetGroupsInput, ...func(*elb.Options)) (
		*elb.DescribeTargetGroupsOutput, error)
}

var (
	_ Asker      = (*awsclient.Clients)(nil)
	_ TargetsAPI = (*elb.Client)(nil)
)

// Clients are who is asked.
type Clients struct {
	Asker   Asker
	Targets TargetsAPI
}
