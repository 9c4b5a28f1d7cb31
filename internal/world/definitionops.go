package world

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// RegisterTaskDefinition registers the next revision of a family. Numbers start
// at 1 and are never used again (API reference, TaskDefinition, revision).
func (w *World) RegisterTaskDefinition(in *ecs.RegisterTaskDefinitionInput) (*ecs.RegisterTaskDefinitionOutput, error) {
	def := newDefinition(clone(*in))
	if err := checkDefinition(def); err != nil {
		return nil, err
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	name := aws.ToString(def.Family)
	f := w.families[name]
	if f == nil {
		f = &family{name: name, revisions: map[int32]*revision{}}
		w.families[name] = f
	}
	f.last++
	r := &revision{def: *def, tags: tags}
	r.def.Revision = f.last
	r.def.Status = types.TaskDefinitionStatusActive
	r.def.TaskDefinitionArn = aws.String(w.arn("task-definition/" + r.name()))
	r.def.RegisteredAt = aws.Time(w.stamp())
	r.def.RegisteredBy = aws.String(w.Caller())
	f.revisions[f.last] = r
	return &ecs.RegisterTaskDefinitionOutput{TaskDefinition: r.describe(), Tags: tags}, nil
}

// DescribeTaskDefinition describes one revision, INACTIVE ones too.
func (w *World) DescribeTaskDefinition(in *ecs.DescribeTaskDefinitionInput) (*ecs.DescribeTaskDefinitionOutput, error) {
	r, err := w.namedRevision(aws.ToString(in.TaskDefinition))
	switch {
	case err != nil:
		return nil, err
	case r == nil:
		return nil, clientError("Unable to describe task definition.")
	}
	out := &ecs.DescribeTaskDefinitionOutput{TaskDefinition: r.describe()}
	for _, field := range in.Include {
		if field == types.TaskDefinitionFieldTags {
			out.Tags = append([]types.Tag{}, r.tags...)
		}
	}
	return out, nil
}

// DeregisterTaskDefinition makes a revision INACTIVE: what runs on it goes on,
// nothing new may use it (API reference, DeregisterTaskDefinition).
func (w *World) DeregisterTaskDefinition(in *ecs.DeregisterTaskDefinitionInput) (
	*ecs.DeregisterTaskDefinitionOutput, error,
) {
	r, err := w.exactRevision(aws.ToString(in.TaskDefinition))
	if err != nil {
		return nil, err
	}
	switch {
	case r == nil:
		return nil, clientError("The specified task definition does not exist.")
	case !r.active():
		return nil, clientError("The specified task definition is inactive. Specify an active task definition and try again.")
	}
	r.def.Status = types.TaskDefinitionStatusInactive
	r.def.DeregisteredAt = aws.Time(w.stamp())
	return &ecs.DeregisterTaskDefinitionOutput{TaskDefinition: r.describe()}, nil
}

// describe gives a copy that the caller may keep.
func (r *revision) describe() *types.TaskDefinition {
	def := clone(r.def)
	return &def
}
