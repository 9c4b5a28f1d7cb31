package awsclient

import "context"

// ScalableTarget asks between which counts the desired count of a service may be set;
// found is false where nothing sets it. service is "service/CLUSTER/NAME" (Application
// Auto Scaling API reference, DescribeScalableTargets).
func (c *Clients) ScalableTarget(ctx context.Context, service string) (least, most int, found bool, err error) {
	type question struct {
		ServiceNamespace, ScalableDimension string
		ResourceIds                         []string //nolint:revive // the API's name
	}
	var said struct {
		ScalableTargets []struct{ MinCapacity, MaxCapacity int }
	}
	err = c.Ask(ctx, Request{
		Service: AutoScaling, Operation: "DescribeScalableTargets",
		In:  question{"ecs", "ecs:service:DesiredCount", []string{service}},
		Out: &said,
	})
	if err != nil || len(said.ScalableTargets) == 0 {
		return 0, 0, false, err
	}
	target := said.ScalableTargets[0]
	return target.MinCapacity, target.MaxCapacity, true, nil
}
