package forecast

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
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
	cpu, memory := needs(before)
	cpuThen, memoryThen := needs(after)
	return cpu == cpuThen && memory == memoryThen && slices.EqualFunc(portsInOrder(before), portsInOrder(after), samePort)
}

// portsInOrder are the static ports of a task, the lowest first.
func portsInOrder(def *types.TaskDefinition) []types.PortMapping {
	ports := staticPorts(def)
	slices.SortFunc(ports, func(a, b types.PortMapping) int {
		if a, b := aws.ToInt32(a.HostPort), aws.ToInt32(b.HostPort); a != b {
			return int(a - b)
		}
		return strings.Compare(string(a.Protocol), string(b.Protocol))
	})
	return ports
}

func samePort(a, b types.PortMapping) bool {
	return aws.ToInt32(a.HostPort) == aws.ToInt32(b.HostPort) && a.Protocol == b.Protocol
}
