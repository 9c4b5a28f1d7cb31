package world

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// newGateway is a call that makes an unprotected gateway named front.
func newGateway(change ...func(*types.HostSharedAlbConfiguration)) *ecs.CreateGatewayInput {
	config := types.HostSharedAlbConfiguration{}
	for _, c := range change {
		c(&config)
	}
	return &ecs.CreateGatewayInput{
		Name: aws.String("front"), InfrastructureRoleArn: aws.String("role"), DeletionProtection: aws.Bool(false),
		Configuration: &types.GatewayConfigurationMemberHostSharedAlb{Value: config},
	}
}

// gatewayNow describes the gateway front and its configuration.
func (l *lab) gatewayNow() (*types.Gateway, types.DescribeGatewayAlbConfiguration) {
	l.t.Helper()
	g := must(l.DescribeGateway(&ecs.DescribeGatewayInput{Gateway: aws.String("front")}))(l.t).Gateway
	return g, g.Configuration.(*types.DescribeGatewayConfigurationMemberHostSharedAlb).Value
}

func TestAGatewayHasTheDocumentedDefaults(t *testing.T) {
	l := newLab(t, Options{})
	in := newGateway()
	in.DeletionProtection = nil
	made := must(l.CreateGateway(in))(t)
	if *made.GatewayArn != "arn:aws:ecs:us-east-1:123456789012:gateway/front" || made.Status != types.GatewayStatusActive {
		t.Errorf("made %+v", made)
	}
	g, c := l.gatewayNow()
	if g.AccessType != types.AccessTypePublic || !*g.DeletionProtection || g.PropagateTags != types.PropagateGatewayTagsGateway {
		t.Errorf("gateway %+v", g)
	}
	if *c.MaxAlbCount != 10 || *c.CurrentAlbCount != 0 || *c.Port != 443 || c.Protocol != types.GatewayAlbProtocolHttps ||
		c.Scheme != types.GatewayElbSchemeInternetFacing || c.HttpDesync != types.GatewayAlbDesyncMitigationModeDefensive ||
		c.NetworkConfiguration.IpAddressType != types.GatewayElbIpAddressTypeDualstack {
		t.Errorf("configuration %+v", c)
	}
}

func TestAGatewayIsUpdatedAfterAWhile(t *testing.T) {
	l := newLab(t, Options{})
	must(l.CreateGateway(newGateway()))(t)
	out := must(l.UpdateGateway(&ecs.UpdateGatewayInput{
		Gateway: aws.String("front"), DeletionProtection: aws.Bool(true), PropagateTags: types.PropagateGatewayTagsNone,
		Configuration: &types.UpdateGatewayConfigurationMemberHostSharedAlb{
			Value: types.UpdateGatewayAlbConfiguration{MaxAlbCount: aws.Int32(3)},
		},
	}))(t)
	if out.Status != types.GatewayStatusUpdateInProgress {
		t.Errorf("status %s", out.Status)
	}
	l.run(tick)
	g, c := l.gatewayNow()
	if g.Status != types.GatewayStatusUpdateComplete || *c.MaxAlbCount != 3 || *c.Port != 443 || !*g.DeletionProtection {
		t.Errorf("%+v %+v", g, c)
	}
}

func TestWhatGatewaysRefuse(t *testing.T) {
	l := newLab(t, Options{})
	must(l.CreateGateway(newGateway()))(t)
	other := func(change func(*ecs.CreateGatewayInput)) func() error {
		in := newGateway()
		in.Name = aws.String("other")
		change(in)
		return func() error { _, err := l.CreateGateway(in); return err }
	}
	config := func(change func(*types.HostSharedAlbConfiguration)) func() error {
		return other(func(in *ecs.CreateGatewayInput) { in.Configuration = newGateway(change).Configuration })
	}
	tests := []struct {
		name string
		call func() error
		want string
	}{
		{"no name", other(func(in *ecs.CreateGatewayInput) { in.Name = nil }), "InvalidParameterException"},
		{"no role", other(func(in *ecs.CreateGatewayInput) { in.InfrastructureRoleArn = nil }), "InvalidParameterException"},
		{"no configuration", other(func(in *ecs.CreateGatewayInput) { in.Configuration = nil }), "InvalidParameterException"},
		{"a name that is taken", other(func(in *ecs.CreateGatewayInput) { in.Name = aws.String("front") }), "already exists"},
		{"unknown propagation", other(func(in *ecs.CreateGatewayInput) { in.PropagateTags = "ALL" }), "propagateTags"},
		{"another port", config(func(c *types.HostSharedAlbConfiguration) { c.Port = aws.Int32(80) }), "HTTPS at port 443"},
		{"plain HTTP", config(func(c *types.HostSharedAlbConfiguration) { c.Protocol = types.GatewayAlbProtocolHttp }), "only HTTPS"},
		{"no load balancer", config(func(c *types.HostSharedAlbConfiguration) { c.MaxAlbCount = aws.Int32(0) }), "maxAlbCount"},
		{"an unknown scheme", config(func(c *types.HostSharedAlbConfiguration) { c.Scheme = "both" }), "scheme"},
		{"a test rule without header", config(func(c *types.HostSharedAlbConfiguration) {
			c.TestTrafficRules = &types.GatewayAlbTestTrafficRules{}
		}), "header"},
		{"logs to nowhere", config(func(c *types.HostSharedAlbConfiguration) {
			c.AccessLogs = &types.GatewayElbAccessLogConfiguration{}
		}), "bucket"},
		{"an update of none", func() error {
			_, err := l.UpdateGateway(&ecs.UpdateGatewayInput{Gateway: aws.String("none")})
			return err
		}, "GatewayNotFoundException"},
		{"an association with no cluster", func() error {
			_, err := l.AssociateGatewayWithCluster(&ecs.AssociateGatewayWithClusterInput{Gateway: aws.String("front")})
			return err
		}, "Cluster can not be blank"},
		{"an association with an unknown cluster", func() error {
			_, err := l.AssociateGatewayWithCluster(&ecs.AssociateGatewayWithClusterInput{
				Gateway: aws.String("front"), Cluster: aws.String("none"),
			})
			return err
		}, "ClusterNotFoundException"},
		{"the end of no association", func() error {
			_, err := l.DisassociateGatewayFromCluster(&ecs.DisassociateGatewayFromClusterInput{
				Gateway: aws.String("front"), Cluster: aws.String("default"),
			})
			return err
		}, "not associated"},
		{"an unknown route", func() error {
			_, err := l.DescribeGatewayRoute(&ecs.DescribeGatewayRouteInput{GatewayRouteArn: aws.String("x")})
			return err
		}, "route does not exist"},
	}
	for _, test := range tests {
		if err := test.call(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
	if list := must(l.ListGateways(&ecs.ListGatewaysInput{}))(t); len(list.Gateways) != 1 {
		t.Errorf("%d gateways", len(list.Gateways))
	}
}

func TestTheSameTokenMakesNoSecondGateway(t *testing.T) {
	l := newLab(t, Options{})
	in := newGateway()
	in.ClientToken = aws.String("token")
	must(l.CreateGateway(in))(t)
	if out := must(l.CreateGateway(in))(t); *out.Name != "front" {
		t.Errorf("%+v", out)
	}
}

// behindGateway is a lab whose service web uses the gateway front.
func behindGateway(t *testing.T) *lab {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	must(l.CreateGateway(newGateway()))(t)
	must(l.AssociateGatewayWithCluster(&ecs.AssociateGatewayWithClusterInput{
		Gateway: aws.String("front"), Cluster: aws.String("default"),
	}))(t)
	c := web("nginx", 0)
	c.PortMappings[0].Name = aws.String("http")
	l.create(l.register(c), 1, func(in *ecs.CreateServiceInput) {
		in.GatewayConnectors = []types.GatewayConnector{{PortName: aws.String("http")}}
	})
	return l
}

// routes lists the status of each route.
func (l *lab) routes() string {
	l.t.Helper()
	var out []string
	for _, r := range must(l.ListGatewayRoutes(&ecs.ListGatewayRoutesInput{Service: aws.String("web")}))(l.t).GatewayRoutes {
		out = append(out, string(r.Status))
	}
	return strings.Join(out, " ")
}

func TestAServiceGetsARouteThroughTheGateway(t *testing.T) {
	l := behindGateway(t)
	if got := l.routes(); got != "CREATE_IN_PROGRESS" {
		t.Errorf("routes %s", got)
	}
	l.run(tick)
	list := must(l.ListGatewayRoutes(&ecs.ListGatewayRoutesInput{}))(t).GatewayRoutes
	route := must(l.DescribeGatewayRoute(&ecs.DescribeGatewayRouteInput{GatewayRouteArn: list[0].GatewayRouteArn}))(t).GatewayRoute
	if route.Status != types.GatewayRouteStatusActive || *route.ServiceContainerPortName != "http" ||
		!strings.HasPrefix(*route.ServiceUrl, "https://we-") {
		t.Errorf("route %+v", route)
	}
	resources := must(l.DescribeGatewayResources(&ecs.DescribeGatewayResourcesInput{Gateway: aws.String("front")}))(t)
	balancers := resources.GatewayResources.Resources.(*types.GatewayInfrastructureResourcesMemberHostSharedAlb).Value
	if len(balancers) != 1 || balancers[0].GatewayRouteArns[0] != *route.GatewayRouteArn {
		t.Errorf("resources %+v", balancers)
	}
	revision := *l.get().CurrentServiceRevisions[0].Arn
	shown := must(l.DescribeServiceRevisions(&ecs.DescribeServiceRevisionsInput{ServiceRevisionArns: []string{revision}}))(t)
	if c := shown.ServiceRevisions[0].EcsManagedResources.GatewayConnections; len(c) != 1 || *c[0].ServiceUrl != *route.ServiceUrl {
		t.Errorf("connections %+v", c)
	}
}

func TestAnAssociationLastsUntilTheLastRouteIsGone(t *testing.T) {
	l := behindGateway(t)
	l.run(tick)
	leave := &ecs.DisassociateGatewayFromClusterInput{Gateway: aws.String("front"), Cluster: aws.String("default")}
	if out := must(l.DisassociateGatewayFromCluster(leave))(t); out.Status != types.GatewayClusterAssociationStatusDisassociating {
		t.Errorf("status %s", out.Status)
	}
	l.run(tick)
	count := func() int {
		return len(must(l.ListGatewayClusterAssociations(&ecs.ListGatewayClusterAssociationsInput{
			Cluster: aws.String("default"),
		}))(t).GatewayClusterAssociations)
	}
	if l.routes() != "ACTIVE" || count() != 1 {
		t.Errorf("routes %s, %d associations", l.routes(), count())
	}
	if _, err := l.DeleteGateway(&ecs.DeleteGatewayInput{Gateway: aws.String("front")}); err == nil {
		t.Error("a gateway in use was deleted")
	}
	l.update(ecs.UpdateServiceInput{GatewayConnectors: []types.GatewayConnector{}})
	if got := l.routes(); got != "DELETE_IN_PROGRESS" {
		t.Errorf("routes %s", got)
	}
	l.run(tick)
	if l.routes() != "" || count() != 0 {
		t.Errorf("routes %s, %d associations", l.routes(), count())
	}
	if out := must(l.DeleteGateway(&ecs.DeleteGatewayInput{Gateway: aws.String("front")}))(t); out.Status != types.GatewayStatusDeleted {
		t.Errorf("status %s", out.Status)
	}
	_, err := l.DescribeGateway(&ecs.DescribeGatewayInput{Gateway: aws.String("front")})
	var gone *types.GatewayNotFoundException
	if !errors.As(err, &gone) {
		t.Errorf("error %v", err)
	}
}

func TestAConnectorChoosesTheAccessType(t *testing.T) {
	l := behindGateway(t)
	l.update(ecs.UpdateServiceInput{GatewayConnectors: []types.GatewayConnector{{
		PortName: aws.String("http"), Filters: &types.GatewayConnectorFilters{AccessTypes: []types.AccessType{types.AccessTypePrivate}},
	}}})
	if got := l.routes(); got != "DELETE_IN_PROGRESS" {
		t.Errorf("routes %s", got)
	}
	_, err := l.UpdateService(&ecs.UpdateServiceInput{
		Service: aws.String("web"), GatewayConnectors: []types.GatewayConnector{{PortName: aws.String("none")}},
	})
	if err == nil || !strings.Contains(err.Error(), "no port named") {
		t.Errorf("error %v", err)
	}
}
