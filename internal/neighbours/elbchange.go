package neighbours

import (
	"cmp"
	"time"

	"github.com/ecs-steady/steady/internal/world"
)

type (
	createTargetGroupIn struct {
		Name       string `json:"Name"`
		Protocol   string `json:"Protocol"`
		Port       *int32 `json:"Port"`
		VPCID      string `json:"VpcId"`
		TargetType string `json:"TargetType"`
		healthCheck
	}
	modifyTargetGroupIn struct {
		TargetGroupARN string `json:"TargetGroupArn"`
		healthCheck
	}
	// healthCheck are the members about it that both have.
	healthCheck struct {
		HealthCheckProtocol        string  `json:"HealthCheckProtocol"`
		HealthCheckPort            string  `json:"HealthCheckPort"`
		HealthCheckPath            string  `json:"HealthCheckPath"`
		HealthCheckIntervalSeconds *int32  `json:"HealthCheckIntervalSeconds"`
		HealthCheckTimeoutSeconds  *int32  `json:"HealthCheckTimeoutSeconds"`
		HealthyThresholdCount      *int32  `json:"HealthyThresholdCount"`
		UnhealthyThresholdCount    *int32  `json:"UnhealthyThresholdCount"`
		Matcher                    matcher `json:"Matcher"`
	}
)

// createTargetGroup makes a target group. Elastic Load Balancing API reference,
// CreateTargetGroup.
func createTargetGroup(w *world.World, in *createTargetGroupIn) (*targetGroupsOut, error) {
	g := world.TargetGroup{
		Name: in.Name, Protocol: in.Protocol, VPC: in.VPCID, TargetType: cmp.Or(in.TargetType, "instance"),
	}
	if in.Port != nil {
		g.Port = *in.Port
	}
	switch {
	case in.Name == "" || len(in.Name) > 32:
		return nil, refusef("ValidationError", "Target group name '%s' must be between 1 and 32 characters long", in.Name)
	case in.TargetType != "lambda" && in.Protocol == "":
		return nil, refusef("ValidationError", "A protocol must be specified")
	case in.TargetType != "lambda" && in.Port == nil:
		return nil, refusef("ValidationError", "A port must be specified")
	}
	for _, other := range w.TargetGroups() {
		if other.Name == in.Name {
			return nil, refusef("DuplicateTargetGroupName", "A target group with the same name '%s' exists, but with different "+
				"settings", in.Name)
		}
	}
	g = w.NewTargetGroup(g)
	if err := in.apply(&g.HealthCheck); err != nil {
		return nil, err
	}
	w.PutTargetGroup(g)
	return &targetGroupsOut{TargetGroups: []targetGroup{asGroup(w, g)}}, nil
}

// modifyTargetGroup changes the health check of a target group, for the targets
// that are registered from then on. Elastic Load Balancing API reference,
// ModifyTargetGroup.
func modifyTargetGroup(w *world.World, in *modifyTargetGroupIn) (*targetGroupsOut, error) {
	g, err := group(w, in.TargetGroupARN)
	if err != nil {
		return nil, err
	}
	if err := in.apply(&g.HealthCheck); err != nil {
		return nil, err
	}
	w.PutTargetGroup(g)
	return &targetGroupsOut{TargetGroups: []targetGroup{asGroup(w, g)}}, nil
}

// apply puts what is named into a health check, within the bounds of the API.
func (in *healthCheck) apply(h *world.TargetHealthCheck) error {
	for _, number := range []struct {
		name        string
		value       *int32
		least, most int32
		set         func(int32)
	}{
		{"interval", in.HealthCheckIntervalSeconds, 5, 300, func(n int32) { h.Interval = time.Duration(n) * time.Second }},
		{"timeout", in.HealthCheckTimeoutSeconds, 2, 120, func(n int32) { h.Timeout = time.Duration(n) * time.Second }},
		{"healthy threshold count", in.HealthyThresholdCount, 2, 10, func(n int32) { h.Healthy = n }},
		{"unhealthy threshold count", in.UnhealthyThresholdCount, 2, 10, func(n int32) { h.Unhealthy = n }},
	} {
		if number.value == nil {
			continue
		}
		if n := *number.value; n < number.least || n > number.most {
			return refusef("ValidationError", "Health check %s '%d' must be between %d and %d", number.name, n, number.least,
				number.most)
		}
		number.set(*number.value)
	}
	h.Protocol = cmp.Or(in.HealthCheckProtocol, h.Protocol)
	h.Port = cmp.Or(in.HealthCheckPort, h.Port)
	h.Path = cmp.Or(in.HealthCheckPath, h.Path)
	h.Matcher = cmp.Or(in.Matcher.HTTPCode, h.Matcher)
	if h.Timeout > h.Interval {
		return refusef("ValidationError", "Health check interval must be greater than or equal to the timeout")
	}
	return nil
}
