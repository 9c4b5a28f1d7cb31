package taskdef

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const ruleLog = "API reference, LogConfiguration"

// API reference, LogConfiguration: what the awslogs driver requires.
func checkLogging(c container) {
	l := c.def.LogConfiguration
	if l == nil || l.LogDriver != types.LogDriverAwslogs {
		return
	}
	path := c.path + ".logConfiguration"
	for _, option := range []string{"awslogs-group", "awslogs-region"} {
		if l.Options[option] == "" {
			c.refuse(finding{path, fmt.Sprintf("the log driver awslogs needs the option %s", option), "", ruleLog})
		}
	}
	if c.fargate() && l.Options["awslogs-stream-prefix"] == "" {
		c.refuse(finding{path, "on Fargate the log driver awslogs needs the option awslogs-stream-prefix", "", ruleLog})
	}
}

// Developer Guide, Example Amazon ECS task definition: Route logs to FireLens:
// a driver awsfirelens sends to the one container with a firelensConfiguration.
func checkFireLens(c *checker) {
	const rule = "Developer Guide, Send Amazon ECS logs to an AWS service or AWS Partner"
	routers := 0
	for i, def := range c.in.ContainerDefinitions {
		if def.FirelensConfiguration == nil {
			continue
		}
		if routers++; routers == 2 {
			c.refuse(finding{
				fmt.Sprintf("containerDefinitions[%d].firelensConfiguration", i),
				"a task has one log router and this is the second", "", rule,
			})
		}
	}
	for i, def := range c.in.ContainerDefinitions {
		if def.LogConfiguration == nil || def.LogConfiguration.LogDriver != types.LogDriverAwsfirelens {
			continue
		}
		if routers == 0 {
			c.refuse(finding{
				fmt.Sprintf("containerDefinitions[%d].logConfiguration.logDriver", i),
				"the log driver awsfirelens needs a container with a firelensConfiguration", "", rule,
			})
		}
	}
}

// checkExecutionRole finds what the agent cannot do without the task execution
// role (Developer Guide, Amazon ECS task execution IAM role): read secrets
// anywhere, and on Fargate also pull from ECR and write logs.
func checkExecutionRole(c container) {
	if aws.ToString(c.in.ExecutionRoleArn) != "" {
		return
	}
	const rule = "Developer Guide, Amazon ECS task execution IAM role"
	need := func(path, message string) {
		c.refuse(finding{path, message + " needs executionRoleArn", "name the task execution role", rule})
	}
	if len(c.def.Secrets) > 0 {
		need(c.path+".secrets", "reading secrets")
	}
	l := c.def.LogConfiguration
	if l != nil && len(l.SecretOptions) > 0 {
		need(c.path+".logConfiguration.secretOptions", "reading secrets")
	}
	if c.def.RepositoryCredentials != nil {
		need(c.path+".repositoryCredentials", "a private registry")
	}
	if !c.fargate() {
		return
	}
	if isECR(aws.ToString(c.def.Image)) {
		need(c.path+".image", "pulling from ECR on Fargate")
	}
	if l != nil && l.LogDriver == types.LogDriverAwslogs {
		need(c.path+".logConfiguration.logDriver", "the log driver awslogs on Fargate")
	}
}

// isECR is true for images of a private ECR registry.
func isECR(image string) bool {
	host, _, _ := strings.Cut(image, "/")
	return strings.Contains(host, ".dkr.ecr.") && strings.Contains(host, ".amazonaws.com")
}
