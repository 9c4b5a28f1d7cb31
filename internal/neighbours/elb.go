package neighbours

import (
	"slices"

	"github.com/ecs-steady/steady/internal/world"
)

var elb = Service{
	name: "elasticloadbalancing", version: "2015-12-01",
	namespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
	operations: map[string]Operation{
		"CreateTargetGroup":             op(createTargetGroup),
		"DescribeTargetGroups":          op(describeTargetGroups),
		"ModifyTargetGroup":             op(modifyTargetGroup),
		"DeleteTargetGroup":             op(deleteTargetGroup),
		"DescribeTargetGroupAttributes": op(describeTargetGroupAttributes),
		"ModifyTargetGroupAttributes":   op(modifyTargetGroupAttributes),
		"DescribeTargetHealth":          op(describeTargetHealth),
	},
}

type (
	describeTargetGroupsIn struct {
		LoadBalancerARN string   `json:"LoadBalancerArn"`
		TargetGroupARNs []string `json:"TargetGroupArns"`
		Names           []string `json:"Names"`
		Marker          string   `json:"Marker"`
		PageSize        *int32   `json:"PageSize"`
	}
	targetGroupsOut struct {
		TargetGroups []targetGroup `json:"TargetGroups"`
		NextMarker   string        `json:"NextMarker"`
	}
	targetGroupIn struct {
		TargetGroupARN string `json:"TargetGroupArn"`
	}
	emptyOut    struct{}
	targetGroup struct {
		TargetGroupARN             string   `json:"TargetGroupArn"`
		TargetGroupName            string   `json:"TargetGroupName"`
		Protocol                   string   `json:"Protocol"`
		Port                       int32    `json:"Port"`
		VPCID                      string   `json:"VpcId"`
		HealthCheckProtocol        string   `json:"HealthCheckProtocol"`
		HealthCheckPort            string   `json:"HealthCheckPort"`
		HealthCheckEnabled         bool     `json:"HealthCheckEnabled"`
		HealthCheckIntervalSeconds int32    `json:"HealthCheckIntervalSeconds"`
		HealthCheckTimeoutSeconds  int32    `json:"HealthCheckTimeoutSeconds"`
		HealthyThresholdCount      int32    `json:"HealthyThresholdCount"`
		UnhealthyThresholdCount    int32    `json:"UnhealthyThresholdCount"`
		HealthCheckPath            string   `json:"HealthCheckPath"`
		Matcher                    matcher  `json:"Matcher"`
		LoadBalancerARNs           []string `json:"LoadBalancerArns"`
		TargetType                 string   `json:"TargetType"`
	}
	matcher struct {
		HTTPCode string `json:"HttpCode"`
	}
)

// describeTargetGroups tells of all target groups, or of the named ones. Elastic
// Load Balancing API reference, DescribeTargetGroups.
func describeTargetGroups(w *world.World, in *describeTargetGroupsIn) (*targetGroupsOut, error) {
	size, ok := bounded(in.PageSize, 400)
	if !ok {
		return nil, refusef("ValidationError", "PageSize must be between 1 and 400")
	}
	out := &targetGroupsOut{TargetGroups: []targetGroup{}}
	refs := append(append([]string{}, in.TargetGroupARNs...), in.Names...)
	if len(refs) == 0 {
		for _, g := range w.TargetGroups() {
			refs = append(refs, g.ARN)
		}
	}
	for _, ref := range refs {
		g, err := group(w, ref)
		if err != nil {
			return nil, err
		}
		shown := asGroup(w, g)
		if in.LoadBalancerARN == "" || slices.Contains(shown.LoadBalancerARNs, in.LoadBalancerARN) {
			out.TargetGroups = append(out.TargetGroups, shown)
		}
	}
	if out.TargetGroups, out.NextMarker, ok = page(out.TargetGroups, in.Marker, size); !ok {
		return nil, refusef("ValidationError", "The marker is invalid")
	}
	return out, nil
}

// group finds a target group by its ARN or name.
func group(w *world.World, ref string) (world.TargetGroup, error) {
	g, ok := w.TargetGroup(ref)
	if !ok {
		return g, refusef("TargetGroupNotFound", "One or more target groups not found")
	}
	return g, nil
}

// asGroup is a target group as the API shows it.
func asGroup(w *world.World, g world.TargetGroup) targetGroup {
	h := g.HealthCheck
	return targetGroup{
		TargetGroupARN: g.ARN, TargetGroupName: g.Name, Protocol: g.Protocol, Port: g.Port, VPCID: g.VPC,
		HealthCheckProtocol: h.Protocol, HealthCheckPort: h.Port, HealthCheckEnabled: true,
		HealthCheckIntervalSeconds: int32(h.Interval.Seconds()), HealthCheckTimeoutSeconds: int32(h.Timeout.Seconds()),
		HealthyThresholdCount: h.Healthy, UnhealthyThresholdCount: h.Unhealthy,
		HealthCheckPath: h.Path, Matcher: matcher{h.Matcher}, LoadBalancerARNs: append([]string{}, w.Balancers(g)...),
		TargetType: w.TargetTypeOf(g),
	}
}

// deleteTargetGroup deletes a target group that no load balancer uses; one that is
// gone is no error. Elastic Load Balancing API reference, DeleteTargetGroup.
func deleteTargetGroup(w *world.World, in *targetGroupIn) (*emptyOut, error) {
	if g, ok := w.TargetGroup(in.TargetGroupARN); ok && len(w.Balancers(g)) > 0 {
		return nil, refusef("ResourceInUse", "Target group '%s' is currently in use by a listener or a rule", g.ARN)
	}
	w.RemoveTargetGroup(in.TargetGroupARN)
	return &emptyOut{}, nil
}
