package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// override puts the sizes that a RunTask or StartTask call names in the place of
// those of the task definition: placement needs room for them. API reference,
// TaskOverride and ContainerOverride.
func (t *task) override(o *types.TaskOverride) {
	if o == nil {
		return
	}
	t.overrides = o
	def := *t.def
	put(&def.Cpu, normalSize(o.Cpu, "VCPU"))
	put(&def.Memory, normalSize(o.Memory, "GB"))
	def.ContainerDefinitions = slices.Clone(def.ContainerDefinitions)
	for n := range def.ContainerDefinitions {
		c := &def.ContainerDefinitions[n]
		t.containers[n].def = c
		for _, by := range o.ContainerOverrides {
			if aws.ToString(by.Name) != aws.ToString(c.Name) {
				continue
			}
			c.Cpu = or(by.Cpu, c.Cpu)
			put(&c.Memory, by.Memory)
			put(&c.MemoryReservation, by.MemoryReservation)
		}
	}
	t.def, t.needs = &def, needsOf(&def, t.launch)
}

// checkOverrides refuses overrides of containers that the task definition does
// not have. API reference, ContainerOverride, name.
func checkOverrides(def *types.TaskDefinition, o *types.TaskOverride) error {
	if o == nil {
		return nil
	}
	for _, c := range o.ContainerOverrides {
		if !slices.ContainsFunc(def.ContainerDefinitions, func(d types.ContainerDefinition) bool {
			return aws.ToString(d.Name) == aws.ToString(c.Name)
		}) {
			return invalidParameterf("Override for container named %s is not a container in the TaskDefinition.",
				aws.ToString(c.Name))
		}
	}
	return nil
}
