package world

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// newManaged checks the provider of Managed Instances that is asked for. API
// reference, CreateManagedInstancesProviderConfiguration and
// InstanceLaunchTemplate.
func newManaged(in *types.CreateManagedInstancesProviderConfiguration) (*types.ManagedInstancesProvider, error) {
	template := in.InstanceLaunchTemplate
	switch {
	case aws.ToString(in.InfrastructureRoleArn) == "":
		return nil, invalidParameter("infrastructureRoleArn can not be blank.")
	case template == nil || aws.ToString(template.Ec2InstanceProfileArn) == "":
		return nil, invalidParameter("ec2InstanceProfileArn can not be blank.")
	case template.NetworkConfiguration == nil || len(template.NetworkConfiguration.Subnets) == 0:
		return nil, invalidParameter("subnets can not be empty.")
	}
	return clone(&types.ManagedInstancesProvider{
		InfrastructureRoleArn: in.InfrastructureRoleArn, InstanceLaunchTemplate: template,
		AutoRepairConfiguration: in.AutoRepairConfiguration, InfrastructureOptimization: in.InfrastructureOptimization,
		PropagateTags: in.PropagateTags,
	}), nil
}

// withManaged is a provider of Managed Instances with what an update names put
// in. API reference, UpdateManagedInstancesProviderConfiguration.
func withManaged(old types.ManagedInstancesProvider, in *types.UpdateManagedInstancesProviderConfiguration) (
	*types.ManagedInstancesProvider, error,
) {
	switch {
	case aws.ToString(in.InfrastructureRoleArn) == "":
		return nil, invalidParameter("infrastructureRoleArn can not be blank.")
	case in.InstanceLaunchTemplate == nil:
		return nil, invalidParameter("instanceLaunchTemplate can not be blank.")
	}
	in = clone(in)
	template, change := *old.InstanceLaunchTemplate, in.InstanceLaunchTemplate
	put(&template.CapacityReservations, change.CapacityReservations)
	put(&template.Ec2InstanceProfileArn, change.Ec2InstanceProfileArn)
	put(&template.InstanceMetadataTagsPropagation, change.InstanceMetadataTagsPropagation)
	put(&template.InstanceRequirements, change.InstanceRequirements)
	put(&template.LocalStorageConfiguration, change.LocalStorageConfiguration)
	put(&template.NetworkConfiguration, change.NetworkConfiguration)
	put(&template.StorageConfiguration, change.StorageConfiguration)
	template.Monitoring = cmp.Or(change.Monitoring, template.Monitoring)
	old.InfrastructureRoleArn, old.InstanceLaunchTemplate = in.InfrastructureRoleArn, &template
	put(&old.AutoRepairConfiguration, in.AutoRepairConfiguration)
	put(&old.InfrastructureOptimization, in.InfrastructureOptimization)
	old.PropagateTags = cmp.Or(in.PropagateTags, old.PropagateTags)
	return &old, nil
}

// isManaged says whether a capacity provider has Managed Instances.
func (w *World) isManaged(name string) bool {
	return !onFargate(name) && w.providers[name].managed != nil
}

// removeManaged takes a provider of Managed Instances, which nothing may use any
// more, and its instances out of their cluster. Developer Guide, Creating and
// managing daemons, Deleting a daemon.
func (w *World) removeManaged(p *provider) error {
	c := p.cluster
	if c.uses(p.name) {
		return clientError("The capacity provider cannot be deleted because it is in use. Remove it from the services, " +
			"tasks and daemons of its cluster and try again.")
	}
	c.providers = without(c.providers, p.name)
	c.strategy = slices.DeleteFunc(slices.Clone(c.strategy), func(item types.CapacityProviderStrategyItem) bool {
		return aws.ToString(item.CapacityProvider) == p.name
	})
	for _, i := range slices.Clone(c.fleet) {
		if i.spec.CapacityProvider == p.name {
			w.leaveCluster(i)
		}
	}
	return nil
}

// without is a list that does not have name.
func without(list []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(other string) bool { return other == name })
}
