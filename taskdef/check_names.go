package taskdef

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
)

const (
	ruleTask      = "API reference, RegisterTaskDefinition"
	ruleContainer = "API reference, ContainerDefinition"
	ruleQuotas    = "Developer Guide, Amazon ECS service quotas"
	ruleTags      = "API reference, Tag"
)

// validName is true for what families, containers and volumes may be called:
// up to 255 letters, digits, underscores and hyphens.
func validName(s string) bool {
	return len(s) <= 255 && strings.IndexFunc(s, func(r rune) bool { return r != '-' && !nameRune(r) }) < 0
}

// API reference, RegisterTaskDefinition, family.
func checkFamily(c *checker) {
	family := aws.ToString(c.in.Family)
	if family == "" {
		c.refuse(finding{"family", "the family has no name", "", ruleTask})
	} else if !validName(family) {
		c.refuse(finding{
			"family", "a family is named by up to 255 letters, digits, hyphens and underscores",
			fixedName(family), ruleTask,
		})
	}
}

// fixedName suggests the name with hyphens for what is not allowed.
func fixedName(s string) string {
	fixed := strings.Trim(strings.Map(func(r rune) rune {
		if r == '-' || nameRune(r) {
			return r
		}
		return '-'
	}, s), "-")
	if fixed == "" || len(fixed) > 255 {
		return ""
	}
	return "write " + fixed
}

// API reference, ContainerDefinition, name.
func checkContainerName(c container) {
	name := aws.ToString(c.def.Name)
	if name == "" {
		c.refuse(finding{c.path + ".name", "the container has no name", "", ruleContainer})
		return
	}
	if !validName(name) {
		c.refuse(finding{
			c.path + ".name", "a container is named by up to 255 letters, digits, hyphens and underscores",
			fixedName(name), ruleContainer,
		})
	}
	for _, other := range c.in.ContainerDefinitions[:c.index] {
		if aws.ToString(other.Name) == name {
			c.refuse(finding{c.path + ".name", fmt.Sprintf("two containers are called %q", name), "", ruleContainer})
			return
		}
	}
}

// API reference, ContainerDefinition, image.
func checkImage(c container) {
	image := aws.ToString(c.def.Image)
	reference, _, _ := strings.Cut(image, "@sha256:")
	switch {
	case image == "":
		c.refuse(finding{c.path + ".image", c.name() + " has no image", "", ruleContainer})
	case len(reference) > 255:
		c.refuse(finding{
			c.path + ".image", "an image reference has up to 255 characters before its digest",
			"", ruleContainer,
		})
	case strings.ContainsAny(image, " \t\n"):
		c.refuse(finding{c.path + ".image", "an image reference holds no spaces", "", ruleContainer})
	}
}

// checkSize checks the size of the definition and the number of its containers
// (Developer Guide, Amazon ECS service quotas). It answers false for one so
// large that the other rules are not worth their time.
func checkSize(c *checker) bool {
	const maxBytes, maxContainers, absurd = 64 << 10, 10, 100
	request, err := shape.Marshal(c.in)
	if err == nil && len(request) > maxBytes {
		c.refuse(finding{
			"", fmt.Sprintf("the definition has %d bytes, more than %d", len(request), maxBytes),
			"", ruleQuotas,
		})
	}
	n := len(c.in.ContainerDefinitions)
	if n > maxContainers {
		c.refuse(finding{
			"containerDefinitions", fmt.Sprintf("%d containers are more than the %d a task may have", n, maxContainers),
			"", ruleQuotas,
		})
	}
	return n <= absurd
}

// API reference, ContainerDefinition, essential.
func checkEssential(c *checker) {
	containers := c.in.ContainerDefinitions
	if len(containers) == 0 {
		c.refuse(finding{"containerDefinitions", "there is no container", "", ruleTask})
		return
	}
	for i := range containers {
		if essential(&containers[i]) {
			return
		}
	}
	c.refuse(finding{
		"containerDefinitions", "no container is essential",
		"leave essential out of the main container, or set it to true", ruleContainer,
	})
}

// API reference, RegisterTaskDefinition, tags.
func checkTags(c *checker) {
	seen := map[string]bool{}
	for i, tag := range c.in.Tags {
		path, key := fmt.Sprintf("tags[%d]", i), aws.ToString(tag.Key)
		switch {
		case utf8.RuneCountInString(key) > 128:
			c.refuse(finding{path + ".key", "a tag key has up to 128 characters", "", ruleTags})
		case utf8.RuneCountInString(aws.ToString(tag.Value)) > 256:
			c.refuse(finding{
				path + ".value", fmt.Sprintf("the value of tag %q has more than 256 characters", key),
				"", ruleTags,
			})
		case reserved(key):
			c.refuse(finding{path + ".key", fmt.Sprintf("tag %q: the prefix aws: is reserved", key), "", ruleTags})
		case seen[key]:
			c.refuse(finding{path + ".key", fmt.Sprintf("tag %q is there twice", key), "", ruleTags})
		}
		seen[key] = true
	}
	if len(c.in.Tags) > 50 {
		c.refuse(finding{"tags", fmt.Sprintf("%d tags are more than the 50 allowed", len(c.in.Tags)), "", ruleTags})
	}
}

// API reference, TaskDefinitionPlacementConstraint.
func checkPlacement(c *checker) {
	const rule = "API reference, TaskDefinitionPlacementConstraint"
	if n := len(c.in.PlacementConstraints); n > 10 {
		c.refuse(finding{"placementConstraints", fmt.Sprintf("%d constraints are more than the 10 allowed", n), "", rule})
	}
	for i, constraint := range c.in.PlacementConstraints {
		path := fmt.Sprintf("placementConstraints[%d]", i)
		if constraint.Type != types.TaskDefinitionPlacementConstraintTypeMemberOf {
			c.refuse(finding{
				path + ".type", "a task definition takes only constraints of type memberOf",
				"distinctInstance belongs to the service", rule,
			})
		}
		if utf8.RuneCountInString(aws.ToString(constraint.Expression)) > 2000 {
			c.refuse(finding{path + ".expression", "an expression has up to 2000 characters", "", rule})
		}
	}
}

// API reference, ProxyConfiguration: the proxy is one of the containers.
func checkProxy(c *checker) {
	if c.in.ProxyConfiguration == nil {
		return
	}
	if name := aws.ToString(c.in.ProxyConfiguration.ContainerName); c.containerNamed(name) == nil {
		c.refuse(finding{
			"proxyConfiguration.containerName", fmt.Sprintf("there is no container %q", name),
			"", "API reference, ProxyConfiguration",
		})
	}
	if c.networkMode() != types.NetworkModeAwsvpc {
		c.refuse(finding{
			"proxyConfiguration", "a proxy needs the network mode awsvpc", "",
			"Developer Guide, Amazon ECS task definition parameters: proxyConfiguration",
		})
	}
}

func (c *checker) containerNamed(name string) *types.ContainerDefinition {
	for i := range c.in.ContainerDefinitions {
		if aws.ToString(c.in.ContainerDefinitions[i].Name) == name {
			return &c.in.ContainerDefinitions[i]
		}
	}
	return nil
}

// nameRune is true for what names of ECS and of variables alike are made of.
func nameRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// reserved tells a tag key that only AWS may set, in letters of either case (API
// reference, Tag).
func reserved(key string) bool { return strings.HasPrefix(strings.ToLower(key), "aws:") }
