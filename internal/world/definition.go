package world

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// newDefinition makes a task definition of a request, with the defaults that
// ECS writes back (API reference, RegisterTaskDefinition and TaskDefinition).
func newDefinition(in ecs.RegisterTaskDefinitionInput) *types.TaskDefinition {
	def := &types.TaskDefinition{
		Family: in.Family, ContainerDefinitions: in.ContainerDefinitions, NetworkMode: in.NetworkMode,
		Cpu: normalSize(in.Cpu, "VCPU"), Memory: normalSize(in.Memory, "GB"),
		EnableFaultInjection: in.EnableFaultInjection, EphemeralStorage: in.EphemeralStorage,
		ExecutionRoleArn: in.ExecutionRoleArn, TaskRoleArn: in.TaskRoleArn,
		InferenceAccelerators: in.InferenceAccelerators, IpcMode: in.IpcMode, PidMode: in.PidMode,
		PlacementConstraints: orEmpty(in.PlacementConstraints), ProxyConfiguration: in.ProxyConfiguration,
		RequiresCompatibilities: in.RequiresCompatibilities, RuntimePlatform: in.RuntimePlatform,
		Volumes: orEmpty(in.Volumes),
	}
	for i := range def.ContainerDefinitions {
		fillContainer(&def.ContainerDefinitions[i], def.NetworkMode)
	}
	def.Compatibilities = compatibilities(def)
	def.RequiresAttributes = requiredAttributes(def)
	return def
}

// fillContainer writes the defaults of one container (API reference,
// ContainerDefinition).
func fillContainer(c *types.ContainerDefinition, mode types.NetworkMode) {
	if c.Essential == nil {
		c.Essential = aws.Bool(true)
	}
	c.Environment = orEmpty(c.Environment)
	c.MountPoints = orEmpty(c.MountPoints)
	c.PortMappings = orEmpty(c.PortMappings)
	c.SystemControls = orEmpty(c.SystemControls)
	c.VolumesFrom = orEmpty(c.VolumesFrom)
	for i := range c.PortMappings {
		fillPort(&c.PortMappings[i], mode)
	}
	if h := c.HealthCheck; h != nil {
		h.Interval = orInt(h.Interval, 30)
		h.Timeout = orInt(h.Timeout, 5)
		h.Retries = orInt(h.Retries, 3)
	}
}

// fillPort writes the protocol and the host port: 0, a dynamic one, in bridge
// mode, the container's own in awsvpc and host (API reference, PortMapping).
func fillPort(p *types.PortMapping, mode types.NetworkMode) {
	if p.Protocol == "" {
		p.Protocol = types.TransportProtocolTcp
	}
	if p.ContainerPort == nil {
		return
	}
	own := mode == types.NetworkModeAwsvpc || mode == types.NetworkModeHost
	switch {
	case own && aws.ToInt32(p.HostPort) == 0:
		p.HostPort = aws.Int32(*p.ContainerPort)
	case p.HostPort == nil:
		p.HostPort = aws.Int32(0)
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func orInt(n *int32, standard int32) *int32 {
	if n == nil {
		return aws.Int32(standard)
	}
	return n
}

// normalSize is how ECS stores a task's cpu or memory: "1 vCPU" is 1024, "2 GB"
// is 2048 (API reference, RegisterTaskDefinition, cpu and memory). What it
// cannot read it leaves for the check.
func normalSize(size *string, unit string) *string {
	if size == nil {
		return nil
	}
	text := strings.ToUpper(strings.TrimSpace(*size))
	number, ok := strings.CutSuffix(text, unit)
	if !ok {
		return aws.String(text)
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || n < 0 || n > 1e6 {
		return size
	}
	return aws.String(strconv.Itoa(int(n * 1024)))
}

// compatibilities are the launch types that the definition could be used with
// (API reference, TaskDefinition, compatibilities).
func compatibilities(def *types.TaskDefinition) []types.Compatibility {
	if def.NetworkMode != types.NetworkModeAwsvpc {
		return []types.Compatibility{types.CompatibilityExternal, types.CompatibilityEc2}
	}
	out := []types.Compatibility{types.CompatibilityEc2}
	if checkFargate(def) == nil {
		out = append(out, types.CompatibilityFargate)
	}
	return out
}

// hasCompatibility says whether the request asks to be checked for a launch type.
func hasCompatibility(def *types.TaskDefinition, c types.Compatibility) bool {
	return slices.Contains(def.RequiresCompatibilities, c)
}
