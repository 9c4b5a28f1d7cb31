package world

import (
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// targetGroup is the target group of a load balancer that the tasks of the
// deployment register in. Developer Guide, Application Load Balancer resources for
// blue/green, linear, and canary deployments.
func (d *deployment) targetGroup(lb types.LoadBalancer) string {
	if a := lb.AdvancedConfiguration; d.alternate && a != nil {
		return aws.ToString(a.AlternateTargetGroupArn)
	}
	return aws.ToString(lb.TargetGroupArn)
}

// groupsOf are the ARNs of the target groups that a load balancer of a service
// names: its own and the alternate one.
func groupsOf(lb types.LoadBalancer) []string {
	var out []string
	if lb.TargetGroupArn != nil {
		out = append(out, *lb.TargetGroupArn)
	}
	if a := lb.AdvancedConfiguration; a != nil && a.AlternateTargetGroupArn != nil {
		out = append(out, *a.AlternateTargetGroupArn)
	}
	return out
}

// alternates says whether the new deployment uses the alternate target groups:
// those that its source does not use, and in a rolling update those that it does.
func (r *record) alternates() bool {
	if r.source == nil {
		return false
	}
	return r.source.deployment.alternate != shifts(r.deployment.spec.DeploymentConfiguration)
}

// resolved are the target groups and listener rules of the deployment; nil when it
// has no load balancer. API reference, ResolvedConfiguration.
func (d *deployment) resolved() *types.ResolvedConfiguration {
	var out []types.ServiceRevisionLoadBalancer
	for _, lb := range d.spec.LoadBalancers {
		if group := d.targetGroup(lb); group != "" {
			one := types.ServiceRevisionLoadBalancer{TargetGroupArn: aws.String(group)}
			if a := lb.AdvancedConfiguration; a != nil {
				one.ProductionListenerRule = a.ProductionListenerRule
			}
			out = append(out, one)
		}
	}
	if out == nil {
		return nil
	}
	return &types.ResolvedConfiguration{LoadBalancers: out}
}

// weigh adds the percentages of the traffic to the target and the source of a
// service deployment. API reference, ServiceRevisionSummary.
func (st *stages) weigh(target *types.ServiceRevisionSummary, source []types.ServiceRevisionSummary) {
	if st == nil || st.rolling {
		return
	}
	target.RequestedTestTrafficWeight = aws.Float64(st.now.test)
	target.RequestedProductionTrafficWeight = aws.Float64(st.now.production)
	for n := range source {
		source[n].RequestedTestTrafficWeight = aws.Float64(rest(st.now.test))
		source[n].RequestedProductionTrafficWeight = aws.Float64(rest(st.now.production))
	}
}

// rest is what a percentage leaves of 100, to the tenth.
func rest(percent float64) float64 { return (1000 - math.Round(percent*10)) / 10 }
