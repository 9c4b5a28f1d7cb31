package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// addTags gives old with added put in, a key that was there already with its
// new value. The limits are those of API reference, TagResource, tags.
func addTags(old, added []types.Tag) ([]types.Tag, error) {
	out := append([]types.Tag{}, old...)
	for _, t := range added {
		key, value := aws.ToString(t.Key), aws.ToString(t.Value)
		switch {
		case key == "" || len([]rune(key)) > 128:
			return nil, invalidParameter("Tag keys must have between 1 and 128 characters.")
		case len([]rune(value)) > 256:
			return nil, invalidParameter("Tag values can have at most 256 characters.")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, invalidParameter("Tag keys must not start with aws:, which is reserved.")
		}
		tag := types.Tag{Key: aws.String(key), Value: aws.String(value)}
		if i := slices.IndexFunc(out, func(t types.Tag) bool { return *t.Key == key }); i >= 0 {
			out[i] = tag
		} else {
			out = append(out, tag)
		}
	}
	if len(out) > 50 {
		return nil, invalidParameter("A resource can have at most 50 tags.")
	}
	return out, nil
}

// TagResource adds tags to a resource.
func (w *World) TagResource(in *ecs.TagResourceInput) (*ecs.TagResourceOutput, error) {
	tags, err := w.tagsOf(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	next, err := addTags(*tags, in.Tags)
	if err != nil {
		return nil, err
	}
	*tags = next
	return &ecs.TagResourceOutput{}, nil
}

// UntagResource removes tags by their keys; a key that is not there is ignored.
func (w *World) UntagResource(in *ecs.UntagResourceInput) (*ecs.UntagResourceOutput, error) {
	tags, err := w.tagsOf(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	var kept []types.Tag
	for _, t := range *tags {
		if !slices.Contains(in.TagKeys, *t.Key) {
			kept = append(kept, t)
		}
	}
	*tags = kept
	return &ecs.UntagResourceOutput{}, nil
}

// ListTagsForResource lists the tags of a resource.
func (w *World) ListTagsForResource(in *ecs.ListTagsForResourceInput) (*ecs.ListTagsForResourceOutput, error) {
	tags, err := w.tagsOf(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &ecs.ListTagsForResourceOutput{Tags: append([]types.Tag{}, *tags...)}, nil
}

// tagsOf finds the tags of the resource with an ARN: a cluster, service, task set,
// task, container instance, task definition, capacity provider, daemon, daemon
// task definition or gateway (API reference, TagResource, resourceArn). Short ARNs
// of services and tasks cannot be tagged.
func (w *World) tagsOf(arn *string) (*[]types.Tag, error) {
	resource, ok := strings.CutPrefix(aws.ToString(arn), w.arn(""))
	if !ok {
		return nil, invalidParameter("The ARN is not valid: it must name an Amazon ECS resource of this account and " +
			"Region.")
	}
	parts := strings.Split(resource, "/")
	switch {
	case len(parts) == 2:
		tags, err := w.tagsOfOwn(parts[0], parts[1])
		if tags != nil || err != nil {
			return tags, err
		}
	case len(parts) == 5 && parts[0] == "task-set":
		s, err := w.service(&parts[1], &parts[2])
		if err != nil {
			return nil, err
		}
		if t := s.findSet(parts[4]); t != nil {
			return &t.tags, nil
		}
	case len(parts) == 3:
		c, err := w.cluster(&parts[1])
		if err != nil {
			return nil, err
		}
		if tags := c.tagsOf(parts[0], parts[2]); tags != nil {
			return tags, nil
		}
	}
	return nil, invalidParameter("The specified resource does not exist. Specify a valid ARN and try again.")
}

// tagsOfOwn finds those of a cluster or of what belongs to none; nil where there is
// none, unless that is an error of its own.
func (w *World) tagsOfOwn(kind, name string) (*[]types.Tag, error) {
	switch kind {
	case "task-definition":
		r, err := w.exactRevision(name)
		if err == nil && r != nil {
			return &r.tags, nil
		}
	case "daemon-task-definition":
		if d := w.daemonDefinition(name); d != nil && strings.Contains(name, ":") {
			return &d.tags, nil
		}
	case "gateway":
		if g := w.gateways[name]; g != nil {
			return &g.tags, nil
		}
	case "capacity-provider":
		p, err := w.provider(&name)
		if err != nil {
			return nil, err
		}
		return &p.tags, nil
	case "cluster":
		c, err := w.cluster(&name)
		if err != nil {
			return nil, err
		}
		return &c.tags, nil
	}
	return nil, nil
}

// tagsOf finds the tags of a resource in the cluster; nil where there is none.
func (c *cluster) tagsOf(kind, id string) *[]types.Tag {
	switch kind {
	case "service":
		if s := c.services[id]; s != nil {
			return &s.tags
		}
	case "daemon":
		if d := c.daemons[id]; d != nil {
			return &d.tags
		}
	case "task":
		if t := c.tasks[id]; t != nil {
			return &t.tags
		}
	case "container-instance":
		if i := c.instances[id]; i != nil {
			return &i.tags
		}
	}
	return nil
}
