package taskdef

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const rulePort = "API reference, PortMapping"

// portRange is the ports first to last of one protocol.
type portRange struct {
	first, last int32
	protocol    types.TransportProtocol
}

func (r portRange) overlaps(o portRange) bool {
	return r.protocol == o.protocol && r.first <= o.last && o.first <= r.last
}

func protocolOf(m types.PortMapping) types.TransportProtocol {
	if m.Protocol == "" {
		return types.TransportProtocolTcp
	}
	return m.Protocol
}

// containerPorts are the ports of the container that a mapping names; ok is
// false where it names none or they are no ports.
func containerPorts(m types.PortMapping) (r portRange, ok bool) {
	r.protocol = protocolOf(m)
	if m.ContainerPort != nil {
		r.first, r.last = *m.ContainerPort, *m.ContainerPort
		return r, r.first >= 1 && r.last <= 65535
	}
	first, last, found := strings.Cut(aws.ToString(m.ContainerPortRange), "-")
	from, err1 := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
	to, err2 := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
	r.first, r.last = int32(from), int32(to) // at most 65535 each
	return r, found && err1 == nil && err2 == nil && from >= 1 && from < to
}

func checkPorts(c container) {
	if c.networkMode() == types.NetworkModeNone && len(c.def.PortMappings) > 0 {
		c.refuse(finding{
			c.path + ".portMappings", "the network mode none allows no port mappings",
			"take them out, or choose another networkMode", ruleTask,
		})
		return
	}
	ranges := 0
	for i, m := range c.def.PortMappings {
		path := fmt.Sprintf("%s.portMappings[%d]", c.path, i)
		checkMapping(c, path, m)
		if m.ContainerPortRange != nil {
			ranges++
		}
		ports, ok := containerPorts(m)
		for _, other := range c.def.PortMappings[:i] {
			if others, okOther := containerPorts(other); ok && okOther && ports.overlaps(others) {
				c.refuse(finding{path, fmt.Sprintf("%s maps port %d/%s twice", c.name(),
					max(ports.first, others.first), ports.protocol), "", rulePort})
				break
			}
		}
	}
	if ranges > 100 {
		c.refuse(finding{c.path + ".portMappings", fmt.Sprintf("%d port ranges are more than the 100 a container may have",
			ranges), "", rulePort})
	}
}

func checkMapping(c container, path string, m types.PortMapping) {
	_, ok := containerPorts(m)
	mode := c.networkMode()
	switch {
	case m.ContainerPort == nil && m.ContainerPortRange == nil:
		c.refuse(finding{path, "the port mapping has no containerPort", "", rulePort})
	case m.ContainerPort != nil && m.ContainerPortRange != nil:
		c.refuse(finding{path, "a port mapping has a containerPort or a containerPortRange, not both", "", rulePort})
	case m.ContainerPort != nil && !ok:
		c.refuse(finding{
			path + ".containerPort", fmt.Sprintf("%d is no port: ports are 1 to 65535", *m.ContainerPort),
			"", rulePort,
		})
	case !ok:
		c.refuse(finding{
			path + ".containerPortRange", fmt.Sprintf("%q is no range of ports", *m.ContainerPortRange),
			"write FIRST-LAST, the first smaller than the last, both 1 to 65535", rulePort,
		})
	case m.ContainerPortRange != nil && m.HostPort != nil:
		c.refuse(finding{path + ".hostPort", "a port range takes no hostPort", "leave hostPort out", rulePort})
	case m.ContainerPortRange != nil && mode == types.NetworkModeHost:
		c.refuse(finding{path + ".containerPortRange", "port ranges need the network mode bridge or awsvpc", "", rulePort})
	}
	if m.HostPort != nil && (*m.HostPort < 0 || *m.HostPort > 65535) {
		c.refuse(finding{path + ".hostPort", fmt.Sprintf("%d is no port: ports are 0 to 65535", *m.HostPort), "", rulePort})
		return
	}
	checkSamePort(c, path, m)
	checkPortName(c, path, m)
}

// API reference, PortMapping, hostPort: with awsvpc and host the container has
// the interface or the host for itself, and there is nothing to translate. ECS
// answers "When networkMode=awsvpc, the host ports and container ports in port
// mappings must match."
func checkSamePort(c container, path string, m types.PortMapping) {
	mode := c.networkMode()
	if mode != types.NetworkModeAwsvpc && mode != types.NetworkModeHost {
		return
	}
	if m.HostPort == nil || m.ContainerPort == nil || *m.HostPort == 0 || *m.HostPort == *m.ContainerPort {
		return
	}
	c.refuse(finding{path + ".hostPort", fmt.Sprintf("with the network mode %s hostPort %d has to equal containerPort %d",
		mode, *m.HostPort, *m.ContainerPort), "leave hostPort out", rulePort})
}

// API reference, PortMapping, name: what Service Connect calls the port.
func checkPortName(c container, path string, m types.PortMapping) {
	name := aws.ToString(m.Name)
	if name == "" {
		return
	}
	if len(name) > 64 || strings.HasPrefix(name, "-") || strings.IndexFunc(name, func(r rune) bool {
		return r != '-' && (!nameRune(r) || r >= 'A' && r <= 'Z')
	}) >= 0 {
		c.refuse(finding{
			path + ".name",
			"a port is named by up to 64 small letters, digits, underscores and hyphens, with no hyphen in front",
			"", rulePort,
		})
	}
	for i := range c.in.ContainerDefinitions[:c.index+1] {
		for j, other := range c.in.ContainerDefinitions[i].PortMappings {
			earlier := fmt.Sprintf("containerDefinitions[%d].portMappings[%d]", i, j)
			if earlier == path {
				return
			}
			if aws.ToString(other.Name) == name {
				c.refuse(finding{path + ".name", fmt.Sprintf("two ports of the task are called %q", name), "", rulePort})
				return
			}
		}
	}
}

// reservedPorts are held by the agent, Docker and SSH on every container
// instance (API reference, PortMapping, hostPort).
var reservedPorts = map[int32]bool{22: true, 2375: true, 2376: true, 51678: true, 51679: true, 51680: true}

// claim is a port that one mapping takes for itself: on the host, or on the
// interface that the containers of an awsvpc task share.
type claim struct {
	portRange
	container string
	index     int
}

// checkHostPorts finds two containers that want the same port, and host ports
// that are never free.
func checkHostPorts(c *checker) {
	var claims []claim
	for i, def := range c.in.ContainerDefinitions {
		for j, m := range def.PortMappings {
			path := fmt.Sprintf("containerDefinitions[%d].portMappings[%d]", i, j)
			ports, ok := c.claimed(m)
			if !ok {
				continue
			}
			c.checkFree(path, ports)
			for _, other := range claims {
				if other.overlaps(ports) && other.index != i {
					c.report(finding{
						path, fmt.Sprintf("port %d/%s is already taken by container %q",
							max(ports.first, other.first), ports.protocol, other.container),
						"containers of one task share its ports", rulePort,
					},
						c.networkMode() != types.NetworkModeBridge)
					break
				}
			}
			claims = append(claims, claim{ports, aws.ToString(def.Name), i})
		}
	}
}

// claimed gives the port that a mapping takes; ok is false for a dynamic one.
func (c *checker) claimed(m types.PortMapping) (portRange, bool) {
	ports, ok := containerPorts(m)
	if c.networkMode() == types.NetworkModeBridge {
		port := aws.ToInt32(m.HostPort)
		return portRange{port, port, ports.protocol}, port > 0 && port <= 65535
	}
	return ports, ok && c.networkMode() != types.NetworkModeNone
}

// API reference, PortMapping, hostPort: reserved ports and the ephemeral range.
func (c *checker) checkFree(path string, ports portRange) {
	if c.networkMode() == types.NetworkModeAwsvpc {
		return
	}
	member := path + ".hostPort"
	switch {
	case reservedPorts[ports.first] && ports.protocol == types.TransportProtocolTcp:
		c.warn(finding{member, fmt.Sprintf("host port %d is reserved on every container instance: no task can get it",
			ports.first), "write 0 for a dynamic port", rulePort})
	case ports.first >= 49153:
		c.warn(finding{member, fmt.Sprintf("host port %d lies in the ephemeral range, where ports are handed out at will",
			ports.first), "choose one below 32768", rulePort})
	}
}
