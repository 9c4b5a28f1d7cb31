package world

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The attributes that ECS derives from a task definition and that the agent of
// an ordinary Linux instance registers (Developer Guide, Amazon ECS container
// agent versions and capabilities).
const (
	needsTaskRole   = "com.amazonaws.ecs.capability.task-iam-role"
	needsECR        = "com.amazonaws.ecs.capability.ecr-auth"
	needsPrivileged = "com.amazonaws.ecs.capability.privileged-container"
	needsLogDriver  = "com.amazonaws.ecs.capability.logging-driver."
	needsDocker118  = "com.amazonaws.ecs.capability.docker-remote-api.1.18"
	needsDocker119  = "com.amazonaws.ecs.capability.docker-remote-api.1.19"
	needsDocker121  = "com.amazonaws.ecs.capability.docker-remote-api.1.21"
	needsENI        = "ecs.capability.task-eni"
	needsLimits     = "ecs.capability.task-cpu-mem-limit"
	needsHealth     = "ecs.capability.container-health-check"
	needsOrdering   = "ecs.capability.container-ordering"
	needsEnvFiles   = "ecs.capability.env-files.s3"
	needsRoleECR    = "ecs.capability.execution-role-ecr-pull"
	needsRoleLogs   = "ecs.capability.execution-role-awslogs"
	needsSSM        = "ecs.capability.secrets.ssm.environment-variables"
	needsASM        = "ecs.capability.secrets.asm.environment-variables"
	needsRegistry   = "ecs.capability.private-registry-authentication.secretsmanager"
)

// capabilities are the attributes above as an instance has them.
func capabilities() []string {
	out := []string{
		needsTaskRole, needsECR, needsPrivileged, needsDocker118, needsDocker119, needsDocker121, needsENI,
		needsLimits, needsHealth, needsOrdering, needsEnvFiles, needsRoleECR, needsRoleLogs, needsSSM, needsASM,
		needsRegistry,
	}
	for _, driver := range types.LogDriver("").Values() {
		out = append(out, needsLogDriver+string(driver))
	}
	return out
}

// requiredAttributes are what an instance must offer to run the definition (API
// reference, TaskDefinition, requiresAttributes), sorted by name.
func requiredAttributes(def *types.TaskDefinition) []types.Attribute {
	need := map[string]bool{
		needsTaskRole: def.TaskRoleArn != nil, needsDocker119: def.TaskRoleArn != nil,
		needsENI:    def.NetworkMode == types.NetworkModeAwsvpc,
		needsLimits: def.Cpu != nil || def.Memory != nil,
	}
	for i := range def.ContainerDefinitions {
		addContainerNeeds(need, &def.ContainerDefinitions[i], def.ExecutionRoleArn != nil)
	}
	out := []types.Attribute{}
	for _, name := range slices.Sorted(maps.Keys(need)) {
		if need[name] {
			out = append(out, types.Attribute{Name: aws.String(name)})
		}
	}
	return out
}

func addContainerNeeds(need map[string]bool, c *types.ContainerDefinition, role bool) {
	set := func(name string, when bool) { need[name] = need[name] || when }
	set(needsDocker118, true)
	set(needsPrivileged, aws.ToBool(c.Privileged))
	set(needsDocker121, c.MemoryReservation != nil)
	set(needsHealth, c.HealthCheck != nil)
	set(needsOrdering, len(c.DependsOn) > 0)
	set(needsEnvFiles, len(c.EnvironmentFiles) > 0)
	set(needsRegistry, c.RepositoryCredentials != nil)
	ecr := fromECR(c)
	set(needsECR, ecr)
	set(needsRoleECR, ecr && role)
	if l := c.LogConfiguration; l != nil {
		set(needsLogDriver+string(l.LogDriver), true)
		set(needsRoleLogs, role && l.LogDriver == types.LogDriverAwslogs)
	}
	for _, s := range c.Secrets {
		manager := strings.Contains(aws.ToString(s.ValueFrom), ":secretsmanager:")
		set(needsASM, manager)
		set(needsSSM, !manager)
	}
}

// fromECR says whether the image is in a private repository of Amazon ECR.
func fromECR(c *types.ContainerDefinition) bool {
	return strings.Contains(aws.ToString(c.Image), ".dkr.ecr.")
}
