package watch

import (
	"fmt"
	"time"
)

// Cost is a setting that a rollout spends time on, however quick its tasks are.
type Cost struct {
	// Kind is settle-time, deregistration-delay, bake-time or stop-timeout.
	Kind string
	// Setting names it: "deregistration delay of target group web-tg".
	Setting string
	Length  time.Duration
	// After is true for what comes once all new tasks serve.
	After bool
}

// costs are those of the target, as far as they are known, in the order in
// which they pass.
func costs(t Target, s Snapshot) []Cost {
	var out []Cost
	row := s.Deployment(t.Deployment)
	if row == nil {
		return nil
	}
	if r := s.revision(row.TaskDefinition); r != nil && !r.HealthCheck && !s.LoadBalanced {
		out = append(out, Cost{
			Kind: "settle-time", Setting: "settle time of tasks without a health check", Length: settleTime,
		})
	}
	if s.Record != nil && s.Record.Bake > 0 {
		out = append(out, Cost{Kind: "bake-time", Setting: "bake time", Length: s.Record.Bake, After: true})
	}
	if g := s.slowest(); g != nil && g.DeregistrationDelay > 0 {
		out = append(out, Cost{
			Kind: "deregistration-delay", Setting: "deregistration delay of target group " + g.Name,
			Length: g.DeregistrationDelay, After: true,
		})
	}
	if r := s.revision(base(t.PreviousTaskDefinition)); r != nil && r.StopTimeout > 0 && t.Previous != t.Deployment {
		out = append(out, Cost{
			Kind: "stop-timeout", Setting: fmt.Sprintf("stopTimeout of %s", r.Name), Length: r.StopTimeout, After: true,
		})
	}
	return out
}

// slowest is the target group with the longest deregistration delay, nil where
// none was read.
func (s Snapshot) slowest() *TargetGroup {
	var slowest *TargetGroup
	for i, g := range s.TargetGroups {
		if g.Read && (slowest == nil || g.DeregistrationDelay > slowest.DeregistrationDelay) {
			slowest = &s.TargetGroups[i]
		}
	}
	return slowest
}

// Within are the costs before serving, or those after, that may account for a
// time of that length: with a setting that allows for more than was spent, it is
// not known whether it cost anything.
func Within(costs []Cost, after bool, spent time.Duration) []Cost {
	var out []Cost
	for _, c := range costs {
		if c.After == after && c.Length <= spent {
			out = append(out, c)
			spent -= c.Length
		}
	}
	return out
}
