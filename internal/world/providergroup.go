package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// newGroup is the settings of a group with their defaults. API reference,
// AutoScalingGroupProvider and ManagedScaling.
func newGroup(in *types.AutoScalingGroupProvider) (*types.AutoScalingGroupProvider, error) {
	return withScaling(types.AutoScalingGroupProvider{
		AutoScalingGroupArn: aws.String(*in.AutoScalingGroupArn), ManagedDraining: types.ManagedDrainingEnabled,
		ManagedTerminationProtection: types.ManagedTerminationProtectionDisabled,
		ManagedScaling: &types.ManagedScaling{
			Status: types.ManagedScalingStatusDisabled, TargetCapacity: aws.Int32(100), InstanceWarmupPeriod: aws.Int32(300),
			MinimumScalingStepSize: aws.Int32(1), MaximumScalingStepSize: aws.Int32(10000),
		},
	}, types.AutoScalingGroupProviderUpdate{
		ManagedDraining: in.ManagedDraining, ManagedScaling: clone(in.ManagedScaling),
		ManagedTerminationProtection: in.ManagedTerminationProtection,
	})
}

// withScaling is the settings of a group with an update put in. API reference,
// ManagedScaling and AutoScalingGroupProvider.
func withScaling(old types.AutoScalingGroupProvider, in types.AutoScalingGroupProviderUpdate) (
	*types.AutoScalingGroupProvider, error,
) {
	scaling := *old.ManagedScaling
	if s := in.ManagedScaling; s != nil {
		put(&scaling.TargetCapacity, s.TargetCapacity)
		put(&scaling.InstanceWarmupPeriod, s.InstanceWarmupPeriod)
		put(&scaling.MinimumScalingStepSize, s.MinimumScalingStepSize)
		put(&scaling.MaximumScalingStepSize, s.MaximumScalingStepSize)
		if s.Status != "" {
			scaling.Status = s.Status
		}
	}
	old.ManagedScaling = &scaling
	if in.ManagedDraining != "" {
		old.ManagedDraining = in.ManagedDraining
	}
	if in.ManagedTerminationProtection != "" {
		old.ManagedTerminationProtection = in.ManagedTerminationProtection
	}
	return &old, checkScaling(&old)
}

// checkScaling holds the settings to their ranges. API reference,
// ManagedScaling.
func checkScaling(g *types.AutoScalingGroupProvider) error {
	s := g.ManagedScaling
	ranges := []struct {
		name        string
		value       *int32
		least, most int32
	}{
		{"targetCapacity", s.TargetCapacity, 1, 100},
		{"instanceWarmupPeriod", s.InstanceWarmupPeriod, 0, 10000},
		{"minimumScalingStepSize", s.MinimumScalingStepSize, 1, 10000},
		{"maximumScalingStepSize", s.MaximumScalingStepSize, 1, 10000},
	}
	for _, r := range ranges {
		if *r.value < r.least || *r.value > r.most {
			return invalidParameterf("The managed scaling %s must be between %d and %d.", r.name, r.least, r.most)
		}
	}
	switch {
	case !slices.Contains(s.Status.Values(), s.Status):
		return invalidParameterf("Invalid managed scaling status %q.", string(s.Status))
	case !slices.Contains(g.ManagedDraining.Values(), g.ManagedDraining):
		return invalidParameterf("Invalid managed draining %q.", string(g.ManagedDraining))
	case !slices.Contains(g.ManagedTerminationProtection.Values(), g.ManagedTerminationProtection):
		return invalidParameterf("Invalid managed termination protection %q.", string(g.ManagedTerminationProtection))
	case *s.MinimumScalingStepSize > *s.MaximumScalingStepSize:
		return invalidParameter("The minimum scaling step size must not be greater than the maximum.")
	case g.ManagedTerminationProtection == types.ManagedTerminationProtectionEnabled &&
		s.Status != types.ManagedScalingStatusEnabled:
		return invalidParameter("The managed termination protection setting for the capacity provider is invalid. To " +
			"enable managed termination protection for a capacity provider, enable managed scaling and try again.")
	}
	return nil
}
