package forecast

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// place reads the cluster that a service is to be created in: whether it is there, and
// which capacity providers a service has that names none. Where it cannot, it is taken
// to be there and to have none.
func (r *reader) place(ctx context.Context) error {
	in := r.change.Create
	r.state.New, r.state.Service = true, planned(in)
	r.state.Cluster = base(cmp.Or(aws.ToString(in.Cluster), "default"))
	out, err := r.ECS.DescribeClusters(ctx, &ecs.DescribeClustersInput{Clusters: []string{r.state.Cluster}})
	if err != nil {
		r.without("the cluster", err)
		return nil
	}
	if len(out.Clusters) == 0 || aws.ToString(out.Clusters[0].Status) != "ACTIVE" {
		r.state.Refusal = "there is no cluster " + r.state.Cluster
		return nil
	}
	for _, item := range in.CapacityProviderStrategy {
		if name := aws.ToString(item.CapacityProvider); !slices.Contains(out.Clusters[0].CapacityProviders, name) {
			r.state.Refusal = fmt.Sprintf("capacity provider %s is not associated with cluster %s", name, r.state.Cluster)
			return nil
		}
	}
	if in.LaunchType == "" && len(in.CapacityProviderStrategy) == 0 {
		r.state.Service.CapacityProviderStrategy = out.Clusters[0].DefaultCapacityProviderStrategy
	}
	return nil
}

// planned is the service that will be, as far as a forecast looks at it.
func planned(in *ecs.CreateServiceInput) types.Service {
	return types.Service{
		ServiceName: in.ServiceName, LaunchType: in.LaunchType, CapacityProviderStrategy: in.CapacityProviderStrategy,
		SchedulingStrategy: in.SchedulingStrategy, DeploymentController: in.DeploymentController,
		DeploymentConfiguration: in.DeploymentConfiguration, LoadBalancers: in.LoadBalancers,
		ServiceRegistries: in.ServiceRegistries, PlacementConstraints: in.PlacementConstraints,
		PlacementStrategy: in.PlacementStrategy,
	}
}
