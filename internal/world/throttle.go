package world

import "time"

const (
	sayThrottled = "operations are being throttled on elasticloadbalancing. Will try again later."
	// throttledTime is after what time the scheduler asks again; AWS does not say.
	throttledTime = 30 * time.Second
)

// ThrottleLoadBalancing has Elastic Load Balancing refuse, or take again, what ECS
// asks it for: tasks that run join no target group meanwhile, so they do not count
// as healthy. Developer Guide, Viewing Amazon ECS service event messages.
func (w *World) ThrottleLoadBalancing(throttled bool) { w.balancingThrottled = throttled }

// throttled reports whether the service has to wait with its targets, and tells so.
func (w *World) throttled(s *service) bool {
	if !w.balancingThrottled {
		return false
	}
	w.sayOnce(s, "throttled", sayThrottled)
	w.lookAt(s, w.now.Add(w.scale(throttledTime)))
	return true
}
