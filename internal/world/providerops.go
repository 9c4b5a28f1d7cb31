package world

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// reservedProvider reports whether a capacity provider must not be called so. API
// reference, CreateCapacityProvider, name.
func reservedProvider(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "aws") || strings.HasPrefix(name, "ecs") || strings.HasPrefix(name, "fargate")
}

// CreateCapacityProvider makes a capacity provider of an Auto Scaling group or,
// in one cluster, of Managed Instances. API reference, CreateCapacityProvider.
func (w *World) CreateCapacityProvider(in *ecs.CreateCapacityProviderInput) (*ecs.CreateCapacityProviderOutput, error) {
	name := aws.ToString(in.Name)
	if !isResourceName(name) || reservedProvider(name) {
		return nil, invalidParameter("The specified capacity provider name is invalid. Up to 255 characters are allowed, " +
			"including letters, numbers, underscores, and hyphens. The name cannot be prefixed with \"aws\", \"ecs\", or " +
			"\"fargate\". Specify a valid name and try again.")
	}
	if _, err := w.provider(in.Name); err == nil {
		return nil, clientError("The specified capacity provider already exists. To change the configuration of an " +
			"existing capacity provider, update the capacity provider.")
	}
	p := &provider{
		name: name, arn: w.arn("capacity-provider/" + name), status: types.CapacityProviderStatusActive,
		updated: types.CapacityProviderUpdateStatusCreateComplete,
	}
	var err error
	if p.tags, err = addTags(nil, in.Tags); err != nil {
		return nil, err
	}
	if err := w.equip(p, in); err != nil {
		return nil, err
	}
	w.providers[name] = p
	if c := p.cluster; c != nil {
		c.providers = append(slices.Clone(c.providers), name)
	}
	return &ecs.CreateCapacityProviderOutput{CapacityProvider: p.describe(true)}, nil
}

// equip gives a new capacity provider its group or its managed instances.
func (w *World) equip(p *provider, in *ecs.CreateCapacityProviderInput) (err error) {
	if in.ManagedInstancesProvider != nil {
		switch {
		case in.AutoScalingGroupProvider != nil:
			return invalidParameter("A capacity provider has either an Auto Scaling group or Managed Instances.")
		case aws.ToString(in.Cluster) == "":
			return invalidParameter("cluster can not be blank for a capacity provider of Managed Instances.")
		}
		if p.cluster, err = w.cluster(in.Cluster); err != nil {
			return err
		}
		p.managed, err = newManaged(in.ManagedInstancesProvider)
		return err
	}
	if in.AutoScalingGroupProvider == nil || aws.ToString(in.AutoScalingGroupProvider.AutoScalingGroupArn) == "" {
		return invalidParameter("The specified Auto Scaling group ARN is invalid. Specify a valid ARN and try again.")
	}
	group := *in.AutoScalingGroupProvider.AutoScalingGroupArn
	for _, other := range w.providers {
		if other.status == types.CapacityProviderStatusActive && other.group != nil &&
			*other.group.AutoScalingGroupArn == group {
			return clientError("The specified Auto Scaling group ARN is already being used by another capacity provider. " +
				"Specify a unique Auto Scaling group ARN and try again.")
		}
	}
	p.group, err = newGroup(in.AutoScalingGroupProvider)
	return err
}

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

// UpdateCapacityProvider changes how a capacity provider scales. API reference,
// UpdateCapacityProvider.
func (w *World) UpdateCapacityProvider(in *ecs.UpdateCapacityProviderInput) (*ecs.UpdateCapacityProviderOutput, error) {
	p, err := w.provider(in.Name)
	if err != nil {
		return nil, err
	}
	switch {
	case p.managed != nil && in.ManagedInstancesProvider != nil:
		managed, err := withManaged(*p.managed, in.ManagedInstancesProvider)
		if err != nil {
			return nil, err
		}
		p.managed = managed
	case p.managed != nil:
		return nil, invalidParameter("managedInstancesProvider can not be blank.")
	case in.AutoScalingGroupProvider == nil:
		return nil, invalidParameter("autoScalingGroupProvider can not be blank.")
	default:
		settings, err := withScaling(*p.group, *clone(in.AutoScalingGroupProvider))
		if err != nil {
			return nil, err
		}
		p.group = settings
	}
	p.updated = types.CapacityProviderUpdateStatusUpdateComplete
	return &ecs.UpdateCapacityProviderOutput{CapacityProvider: p.describe(true)}, nil
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

// DeleteCapacityProvider makes a capacity provider that no cluster has INACTIVE.
// API reference, DeleteCapacityProvider.
func (w *World) DeleteCapacityProvider(in *ecs.DeleteCapacityProviderInput) (*ecs.DeleteCapacityProviderOutput, error) {
	if onFargate(lastSegment(aws.ToString(in.CapacityProvider))) {
		return nil, invalidParameter("The specified capacity provider is reserved and cannot be deleted.")
	}
	p, err := w.provider(in.CapacityProvider)
	if err != nil {
		return nil, err
	}
	if p.managed != nil {
		if err := w.removeManaged(p); err != nil {
			return nil, err
		}
	}
	for _, c := range sorted(w.clusters) {
		if c.status == active && slices.Contains(c.providers, p.name) {
			return nil, clientError("The capacity provider cannot be deleted because it is associated with cluster: " + c.name +
				". Remove the capacity provider from the cluster and try again.")
		}
	}
	p.status, p.updated = types.CapacityProviderStatusInactive, types.CapacityProviderUpdateStatusDeleteComplete
	return &ecs.DeleteCapacityProviderOutput{CapacityProvider: p.describe(true)}, nil
}

// DescribeCapacityProviders describes the capacity providers asked for, or all
// that are ACTIVE, up to ten in a page. API reference,
// DescribeCapacityProviders.
func (w *World) DescribeCapacityProviders(in *ecs.DescribeCapacityProvidersInput) (
	*ecs.DescribeCapacityProvidersOutput, error,
) {
	if len(in.CapacityProviders) > 100 {
		return nil, invalidParameter("capacityProviders can have at most 100 items.")
	}
	all := w.describeProviders(slices.Contains(in.Include, types.CapacityProviderFieldTags))
	within := func(string) bool { return true }
	if in.Cluster != nil {
		c, err := w.cluster(in.Cluster)
		if err != nil {
			return nil, err
		}
		within = func(name string) bool { return slices.Contains(c.providers, name) }
	}
	out := &ecs.DescribeCapacityProvidersOutput{
		CapacityProviders: []types.CapacityProvider{}, Failures: []types.Failure{},
	}
	names := []string{}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if within(name) && all[name].Status == types.CapacityProviderStatusActive {
			names = append(names, name)
		}
	}
	if len(in.CapacityProviders) > 0 {
		names = names[:0]
		for _, ref := range in.CapacityProviders {
			if name := lastSegment(ref); all[name] != nil && within(name) {
				names = append(names, name)
			} else {
				out.Failures = append(out.Failures, missing(w.arn("capacity-provider/"+name)))
			}
		}
	} else {
		var err error
		if names, out.NextToken, err = pageOfTen(names, in.NextToken, in.MaxResults); err != nil {
			return nil, err
		}
	}
	for _, name := range names {
		out.CapacityProviders = append(out.CapacityProviders, *all[name])
	}
	return out, nil
}

// pageOfTen is page for the lists that have at most ten items in one.
func pageOfTen(keys []string, token *string, size *int32) (cut []string, next *string, err error) {
	if or(size, 10) > 10 {
		return nil, nil, invalidParameter("maxResults parameter should be between 1 and 10")
	}
	return page(keys, token, size, 10)
}

// describeProviders describes all capacity providers that were ever made.
func (w *World) describeProviders(tags bool) map[string]*types.CapacityProvider {
	out := map[string]*types.CapacityProvider{}
	for _, name := range []types.CapacityProviderType{
		types.CapacityProviderTypeFargate, types.CapacityProviderTypeFargateSpot,
	} {
		out[string(name)] = &types.CapacityProvider{
			Name: aws.String(string(name)), CapacityProviderArn: aws.String(w.arn("capacity-provider/" + string(name))),
			Status: types.CapacityProviderStatusActive, Type: name, Tags: []types.Tag{},
		}
	}
	for name, p := range w.providers {
		out[name] = p.describe(tags)
	}
	return out
}

// describe is a capacity provider as the API shows it. API reference,
// CapacityProvider.
func (p *provider) describe(tags bool) *types.CapacityProvider {
	out := &types.CapacityProvider{
		Name: aws.String(p.name), CapacityProviderArn: aws.String(p.arn), Status: p.status, UpdateStatus: p.updated,
		Type: types.CapacityProviderTypeEc2Autoscaling, AutoScalingGroupProvider: p.group,
		ManagedInstancesProvider: p.managed, Tags: []types.Tag{},
	}
	if p.managed != nil {
		out.Type, out.Cluster = types.CapacityProviderTypeManagedInstances, aws.String(p.cluster.name)
	}
	if tags {
		out.Tags = append(out.Tags, p.tags...)
	}
	return out
}

// PutClusterCapacityProviders says which capacity providers a cluster has and
// which it uses when nothing is said. API reference,
// PutClusterCapacityProviders.
func (w *World) PutClusterCapacityProviders(in *ecs.PutClusterCapacityProvidersInput) (
	*ecs.PutClusterCapacityProvidersOutput, error,
) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	providers, err := w.checkProviders(c, in.CapacityProviders)
	if err != nil {
		return nil, err
	}
	if err := checkStrategy(providers, in.DefaultCapacityProviderStrategy); err != nil {
		return nil, err
	}
	for _, name := range c.providers {
		if !slices.Contains(providers, name) && c.uses(name) {
			return nil, &types.ResourceInUseException{
				Message: aws.String("The specified capacity provider is in use and cannot be removed."),
			}
		}
	}
	c.providers, c.strategy = providers, clone(in.DefaultCapacityProviderStrategy)
	return &ecs.PutClusterCapacityProvidersOutput{Cluster: c.describe(everything)}, nil
}
