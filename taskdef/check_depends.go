package taskdef

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const ruleDependency = "API reference, ContainerDependency"

func checkDependencies(c *checker) {
	sound := true
	for i, def := range c.in.ContainerDefinitions {
		for j, dependency := range def.DependsOn {
			path := fmt.Sprintf("containerDefinitions[%d].dependsOn[%d]", i, j)
			sound = c.checkDependency(path, aws.ToString(def.Name), dependency) && sound
		}
	}
	if sound {
		c.checkCycle()
	}
}

// checkDependency answers false where a search for cycles would make no sense.
func (c *checker) checkDependency(path, from string, d types.ContainerDependency) bool {
	name := aws.ToString(d.ContainerName)
	target := c.containerNamed(name)
	switch {
	case target == nil:
		c.refuse(finding{
			path + ".containerName", fmt.Sprintf("there is no container %q", name),
			"there are: " + strings.Join(c.containerNames(), ", "), ruleDependency,
		})
		return false
	case name == from:
		c.refuse(finding{path + ".containerName", fmt.Sprintf("container %q waits for itself", name), "", ruleDependency})
		return false
	}
	condition := path + ".condition"
	switch d.Condition {
	case types.ContainerConditionHealthy:
		if target.HealthCheck == nil {
			c.refuse(finding{
				condition, fmt.Sprintf("container %q has no healthCheck, so it is never HEALTHY", name),
				"give it a healthCheck, or wait for START", ruleDependency,
			})
		}
	case types.ContainerConditionComplete, types.ContainerConditionSuccess:
		if essential(target) {
			c.refuse(finding{
				condition, fmt.Sprintf("container %q is essential: the task stops when it ends", name),
				"set its essential to false", ruleDependency,
			})
		}
	}
	return true
}

// checkCycle reports the first ring of containers that wait for one another.
func (c *checker) checkCycle() {
	var ring []string
	done := map[string]bool{}
	var visit func(name string, waiting []string) bool
	visit = func(name string, waiting []string) bool {
		if i := slices.Index(waiting, name); i >= 0 {
			ring = append(slices.Clone(waiting[i:]), name)
			return true
		}
		if done[name] {
			return false
		}
		done[name] = true
		for _, d := range c.containerNamed(name).DependsOn {
			if visit(aws.ToString(d.ContainerName), append(waiting, name)) {
				return true
			}
		}
		return false
	}
	for _, name := range c.containerNames() {
		if visit(name, nil) {
			at := slices.Index(c.containerNames(), ring[0])
			c.refuse(finding{
				fmt.Sprintf("containerDefinitions[%d].dependsOn", at),
				"the containers wait for one another: " + strings.Join(ring, " → "), "", ruleDependency,
			})
			return
		}
	}
}

func (c *checker) containerNames() []string {
	var out []string
	for _, def := range c.in.ContainerDefinitions {
		out = append(out, aws.ToString(def.Name))
	}
	return out
}
