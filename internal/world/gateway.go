package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// gateway manages ingress paths for the services of the clusters that it is
// associated with. API reference, Gateway.
type gateway struct {
	name, arn        string
	status           types.GatewayStatus
	created, updated time.Time
	asked            *ecs.CreateGatewayInput // as it was created
	role             string
	protected        bool
	propagate        types.PropagateGatewayTags
	config           types.HostSharedAlbConfiguration // what it points to is replaced, never changed
	tags             []types.Tag
	updating         *event

	associations map[string]types.GatewayClusterAssociationStatus // by the names of clusters
	routes       map[string]*gatewayRoute                         // by the ARNs of services
	balancer     *types.ElbGatewayResources                       // nil until a service needs it
}

// access is who may come in through the gateway. API reference, Gateway,
// accessType.
func (g *gateway) access() types.AccessType {
	if g.config.Scheme == types.GatewayElbSchemeInternal {
		return types.AccessTypePrivate
	}
	return types.AccessTypePublic
}

// gateway finds a gateway by name or ARN.
func (w *World) gateway(ref *string) (*gateway, error) {
	if g := w.gateways[lastSegment(aws.ToString(ref))]; g != nil {
		return g, nil
	}
	return nil, &types.GatewayNotFoundException{Message: aws.String("Gateway not found.")}
}

// gatewayConfiguration reads the one kind of configuration there is, and fills in
// the defaults. API reference, HostSharedAlbConfiguration.
func gatewayConfiguration(in types.GatewayConfiguration) (out types.HostSharedAlbConfiguration, err error) {
	union, ok := in.(*types.GatewayConfigurationMemberHostSharedAlb)
	if !ok {
		return out, invalidParameter("Exactly one gateway configuration must be set: hostSharedAlb.")
	}
	out = clone(union.Value)
	network := types.GatewayElbNetworkConfiguration{}
	if out.NetworkConfiguration != nil {
		network = *out.NetworkConfiguration
	}
	if network.IpAddressType == "" {
		network.IpAddressType = types.GatewayElbIpAddressTypeDualstack
	}
	if len(network.Subnets) == 0 {
		network.Subnets = []string{defaultSubnet}
	}
	out.NetworkConfiguration = &network
	if out.Scheme == "" {
		out.Scheme = types.GatewayElbSchemeInternetFacing
	}
	if out.HttpDesync == "" {
		out.HttpDesync = types.GatewayAlbDesyncMitigationModeDefensive
	}
	if out.Protocol == "" {
		out.Protocol = types.GatewayAlbProtocolHttps
	}
	out.Port, out.MaxAlbCount = orInt(out.Port, 443), orInt(out.MaxAlbCount, 10)
	return out, checkGatewayConfiguration(&out)
}

// checkGatewayConfiguration holds a configuration to what the members of API
// reference, HostSharedAlbConfiguration, may be.
func checkGatewayConfiguration(c *types.HostSharedAlbConfiguration) error {
	network := c.NetworkConfiguration
	switch {
	case *c.Port != 443 || c.Protocol != types.GatewayAlbProtocolHttps:
		return invalidParameter("The gateway supports only HTTPS at port 443.")
	case *c.MaxAlbCount < 1:
		return invalidParameter("maxAlbCount must be at least 1.")
	case !slices.Contains(c.Scheme.Values(), c.Scheme):
		return invalidParameterf("Invalid scheme %q.", string(c.Scheme))
	case !slices.Contains(c.HttpDesync.Values(), c.HttpDesync):
		return invalidParameterf("Invalid httpDesync %q.", string(c.HttpDesync))
	case !slices.Contains(network.IpAddressType.Values(), network.IpAddressType):
		return invalidParameterf("Invalid ipAddressType %q.", string(network.IpAddressType))
	}
	if c.TestTrafficRules != nil {
		if h := c.TestTrafficRules.Header; h == nil || aws.ToString(h.Name) == "" || len(h.Values) == 0 {
			return invalidParameter("A test traffic rule needs a header with a name and values.")
		}
	}
	if c.AccessLogs != nil {
		s3, ok := c.AccessLogs.Destination.(*types.GatewayElbAccessLogDestinationMemberS3)
		if !ok || aws.ToString(s3.Value.Bucket) == "" {
			return invalidParameter("Access logs need an Amazon S3 bucket.")
		}
	}
	return nil
}

// withGatewayUpdate is a configuration with what an update names put in. API
// reference, UpdateGatewayAlbConfiguration.
func withGatewayUpdate(old types.HostSharedAlbConfiguration, in types.UpdateGatewayConfiguration) (
	types.HostSharedAlbConfiguration, error,
) {
	if in == nil {
		return old, nil
	}
	union, ok := in.(*types.UpdateGatewayConfigurationMemberHostSharedAlb)
	if !ok {
		return old, invalidParameter("The configuration must match the type of the gateway: hostSharedAlb.")
	}
	change := clone(union.Value)
	put(&old.AccessLogs, change.AccessLogs)
	put(&old.MaxAlbCount, change.MaxAlbCount)
	put(&old.TestTrafficRules, change.TestTrafficRules)
	put(&old.WebACLArn, change.WebACLArn)
	if change.HttpDesync != "" {
		old.HttpDesync = change.HttpDesync
	}
	if change.NetworkConfiguration != nil {
		network := *old.NetworkConfiguration
		put(&network.InboundSecurityGroup, change.NetworkConfiguration.InboundSecurityGroup)
		old.NetworkConfiguration = &network
	}
	return old, checkGatewayConfiguration(&old)
}

// describe is a gateway as the API shows it. API reference, Gateway and
// DescribeGatewayAlbConfiguration.
func (g *gateway) describe() *types.Gateway {
	c := clone(g.config)
	balancers := int32(0)
	if g.balancer != nil {
		balancers = 1
	}
	return &types.Gateway{
		GatewayArn: aws.String(g.arn), Name: aws.String(g.name), Status: g.status, AccessType: g.access(),
		CreatedAt: aws.Time(g.created), UpdatedAt: aws.Time(g.updated), DeletionProtection: aws.Bool(g.protected),
		InfrastructureRoleArn: aws.String(g.role), PropagateTags: g.propagate, Tags: append([]types.Tag{}, g.tags...),
		Failures: []types.GatewayResourceFailure{},
		Configuration: &types.DescribeGatewayConfigurationMemberHostSharedAlb{Value: types.DescribeGatewayAlbConfiguration{
			AccessLogs: c.AccessLogs, CurrentAlbCount: aws.Int32(balancers), HttpDesync: c.HttpDesync,
			MaxAlbCount: c.MaxAlbCount, NetworkConfiguration: c.NetworkConfiguration, Port: c.Port, Protocol: c.Protocol,
			Scheme: c.Scheme, TestTrafficRules: c.TestTrafficRules, WebACLArn: c.WebACLArn,
		}},
	}
}
