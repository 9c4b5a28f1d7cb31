package taskdef

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// API is what this package calls of ECS; *ecs.Client satisfies it.
type API interface {
	RegisterTaskDefinition(context.Context, *ecs.RegisterTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.RegisterTaskDefinitionOutput, error)
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error)
}

var _ API = (*ecs.Client)(nil)

// Registration is what [Register] answers.
type Registration struct {
	Revision string // "family:revision"
	ARN      string
	Reused   bool   // the latest ACTIVE revision was identical and was kept
	From     string // the latest ACTIVE revision before, "" for a new family
	Changes  Diff   // from From
}
