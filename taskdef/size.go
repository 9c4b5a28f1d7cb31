package taskdef

import (
	"strconv"
	"strings"
)

// parseCPU reads a task's cpu, "1024" or "1 vCPU", in CPU units (API reference,
// RegisterTaskDefinition, cpu).
func parseCPU(s string) (units int, ok bool) { return parseSize(s, "vcpu") }

// parseMemory reads a task's memory, "1024" or "1 GB", in MiB (API reference,
// RegisterTaskDefinition, memory).
func parseMemory(s string) (mib int, ok bool) { return parseSize(s, "gb") }

// parseSize reads a whole number, or a decimal one of a unit that is 1024 times
// as large.
func parseSize(s, unit string) (int, bool) {
	lower := strings.ToLower(strings.TrimSpace(s))
	number, hasUnit := strings.CutSuffix(lower, unit)
	if !hasUnit {
		n, err := strconv.Atoi(lower)
		return n, err == nil && n > 0
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(f > 0 && f <= 1<<20) { // NaN fails too
		return 0, false
	}
	return int(f * 1024), true
}
