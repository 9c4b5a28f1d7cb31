package forecast

import (
	"slices"

	"github.com/ecs-steady/steady/internal/world"
)

// The causes of a Forecast. But for CauseRefused, under which ECS starts nothing,
// they are the codes under which package watch tells of a rollout that is stuck.
const (
	CausePortConflict     = "port-conflict"
	CauseNoCapacity       = "no-capacity"
	CauseNoInstances      = "no-instances"
	CauseMissingAttribute = "missing-attribute"
	CauseAgentDown        = "agent-down"
	CauseConfigDeadlock   = "config-deadlock"
	CauseUnknown          = "unknown"
	CauseRefused          = "refused"
)

// What an instance lacks, in the words of the failures of RunTask (Developer Guide,
// "API failure reasons").
const (
	lacksAgent     = "AGENT"
	lacksAttribute = "ATTRIBUTE"
	lacksPort      = "RESOURCE:PORTS"
	lacksCPU       = "RESOURCE:CPU"
	lacksMemory    = "RESOURCE:MEMORY"
	lacksMember    = "MemberOf placement constraint unsatisfied."
	lacksDistinct  = "DistinctInstance placement constraint unsatisfied."
)

// causesOf are the codes of a standstill: that of the closest instance, and those of
// others that are as close.
func causesOf(s world.Standstill) []string {
	out := []string{causeOf(s)}
	for _, lacks := range s.Equals {
		s.Lacks = lacks
		if cause := causeOf(s); !slices.Contains(out, cause) {
			out = append(out, cause)
		}
	}
	return out
}

// causeOf is the code of what the closest instance lacks.
func causeOf(s world.Standstill) string {
	switch {
	case s.Locked:
		return CauseConfigDeadlock
	case s.Lacks == lacksPort:
		return CausePortConflict
	case s.Lacks == lacksCPU, s.Lacks == lacksMemory:
		return CauseNoCapacity
	case s.Lacks == lacksAttribute, s.Lacks == lacksMember, s.Lacks == lacksDistinct:
		return CauseMissingAttribute
	case s.Lacks == lacksAgent:
		return CauseAgentDown
	case s.Lacks != "" && s.Closest == "":
		return CauseNoInstances
	default:
		return CauseUnknown
	}
}
