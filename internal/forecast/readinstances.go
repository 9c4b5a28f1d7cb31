package forecast

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// instances reads the container instances of the cluster, where tasks need any.
func (r *reader) instances(ctx context.Context) error {
	if !onInstances(r.state.Service, r.change) {
		return nil
	}
	var arns []string
	in := &ecs.ListContainerInstancesInput{Cluster: &r.state.Cluster}
	for {
		out, err := r.ECS.ListContainerInstances(ctx, in)
		if err != nil {
			return fmt.Errorf("list container instances: %w", err)
		}
		arns = append(arns, out.ContainerInstanceArns...)
		if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
			break
		}
	}
	for chunk := range slices.Chunk(arns, perCall) {
		out, err := r.ECS.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
			Cluster: &r.state.Cluster, ContainerInstances: chunk,
		})
		if err != nil {
			return fmt.Errorf("describe container instances: %w", err)
		}
		r.keep(func(s *State) { s.Instances = append(s.Instances, out.ContainerInstances...) })
	}
	return nil
}

// onInstances says whether tasks of the service run on container instances, before
// or after the change.
func onInstances(s types.Service, change Change) bool {
	providers := s.CapacityProviderStrategy
	if change.Update.CapacityProviderStrategy != nil {
		providers = change.Update.CapacityProviderStrategy
	}
	for _, item := range providers {
		if !onFargate(aws.ToString(item.CapacityProvider)) {
			return true
		}
	}
	return len(providers) == 0 && s.LaunchType != "FARGATE"
}

// onFargate says whether a capacity provider is one of the two that every account
// has (Developer Guide, "Amazon ECS clusters for Fargate").
func onFargate(provider string) bool { return provider == "FARGATE" || provider == "FARGATE_SPOT" }

// providers reads the capacity providers that the service names.
func (r *reader) providers(ctx context.Context) error {
	var names []string
	strategy := slices.Concat(r.state.Service.CapacityProviderStrategy, r.change.Update.CapacityProviderStrategy)
	for _, item := range strategy {
		if name := aws.ToString(item.CapacityProvider); !onFargate(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	out, err := r.ECS.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{CapacityProviders: names})
	if err != nil {
		return fmt.Errorf("describe capacity providers: %w", err)
	}
	r.keep(func(s *State) { s.Providers = out.CapacityProviders })
	return nil
}
