package forecast

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// anywhere says whether a rollout goes the same way wherever the old tasks are: all
// new ones fit beside them, or each takes just the room that an old one leaves.
func anywhere(state State, change Change) bool {
	if apart(state.Service.PlacementConstraints) || apart(change.Update.PlacementConstraints) {
		return false
	}
	w, err := load(state, 0)
	if err != nil {
		return true // whatever the tasks are
	}
	revision, _, err := apply(w, state, change)
	if err != nil {
		return true
	}
	name := aws.ToString(state.Service.ServiceName)
	desired, _, _ := w.Bounds(state.Cluster, name)
	if room, _ := w.Room(state.Cluster, name, revision); room >= desired {
		return true
	}
	r := run{w: w, revision: revision}
	return inTurn(state, change, serving(state), r.definition())
}

// inTurn says whether a new task needs just what an old one has given back: as much,
// the same ports, and nothing that an instance with room could be without.
func inTurn(state State, change Change, before, after *types.TaskDefinition) bool {
	u, s := change.Update, state.Service
	if before == nil || after == nil || u.CapacityProviderStrategy != nil || u.PlacementConstraints != nil {
		return false
	}
	constraints := len(before.PlacementConstraints) + len(after.PlacementConstraints) + len(s.PlacementConstraints)
	if constraints > 0 || s.SchedulingStrategy == types.SchedulingStrategyDaemon {
		return false
	}
	for n := range state.Instances {
		if len(lacking(after, &state.Instances[n])) > 0 {
			return false
		}
	}
	cpu, memory, ports := world.Needs(before)
	cpuThen, memoryThen, portsThen := world.Needs(after)
	missing := func(p world.HostPort) bool { return !slices.Contains(portsThen, p) }
	// No host port stands twice in a definition.
	return cpu == cpuThen && memory == memoryThen && len(ports) == len(portsThen) && !slices.ContainsFunc(ports, missing)
}
