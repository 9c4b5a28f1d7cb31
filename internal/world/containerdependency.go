package world

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkDependencies checks dependsOn: known containers, conditions that can
// come true, no circle (API reference, ContainerDependency).
func checkDependencies(def *types.TaskDefinition) error {
	byName := map[string]*types.ContainerDefinition{}
	for i := range def.ContainerDefinitions {
		byName[*def.ContainerDefinitions[i].Name] = &def.ContainerDefinitions[i]
	}
	for _, c := range def.ContainerDefinitions {
		for _, d := range c.DependsOn {
			on := byName[aws.ToString(d.ContainerName)]
			if err := checkDependency(*c.Name, d, on); err != nil {
				return err
			}
		}
	}
	visited := map[string]bool{}
	for _, c := range def.ContainerDefinitions {
		if circular(byName, *c.Name, visited, map[string]bool{}) {
			return clientError("Container dependencies must not form a cycle.")
		}
	}
	return nil
}

func checkDependency(name string, d types.ContainerDependency, on *types.ContainerDefinition) error {
	if on == nil {
		return clientError(fmt.Sprintf("Container '%s' depends on container '%s', which does not exist in the task "+
			"definition.", name, aws.ToString(d.ContainerName)))
	}
	switch d.Condition {
	case types.ContainerConditionStart:
	case types.ContainerConditionHealthy:
		if on.HealthCheck == nil {
			return clientError(fmt.Sprintf("Container '%s' depends on container '%s' being HEALTHY, but it has no health "+
				"check.", name, *on.Name))
		}
	case types.ContainerConditionComplete, types.ContainerConditionSuccess:
		if *on.Essential {
			return clientError(fmt.Sprintf("Container '%s' depends on essential container '%s' with condition %s.",
				name, *on.Name, d.Condition))
		}
	default:
		return clientError(fmt.Sprintf("Container '%s' depends on container '%s' with the unknown condition %q.",
			name, *on.Name, string(d.Condition)))
	}
	return nil
}

// circular says whether the dependencies of a container lead back to one on the
// path to it.
func circular(byName map[string]*types.ContainerDefinition, name string, visited, path map[string]bool) bool {
	if path[name] {
		return true
	}
	if visited[name] {
		return false
	}
	visited[name], path[name] = true, true
	for _, d := range byName[name].DependsOn {
		if circular(byName, aws.ToString(d.ContainerName), visited, path) {
			return true
		}
	}
	delete(path, name)
	return false
}
