package world

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The defaults of a target group's health checks. Elastic Load Balancing API
// reference, CreateTargetGroup.
const (
	targetInterval  = 30 * time.Second
	targetTimeout   = 5 * time.Second
	targetSuccesses = 5
	targetFailures  = 2
)

// membership is a task in one of the target groups of its deployment. A target
// that is neither healthy nor unhealthy was not checked often enough yet.
type membership struct {
	group              string // ARN; empty for a Classic Load Balancer
	classic            string // name of a Classic Load Balancer, else empty
	container          *container
	port               int32 // at which the load balancer reaches it
	healthy, unhealthy bool
	plan               int // counts what made the plans for its health void
}

// joinGroups registers the task with the target groups of its deployment and plans how
// their load balancers see it.
func (w *World) joinGroups(t *task) {
	t.target.registered = true
	for _, lb := range t.deployment.spec.LoadBalancers {
		if c := t.balancedContainer(lb); c != nil {
			m := &membership{
				group: t.deployment.targetGroup(lb), classic: aws.ToString(lb.LoadBalancerName), container: c,
				port: c.reachedAt(aws.ToInt32(lb.ContainerPort)),
			}
			t.target.groups = append(t.target.groups, m)
			w.planTarget(t, m)
		}
	}
}

// planTarget plans the health of a target. Nothing answers where the host is down.
func (w *World) planTarget(t *task, m *membership) {
	image := m.container.image
	if t.instance != nil && t.instance.down {
		w.checkTarget(t, m, []Turn{{0, false}})
		return
	}
	w.checkTarget(t, m, turns(image.Answers, image.AnswersAfter, image.MuteAfter))
}

// checkTarget plans what the load balancer's checks find from now on: one success
// makes a new target healthy; as many failures in a row as the threshold says make
// any unhealthy, and then as many successes healthy again. Elastic Load Balancing,
// Health checks for your target groups.
func (w *World) checkTarget(t *task, m *membership, turns []Turn) {
	check := w.groupOf(m.group).HealthCheck
	probe{interval: check.Interval, passes: int(check.Healthy), fails: int(check.Unhealthy)}.
		plan(turns, func(after time.Duration, healthy bool) { w.turnTarget(t, m, after, healthy) })
}

// turnTarget changes the health of a target after d. The task is healthy when it
// is so in all its groups, and unhealthy when it is so in one.
func (w *World) turnTarget(t *task, m *membership, d time.Duration, healthy bool) {
	plan := m.plan
	w.later(t, d, func() {
		if m.plan != plan {
			return
		}
		m.healthy, m.unhealthy = healthy, !healthy
		sick := func(m *membership) bool { return m.unhealthy }
		unknown := func(m *membership) bool { return !m.healthy }
		t.target.healthy = !slices.ContainsFunc(t.target.groups, unknown)
		t.target.unhealthy = slices.ContainsFunc(t.target.groups, sick)
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

// sickness is why an unhealthy task is stopped. Developer Guide, Stopped tasks
// error messages.
func (t *task) sickness() string {
	if failing := t.failing(); len(failing) > 0 {
		return fmt.Sprintf(reasonTarget, failing[0].name())
	}
	return reasonUnhealthy
}

// name is how ECS's sentences name what the task is unhealthy in.
func (m *membership) name() string {
	if m.classic != "" {
		return "elb " + m.classic
	}
	return "target-group " + m.group
}

// failing are the target groups and Classic Load Balancers in which an unhealthy task
// is so; empty if it is the container health check that failed.
func (t *task) failing() []*membership {
	var out []*membership
	for _, m := range t.target.groups {
		if m.unhealthy && t.health() != types.HealthStatusUnhealthy {
			out = append(out, m)
		}
	}
	return out
}

// classicReason is what a Classic Load Balancer says of each instance that it finds
// unhealthy. Developer Guide, Viewing Amazon ECS service event messages.
const classicReason = "Instance has failed at least the UnhealthyThreshold number of health checks consecutively."

// sayUnhealthy are the events of a task that failed its health checks: one for
// each target group. A Classic Load Balancer knows instances only. Developer Guide,
// Viewing Amazon ECS service event messages.
func sayUnhealthy(t *task) []string {
	failing := t.failing()
	if len(failing) == 0 {
		return []string{fmt.Sprintf("(task %s) failed container health checks.", t.id)}
	}
	host := ""
	if t.instance != nil {
		host = fmt.Sprintf(" (instance %s)", t.instance.spec.ID)
	}
	var out []string
	for _, m := range failing {
		if m.classic != "" {
			said := fmt.Sprintf("%s is unhealthy in (%s) due to (reason %s)", host, m.name(), classicReason)
			out = append(out, strings.TrimSpace(said))
			continue
		}
		out = append(out, fmt.Sprintf("(task %s)%s (port %d) is unhealthy in (%s) due to (reason %s)",
			t.id, host, m.port, m.name(), cmp.Or(m.container.image.TargetReason, "Health checks failed")))
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
