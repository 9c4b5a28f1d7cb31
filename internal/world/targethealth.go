package world

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// How a target group with default settings checks its targets: every 30 s. One
// success makes a new target healthy, two failures in a row make any unhealthy,
// and then it takes five successes. Elastic Load Balancing, Health checks for
// your target groups.
const (
	targetInterval  = 30 * time.Second
	targetFailures  = 2
	targetSuccesses = 5
)

// planTarget plans how the load balancer sees a task that was just registered.
func (w *World) planTarget(t *task) {
	image := t.balancedImage()
	healthy, recovers := targetTimes(image)
	if never := image.MuteAfter > 0 && image.MuteAfter <= healthy; never {
		w.turnTarget(t, targetFailures*targetInterval, false)
		return
	}
	if recovers {
		w.turnTarget(t, targetFailures*targetInterval, false)
	}
	w.turnTarget(t, healthy, true)
	if image.MuteAfter > 0 {
		w.turnTarget(t, nextCheck(image.MuteAfter)+(targetFailures-1)*targetInterval, false)
	}
}

// targetTimes is when a target becomes healthy, counted from its registration,
// and whether it was unhealthy before.
func targetTimes(image Image) (healthy time.Duration, recovers bool) {
	healthy = nextCheck(image.AnswersAfter)
	if recovers = healthy > targetFailures*targetInterval; recovers {
		healthy += (targetSuccesses - 1) * targetInterval
	}
	return healthy, recovers
}

// nextCheck is the first health check at or after d.
func nextCheck(d time.Duration) time.Duration {
	checks := (d + targetInterval - 1) / targetInterval
	return max(checks, 1) * targetInterval
}

// turnTarget changes the health of a target after d.
func (w *World) turnTarget(t *task, d time.Duration, healthy bool) {
	w.later(t, d, func() {
		t.target.healthy, t.target.unhealthy = healthy, !healthy
		if healthy && t.health() != types.HealthStatusUnhealthy {
			t.unhealthySaid = false
		}
		if t.healthy(w.now) {
			t.deployment.recovered()
		}
		w.lookAt(t.deployment.service, w.now)
	})
}

// balancedContainer is the container of a load balancer of the task's deployment; nil if
// there is none.
func (t *task) balancedContainer(lb types.LoadBalancer) *container {
	n := slices.IndexFunc(t.containers, func(c *container) bool {
		return aws.ToString(c.def.Name) == aws.ToString(lb.ContainerName)
	})
	if n < 0 {
		return nil
	}
	return t.containers[n]
}

// balancedImage is how the container behind the first load balancer behaves.
func (t *task) balancedImage() Image {
	for _, lb := range t.deployment.spec.LoadBalancers {
		if c := t.balancedContainer(lb); c != nil {
			return c.image
		}
	}
	return Image{}
}

// sickness is why an unhealthy task is stopped. Developer Guide, Stopped tasks
// error messages.
func (t *task) sickness() string {
	if groups := t.failingGroups(); len(groups) > 0 {
		return fmt.Sprintf(reasonTarget, groups[0])
	}
	return reasonUnhealthy
}

// failingGroups are the target groups that an unhealthy target is in; empty if
// it is the container health check that failed.
func (t *task) failingGroups() []string {
	if !t.target.unhealthy || t.health() == types.HealthStatusUnhealthy {
		return nil
	}
	return t.deployment.targetGroups()
}

// sayUnhealthy are the events of a task that failed its health checks: one for
// each target group. Developer Guide, Viewing Amazon ECS service event messages.
func sayUnhealthy(t *task) []string {
	if len(t.failingGroups()) == 0 {
		return []string{fmt.Sprintf("(task %s) failed container health checks.", t.id)}
	}
	var out []string
	for _, lb := range t.deployment.spec.LoadBalancers {
		c := t.balancedContainer(lb)
		if lb.TargetGroupArn == nil || c == nil {
			continue
		}
		host := ""
		if t.instance != nil {
			host = fmt.Sprintf(" (instance %s)", t.instance.spec.ID)
		}
		out = append(out, fmt.Sprintf("(task %s)%s (port %d) is unhealthy in (target-group %s) due to (reason %s)",
			t.id, host, c.reachedAt(aws.ToInt32(lb.ContainerPort)), *lb.TargetGroupArn,
			cmp.Or(c.image.TargetReason, "Health checks failed")))
	}
	return out
}

// reachedAt is the port at which the load balancer reaches a container port: the
// host port bound to it, or itself where the task has its own address.
func (c *container) reachedAt(port int32) int32 {
	for _, b := range c.bindings {
		if aws.ToInt32(b.ContainerPort) == port {
			return aws.ToInt32(b.HostPort)
		}
	}
	return port
}
