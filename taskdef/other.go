package taskdef

import (
	"strings"

	"github.com/ecs-steady/steady/internal/shape"
)

// otherFile is something that is often mistaken for a task definition.
type otherFile struct{ name, hint string }

func (k otherFile) problem(root *shape.Node) Problem {
	place := root
	if root.Kind == shape.Map && len(root.Members) > 0 {
		place = root.Members[0].Key
	}
	p := at(place)
	p.Message = "this is " + k.name + ", not a task definition"
	p.Hint = k.hint
	return p
}

// marks tell other files by the members they have, the surest first. All
// members of a mark must be there.
var marks = []struct {
	members []string
	otherFile
}{
	{[]string{"AWSTemplateFormatVersion"}, cloudFormationFile},
	{[]string{"Resources"}, cloudFormationFile},
	{[]string{"task_definition"}, ecsCLIFile},
	{[]string{"run_params"}, ecsCLIFile},
	{[]string{"apiVersion", "kind"}, otherFile{"a Kubernetes manifest", ""}},
	{[]string{"jobDefinitionName"}, otherFile{
		"an AWS Batch job definition",
		"register it with AWS Batch; ECS takes no job definitions",
	}},
	{[]string{"vmSize"}, azureBatchFile},
	{[]string{"poolInfo"}, azureBatchFile},
	{[]string{"commandLine"}, azureBatchFile},
	{[]string{"task_configuration"}, azureBatchFile},
	{[]string{"resource", "provider"}, terraformFile},
	{[]string{"resource", "terraform"}, terraformFile},
	{[]string{"taskDefinitionArns"}, otherFile{
		"what list-task-definitions prints",
		"use what describe-task-definition prints",
	}},
	{[]string{"taskDefinitions"}, otherFile{"a list of task definitions", "keep one definition a file"}},
	{[]string{"serviceName"}, serviceFile},
	{[]string{"desiredCount"}, serviceFile},
	{[]string{"image", "name"}, containerFile},
	{[]string{"image", "portMappings"}, containerFile},
	{[]string{"image", "environment"}, containerFile},
}

var (
	cloudFormationFile = otherFile{
		"a CloudFormation template",
		"take the Properties of its AWS::ECS::TaskDefinition; their spelling is accepted",
	}
	ecsCLIFile     = otherFile{"a parameter file of ecs-cli", "write the members of RegisterTaskDefinition instead"}
	azureBatchFile = otherFile{"a file of Azure Batch", ""}
	terraformFile  = otherFile{"a Terraform file", ""}
	serviceFile    = otherFile{"a service definition", "a service file goes beside the task definition, not in its place"}
	containerFile  = otherFile{
		"one container definition",
		"put it in a list under containerDefinitions and name the family",
	}
	composeFile = otherFile{"a Docker Compose file", "write the members of RegisterTaskDefinition instead"}
)

// otherKind says what a map without containerDefinitions is, or nil.
func otherKind(root *shape.Node) *otherFile {
	if kind := kindByValue(root); kind != nil {
		return kind
	}
	for _, mark := range marks {
		all := true
		for _, m := range mark.members {
			all = all && member(root, m) != nil
		}
		if all {
			return &mark.otherFile
		}
	}
	return nil
}

// kindByValue tells the files whose members are common words by what they hold.
func kindByValue(root *shape.Node) *otherFile {
	if services := root.Get("services"); services != nil {
		if services.Kind == shape.List {
			return &otherFile{"what describe-services prints", serviceFile.hint}
		}
		return &composeFile
	}
	if resource := member(root, "type"); resource != nil {
		if strings.HasPrefix(resource.Text, "AWS::") {
			return &cloudFormationFile
		}
		if strings.HasPrefix(resource.Text, "Microsoft.Batch") {
			return &azureBatchFile
		}
		if strings.HasPrefix(resource.Text, "Microsoft.") {
			return &otherFile{"an Azure resource", ""}
		}
	}
	if schema := root.Get("$schema"); schema != nil && strings.Contains(schema.Text, "management.azure.com") {
		return &otherFile{"an Azure Resource Manager template", ""}
	}
	if revision := root.Get("taskDefinition"); revision != nil && revision.Kind == shape.Scalar {
		return &serviceFile
	}
	return nil
}
