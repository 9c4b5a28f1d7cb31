package world

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// maxGateways is how many gateways a cluster may have. API reference,
// AssociateGatewayWithCluster.
const maxGateways = 5

// gatewayAndCluster finds the two ends of an association.
func (w *World) gatewayAndCluster(gatewayRef, clusterRef *string) (*gateway, *cluster, error) {
	g, err := w.gateway(gatewayRef)
	if err != nil {
		return nil, nil, err
	}
	if aws.ToString(clusterRef) == "" {
		return nil, nil, invalidParameter("Cluster can not be blank.")
	}
	c, err := w.cluster(clusterRef)
	return g, c, err
}

// AssociateGatewayWithCluster lets the services of a cluster use a gateway, from
// their next update on. API reference, AssociateGatewayWithCluster.
func (w *World) AssociateGatewayWithCluster(in *ecs.AssociateGatewayWithClusterInput) (
	*ecs.AssociateGatewayWithClusterOutput, error,
) {
	g, c, err := w.gatewayAndCluster(in.Gateway, in.Cluster)
	if err != nil {
		return nil, err
	}
	others := 0
	for _, other := range w.gateways {
		if other != g && other.associations[c.name] != "" {
			others++
		}
	}
	if others >= maxGateways {
		return nil, &types.LimitExceededException{
			Message: aws.String("A cluster can be associated with at most 5 gateways."),
		}
	}
	g.associations[c.name] = types.GatewayClusterAssociationStatusActive
	return &ecs.AssociateGatewayWithClusterOutput{
		ClusterArn: aws.String(c.arn), GatewayArn: aws.String(g.arn), Status: g.associations[c.name],
	}, nil
}

// DisassociateGatewayFromCluster begins to end an association, which lasts until
// the last service of the cluster was updated not to use the gateway. API
// reference, DisassociateGatewayFromCluster.
func (w *World) DisassociateGatewayFromCluster(in *ecs.DisassociateGatewayFromClusterInput) (
	*ecs.DisassociateGatewayFromClusterOutput, error,
) {
	g, c, err := w.gatewayAndCluster(in.Gateway, in.Cluster)
	if err != nil {
		return nil, err
	}
	if g.associations[c.name] == "" {
		return nil, clientError("The gateway is not associated with the cluster.")
	}
	g.associations[c.name] = types.GatewayClusterAssociationStatusDisassociating
	w.after(tick, func() { g.dissolve(c.name) })
	return &ecs.DisassociateGatewayFromClusterOutput{
		ClusterArn: aws.String(c.arn), GatewayArn: aws.String(g.arn), Status: g.associations[c.name],
	}, nil
}

// dissolve ends an association that is to end once the cluster has no route any
// more.
func (g *gateway) dissolve(cluster string) {
	for _, r := range g.routes {
		if r.service.cluster.name == cluster {
			return
		}
	}
	if g.associations[cluster] == types.GatewayClusterAssociationStatusDisassociating {
		delete(g.associations, cluster)
	}
}

// ListGatewayClusterAssociations lists associations by gateway, then by cluster.
// API reference, ListGatewayClusterAssociations.
func (w *World) ListGatewayClusterAssociations(in *ecs.ListGatewayClusterAssociationsInput) (
	*ecs.ListGatewayClusterAssociationsOutput, error,
) {
	found := map[string]types.GatewayClusterAssociationSummary{}
	for _, g := range w.gateways {
		for name, status := range g.associations {
			if named(in.Gateway, g.name) && named(in.Cluster, name) &&
				(len(in.Status) == 0 || slices.Contains(in.Status, status)) {
				found[g.name+"/"+name] = types.GatewayClusterAssociationSummary{
					ClusterArn: aws.String(w.arn("cluster/" + name)), GatewayArn: aws.String(g.arn), Status: status,
				}
			}
		}
	}
	keys, next, err := page(slices.Sorted(maps.Keys(found)), in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListGatewayClusterAssociationsOutput{
		NextToken: next, GatewayClusterAssociations: []types.GatewayClusterAssociationSummary{},
	}
	for _, key := range keys {
		out.GatewayClusterAssociations = append(out.GatewayClusterAssociations, found[key])
	}
	return out, nil
}

// named says whether a filter by name or ARN lets name through; nil lets
// everything through.
func named(filter *string, name string) bool { return filter == nil || lastSegment(*filter) == name }
