package world

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// CreateGateway makes a gateway, ACTIVE at once. The same call again with the
// same client token is ignored. API reference, CreateGateway.
func (w *World) CreateGateway(in *ecs.CreateGatewayInput) (*ecs.CreateGatewayOutput, error) {
	name := aws.ToString(in.Name)
	switch {
	case !isResourceName(name):
		return nil, invalidParameter("The gateway name must be between 1 and 255 characters long and can contain only " +
			"letters, numbers, underscores, and hyphens.")
	case aws.ToString(in.InfrastructureRoleArn) == "":
		return nil, invalidParameter("infrastructureRoleArn can not be blank.")
	}
	if g := w.gateways[name]; g != nil {
		if in.ClientToken == nil || aws.ToString(g.asked.ClientToken) != *in.ClientToken {
			return nil, invalidParameter("A gateway with this name already exists.")
		}
		return &ecs.CreateGatewayOutput{GatewayArn: aws.String(g.arn), Name: aws.String(g.name), Status: g.status}, nil
	}
	g := &gateway{
		name: name, arn: w.arn("gateway/" + name), status: types.GatewayStatusActive, asked: clone(in),
		created: w.stamp(), updated: w.stamp(), role: *in.InfrastructureRoleArn,
		protected: in.DeletionProtection == nil || *in.DeletionProtection, propagate: types.PropagateGatewayTagsGateway,
		associations: map[string]types.GatewayClusterAssociationStatus{}, routes: map[string]*gatewayRoute{},
	}
	var err error
	if g.config, err = gatewayConfiguration(in.Configuration); err != nil {
		return nil, err
	}
	if g.tags, err = addTags(nil, in.Tags); err != nil {
		return nil, err
	}
	if err := g.setPropagation(in.PropagateTags); err != nil {
		return nil, err
	}
	w.gateways[name] = g
	return &ecs.CreateGatewayOutput{GatewayArn: aws.String(g.arn), Name: aws.String(g.name), Status: g.status}, nil
}

// setPropagation says whether the gateway's tags are passed on; "" changes
// nothing.
func (g *gateway) setPropagation(to types.PropagateGatewayTags) error {
	if to == "" {
		return nil
	}
	if !slices.Contains(to.Values(), to) {
		return invalidParameterf("Invalid propagateTags %q.", string(to))
	}
	g.propagate = to
	return nil
}

// DescribeGateway describes a gateway. API reference, DescribeGateway.
func (w *World) DescribeGateway(in *ecs.DescribeGatewayInput) (*ecs.DescribeGatewayOutput, error) {
	g, err := w.gateway(in.Gateway)
	if err != nil {
		return nil, err
	}
	return &ecs.DescribeGatewayOutput{Gateway: g.describe()}, nil
}

// UpdateGateway changes a gateway, which takes a while. API reference,
// UpdateGateway.
func (w *World) UpdateGateway(in *ecs.UpdateGatewayInput) (*ecs.UpdateGatewayOutput, error) {
	g, err := w.gateway(in.Gateway)
	if err != nil {
		return nil, err
	}
	if in.InfrastructureRoleArn != nil && *in.InfrastructureRoleArn == "" {
		return nil, invalidParameter("infrastructureRoleArn can not be blank.")
	}
	config, err := withGatewayUpdate(g.config, in.Configuration)
	if err != nil {
		return nil, err
	}
	if err := g.setPropagation(in.PropagateTags); err != nil {
		return nil, err
	}
	g.config, g.status, g.updated = config, types.GatewayStatusUpdateInProgress, w.stamp()
	if in.InfrastructureRoleArn != nil {
		g.role = *in.InfrastructureRoleArn
	}
	if in.DeletionProtection != nil {
		g.protected = *in.DeletionProtection
	}
	g.updating.cancel()
	g.updating = w.at(w.now.Add(w.scale(tick)), func() { g.status = types.GatewayStatusUpdateComplete })
	return &ecs.UpdateGatewayOutput{GatewayArn: aws.String(g.arn), Name: aws.String(g.name), Status: g.status}, nil
}

// DeleteGateway deletes a gateway that is not protected and has no association.
// API reference, DeleteGateway.
func (w *World) DeleteGateway(in *ecs.DeleteGatewayInput) (*ecs.DeleteGatewayOutput, error) {
	g, err := w.gateway(in.Gateway)
	switch {
	case err != nil:
		return nil, err
	case g.protected:
		return nil, clientError("The gateway cannot be deleted while deletion protection is enabled.")
	case len(g.associations) > 0:
		return nil, clientError("The gateway cannot be deleted while it is associated with clusters. Disassociate all " +
			"clusters first.")
	}
	delete(w.gateways, g.name)
	return &ecs.DeleteGatewayOutput{
		GatewayArn: aws.String(g.arn), Name: aws.String(g.name), Status: types.GatewayStatusDeleted,
	}, nil
}

// ListGateways lists gateways by name. API reference, ListGateways.
func (w *World) ListGateways(in *ecs.ListGatewaysInput) (*ecs.ListGatewaysOutput, error) {
	if len(in.Names) > 10 {
		return nil, invalidParameter("names can have at most 10 items.")
	}
	found := maps.Clone(w.gateways)
	maps.DeleteFunc(found, func(_ string, g *gateway) bool {
		return len(in.Names) > 0 && !slices.Contains(in.Names, g.name) ||
			len(in.Status) > 0 && !slices.Contains(in.Status, g.status)
	})
	names, next, err := page(slices.Sorted(maps.Keys(found)), in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	out := &ecs.ListGatewaysOutput{NextToken: next, Gateways: []types.GatewaySummary{}}
	for _, name := range names {
		g := found[name]
		out.Gateways = append(out.Gateways, types.GatewaySummary{
			GatewayArn: aws.String(g.arn), Name: aws.String(g.name), Status: g.status, CreatedAt: aws.Time(g.created),
		})
	}
	return out, nil
}
