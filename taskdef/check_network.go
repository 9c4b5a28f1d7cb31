package taskdef

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// API reference, ContainerDefinition, links: only in the network mode bridge.
func checkLinks(c container) {
	mode := c.networkMode()
	if len(c.def.Links) > 0 && mode != types.NetworkModeBridge {
		c.refuse(finding{
			c.path + ".links", fmt.Sprintf("links need the network mode bridge, not %s", mode),
			"containers of an awsvpc task reach one another at localhost", ruleContainer,
		})
		return
	}
	for i, link := range c.def.Links {
		name, _, _ := strings.Cut(link, ":")
		if c.containerNamed(name) == nil {
			c.refuse(finding{
				fmt.Sprintf("%s.links[%d]", c.path, i), fmt.Sprintf("there is no container %q", name),
				"", ruleContainer,
			})
		}
	}
}

// API reference, ContainerDefinition, hostname and extraHosts: not with awsvpc.
func checkNetworkMode(c *checker) {
	if c.networkMode() != types.NetworkModeAwsvpc {
		return
	}
	for i, def := range c.in.ContainerDefinitions {
		path := fmt.Sprintf("containerDefinitions[%d]", i)
		if aws.ToString(def.Hostname) != "" {
			c.refuse(finding{path + ".hostname", "the network mode awsvpc takes no hostname", "leave it out", ruleContainer})
		}
		if len(def.ExtraHosts) > 0 {
			c.refuse(finding{
				path + ".extraHosts", "the network mode awsvpc takes no extraHosts", "leave them out",
				ruleContainer,
			})
		}
	}
}

// API reference, RegisterTaskDefinition (networkMode, pidMode, ipcMode) and
// ContainerDefinition: what Windows containers do not have.
func checkWindows(c *checker) {
	if !c.windows() {
		return
	}
	warn := func(set bool, path, message string) {
		if set {
			c.warn(finding{path, message, "", ruleTask})
		}
	}
	mode := c.in.NetworkMode
	warn(mode == types.NetworkModeHost || mode == types.NetworkModeBridge || mode == types.NetworkModeNone,
		"networkMode", "Windows containers have the network mode awsvpc or the default")
	warn(c.in.PidMode != "", "pidMode", "Windows containers have no pidMode")
	warn(c.in.IpcMode != "", "ipcMode", "Windows containers have no ipcMode")
	for i, def := range c.in.ContainerDefinitions {
		path := fmt.Sprintf("containerDefinitions[%d].", i)
		warn(def.LinuxParameters != nil, path+"linuxParameters", "Windows containers have no linuxParameters")
		warn(aws.ToBool(def.Privileged), path+"privileged", "Windows containers cannot be privileged")
		warn(aws.ToBool(def.ReadonlyRootFilesystem), path+"readonlyRootFilesystem",
			"Windows containers have no readonlyRootFilesystem")
		warn(len(def.Ulimits) > 0, path+"ulimits", "Windows containers have no ulimits")
		warn(len(def.Links) > 0, path+"links", "Windows containers have no links")
	}
}
