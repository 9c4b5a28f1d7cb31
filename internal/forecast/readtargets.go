package forecast

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// The deregistration delay (Elastic Load Balancing API reference,
// TargetGroupAttribute).
const (
	drainAttribute = "deregistration_delay.timeout_seconds"
	drainDefault   = 300 * time.Second
)

// errNoBalancer is of a target group that ECS refuses yet (Developer Guide, "Use load
// balancing to distribute Amazon ECS service traffic").
var errNoBalancer = errors.New("it has none yet, and ECS needs one")

// groups reads the target groups that the service registers its tasks in. Where it
// cannot, they are as new ones are.
func (r *reader) groups(ctx context.Context) error {
	arns := groupsOf(r.state.Service.LoadBalancers, r.change.Update.LoadBalancers)
	if r.Targets == nil || len(arns) == 0 {
		return nil
	}
	out, err := r.Targets.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{TargetGroupArns: arns})
	if err != nil {
		r.without("target groups", err)
		return nil
	}
	for _, g := range out.TargetGroups {
		group := TargetGroup{
			ARN: aws.ToString(g.TargetGroupArn), Name: aws.ToString(g.TargetGroupName), Type: string(g.TargetType),
			Delay:    drainDefault,
			Interval: time.Duration(aws.ToInt32(g.HealthCheckIntervalSeconds)) * time.Second,
			Healthy:  int(aws.ToInt32(g.HealthyThresholdCount)), Unhealthy: int(aws.ToInt32(g.UnhealthyThresholdCount)),
		}
		if len(g.LoadBalancerArns) == 0 { // not as it has to be by then
			group.Type = ""
			r.without("the load balancer of target group "+group.Name, errNoBalancer)
		}
		attributes, err := r.Targets.DescribeTargetGroupAttributes(ctx, &elb.DescribeTargetGroupAttributesInput{
			TargetGroupArn: g.TargetGroupArn,
		})
		if err != nil {
			r.without(fmt.Sprintf("attributes of target group %s", group.Name), err)
			attributes = &elb.DescribeTargetGroupAttributesOutput{}
		}
		for _, a := range attributes.Attributes {
			if n, err := strconv.Atoi(aws.ToString(a.Value)); err == nil && aws.ToString(a.Key) == drainAttribute {
				group.Delay = time.Duration(n) * time.Second
			}
		}
		r.keep(func(s *State) { s.Groups = append(s.Groups, group) })
	}
	return nil
}

// groupsOf are the ARNs of target groups that load balancers name.
func groupsOf(balancers ...[]types.LoadBalancer) []string {
	var arns []string
	for _, lb := range slices.Concat(balancers...) {
		named := []string{aws.ToString(lb.TargetGroupArn)}
		if a := lb.AdvancedConfiguration; a != nil {
			named = append(named, aws.ToString(a.AlternateTargetGroupArn))
		}
		for _, arn := range named {
			if arn != "" && !slices.Contains(arns, arn) {
				arns = append(arns, arn)
			}
		}
	}
	return arns
}

// scaling reads whether somebody else changes the desired count. Where it cannot,
// nobody does.
func (r *reader) scaling(ctx context.Context) error {
	if r.Scaling == nil {
		return nil
	}
	id := strings.Join([]string{"service", r.state.Cluster, aws.ToString(r.state.Service.ServiceName)}, "/")
	least, most, found, err := r.Scaling.ScalableTarget(ctx, id)
	if err != nil {
		r.without("scaling of the service", err)
		return nil
	}
	if found {
		r.keep(func(s *State) { s.Scaled, s.Least, s.Most = true, least, most })
	}
	return nil
}
