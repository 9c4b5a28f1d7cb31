package world

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	maxPort       = 65535
	maxPortRanges = 100 // of a container
)

// checkPorts checks the port mappings of a container (API reference,
// PortMapping).
func checkPorts(mode types.NetworkMode, c *types.ContainerDefinition) error {
	if mode == types.NetworkModeNone && len(c.PortMappings) > 0 {
		return clientError("Port mappings are not supported when networkMode=none.")
	}
	var ranges []portRange
	for _, p := range c.PortMappings {
		if !valid(p.Protocol) {
			return badSetting(c, "%s", unlisted("protocol", p.Protocol.Values()))
		}
		if p.ContainerPort == nil {
			r, err := checkPortRange(mode, c, p)
			if err != nil {
				return err
			}
			ranges = append(ranges, r)
			continue
		}
		for _, number := range []int32{*p.ContainerPort, *p.HostPort} {
			if number < 0 || number > maxPort {
				return clientError(fmt.Sprintf("Invalid port number %d in container '%s'.", number, *c.Name))
			}
		}
		own := mode == types.NetworkModeAwsvpc || mode == types.NetworkModeHost
		if own && *p.HostPort != *p.ContainerPort {
			return clientError(fmt.Sprintf("When networkMode=%s, the host ports and container ports in port mappings "+
				"must match.", mode))
		}
	}
	return checkRanges(c, ranges)
}

// portRange is a containerPortRange, both ends included.
type portRange struct{ first, last int }

// checkPortRange reads the containerPortRange of a mapping without a container
// port.
func checkPortRange(mode types.NetworkMode, c *types.ContainerDefinition, p types.PortMapping) (portRange, error) {
	first, last, _ := strings.Cut(aws.ToString(p.ContainerPortRange), "-")
	var r portRange
	var errFirst, errLast error
	r.first, errFirst = strconv.Atoi(first)
	r.last, errLast = strconv.Atoi(last)
	switch {
	case p.ContainerPortRange == nil:
		return r, badSetting(c, "A port mapping needs a containerPort or a containerPortRange.")
	case mode == types.NetworkModeHost:
		return r, badSetting(c, "containerPortRange is not supported when networkMode=host.")
	case p.HostPort != nil:
		return r, badSetting(c, "hostPort cannot be specified with containerPortRange.")
	case errFirst != nil || errLast != nil || r.first < 1 || r.last > maxPort || r.first >= r.last:
		return r, badSetting(c, "Invalid containerPortRange %q.", *p.ContainerPortRange)
	}
	return r, nil
}

// checkRanges refuses too many ranges, and a port that is in two mappings.
func checkRanges(c *types.ContainerDefinition, ranges []portRange) error {
	if len(ranges) > maxPortRanges {
		return badSetting(c, "A container can have at most %d port ranges.", maxPortRanges)
	}
	for n, r := range ranges {
		for _, other := range ranges[:n] {
			if r.first <= other.last && other.first <= r.last {
				return badSetting(c, "The port ranges %d-%d and %d-%d overlap.", other.first, other.last, r.first, r.last)
			}
		}
		for _, p := range c.PortMappings {
			if port := int(aws.ToInt32(p.ContainerPort)); r.first <= port && port <= r.last {
				return badSetting(c, "The port %d is in the port range %d-%d too.", port, r.first, r.last)
			}
		}
	}
	return nil
}

// checkHostPorts refuses a task that needs a host port twice: no instance could
// ever run it (API reference, PortMapping, hostPort).
func checkHostPorts(def *types.TaskDefinition) error {
	taken := map[HostPort]bool{}
	for i := range def.ContainerDefinitions {
		c := &def.ContainerDefinitions[i]
		for _, p := range c.PortMappings {
			port := HostPort{aws.ToInt32(p.HostPort), protocolOf(p)}
			if taken[port] && port.Number != 0 {
				return badSetting(c, "The host port %d is already used in the task definition.", port.Number)
			}
			taken[port] = true
		}
	}
	return nil
}
