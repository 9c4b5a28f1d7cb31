package world

import (
	"math"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The defaults of gradual shifts, and the longest bake time in minutes. API
// reference, LinearConfiguration and CanaryConfiguration.
const (
	linearPercent = 10
	linearBake    = 6
	canaryPercent = 5
	canaryBake    = 10
	longestBake   = 1440
)

// shifts says whether deployments of the configuration run beside the one before
// and then take over its traffic: BLUE_GREEN, LINEAR and CANARY.
func shifts(c *types.DeploymentConfiguration) bool {
	return c.Strategy != types.DeploymentStrategyRolling
}

// fitStrategy fills in what the strategy of a configuration has by default, and
// drops without a word, as has been seen, what belongs to another strategy.
func fitStrategy(c *types.DeploymentConfiguration) {
	linear, canary := c.LinearConfiguration, c.CanaryConfiguration
	c.LinearConfiguration, c.CanaryConfiguration = nil, nil
	switch c.Strategy {
	case types.DeploymentStrategyRolling:
		c.BakeTimeInMinutes = nil
	case types.DeploymentStrategyLinear:
		if linear == nil {
			linear = &types.LinearConfiguration{}
		}
		c.LinearConfiguration = &types.LinearConfiguration{
			StepPercent:           aws.Float64(or(linear.StepPercent, linearPercent)),
			StepBakeTimeInMinutes: aws.Int32(or(linear.StepBakeTimeInMinutes, linearBake)),
		}
	case types.DeploymentStrategyCanary:
		if canary == nil {
			canary = &types.CanaryConfiguration{}
		}
		c.CanaryConfiguration = &types.CanaryConfiguration{
			CanaryPercent:           aws.Float64(or(canary.CanaryPercent, canaryPercent)),
			CanaryBakeTimeInMinutes: aws.Int32(or(canary.CanaryBakeTimeInMinutes, canaryBake)),
		}
	}
}

// checkDeploymentStrategy holds the deployment strategy of a service to its rules. API
// reference, DeploymentConfiguration. That a daemon service, which has one task on
// each instance, cannot have two revisions side by side is no AWS text.
func checkDeploymentStrategy(spec *ecs.CreateServiceInput) error {
	c := spec.DeploymentConfiguration
	switch {
	case !slices.Contains(c.Strategy.Values(), c.Strategy):
		return invalidParameterf("Invalid deployment strategy %q.", string(c.Strategy))
	case shifts(c) && spec.SchedulingStrategy == types.SchedulingStrategyDaemon:
		return invalidParameterf("The DAEMON scheduling strategy does not support the %s deployment strategy.",
			string(c.Strategy))
	case c.Strategy == types.DeploymentStrategyBlueGreen && c.BakeTimeInMinutes == nil:
		return invalidParameter("bakeTimeInMinutes is required for the BLUE_GREEN deployment strategy.")
	}
	if err := checkShift(c); err != nil {
		return err
	}
	if err := checkHooks(c.LifecycleHooks); err != nil {
		return err
	}
	return checkAdvanced(c, spec.LoadBalancers)
}

// checkShift holds percentages and bake times to their ranges. API reference,
// LinearConfiguration and CanaryConfiguration; the deployment's own bake time has
// the range of the others.
func checkShift(c *types.DeploymentConfiguration) error {
	if err := checkBake("bakeTimeInMinutes", c.BakeTimeInMinutes); err != nil {
		return err
	}
	if l := c.LinearConfiguration; l != nil {
		if !tenths(*l.StepPercent, 3) {
			return invalidParameter("stepPercent must be a multiple of 0.1 between 3.0 and 100.0.")
		}
		return checkBake("stepBakeTimeInMinutes", l.StepBakeTimeInMinutes)
	}
	if l := c.CanaryConfiguration; l != nil {
		if !tenths(*l.CanaryPercent, 0.1) {
			return invalidParameter("canaryPercent must be a multiple of 0.1 between 0.1 and 100.0.")
		}
		return checkBake("canaryBakeTimeInMinutes", l.CanaryBakeTimeInMinutes)
	}
	return nil
}

// tenths says whether the percentage is a multiple of 0.1 from least to 100.
func tenths(percent, least float64) bool {
	return percent >= least && percent <= 100 && math.Abs(percent*10-math.Round(percent*10)) < 1e-6
}

func checkBake(member string, minutes *int32) error {
	if n := or(minutes, 0); n < 0 || n > longestBake {
		return invalidParameterf("%s must be between 0 and %d.", member, longestBake)
	}
	return nil
}

// checkMigration refuses to leave blue/green while a deployment goes on. Developer
// Guide, Updating the deployment strategy from Amazon ECS blue/green to rolling
// update.
func (s *service) checkMigration(spec *ecs.CreateServiceInput) error {
	if shifts(s.spec.DeploymentConfiguration) && !shifts(spec.DeploymentConfiguration) && s.ongoing() != nil {
		return invalidParameter("The deployment strategy cannot be changed to ROLLING while a service deployment is " +
			"in progress.")
	}
	return nil
}
