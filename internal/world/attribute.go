package world

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// maxAttributes is how many custom attributes a container instance may have, and
// how many one call may name. API reference, PutAttributes, attributes.
const maxAttributes = 10

// isAttributeName reports whether an attribute may be called s. API reference,
// Attribute, name.
func isAttributeName(s string) bool { return 1 <= len(s) && len(s) <= 128 && madeOf(s, `_.\/-`) }

// isAttributeValue reports whether s may be the value of an attribute: no space
// at its ends. API reference, Attribute, value.
func isAttributeValue(s string) bool {
	return 1 <= len(s) && len(s) <= 128 && madeOf(s, `_.@:\/ -`) && strings.Trim(s, " ") == s
}

// reserved says whether only ECS and the agent set attributes of that name.
// Developer Guide, Amazon ECS container instance attributes.
func reserved(name string) bool {
	return strings.HasPrefix(name, "ecs.") || strings.HasPrefix(name, "com.amazonaws.ecs.")
}

// PutAttributes gives instances custom attributes, or these a new value. Either
// all are put or none. API reference, PutAttributes.
func (w *World) PutAttributes(in *ecs.PutAttributesInput) (*ecs.PutAttributesOutput, error) {
	c, targets, err := w.attributeTargets(in.Cluster, in.Attributes)
	if err != nil {
		return nil, err
	}
	next := map[*instance][]types.Attribute{}
	for n, a := range in.Attributes {
		if a.Value != nil && !isAttributeValue(*a.Value) {
			return nil, invalidParameterf("Invalid attribute value %q.", *a.Value)
		}
		i := targets[n]
		if next[i] == nil {
			next[i] = i.attributes
		}
		if next[i], err = withAttribute(next[i], a); err != nil {
			return nil, err
		}
	}
	for i, attributes := range next {
		i.setAttributes(attributes)
	}
	w.membersChanged(c)
	return &ecs.PutAttributesOutput{Attributes: shownAttributes(in.Attributes, targets)}, nil
}

// DeleteAttributes takes custom attributes away and answers with those that
// there were. API reference, DeleteAttributes.
func (w *World) DeleteAttributes(in *ecs.DeleteAttributesInput) (*ecs.DeleteAttributesOutput, error) {
	c, targets, err := w.attributeTargets(in.Cluster, in.Attributes)
	if err != nil {
		return nil, err
	}
	out := &ecs.DeleteAttributesOutput{Attributes: []types.Attribute{}}
	for n, a := range in.Attributes {
		i := targets[n]
		value, ok := i.values[*a.Name]
		if !ok {
			continue
		}
		i.setAttributes(slices.DeleteFunc(slices.Clone(i.attributes), func(other types.Attribute) bool {
			return *other.Name == *a.Name
		}))
		out.Attributes = append(out.Attributes, types.Attribute{
			Name: aws.String(*a.Name), Value: text(value), TargetId: aws.String(i.arn),
		})
	}
	w.membersChanged(c)
	return out, nil
}

// attributeTargets finds the instance of each attribute and checks the names.
func (w *World) attributeTargets(clusterRef *string, attributes []types.Attribute) (*cluster, []*instance, error) {
	c, err := w.cluster(clusterRef)
	if err != nil {
		return nil, nil, err
	}
	if n := len(attributes); n == 0 || n > maxAttributes {
		return nil, nil, invalidParameter("attributes must have between 1 and 10 items.")
	}
	var out []*instance
	for _, a := range attributes {
		name, id := aws.ToString(a.Name), aws.ToString(a.TargetId)
		switch {
		case !isAttributeName(name):
			return nil, nil, invalidParameterf("Invalid attribute name %q.", name)
		case reserved(name):
			return nil, nil, invalidParameterf("The attribute name %q is reserved for Amazon ECS.", name)
		case id == "":
			return nil, nil, invalidParameter("targetId can not be blank.")
		case !strings.Contains(id, ":") && a.TargetType == "":
			return nil, nil, invalidParameter("targetType is required with a short targetId.")
		case a.TargetType != "" && a.TargetType != types.TargetTypeContainerInstance:
			return nil, nil, invalidParameterf("Invalid targetType %q.", string(a.TargetType))
		}
		i := c.instances[lastSegment(id)]
		if i == nil {
			return nil, nil, &types.TargetNotFoundException{Message: aws.String("The specified target wasn't found.")}
		}
		out = append(out, i)
	}
	return c, out, nil
}

// withAttribute adds an attribute to a list in the order of names, or replaces
// its value. API reference, AttributeLimitExceededException.
func withAttribute(old []types.Attribute, a types.Attribute) ([]types.Attribute, error) {
	own := types.Attribute{Name: aws.String(*a.Name), Value: text(aws.ToString(a.Value))}
	n, found := slices.BinarySearchFunc(old, *a.Name, func(other types.Attribute, name string) int {
		return strings.Compare(*other.Name, name)
	})
	next := slices.Clone(old)
	if found {
		next[n] = own
		return next, nil
	}
	next = slices.Insert(next, n, own)
	custom := 0
	for _, other := range next {
		if !reserved(*other.Name) {
			custom++
		}
	}
	if custom > maxAttributes {
		return nil, &types.AttributeLimitExceededException{
			Message: aws.String("A container instance can have at most 10 custom attributes."),
		}
	}
	return next, nil
}

// setAttributes replaces the attributes of the instance.
func (i *instance) setAttributes(attributes []types.Attribute) {
	i.attributes, i.values = attributes, map[string]string{}
	for _, a := range attributes {
		i.values[*a.Name] = aws.ToString(a.Value)
	}
	i.cluster.rooms = nil
	i.version++
}

// shownAttributes are attributes in an answer: with the ARN of their instance.
func shownAttributes(attributes []types.Attribute, targets []*instance) []types.Attribute {
	out := []types.Attribute{}
	for n, a := range attributes {
		out = append(out, types.Attribute{
			Name: aws.String(*a.Name), Value: text(aws.ToString(a.Value)), TargetId: aws.String(targets[n].arn),
		})
	}
	return out
}

// ListAttributes lists the attributes of a cluster's instances, with their
// values, the built-in ones too. API reference, ListAttributes.
func (w *World) ListAttributes(in *ecs.ListAttributesInput) (*ecs.ListAttributesOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	switch {
	case in.TargetType != types.TargetTypeContainerInstance:
		return nil, invalidParameterf("Invalid targetType %q.", string(in.TargetType))
	case in.AttributeValue != nil && in.AttributeName == nil:
		return nil, invalidParameter("attributeName is required with attributeValue.")
	}
	rows := map[string]types.Attribute{}
	for _, i := range c.fleet {
		for _, a := range i.attributes {
			if (in.AttributeName == nil || *a.Name == *in.AttributeName) &&
				(in.AttributeValue == nil || aws.ToString(a.Value) == *in.AttributeValue) {
				rows[i.arn+" "+*a.Name] = types.Attribute{Name: a.Name, Value: a.Value, TargetId: aws.String(i.arn)}
			}
		}
	}
	keys, next, err := page(slices.Sorted(maps.Keys(rows)), in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListAttributesOutput{Attributes: []types.Attribute{}, NextToken: next}
	for _, key := range keys {
		out.Attributes = append(out.Attributes, rows[key])
	}
	return out, nil
}
