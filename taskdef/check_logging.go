package taskdef

import (
	"fmt"

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
