package taskdef

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// checkTaskMemory checks the sizes of the task and that its containers fit in
// (API reference, RegisterTaskDefinition, cpu and memory; ContainerDefinition,
// cpu and memory).
func checkTaskMemory(c *checker) {
	if c.in.Cpu != nil {
		units, ok := parseCPU(*c.in.Cpu)
		switch {
		case !ok:
			c.refuse(finding{
				"cpu", fmt.Sprintf("%q is not a number of CPU units", *c.in.Cpu),
				"write 1024 or 1 vCPU", ruleTask,
			})
		case !c.fargate() && (units < 128 || units > 196608):
			c.refuse(finding{"cpu", fmt.Sprintf("%d CPU units are not between 128 and 196608", units), "", ruleTask})
		default:
			c.checkCPUSum(units)
		}
	}
	if c.in.Memory == nil {
		return
	}
	mib, ok := parseMemory(*c.in.Memory)
	if !ok {
		c.refuse(finding{"memory", fmt.Sprintf("%q is not a number of MiB", *c.in.Memory), "write 512 or 1 GB", ruleTask})
		return
	}
	c.checkMemorySum(mib)
}

func (c *checker) checkCPUSum(units int) {
	sum := 0
	for _, def := range c.in.ContainerDefinitions {
		sum += int(def.Cpu)
	}
	if sum > units && !c.windows() {
		c.refuse(finding{
			"cpu", fmt.Sprintf("the containers ask for %d CPU units, the task has %d", sum, units),
			"raise the task's cpu, or lower that of the containers", ruleContainer,
		})
	}
}

// A container's hard limit has to lie within the task's, and so have the
// reservations of all containers together. Hard limits may add up to more: ECS
// has registered such definitions.
func (c *checker) checkMemorySum(mib int) {
	if c.windows() {
		return
	}
	reserved := 0
	for i, def := range c.in.ContainerDefinitions {
		if hard := int(aws.ToInt32(def.Memory)); hard > mib {
			c.refuse(finding{
				fmt.Sprintf("containerDefinitions[%d].memory", i),
				fmt.Sprintf("the container asks for %d MiB, the task has %d", hard, mib), "", ruleContainer,
			})
		}
		reserved += int(aws.ToInt32(def.MemoryReservation))
	}
	if reserved > mib {
		c.refuse(finding{
			"memory", fmt.Sprintf("the containers reserve %d MiB, the task has %d", reserved, mib),
			"raise the task's memory, or lower that of the containers", ruleContainer,
		})
	}
}

// smallestMemory is what Docker 20.10 and later give a container at least, in
// MiB (API reference, ContainerDefinition, memory).
const smallestMemory = 6

func checkContainerMemory(c container) {
	hard, soft := c.def.Memory, c.def.MemoryReservation
	if c.in.Memory == nil && aws.ToInt32(hard) == 0 && aws.ToInt32(soft) == 0 && !c.fargate() {
		// ECS answers "At least one of 'memory' or 'memoryReservation' must be specified."
		c.refuse(finding{
			c.path, c.name() + " has neither memory nor memoryReservation, and the task has no memory",
			"add memory: 512 to the container", ruleContainer,
		})
	}
	for _, m := range []struct {
		name  string
		value *int32
	}{{".memory", hard}, {".memoryReservation", soft}} {
		if m.value != nil && *m.value != 0 && *m.value < smallestMemory {
			c.refuse(finding{
				c.path + m.name, fmt.Sprintf("a container needs at least %d MiB", smallestMemory),
				"", ruleContainer,
			})
		}
	}
	if c.def.Cpu < 0 {
		c.refuse(finding{c.path + ".cpu", "cpu is negative", "", ruleContainer})
	}
	if hard == nil || soft == nil || *soft == 0 {
		return
	}
	if *hard < *soft {
		c.refuse(finding{
			c.path + ".memoryReservation",
			fmt.Sprintf("memoryReservation %d is more than memory %d, the hard limit", *soft, *hard), "", ruleContainer,
		})
	}
}
