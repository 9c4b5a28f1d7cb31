package world

import (
	"cmp"
	"sort"
	"strings"
)

// Target is a task as a target group knows it.
type Target struct {
	// ID is the IP address of a task of network mode awsvpc, else its EC2 instance.
	ID, Zone string
	Port     int32
	State    string // as DescribeTargetHealth has it: "healthy"
	// Reason and Description say why the target is not healthy: "Target.Timeout",
	// "Request timed out".
	Reason, Description string
}

// Targets are the tasks in the target group of that ARN, those whose connections
// drain too. Elastic Load Balancing API reference, DescribeTargetHealth.
func (w *World) Targets(group string) []Target {
	out := []Target{}
	for _, c := range sorted(w.clusters) {
		for _, t := range c.inOrder("") {
			for _, m := range t.target.groups {
				if m.group == group && (t.alive() || w.now.Before(t.target.drained)) {
					out = append(out, t.asTarget(m))
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		return cmp.Or(strings.Compare(out[i].ID, out[j].ID), cmp.Compare(out[i].Port, out[j].Port)) < 0
	})
	return out
}

// asTarget is the task as one of its target groups sees it. Elastic Load
// Balancing API reference, TargetHealth.
func (t *task) asTarget(m *membership) Target {
	out := Target{Port: m.port}
	switch {
	case t.eni != nil:
		out.ID, out.Zone = t.eni.ip, t.eni.zone
	case t.instance != nil:
		out.ID, out.Zone = t.instance.spec.ID, t.instance.spec.AZ
	}
	switch {
	case !t.alive():
		out.State, out.Reason = "draining", "Target.DeregistrationInProgress"
		out.Description = "Target deregistration is in progress"
	case m.healthy:
		out.State = "healthy"
	case m.unhealthy:
		out.State = "unhealthy"
		out.Reason, out.Description = m.sickness()
	default:
		out.State, out.Reason = "initial", "Elb.InitialHealthChecking"
		out.Description = "Initial health checks in progress"
	}
	return out
}

// sickness is why the target is unhealthy.
func (m *membership) sickness() (reason, description string) {
	description = cmp.Or(m.container.image.TargetReason, "Health checks failed")
	switch {
	case strings.Contains(description, "these codes"):
		reason = "Target.ResponseCodeMismatch"
	case strings.Contains(description, "timed out"):
		reason = "Target.Timeout"
	default:
		reason = "Target.FailedHealthChecks"
	}
	return reason, description
}
