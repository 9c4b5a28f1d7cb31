package world

import (
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
	if len(def.ContainerDefinitions) == 0 {
		return clientError("Container list cannot be empty.")
	}
	if err := checkTaskSizes(def); err != nil {
		return err
	}
	if err := checkMembers(def.PlacementConstraints); err != nil {
		return err
	}
	names := map[string]bool{}
	essential := false
	for i := range def.ContainerDefinitions {
		c := &def.ContainerDefinitions[i]
		if err := checkContainer(def, c); err != nil {
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
	if err := checkDependencies(def); err != nil {
		return err
	}
	if hasCompatibility(def, types.CompatibilityFargate) {
		return checkFargate(def)
	}
	return nil
}

// checkContainer checks one container (API reference, ContainerDefinition).
func checkContainer(def *types.TaskDefinition, c *types.ContainerDefinition) error {
	switch name := aws.ToString(c.Name); {
	case name == "":
		return clientError("Container.name should not be null or empty.")
	case !isResourceName(name):
		return clientError("Container.name contains invalid characters.")
	case aws.ToString(c.Image) == "":
		return clientError("Container.image should not be null or empty.")
	}
	hard, soft := aws.ToInt32(c.Memory), aws.ToInt32(c.MemoryReservation)
	switch {
	case def.Memory == nil && hard == 0 && soft == 0:
		return clientError(fmt.Sprintf("Invalid setting for container '%s'. At least one of 'memory' or "+
			"'memoryReservation' must be specified.", *c.Name))
	case hard > 0 && soft > hard:
		return clientError(fmt.Sprintf("Invalid setting for container '%s'. 'memory' must be greater than "+
			"'memoryReservation'.", *c.Name))
	case len(c.Links) > 0 && def.NetworkMode != "" && def.NetworkMode != types.NetworkModeBridge:
		return clientError(fmt.Sprintf("Links are not supported when networkMode=%s.", def.NetworkMode))
	}
	return checkPorts(def.NetworkMode, c)
}

// checkPorts checks the port mappings of a container (API reference,
// PortMapping).
func checkPorts(mode types.NetworkMode, c *types.ContainerDefinition) error {
	if mode == types.NetworkModeNone && len(c.PortMappings) > 0 {
		return clientError("Port mappings are not supported when networkMode=none.")
	}
	for _, p := range c.PortMappings {
		if p.ContainerPort == nil {
			if p.ContainerPortRange == nil {
				return clientError(fmt.Sprintf("Invalid setting for container '%s'. A port mapping needs a containerPort "+
					"or a containerPortRange.", *c.Name))
			}
			continue
		}
		for _, number := range []int32{*p.ContainerPort, *p.HostPort} {
			if number < 0 || number > 65535 {
				return clientError(fmt.Sprintf("Invalid port number %d in container '%s'.", number, *c.Name))
			}
		}
		own := mode == types.NetworkModeAwsvpc || mode == types.NetworkModeHost
		if own && *p.HostPort != *p.ContainerPort {
			return clientError(fmt.Sprintf("When networkMode=%s, the host ports and container ports in port mappings "+
				"must match.", mode))
		}
	}
	return nil
}

// checkTaskSizes checks cpu and memory of the task (API reference,
// RegisterTaskDefinition, cpu: 128 to 196608 CPU units).
func checkTaskSizes(def *types.TaskDefinition) error {
	const troubleshooting = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
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
	}
	for _, c := range def.ContainerDefinitions {
		if aws.ToBool(c.Privileged) {
			return clientError("Fargate does not support privileged containers.")
		}
		if l := c.LogConfiguration; l != nil && !slices.Contains(fargateLogDrivers, l.LogDriver) {
			return clientError(fmt.Sprintf("Log driver %s is not supported on Fargate.", l.LogDriver))
		}
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
