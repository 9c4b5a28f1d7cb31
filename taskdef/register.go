package taskdef

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/resend"
)

// API is what this package calls of ECS; *ecs.Client satisfies it.
type API interface {
	RegisterTaskDefinition(context.Context, *ecs.RegisterTaskDefinitionInput, ...func(*ecs.Options)) (
		*ecs.RegisterTaskDefinitionOutput, error)
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (
		*ecs.DescribeTaskDefinitionOutput, error)
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

// registerAttempts bounds how often a registration whose outcome is unknown is
// looked up and tried again.
const registerAttempts = 3

// Register makes d the latest ACTIVE revision of its family. Where that revision
// already says the same, tags included, it is kept, unless force asks for a new
// one. Run again after a crash, Register finds what it registered.
//
// The errors are those of ECS, wrapped: errors.As finds a smithy.APIError.
func Register(ctx context.Context, api API, d *Definition, force bool) (Registration, error) {
	family := aws.ToString(d.Input.Family)
	before, r, err := plan(ctx, api, d)
	if err != nil || r.Reused && !force {
		return r, err
	}
	for attempt := 1; ; attempt++ {
		out, err := api.RegisterTaskDefinition(ctx, d.Input, resend.ThrottledOnly)
		if err == nil && out.TaskDefinition == nil {
			err = &AnswerError{Lacks: "the task definition"}
		}
		if err == nil {
			return registered(r, out.TaskDefinition), nil
		}
		err = fmt.Errorf("register task definition %q: %w", family, err)
		if !resend.Unknown(ctx, err) || attempt == registerAttempts {
			return Registration{}, err
		}
		// The reply was lost, but perhaps not the request: look before trying again.
		latest, now, describeErr := plan(ctx, api, d)
		if describeErr != nil {
			return Registration{}, err
		}
		if latest != nil && now.Reused && (before == nil || latest.Revision != before.Revision) {
			return registered(r, latest), nil
		}
	}
}

// plan compares d with the latest ACTIVE revision of its family, nil where there
// is none, and gives the registration that keeps that revision.
func plan(ctx context.Context, api API, d *Definition) (*types.TaskDefinition, Registration, error) {
	latest, tags, err := Latest(ctx, api, aws.ToString(d.Input.Family))
	if err != nil {
		return nil, Registration{}, err
	}
	changes := d.Diff(latest, tags)
	if latest == nil {
		return nil, Registration{Changes: changes}, nil
	}
	return latest, Registration{
		Revision: RevisionOf(latest), ARN: aws.ToString(latest.TaskDefinitionArn),
		Reused: len(changes) == 0, From: RevisionOf(latest), Changes: changes,
	}, nil
}

func registered(r Registration, td *types.TaskDefinition) Registration {
	r.Revision, r.ARN, r.Reused = RevisionOf(td), aws.ToString(td.TaskDefinitionArn), false
	return r
}

// Latest describes a task definition and its tags: "family" for the latest
// ACTIVE revision, "family:revision" or an ARN for that one. It is nil where
// there is none.
func Latest(ctx context.Context, api API, name string) (*types.TaskDefinition, []types.Tag, error) {
	out, err := api.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{
		TaskDefinition: aws.String(name),
		Include:        []types.TaskDefinitionField{types.TaskDefinitionFieldTags},
	})
	if isNotFound(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("describe task definition %q: %w", name, err)
	}
	return out.TaskDefinition, out.Tags, nil
}

// isNotFound knows the answer of DescribeTaskDefinition for a family without an
// ACTIVE revision: a ClientException that only its text tells from others.
func isNotFound(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && strings.Contains(api.ErrorMessage(), "Unable to describe task definition")
}
