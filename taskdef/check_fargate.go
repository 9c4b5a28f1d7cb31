package taskdef

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const ruleFargate = "Developer Guide, Amazon ECS task definition differences for Fargate"

// fargateSize is the memory that Fargate offers with one number of CPU units,
// in MiB (API reference, RegisterTaskDefinition, memory).
type fargateSize struct{ cpu, from, to, step int }

var fargateSizes = []fargateSize{
	{256, 512, 2048, 0}, // doubles
	{512, 1024, 4096, 1024},
	{1024, 2048, 8192, 1024},
	{2048, 4096, 16384, 1024},
	{4096, 8192, 30720, 1024},
	{8192, 16384, 61440, 4096},
	{16384, 32768, 122880, 8192},
}

func (s fargateSize) offers(mib int) bool {
	if s.step == 0 {
		return mib == s.from || mib == 2*s.from || mib == s.to
	}
	return mib >= s.from && mib <= s.to && (mib-s.from)%s.step == 0
}

func (s fargateSize) String() string {
	if s.step == 0 {
		return fmt.Sprintf("with cpu %d memory is %d, %d or %d", s.cpu, s.from, 2*s.from, s.to)
	}
	return fmt.Sprintf("with cpu %d memory is %d to %d in steps of %d", s.cpu, s.from, s.to, s.step)
}

func checkFargate(c *checker) {
	if !c.fargate() {
		return
	}
	if c.in.NetworkMode != types.NetworkModeAwsvpc {
		// ECS answers "Fargate only supports network mode 'awsvpc'."
		c.refuse(finding{"networkMode", "Fargate needs the network mode awsvpc", "write networkMode: awsvpc", ruleFargate})
	}
	c.checkFargateSize()
	if c.in.PidMode == types.PidModeHost {
		c.refuse(finding{"pidMode", "Fargate knows only the pidMode task", "", ruleTask})
	}
	if c.in.IpcMode != "" {
		c.refuse(finding{"ipcMode", "Fargate has no ipcMode", "take it out", ruleTask})
	}
	if len(c.in.PlacementConstraints) > 0 {
		c.refuse(finding{
			"placementConstraints", "Fargate has no container instances to constrain the placement to",
			"take them out", ruleFargate,
		})
	}
	if len(c.in.InferenceAccelerators) > 0 {
		c.refuse(finding{"inferenceAccelerators", "Fargate has no inference accelerators", "", ruleFargate})
	}
	if e := c.in.EphemeralStorage; e != nil && (e.SizeInGiB < 21 || e.SizeInGiB > 200) {
		c.refuse(finding{
			"ephemeralStorage.sizeInGiB", fmt.Sprintf("%d GiB are not between 21 and 200", e.SizeInGiB),
			"", "API reference, EphemeralStorage",
		})
	}
	for i, v := range c.in.Volumes {
		path := fmt.Sprintf("volumes[%d]", i)
		if v.DockerVolumeConfiguration != nil {
			c.refuse(finding{path + ".dockerVolumeConfiguration", "Fargate has no Docker volumes", "", "API reference, Volume"})
		}
		if v.Host != nil && aws.ToString(v.Host.SourcePath) != "" {
			c.refuse(finding{
				path + ".host.sourcePath", "Fargate has no host whose path could be mounted", "",
				"API reference, HostVolumeProperties",
			})
		}
	}
}

// ECS answers "No Fargate configuration exists for given values."
func (c *checker) checkFargateSize() {
	if c.in.Cpu == nil {
		c.refuse(finding{"cpu", "Fargate needs the task's cpu", "write cpu: 256 or more at the top", ruleTask})
	}
	if c.in.Memory == nil {
		c.refuse(finding{"memory", "Fargate needs the task's memory", "write memory: 512 or more at the top", ruleTask})
	}
	cpu, okCPU := parseCPU(aws.ToString(c.in.Cpu))
	memory, okMemory := parseMemory(aws.ToString(c.in.Memory))
	if !okCPU {
		return
	}
	i := slices.IndexFunc(fargateSizes, func(s fargateSize) bool { return s.cpu == cpu })
	switch {
	case i < 0 && cpu > fargateSizes[len(fargateSizes)-1].cpu:
		c.warn(finding{"cpu", fmt.Sprintf("Fargate may have no size with %d CPU units", cpu), "", ruleTask})
	case i < 0:
		c.refuse(finding{
			"cpu", fmt.Sprintf("Fargate has no size with %d CPU units", cpu),
			"write 256, 512, 1024, 2048, 4096, 8192 or 16384", ruleTask,
		})
	case okMemory && !fargateSizes[i].offers(memory):
		c.refuse(finding{
			"memory", fmt.Sprintf("Fargate has no size with cpu %d and memory %d", cpu, memory),
			fargateSizes[i].String(), ruleTask,
		})
	case c.windows() && cpu < 1024:
		c.refuse(finding{"cpu", "Windows on Fargate needs at least 1024 CPU units", "", ruleTask})
	}
}

// fargateDrivers are the log drivers of Fargate (API reference,
// LogConfiguration, logDriver).
var fargateDrivers = []types.LogDriver{types.LogDriverAwslogs, types.LogDriverSplunk, types.LogDriverAwsfirelens}

func checkFargateContainer(c container) {
	if !c.fargate() {
		return
	}
	def := c.def
	for _, m := range []struct {
		set             bool
		member, message string
	}{
		{aws.ToBool(def.Privileged), "privileged", "Fargate runs no privileged containers"},
		{aws.ToBool(def.DisableNetworking), "disableNetworking", "Fargate cannot switch the network off"},
		{len(def.DockerSecurityOptions) > 0, "dockerSecurityOptions", "Fargate takes no Docker security options"},
		{len(def.DnsServers) > 0, "dnsServers", "Fargate takes no DNS servers"},
		{len(def.DnsSearchDomains) > 0, "dnsSearchDomains", "Fargate takes no DNS search domains"},
	} {
		if m.set {
			c.refuse(finding{c.path + "." + m.member, m.message, "", ruleFargate})
		}
	}
	if l := def.LogConfiguration; l != nil && !slices.Contains(fargateDrivers, l.LogDriver) {
		c.refuse(finding{
			c.path + ".logConfiguration.logDriver", fmt.Sprintf("Fargate has no log driver %s", l.LogDriver),
			"write awslogs, splunk or awsfirelens", "API reference, LogConfiguration",
		})
	}
	if def.LinuxParameters != nil {
		checkFargateLinux(c, def.LinuxParameters)
	}
}

// API reference, LinuxParameters and KernelCapabilities.
func checkFargateLinux(c container, p *types.LinuxParameters) {
	path := c.path + ".linuxParameters."
	for _, m := range []struct {
		set    bool
		member string
	}{
		{len(p.Devices) > 0, "devices"},
		{p.MaxSwap != nil, "maxSwap"},
		{p.SharedMemorySize != nil, "sharedMemorySize"},
		{p.Swappiness != nil, "swappiness"},
	} {
		if m.set {
			c.refuse(finding{path + m.member, "Fargate does not support " + m.member, "", "API reference, LinuxParameters"})
		}
	}
	if p.Capabilities == nil {
		return
	}
	for i, added := range p.Capabilities.Add {
		if !strings.EqualFold(added, "SYS_PTRACE") {
			c.refuse(finding{
				fmt.Sprintf("%scapabilities.add[%d]", path, i),
				fmt.Sprintf("Fargate adds no capability but SYS_PTRACE, not %q", added), "",
				"API reference, KernelCapabilities",
			})
		}
	}
}
