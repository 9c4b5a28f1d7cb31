package watch

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// TargetAPI is what a watch calls of Elastic Load Balancing;
// *elasticloadbalancingv2.Client satisfies it.
type TargetAPI interface {
	DescribeTargetGroups(
		context.Context, *elb.DescribeTargetGroupsInput, ...func(*elb.Options),
	) (*elb.DescribeTargetGroupsOutput, error)
	DescribeTargetGroupAttributes(
		context.Context, *elb.DescribeTargetGroupAttributesInput, ...func(*elb.Options),
	) (*elb.DescribeTargetGroupAttributesOutput, error)
	DescribeTargetHealth(
		context.Context, *elb.DescribeTargetHealthInput, ...func(*elb.Options),
	) (*elb.DescribeTargetHealthOutput, error)
}

// instanceAPI tells which EC2 instance a container instance is: target groups
// know only those.
type instanceAPI interface {
	DescribeContainerInstances(
		context.Context, *ecs.DescribeContainerInstancesInput, ...func(*ecs.Options),
	) (*ecs.DescribeContainerInstancesOutput, error)
}

var (
	_ TargetAPI   = (*elb.Client)(nil)
	_ instanceAPI = (*ecs.Client)(nil)
)

const (
	instancesPerCall = 100 // API reference, DescribeContainerInstances
	// drainAttribute and drainDefault are the deregistration delay (Elastic Load
	// Balancing API reference, TargetGroupAttribute).
	drainAttribute = "deregistration_delay.timeout_seconds"
	drainDefault   = 300 * time.Second
)

// balancer is what the service registers with target groups, and those by name.
func balancer(lb types.LoadBalancer) (Balancer, []TargetGroup) {
	b := Balancer{Container: aws.ToString(lb.ContainerName), Port: int(aws.ToInt32(lb.ContainerPort))}
	arns := []string{aws.ToString(lb.TargetGroupArn)}
	if lb.AdvancedConfiguration != nil {
		arns = append(arns, aws.ToString(lb.AdvancedConfiguration.AlternateTargetGroupArn))
	}
	var groups []TargetGroup
	for _, arn := range arns {
		if arn != "" && !slices.Contains(b.Groups, arn) {
			b.Groups = append(b.Groups, arn)
			groups = append(groups, TargetGroup{ARN: arn, Name: groupName(arn)})
		}
	}
	return b, groups
}

// groupName is the name in the ARN of a target group, "…:targetgroup/NAME/ID".
func groupName(arn string) string {
	if parts := strings.Split(arn, "/"); len(parts) > 1 {
		return parts[1]
	}
	return arn
}

// targetGroup reads the settings of a target group.
func targetGroup(ctx context.Context, api TargetAPI, arn string) (TargetGroup, error) {
	g := TargetGroup{ARN: arn, Name: groupName(arn)}
	out, err := api.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{TargetGroupArns: []string{arn}})
	if err != nil {
		return g, fmt.Errorf("describe target group %s: %w", g.Name, err)
	}
	attributes, err := api.DescribeTargetGroupAttributes(ctx, &elb.DescribeTargetGroupAttributesInput{
		TargetGroupArn: &arn,
	})
	if err != nil {
		return g, fmt.Errorf("describe the attributes of target group %s: %w", g.Name, err)
	}
	for _, described := range out.TargetGroups {
		if aws.ToString(described.TargetGroupArn) == arn {
			g.Read, g.Type, g.Check = true, string(described.TargetType), targetCheck(described)
		}
	}
	g.DeregistrationDelay = drainDefault
	for _, a := range attributes.Attributes {
		if n, err := strconv.Atoi(aws.ToString(a.Value)); err == nil && aws.ToString(a.Key) == drainAttribute {
			g.DeregistrationDelay = time.Duration(n) * time.Second
		}
	}
	return g, nil
}

func targetCheck(g elbtypes.TargetGroup) TargetCheck {
	c := TargetCheck{
		Protocol: string(g.HealthCheckProtocol), Path: aws.ToString(g.HealthCheckPath), Port: aws.ToString(g.HealthCheckPort),
		Interval: time.Duration(aws.ToInt32(g.HealthCheckIntervalSeconds)) * time.Second,
		Timeout:  time.Duration(aws.ToInt32(g.HealthCheckTimeoutSeconds)) * time.Second,
		Healthy:  int(aws.ToInt32(g.HealthyThresholdCount)), Unhealthy: int(aws.ToInt32(g.UnhealthyThresholdCount)),
	}
	if m := g.Matcher; m != nil {
		c.Matcher = aws.ToString(m.HttpCode)
		if m.GrpcCode != nil {
			c.Matcher = *m.GrpcCode
		}
	}
	return c
}

// targetHealth reads how the targets of a group stand.
func targetHealth(ctx context.Context, api TargetAPI, g TargetGroup) ([]TargetHealth, error) {
	out, err := api.DescribeTargetHealth(ctx, &elb.DescribeTargetHealthInput{TargetGroupArn: &g.ARN})
	if err != nil {
		return nil, fmt.Errorf("describe the targets of target group %s: %w", g.Name, err)
	}
	targets := make([]TargetHealth, 0, len(out.TargetHealthDescriptions))
	for _, d := range out.TargetHealthDescriptions {
		t := TargetHealth{}
		if d.Target != nil {
			t.ID, t.Port = aws.ToString(d.Target.Id), int(aws.ToInt32(d.Target.Port))
		}
		if h := d.TargetHealth; h != nil {
			t.State, t.Reason, t.Description = string(h.State), string(h.Reason), aws.ToString(h.Description)
		}
		targets = append(targets, t)
	}
	return targets, nil
}

// ec2Instances gives the EC2 instances of container instances, by the ids of these.
func ec2Instances(ctx context.Context, api instanceAPI, cluster string, ids []string) (map[string]string, error) {
	found := make(map[string]string, len(ids))
	for chunk := range slices.Chunk(ids, instancesPerCall) {
		out, err := api.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
			Cluster: optional(cluster), ContainerInstances: chunk,
		})
		if err != nil {
			return nil, fmt.Errorf("describe container instances: %w", err)
		}
		for _, i := range out.ContainerInstances {
			found[base(aws.ToString(i.ContainerInstanceArn))] = aws.ToString(i.Ec2InstanceId)
		}
	}
	return found, nil
}

// privateIP is the address of the task's network interface, "" where it shares
// that of its instance (API reference, Attachment).
func privateIP(t types.Task) string {
	for _, a := range t.Attachments {
		for _, d := range a.Details {
			if aws.ToString(d.Name) == "privateIPv4Address" {
				return aws.ToString(d.Value)
			}
		}
	}
	return ""
}
