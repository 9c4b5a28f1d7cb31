package taskdef

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

func TestCheckNamesAndSizes(t *testing.T) {
	runRules(t, []ruleTest{
		{
			"a family with a space", onEC2, "family: my web",
			"o:1:9: a family is named by up to 255 letters, digits, hyphens and underscores (write my-web)",
		},
		{
			"a family that is too long", onEC2, "family: " + strings.Repeat("a", 256),
			"o:1:9: a family is named by up to 255 letters, digits, hyphens and underscores",
		},
		{
			"a container without a name or an image", onEC2, `containerDefinitions: [{name: "", memory: 64}]`,
			"o:1:24: container 1 has no image\no:1:31: the container has no name",
		},
		{
			"a container name with a dot", onEC2, "containerDefinitions: [{name: a.b, image: x, memory: 64}]",
			"o:1:31: a container is named by up to 255 letters, digits, hyphens and underscores (write a-b)",
		},
		{
			"an image that is too long", onEC2, app("image: " + strings.Repeat("a", 256)),
			"o:1:43: an image reference has up to 255 characters before its digest",
		},
		{"an image with a space", onEC2, app("image: a b"), "o:1:43: an image reference holds no spaces"},
		{
			"a template mark in an image", onEC2, app("image: 'a:{{tag}}'"),
			"o:1:43: warning: {{tag}} looks like the mark of a template that was not filled in",
		},
		{
			"no essential container", onEC2, app("essential: false"),
			"o:1:1: no container is essential (leave essential out of the main container, or set it to true)",
		},
		{
			"eleven containers", onEC2, "containerDefinitions: [" + sidecars(10) + "]",
			"o:1:1: 11 containers are more than the 10 a task may have",
		},
		{
			"more than 64 KiB", onEC2, app("command: [" + strings.Repeat("x", 66000) + "]"),
			"base:1:1: the definition has 66137 bytes, more than 65536",
		},
		{
			"a tag with a reserved prefix", onEC2, "tags: {'AWS:team': x}",
			`o:1:8: tag "AWS:team": the prefix aws: is reserved`,
		},
		{
			"a tag key that is too long", onEC2, "tags: {" + strings.Repeat("é", 129) + ": x}",
			"o:1:8: a tag key has up to 128 characters",
		},
		{
			"a tag value that is too long", onEC2, "tags: {k: " + strings.Repeat("é", 257) + "}",
			`o:1:11: the value of tag "k" has more than 256 characters`,
		},
		{"a tag twice", onEC2, "tags: [{key: a, value: x}, {key: a, value: y}]", `o:1:34: tag "a" is there twice`},
		{"51 tags", onEC2, "tags: {" + tagged(51) + "}", "o:1:1: 51 tags are more than the 50 allowed"},
		{
			"eleven placement constraints", onEC2,
			"placementConstraints: [" + strings.Repeat("{type: memberOf, expression: 'a == b'}, ", 11) + "]",
			"o:1:1: 11 constraints are more than the 10 allowed",
		},
		{
			"an expression that is too long", onEC2,
			"placementConstraints: [{type: memberOf, expression: '" + strings.Repeat("a", 2001) + "'}]",
			"o:1:53: an expression has up to 2000 characters",
		},
		{
			"a proxy that is no container", onFargate, "proxyConfiguration: {containerName: envoy}",
			`o:1:37: there is no container "envoy"`,
		},
		{
			"a proxy without awsvpc", onEC2, "proxyConfiguration: {containerName: app}",
			"o:1:1: a proxy needs the network mode awsvpc",
		},
	})
}

func sidecars(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{name: side%d, image: busybox, memory: 6}, ", i)
	}
	return b.String()
}

func tagged(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: v, ", i)
	}
	return b.String()
}

func TestCheckOfAPlacementConstraintOfTheService(t *testing.T) {
	d := parsed(t, onEC2)
	d.Input.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{Type: "distinctInstance"}}
	want := []string{"task.yaml:1:1: a task definition takes only constraints of type memberOf" +
		" (distinctInstance belongs to the service)"}
	if diff := cmp.Diff(want, textOf(d.Check())); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
