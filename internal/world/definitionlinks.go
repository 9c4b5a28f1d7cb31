package world

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkLinks checks what a container needs of the rest of its task definition: its
// volumes, its memory and its execution role. The texts are as they have been seen.
// API reference, ContainerDefinition, mountPoints, memory and secrets.
func checkLinks(def *types.TaskDefinition, c *types.ContainerDefinition) error {
	for _, m := range c.MountPoints {
		name := aws.ToString(m.SourceVolume)
		if !slices.ContainsFunc(def.Volumes, func(v types.Volume) bool { return aws.ToString(v.Name) == name }) {
			return clientError(fmt.Sprintf("Unknown volume '%s'.", name))
		}
	}
	if most, err := strconv.Atoi(aws.ToString(def.Memory)); err == nil && int(aws.ToInt32(c.Memory)) > most {
		return clientError(fmt.Sprintf("The 'memory' setting for container '%s' is greater than for the task.", *c.Name))
	}
	if len(c.Secrets) > 0 && def.ExecutionRoleArn == nil {
		return clientError("When you are specifying container secrets, you must also specify a value for " +
			"'executionRoleArn'.")
	}
	return nil
}

// checkVolumes checks the volumes that are folders of the host, which Fargate does
// not have. The texts are as they have been seen. API reference,
// HostVolumeProperties, sourcePath.
func checkVolumes(def *types.TaskDefinition) error {
	for _, v := range def.Volumes {
		switch {
		case v.Host == nil || v.Host.SourcePath == nil:
		case *v.Host.SourcePath == "":
			return clientError("host.sourcePath should not be blank.")
		case hasCompatibility(def, types.CompatibilityFargate):
			return clientError("Fargate compatible task definitions do not support sourcePath")
		}
	}
	return nil
}
