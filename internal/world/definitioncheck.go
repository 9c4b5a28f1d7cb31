package world

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkDefinition refuses what ECS refuses to register, in ECS's words (API
// reference, RegisterTaskDefinition).
func checkDefinition(def *types.TaskDefinition) error {
	if !isResourceName(aws.ToString(def.Family)) {
		return clientError("Family contains invalid characters.")
	}
	if err := checkTask(def); err != nil {
		return err
	}
	names := map[string]bool{}
	essential := false
	for i := range def.ContainerDefinitions {
		c := &def.ContainerDefinitions[i]
		if err := checkContainer(def, c); err != nil {
			return err
		}
		if err := checkLinks(def, c); err != nil {
			return err
		}
		if names[*c.Name] {
			return clientError(fmt.Sprintf("Container names must be unique. Duplicate name: '%s'.", *c.Name))
		}
		names[*c.Name] = true
		essential = essential || *c.Essential
	}
	if !essential {
		return clientError("A task definition must have at least one essential container.")
	}
	if err := cmp.Or(checkVolumes(def), checkHostPorts(def)); err != nil {
		return err
	}
	if err := checkDependencies(def); err != nil {
		return err
	}
	if err := checkSize(def); err != nil {
		return err
	}
	if hasCompatibility(def, types.CompatibilityFargate) {
		return checkFargate(def)
	}
	return nil
}

// maxContainers is how many containers a task definition may have. General
// Reference, Amazon ECS endpoints and quotas.
const maxContainers = 10

// checkTask checks what concerns the task as a whole (API reference,
// RegisterTaskDefinition).
func checkTask(def *types.TaskDefinition) error {
	switch {
	case len(def.ContainerDefinitions) == 0:
		return clientError("Container list cannot be empty.")
	case len(def.ContainerDefinitions) > maxContainers:
		return clientError("Too many containers.") // as it has been seen
	case !valid(def.NetworkMode):
		return clientError(fmt.Sprintf("Invalid networkMode %q.", string(def.NetworkMode)))
	case !valid(def.PidMode):
		return clientError(fmt.Sprintf("Invalid pidMode %q.", string(def.PidMode)))
	case !valid(def.IpcMode):
		return clientError(fmt.Sprintf("Invalid ipcMode %q.", string(def.IpcMode)))
	case def.EphemeralStorage != nil && outside(&def.EphemeralStorage.SizeInGiB, 21, 200):
		return clientError("The sizeInGiB of ephemeralStorage must be between 21 and 200.")
	}
	for _, c := range def.RequiresCompatibilities {
		if c == "" || !valid(c) {
			return clientError(fmt.Sprintf("Invalid compatibility %q.", string(c)))
		}
	}
	if err := checkTaskSizes(def); err != nil {
		return err
	}
	return checkMembers(def.PlacementConstraints)
}

// checkTaskSizes checks cpu and memory of the task (API reference,
// RegisterTaskDefinition, cpu: 128 to 196608 CPU units).
func checkTaskSizes(def *types.TaskDefinition) error {
	if def.Cpu != nil {
		if n, err := strconv.Atoi(*def.Cpu); err != nil || n < 128 || n > 196608 {
			return clientError("Invalid 'cpu' setting for task." + troubleshooting)
		}
	}
	if def.Memory != nil {
		if n, err := strconv.Atoi(*def.Memory); err != nil || n < 4 {
			return clientError("Invalid 'memory' setting for task." + troubleshooting)
		}
	}
	return nil
}

// checkFargate checks what Fargate needs (Developer Guide, Amazon ECS task
// definition differences for Fargate).
func checkFargate(def *types.TaskDefinition) error {
	switch {
	case def.NetworkMode != types.NetworkModeAwsvpc:
		return clientError("Fargate only supports network mode ‘awsvpc’.")
	case def.Cpu == nil:
		return clientError("Fargate requires that 'cpu' be defined at the task level.")
	case def.Memory == nil:
		return clientError("Fargate requires that 'memory' be defined at the task level.")
	case !fargateSize(*def.Cpu, *def.Memory):
		return clientError("No Fargate configuration exists for given values.")
	case def.PidMode == types.PidModeHost:
		return clientError("Tasks using the Fargate launch type do not support pidMode 'host'. The supported value " +
			"for pidMode is 'task'.")
	case def.IpcMode != "":
		return clientError("Tasks using the Fargate launch type do not support ipcMode.")
	}
	for i := range def.ContainerDefinitions {
		if err := checkFargateContainer(def, &def.ContainerDefinitions[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkFargateContainer checks one container for Fargate (API reference,
// ContainerDefinition and LogConfiguration).
func checkFargateContainer(def *types.TaskDefinition, c *types.ContainerDefinition) error {
	l := c.LogConfiguration
	switch {
	case aws.ToBool(c.Privileged):
		return clientError("Fargate does not support privileged containers.")
	case l != nil && !slices.Contains(fargateLogDrivers, l.LogDriver):
		return clientError(fmt.Sprintf("Log driver %s is not supported on Fargate.", l.LogDriver))
	case l != nil && l.LogDriver == types.LogDriverAwslogs && l.Options["awslogs-stream-prefix"] == "":
		return badSetting(c, "The awslogs log driver needs the option awslogs-stream-prefix on Fargate.")
	case fromECR(c) && def.ExecutionRoleArn == nil:
		return clientError("Fargate requires task definition to have execution role ARN to support ECR images.")
	case l != nil && l.LogDriver == types.LogDriverAwslogs && def.ExecutionRoleArn == nil:
		return clientError("Fargate requires task definition to have execution role ARN to support log driver awslogs.")
	case outside(c.StartTimeout, 2, 120):
		return badSetting(c, "'startTimeout' must be between 2 and 120 on Fargate.")
	case outside(c.StopTimeout, 0, 120):
		return badSetting(c, "'stopTimeout' can be at most 120 on Fargate.")
	}
	return nil
}

// fargateLogDrivers are those of API reference, LogConfiguration, logDriver.
var fargateLogDrivers = []types.LogDriver{types.LogDriverAwslogs, types.LogDriverSplunk, types.LogDriverAwsfirelens}

// fargateMemory is, for each cpu, the least and the most memory in MiB and the
// step between (API reference, RegisterTaskDefinition, cpu).
var fargateMemory = map[int][3]int{
	512: {1024, 4096, 1024}, 1024: {2048, 8192, 1024}, 2048: {4096, 16384, 1024},
	4096: {8192, 30720, 1024}, 8192: {16384, 61440, 4096}, 16384: {32768, 122880, 8192},
}

// fargateSize says whether Fargate has such a task.
func fargateSize(cpu, memory string) bool {
	c, _ := strconv.Atoi(cpu)
	m, _ := strconv.Atoi(memory)
	if c == 256 {
		return m == 512 || m == 1024 || m == 2048
	}
	r, ok := fargateMemory[c]
	return ok && m >= r[0] && m <= r[1] && (m-r[0])%r[2] == 0
}
