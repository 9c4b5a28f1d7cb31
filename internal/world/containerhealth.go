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
// changes.
func (w *World) planHealth(t *task, c *container) {
	if check := c.def.HealthCheck; check != nil {
		startPeriod := time.Duration(aws.ToInt32(check.StartPeriod)) * time.Second
		w.checkHealth(t, c, turns(c.image.Health, c.image.HealthyAfter, c.image.UnhealthyAfter), startPeriod)
	}
}

// checkHealth plans what the health check finds from now on. A success counts at
// once, also inside the start period; failures count only after it, and several
// in a row make the container UNHEALTHY. API reference, HealthCheck.
func (w *World) checkHealth(t *task, c *container, turns []Turn, startPeriod time.Duration) {
	check, plan := c.def.HealthCheck, c.healthPlan
	probe{
		interval: time.Duration(or(check.Interval, checkInterval)) * time.Second,
		passes:   1, fails: int(or(check.Retries, checkRetries)), forgiven: startPeriod,
	}.plan(turns, func(after time.Duration, healthy bool) {
		w.reported(t, after, func() {
			if c.lastStatus != running || c.healthPlan != plan {
				return
			}
			c.health = types.HealthStatusUnhealthy
			if healthy {
				c.health = types.HealthStatusHealthy
			}
			t.version++
			w.goOn(t)
			w.taskHealth(t)
		})
	})
}

// or is the value of an optional member.
func or[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}
