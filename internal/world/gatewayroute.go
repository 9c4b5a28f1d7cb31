package world

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// gatewayRoute is the way through a gateway to a service, and what the gateway
// made for it. API reference, GatewayRoute.
type gatewayRoute struct {
	gateway   *gateway
	service   *service
	arn, url  string
	port      string
	status    types.GatewayRouteStatus
	resources types.GatewayRouteAlbResources
	step      *event // what comes next
}

// checkConnectors checks the gateway connectors of a service. API reference,
// GatewayConnector.
func checkConnectors(def *types.TaskDefinition, connectors []types.GatewayConnector) error {
	if len(connectors) > 1 {
		return invalidParameter("gatewayConnectors can have at most 1 items.")
	}
	for _, connector := range connectors {
		name := aws.ToString(connector.PortName)
		if !slices.ContainsFunc(def.ContainerDefinitions, func(c types.ContainerDefinition) bool {
			return slices.ContainsFunc(c.PortMappings, func(m types.PortMapping) bool {
				return name != "" && aws.ToString(m.Name) == name
			})
		}) {
			return invalidParameterf("The task definition has no port named %q.", name)
		}
	}
	return nil
}

// connects says whether the service uses the gateway: its cluster is associated,
// and its connector lets the gateway's access type through. API reference,
// GatewayConnectorFilters.
func (s *service) connects(g *gateway) bool {
	if s.status == inactive || g.associations[s.cluster.name] != types.GatewayClusterAssociationStatusActive ||
		len(s.spec.GatewayConnectors) == 0 {
		return false
	}
	filters := s.spec.GatewayConnectors[0].Filters
	return filters == nil || len(filters.AccessTypes) == 0 || slices.Contains(filters.AccessTypes, g.access())
}

// connect makes and removes the routes of a service as its connectors now say.
// Only an update of the service does that, not one of the association. API
// reference, AssociateGatewayWithCluster.
func (w *World) connect(s *service) {
	for _, g := range sorted(w.gateways) {
		r := g.routes[s.arn]
		switch {
		case s.connects(g) && r == nil:
			w.addRoute(g, s)
		case s.connects(g):
			port := aws.ToString(s.spec.GatewayConnectors[0].PortName)
			if r.service == s && r.port == port && r.status != types.GatewayRouteStatusDeleteInProgress {
				continue
			}
			r.service, r.port = s, port
			w.moveRoute(r, types.GatewayRouteStatusUpdateInProgress, func() { r.status = types.GatewayRouteStatusActive })
		case r != nil:
			w.moveRoute(r, types.GatewayRouteStatusDeleteInProgress, func() {
				delete(g.routes, s.arn)
				g.dissolve(s.cluster.name)
			})
		}
	}
}

// moveRoute gives a route a status until, after a while, then follows.
func (w *World) moveRoute(r *gatewayRoute, status types.GatewayRouteStatus, then func()) {
	r.step.cancel()
	r.status = status
	r.step = w.at(w.now.Add(w.scale(tick)), then)
}

// addRoute makes a route, and the load balancer if it is the gateway's first. The
// names of what ECS makes are ours.
func (w *World) addRoute(g *gateway, s *service) {
	if g.balancer == nil {
		id := "app/" + g.name + "-" + w.hexID()[:8] + "/" + w.hexID()[:16]
		g.balancer = &types.ElbGatewayResources{
			LoadBalancerArn: aws.String(w.ARN("elasticloadbalancing", "loadbalancer/"+id)),
			ListenerArn:     aws.String(w.ARN("elasticloadbalancing", "listener/"+id+"/"+w.hexID()[:16])),
			SecurityGroup:   aws.String("sg-" + w.hexID()[:17]),
		}
	}
	_, listener, _ := strings.Cut(*g.balancer.ListenerArn, ":listener/")
	r := &gatewayRoute{
		gateway: g, service: s, port: aws.ToString(s.spec.GatewayConnectors[0].PortName),
		url: "https://" + w.endpoint(s.name), arn: w.arn("gateway-route/" + g.name + "/" + w.recordID()),
		resources: types.GatewayRouteAlbResources{
			LoadBalancerArn: g.balancer.LoadBalancerArn, ListenerArn: g.balancer.ListenerArn,
			ListenerRuleArn:   aws.String(w.ARN("elasticloadbalancing", "listener-rule/"+listener+"/"+w.hexID()[:16])),
			AcmCertificateArn: aws.String(w.ARN("acm", "certificate/"+w.uuid())),
		},
	}
	g.routes[s.arn] = r
	w.moveRoute(r, types.GatewayRouteStatusCreateInProgress, func() { r.status = types.GatewayRouteStatusActive })
}

// endpoint is the host name that a service is reached by, of the form that has
// been seen: it begins like the service's name.
func (w *World) endpoint(service string) string {
	return fmt.Sprintf("%s-%s.ecs.%s.on.aws", service[:min(2, len(service))], w.hexID(), w.opts.Region)
}

// connections are the routes of a service as its revisions show them; nil if it
// has none. API reference, GatewayConnection.
func (w *World) connections(s *service) []types.GatewayConnection {
	var out []types.GatewayConnection
	for _, g := range sorted(w.gateways) {
		r := g.routes[s.arn]
		if r == nil {
			continue
		}
		out = append(out, types.GatewayConnection{
			AccessType: g.access(), GatewayArn: aws.String(g.arn), GatewayRouteArn: aws.String(r.arn),
			PortName: aws.String(r.port), ServiceUrl: aws.String(r.url), Status: r.status,
			Resources: &types.GatewayConnectionResourcesMemberHostSharedAlb{Value: []types.GatewayConnectionAlbResources{{
				LoadBalancerArn: r.resources.LoadBalancerArn, ListenerArn: r.resources.ListenerArn,
				ListenerRuleArn: r.resources.ListenerRuleArn, AcmCertificateArn: r.resources.AcmCertificateArn,
			}}},
		})
	}
	return out
}

// managedResources are what ECS manages for a service revision; nil where there
// is nothing. API reference, ECSManagedResources.
func (w *World) managedResources(d *deployment) *types.ECSManagedResources {
	if !d.primary() {
		return nil
	}
	connections := w.connections(d.service)
	if connections == nil {
		return nil
	}
	return &types.ECSManagedResources{GatewayConnections: connections}
}
