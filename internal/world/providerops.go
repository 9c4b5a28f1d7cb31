package world

import (
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
