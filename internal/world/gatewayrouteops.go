package world

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// DescribeGatewayResources lists the load balancers of a gateway with the routes
// through them: at most one here, which any number of services share. API
// reference, DescribeGatewayResources.
func (w *World) DescribeGatewayResources(in *ecs.DescribeGatewayResourcesInput) (
	*ecs.DescribeGatewayResourcesOutput, error,
) {
	g, err := w.gateway(in.Gateway)
	if err != nil {
		return nil, err
	}
	if or(in.MaxResults, 10) > 20 {
		return nil, invalidParameter("maxResults parameter should be between 1 and 20")
	}
	found := map[string]types.ElbGatewayResources{}
	if g.balancer != nil {
		found[*g.balancer.LoadBalancerArn] = *g.balancer
	}
	keys, next, err := page(slices.Sorted(maps.Keys(found)), in.NextToken, in.MaxResults, 10)
	if err != nil {
		return nil, err
	}
	balancers := []types.ElbGatewayResources{}
	for _, key := range keys {
		b := found[key]
		b.GatewayRouteArns = []string{}
		for _, r := range sorted(g.routes) {
			b.GatewayRouteArns = append(b.GatewayRouteArns, r.arn)
		}
		balancers = append(balancers, b)
	}
	return &ecs.DescribeGatewayResourcesOutput{NextToken: next, GatewayResources: &types.GatewayResources{
		GatewayArn: aws.String(g.arn),
		Resources:  &types.GatewayInfrastructureResourcesMemberHostSharedAlb{Value: balancers},
	}}, nil
}

// DescribeGatewayRoute describes a route. The API has no error of its own for one
// that does not exist. API reference, DescribeGatewayRoute.
func (w *World) DescribeGatewayRoute(in *ecs.DescribeGatewayRouteInput) (*ecs.DescribeGatewayRouteOutput, error) {
	for _, g := range sorted(w.gateways) {
		for _, r := range sorted(g.routes) {
			if r.arn != aws.ToString(in.GatewayRouteArn) {
				continue
			}
			return &ecs.DescribeGatewayRouteOutput{GatewayRoute: &types.GatewayRoute{
				GatewayRouteArn: aws.String(r.arn), ServiceArn: aws.String(r.service.arn), ServiceUrl: aws.String(r.url),
				ServiceContainerPortName: aws.String(r.port), Status: r.status,
				Resources: &types.GatewayRouteResourcesMemberHostSharedAlb{Value: []types.GatewayRouteAlbResources{r.resources}},
			}}, nil
		}
	}
	return nil, invalidParameter("The specified gateway route does not exist.")
}

// ListGatewayRoutes lists routes by their ARN. API reference, ListGatewayRoutes.
func (w *World) ListGatewayRoutes(in *ecs.ListGatewayRoutesInput) (*ecs.ListGatewayRoutesOutput, error) {
	found := map[string]*gatewayRoute{}
	for _, g := range w.gateways {
		for _, r := range g.routes {
			if named(in.Gateway, g.name) && named(in.Cluster, r.service.cluster.name) && named(in.Service, r.service.name) &&
				named(in.ServiceContainerPortName, r.port) && (len(in.Status) == 0 || slices.Contains(in.Status, r.status)) {
				found[r.arn] = r
			}
		}
	}
	arns, next, err := page(slices.Sorted(maps.Keys(found)), in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListGatewayRoutesOutput{NextToken: next, GatewayRoutes: []types.GatewayRouteSummary{}}
	for _, arn := range arns {
		r := found[arn]
		out.GatewayRoutes = append(out.GatewayRoutes, types.GatewayRouteSummary{
			GatewayRouteArn: aws.String(r.arn), GatewayArn: aws.String(r.gateway.arn), Status: r.status,
			ClusterArn: aws.String(r.service.cluster.arn), ServiceArn: aws.String(r.service.arn),
			ServiceContainerPortName: aws.String(r.port),
		})
	}
	return out, nil
}
