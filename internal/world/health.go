package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The defaults of a container health check. API reference, HealthCheck.
const (
	checkInterval = 30
	checkRetries  = 3
)

// planHealth plans how the health of a started container with a health check
// changes. A success counts at once, also inside the start period; failures
// count only after it, and several in a row make the container UNHEALTHY. API
// reference, HealthCheck.
func (w *World) planHealth(t *task, c *container) {
	check := c.def.HealthCheck
	if check == nil {
		return
	}
	interval := time.Duration(or(check.Interval, checkInterval)) * time.Second
	failing := time.Duration(or(check.Retries, checkRetries)) * interval
	patience := time.Duration(aws.ToInt32(check.StartPeriod))*time.Second + failing

	passes := max(c.image.HealthyAfter, interval)
	breaks := c.image.UnhealthyAfter
	never := breaks > 0 && breaks < passes
	if never || passes > patience {
		w.turn(t, c, patience, types.HealthStatusUnhealthy)
	}
	if never {
		return
	}
	w.turn(t, c, passes, types.HealthStatusHealthy)
	if breaks > 0 {
		w.turn(t, c, breaks+failing, types.HealthStatusUnhealthy)
	}
}

// turn changes the health of a container after d.
func (w *World) turn(t *task, c *container, d time.Duration, health types.HealthStatus) {
	w.reported(t, d, func() {
		if c.lastStatus != running {
			return
		}
		c.health = health
		t.version++
		w.taskHealth(t)
	})
}

// or is the value of an optional member.
func or[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}
