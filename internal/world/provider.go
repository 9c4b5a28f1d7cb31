package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// provider is a capacity provider of an Auto Scaling group or of Managed
// Instances. The world has no such group and launches nothing: nothing scales,
// and the provider's instances are those added with its name. With managed
// scaling tasks wait for them.
type provider struct {
	name, arn string
	status    types.CapacityProviderStatus
	updated   types.CapacityProviderUpdateStatus
	group     *types.AutoScalingGroupProvider // replaced, never changed; nil: it has managed instances
	managed   *types.ManagedInstancesProvider // replaced, never changed; nil: it has a group
	cluster   *cluster                        // of managed instances
	tags      []types.Tag
}

// providerTag is the tag with which an agent that registers an instance says to
// which capacity provider the instance belongs. ECS asks the Auto Scaling group;
// here there is none to ask.
const providerTag = "steady:capacity-provider"

// onFargate says whether a capacity provider is one of the two that every
// account has. Developer Guide, Amazon ECS clusters for Fargate.
func onFargate(name string) bool { return name == "FARGATE" || name == "FARGATE_SPOT" }

// provider finds an ACTIVE capacity provider that is none of Fargate's.
func (w *World) provider(ref *string) (*provider, error) {
	if p := w.providers[lastSegment(aws.ToString(ref))]; p != nil && p.status == types.CapacityProviderStatusActive {
		return p, nil
	}
	return nil, invalidParameter("The specified capacity provider does not exist. Specify a valid name or ARN " +
		"and try again.")
}

// checkProviders finds the capacity providers that a cluster shall have, by name
// or ARN; those of Managed Instances belong to one cluster. API reference,
// PutClusterCapacityProviders, capacityProviders, and CapacityProvider, cluster.
func (w *World) checkProviders(c *cluster, refs []string) ([]string, error) {
	if len(refs) > 20 {
		return nil, invalidParameter("capacityProviders can have at most 20 items.")
	}
	names := []string{}
	for _, ref := range refs {
		name := lastSegment(ref)
		if !onFargate(name) {
			p, err := w.provider(&ref)
			if err != nil {
				return nil, err
			}
			if p.managed != nil && p.cluster != c {
				return nil, invalidParameterf("The capacity provider %s is available only within the cluster %s.", name,
					p.cluster.name)
			}
		}
		if slices.Contains(names, name) {
			return nil, invalidParameter("The specified capacity providers must be unique.")
		}
		names = append(names, name)
	}
	return names, nil
}

// checkStrategy checks a strategy over the capacity providers of a cluster. API
// reference, CapacityProviderStrategyItem and CreateService,
// capacityProviderStrategy.
func checkStrategy(providers []string, items []types.CapacityProviderStrategyItem) error {
	if len(items) > 20 {
		return invalidParameter("capacityProviderStrategy can have at most 20 items.")
	}
	bases, weights, fargate := 0, int32(0), 0
	seen := map[string]bool{}
	for _, item := range items {
		name := aws.ToString(item.CapacityProvider)
		switch {
		case !slices.Contains(providers, name):
			return invalidParameter("The specified capacity provider strategy cannot contain a capacity provider that is " +
				"not associated with the cluster. Associate the capacity provider with the cluster and try again.")
		case seen[name]:
			return invalidParameter("The specified capacity provider strategy cannot contain duplicate capacity providers.")
		case item.Base < 0 || item.Base > 100000:
			return invalidParameter("The base of a capacity provider must be between 0 and 100000.")
		case item.Weight < 0 || item.Weight > 1000:
			return invalidParameter("The weight of a capacity provider must be between 0 and 1000.")
		}
		seen[name] = true
		weights += item.Weight
		if item.Base > 0 {
			bases++
		}
		if onFargate(name) {
			fargate++
		}
	}
	switch {
	case bases > 1:
		return invalidParameter("Only one capacity provider in a capacity provider strategy can have a base defined.")
	case len(items) > 1 && weights == 0:
		return invalidParameter("At least one capacity provider of a strategy must have a weight greater than 0.")
	case fargate > 0 && fargate < len(items):
		return invalidParameter("The specified capacity provider strategy cannot contain a mix of capacity providers using " +
			"Auto Scaling groups and Fargate. Specify one or the other and try again.")
	}
	return nil
}

// checkStrategyOf checks the strategy of a service or a call.
func (w *World) checkStrategyOf(clusterRef *string, items []types.CapacityProviderStrategyItem) error {
	c, err := w.cluster(clusterRef)
	if err != nil {
		return err
	}
	return checkStrategy(c.providers, items)
}

// pick is the capacity provider of the next task: first the one whose base is
// not reached, then the one furthest behind its share by weight. counts are the
// tasks so far. API reference, CapacityProviderStrategyItem, base and weight.
func pick(items []types.CapacityProviderStrategyItem, counts map[string]int32) string {
	best, share := aws.ToString(items[0].CapacityProvider), -1.0
	for _, item := range items {
		name := aws.ToString(item.CapacityProvider)
		over := counts[name] - item.Base
		switch {
		case over < 0:
			return name
		case item.Weight == 0:
			continue
		}
		if s := float64(over+1) / float64(item.Weight); share < 0 || s < share {
			best, share = name, s
		}
	}
	return best
}

// nextLaunch is where the next task of the deployment runs.
func (d *deployment) nextLaunch() launch {
	l := d.launch
	if len(d.spec.CapacityProviderStrategy) > 1 {
		counts := map[string]int32{}
		for _, t := range d.service.tasks {
			if t.deployment == d && t.alive() {
				counts[t.launch.provider]++
			}
		}
		l.provider = pick(d.spec.CapacityProviderStrategy, counts)
	}
	return l
}

// serves says whether tasks of a capacity provider may run on the instance; ""
// is none, for which every instance will do.
func (i *instance) serves(provider string) bool {
	return provider == "" || i.spec.CapacityProvider == provider
}

// uses says whether a service, a daemon or a task of the cluster uses a capacity
// provider.
func (c *cluster) uses(provider string) bool {
	for _, d := range c.daemons {
		if d.covers(provider) {
			return true
		}
	}
	named := func(item types.CapacityProviderStrategyItem) bool { return *item.CapacityProvider == provider }
	for _, s := range c.scheduled() {
		if s.status != inactive && slices.ContainsFunc(s.spec.CapacityProviderStrategy, named) {
			return true
		}
	}
	for _, t := range c.tasks {
		if !t.over() && t.launch.provider == provider {
			return true
		}
	}
	return false
}
