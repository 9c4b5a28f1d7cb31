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
	case s.Lacks == world.NoPort:
		return CausePortConflict
	case s.Lacks == world.NoCPU, s.Lacks == world.NoMemory:
		return CauseNoCapacity
	case s.Lacks == world.NoAttribute, s.Lacks == world.NotMember, s.Lacks == world.NotDistinct:
		return CauseMissingAttribute
	case s.Lacks == world.NoAgent:
		return CauseAgentDown
	case s.Lacks != "" && s.Closest == "":
		return CauseNoInstances
	default:
		return CauseUnknown
	}
}
