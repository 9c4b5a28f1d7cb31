package world

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The most that one container may have. API reference, ContainerDefinition.
const (
	maxImageName    = 255 // before the digest
	maxEnvFiles     = 10
	maxIgnoredCodes = 50
	leastMemory     = 4 // MiB
)

// badSetting refuses a member of a container.
func badSetting(c *types.ContainerDefinition, format string, args ...any) error {
	return clientError(fmt.Sprintf("Invalid setting for container '%s'. ", aws.ToString(c.Name)) +
		fmt.Sprintf(format, args...))
}

// outside says whether an optional number is not between the bounds.
func outside(n *int32, least, most int32) bool { return n != nil && (*n < least || *n > most) }

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
	if err := checkContainerSizes(def, c); err != nil {
		return err
	}
	if err := checkContainerLists(def, c); err != nil {
		return err
	}
	if err := checkHealthCheck(c); err != nil {
		return err
	}
	if err := checkRestart(c); err != nil {
		return err
	}
	return checkPorts(def.NetworkMode, c)
}

// checkContainerSizes checks cpu and memory of a container.
func checkContainerSizes(def *types.TaskDefinition, c *types.ContainerDefinition) error {
	hard, soft := aws.ToInt32(c.Memory), aws.ToInt32(c.MemoryReservation)
	switch {
	case c.Cpu < 0:
		return badSetting(c, "'cpu' must not be negative.")
	case def.Memory == nil && hard == 0 && soft == 0:
		return badSetting(c, "At least one of 'memory' or 'memoryReservation' must be specified.")
	case outside(c.Memory, leastMemory, 1<<30), outside(c.MemoryReservation, leastMemory, 1<<30):
		return badSetting(c, "'memory' and 'memoryReservation' must be at least %d.", leastMemory)
	case hard > 0 && soft > hard:
		return badSetting(c, "'memory' must be greater than 'memoryReservation'.")
	}
	return nil
}

// checkContainerLists checks what a container names by reference.
func checkContainerLists(def *types.TaskDefinition, c *types.ContainerDefinition) error {
	image, _, _ := strings.Cut(aws.ToString(c.Image), "@")
	l := c.LogConfiguration
	switch {
	case len(image) > maxImageName:
		return badSetting(c, "'image' can have at most %d characters.", maxImageName)
	case len(c.Links) > 0 && def.NetworkMode != "" && def.NetworkMode != types.NetworkModeBridge:
		return clientError(fmt.Sprintf("Links are not supported when networkMode=%s.", def.NetworkMode))
	case c.RepositoryCredentials != nil && fromECR(c):
		return clientError("Private repository credentials are not a supported authentication method for ECR repositories.")
	case len(c.EnvironmentFiles) > maxEnvFiles:
		return badSetting(c, "'environmentFiles' can have at most %d items.", maxEnvFiles)
	case len(c.CredentialSpecs) > 1:
		return badSetting(c, "'credentialSpecs' can have at most 1 item.")
	case l != nil && !slices.Contains(l.LogDriver.Values(), l.LogDriver):
		return badSetting(c, "Log driver %q is not supported.", string(l.LogDriver))
	}
	for _, f := range c.EnvironmentFiles {
		if !strings.HasSuffix(aws.ToString(f.Value), ".env") {
			return badSetting(c, "The environment file %s must have the extension .env.", aws.ToString(f.Value))
		}
	}
	return nil
}

// checkHealthCheck holds a health check to its ranges (API reference,
// HealthCheck).
func checkHealthCheck(c *types.ContainerDefinition) error {
	h := c.HealthCheck
	switch {
	case h == nil:
		return nil
	case len(h.Command) == 0:
		return badSetting(c, "'healthCheck.command' should not be null or empty.")
	case outside(h.Interval, 5, 300):
		return badSetting(c, "'healthCheck.interval' must be between 5 and 300.")
	case outside(h.Timeout, 2, 60):
		return badSetting(c, "'healthCheck.timeout' must be between 2 and 60.")
	case outside(h.Retries, 1, 10):
		return badSetting(c, "'healthCheck.retries' must be between 1 and 10.")
	case outside(h.StartPeriod, 0, 300):
		return badSetting(c, "'healthCheck.startPeriod' must be between 0 and 300.")
	}
	return nil
}

// checkRestart holds a restart policy to its ranges (API reference,
// ContainerRestartPolicy).
func checkRestart(c *types.ContainerDefinition) error {
	p := c.RestartPolicy
	switch {
	case p == nil:
		return nil
	case p.Enabled == nil:
		return badSetting(c, "'restartPolicy.enabled' must be specified.")
	case len(p.IgnoredExitCodes) > maxIgnoredCodes:
		return badSetting(c, "'restartPolicy.ignoredExitCodes' can have at most %d items.", maxIgnoredCodes)
	case outside(p.RestartAttemptPeriod, 60, 1800):
		return badSetting(c, "'restartPolicy.restartAttemptPeriod' must be between 60 and 1800.")
	}
	return nil
}
