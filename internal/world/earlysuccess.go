package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// checkEarly holds the early success criteria to their ranges. API reference,
// DeploymentEarlySuccessCriteria.
func checkEarly(c *types.DeploymentConfiguration) error {
	early := c.EarlySuccessCriteria
	if early == nil || !early.Enable {
		return nil
	}
	blocking, deferred := types.ServiceRevisionCleanupBlocking, types.ServiceRevisionCleanupDeferred
	cleanup := early.SourceServiceRevisionCleanup
	switch {
	case early.HealthyPercent == nil || cleanup == "":
		return invalidParameter("Early success criteria need healthyPercent and sourceServiceRevisionCleanup.")
	case *early.HealthyPercent < 0 || *early.HealthyPercent > 100:
		return invalidParameter("healthyPercent must be between 0 and 100.")
	case *early.HealthyPercent < *c.MinimumHealthyPercent:
		return invalidParameter("healthyPercent must be greater than or equal to minimumHealthyPercent.")
	case cleanup != blocking && cleanup != deferred:
		return invalidParameterf("Invalid sourceServiceRevisionCleanup %q.", string(cleanup))
	}
	return nil
}

// early says whether the PRIMARY deployment may complete before all its tasks are
// there: enough of them are healthy and, unless that is deferred, the old ones
// are gone. What is missing then comes, and what is too much goes, after it has
// completed. A rollback waits for all. API reference,
// DeploymentEarlySuccessCriteria.
func (s *service) early(now time.Time) bool {
	c, p := s.spec.DeploymentConfiguration.EarlySuccessCriteria, s.primary()
	desired := s.desired()
	if c == nil || !c.Enable || shifts(s.spec.DeploymentConfiguration) || desired == 0 ||
		p.rollout != types.DeploymentRolloutStateInProgress || s.ongoing().rollback != nil ||
		p.serving(now) < share(desired, int(*c.HealthyPercent)) {
		return false
	}
	old := count(s.tasks, func(t *task) bool { return t.deployment != p })
	return old == 0 || c.SourceServiceRevisionCleanup == types.ServiceRevisionCleanupDeferred
}
