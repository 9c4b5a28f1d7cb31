package taskdef

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

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

// checkCredentials finds credentials where the execution role is what ECR asks for
// (Developer Guide, Using non-AWS container images in Amazon ECS).
func checkCredentials(c container) {
	if c.def.RepositoryCredentials != nil && isECR(aws.ToString(c.def.Image)) {
		c.refuse(finding{
			c.path + ".repositoryCredentials", "an image of ECR is not pulled with credentials of a private registry",
			"take repositoryCredentials out: ECR asks for the task execution role",
			"Developer Guide, Using non-AWS container images in Amazon ECS",
		})
	}
}
