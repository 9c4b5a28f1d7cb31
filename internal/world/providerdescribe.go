package world

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

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
