package world

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// start is what a call says about the tasks that it starts.
type start struct {
	group, by string
	overrides *types.TaskOverride
	tags      []types.Tag
	exec      bool
}

// newStart reads it off a call, whose startedBy may have so many characters. API
// reference, RunTask and StartTask.
func newStart(c *cluster, rev *revision, in *ecs.RunTaskInput, longest int) (start, error) {
	switch {
	case len(aws.ToString(in.ClientToken)) > 64:
		return start{}, invalidParameter("clientToken can have at most 64 characters.")
	case len(aws.ToString(in.StartedBy)) > longest:
		return start{}, invalidParameterf("startedBy can have at most %d characters.", longest)
	}
	tags, err := startTags(c, rev, in)
	return start{
		group: cmp.Or(aws.ToString(in.Group), "family:"+aws.ToString(rev.def.Family)),
		by:    aws.ToString(in.StartedBy), overrides: in.Overrides, tags: tags, exec: in.EnableExecuteCommand,
	}, err
}

// startTags are the tags of the tasks: those of the task definition if they are
// propagated, those that the call gives, which win, and where asked for ECS's own.
// API reference, RunTask, propagateTags, tags and enableECSManagedTags.
func startTags(c *cluster, rev *revision, in *ecs.RunTaskInput) ([]types.Tag, error) {
	var propagated []types.Tag
	switch in.PropagateTags {
	case "", types.PropagateTagsNone:
	case types.PropagateTagsTaskDefinition:
		propagated = rev.tags
	default:
		return nil, invalidParameterf("Tags cannot be propagated to a task from %s.", in.PropagateTags)
	}
	tags, err := addTags(propagated, in.Tags)
	if err == nil && in.EnableECSManagedTags {
		tags = append(tags, types.Tag{Key: aws.String("aws:ecs:clusterName"), Value: aws.String(c.name)})
	}
	return tags, err
}
