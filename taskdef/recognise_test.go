package taskdef

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestADescribedDefinitionIsRead(t *testing.T) {
	const want = `{"containerDefinitions":[{"image":"nginx","name":"app"}],"family":"web",` +
		`"tags":[{"key":"team","value":"shop"}]}`
	tests := []struct {
		name, src string
		warnings  []string
	}{
		{
			"bare",
			`{"taskDefinitionArn": "arn:x", "family": "web", "revision": 3, "status": "ACTIVE", "registeredAt": 1.5,
 "tags": [{"key": "team", "value": "shop"}], "containerDefinitions": [{"name": "app", "image": "nginx"}]}`,
			[]string{`task.json:1:2: warning: "taskDefinitionArn" is set by ECS and is ignored ` +
				"(also: revision, status, registeredAt)"},
		},
		{
			"wrapped, with tags beside",
			`{"taskDefinition": {"family": "web", "containerDefinitions": [{"name": "app", "image": "nginx"}],
  "revision": 3}, "tags": [{"key": "team", "value": "shop"}]}`,
			[]string{`task.json:2:3: warning: "revision" is set by ECS and is ignored`},
		},
		{
			"spelt like CloudFormation",
			`{"Family": "web", "Tags": [{"Key": "team", "Value": "shop"}], "Revision": 1,
 "ContainerDefinitions": [{"Name": "app", "Image": "nginx"}]}`,
			[]string{
				`task.json:1:2: warning: "Family" is read as "family": the API's names start with a small letter ` +
					"(6 more like it)",
				`task.json:1:63: warning: "Revision" is set by ECS and is ignored`,
			},
		},
		{
			"shorthands spelt like CloudFormation",
			`{"Family": "web", "Tags": {"team": "shop"}, "ContainerDefinitions": [{"Name": "app", "Image": "nginx"}]}`,
			[]string{`task.json:1:2: warning: "Family" is read as "family": the API's names start with a small letter ` +
				"(4 more like it)"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(want, request(t, tt.src, Options{})); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			d, err := Parse("task.json", []byte(tt.src), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.warnings, textOf(d.Warnings)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnotherFileIsNamed(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{
			"a CloudFormation template", "AWSTemplateFormatVersion: 2010-09-09\nResources: {}",
			"a CloudFormation template, not a task definition" +
				" (take the Properties of its AWS::ECS::TaskDefinition; their spelling is accepted)",
		},
		{
			"a CloudFormation resource", "Type: AWS::ECS::TaskDefinition\nProperties: {Family: web}",
			"a CloudFormation template, not a task definition" +
				" (take the Properties of its AWS::ECS::TaskDefinition; their spelling is accepted)",
		},
		{"a bare list", "- name: app\n  image: nginx", "a bare list of container definitions, not a task definition" +
			" (put the list under containerDefinitions and name the family)"},
		{"one container", "name: app\nimage: nginx", "one container definition, not a task definition" +
			" (put it in a list under containerDefinitions and name the family)"},
		{
			"an ecs-cli file", "version: 1\ntask_definition: {services: {}}",
			"a parameter file of ecs-cli, not a task definition" +
				" (write the members of RegisterTaskDefinition instead)",
		},
		{"compose", "services: {web: {image: nginx}}", "a Docker Compose file, not a task definition" +
			" (write the members of RegisterTaskDefinition instead)"},
		{"described services", "services: [{serviceArn: x}]", "what describe-services prints, not a task definition" +
			" (a service file goes beside the task definition, not in its place)"},
		{"a service", "serviceName: web\ntaskDefinition: web:1", "a service definition, not a task definition" +
			" (a service file goes beside the task definition, not in its place)"},
		{
			"an Azure resource", `{"type": "Microsoft.ContainerInstance/containerGroups"}`,
			"an Azure resource, not a task definition",
		},
		{"Azure Batch", `{"id": "t1", "commandLine": "run"}`, "a file of Azure Batch, not a task definition"},
		{
			"an Azure template", `{"$schema": "https://schema.management.azure.com/x", "resources": []}`,
			"an Azure Resource Manager template, not a task definition",
		},
		{"Kubernetes", "apiVersion: apps/v1\nkind: Deployment", "a Kubernetes manifest, not a task definition"},
		{"AWS Batch", "jobDefinitionName: x\ntype: container", "an AWS Batch job definition, not a task definition" +
			" (register it with AWS Batch; ECS takes no job definitions)"},
		{"a word", "web", "a single value, not a task definition" +
			" (a task definition is a map with family and containerDefinitions)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := []string{"task.yaml:1:1: this is " + tt.want}
			if tt.src[0] == '{' {
				want[0] = "task.yaml:1:2: this is " + tt.want
			}
			if diff := cmp.Diff(want, problemsOf(t, tt.src, Options{})); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnUnknownKeyBesideTheWrapperIsRefused(t *testing.T) {
	got := problemsOf(t, "version: 1\ntaskDefinition:\n  containerDefinitions: []\n", Options{})
	want := []string{
		`task.yaml:1:1: unknown key "version" beside taskDefinition`,
		`task.yaml:3:3: "family" is missing`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
