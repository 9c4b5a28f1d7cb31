package awsclient

import (
	"context"
	"fmt"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// Targets asks about target groups, in the place of the SDK's client of Elastic Load
// Balancing. Requests name the target groups and nothing else, and take no options.
type Targets struct{ clients *Clients }

// Targets asks Elastic Load Balancing at the endpoint that [Clients] describes.
func (c *Clients) Targets() Targets { return Targets{c} }

// described is a target group as it is written: its only list has an element for
// each entry.
type described struct {
	types.TargetGroup
	Balancers []string `xml:"LoadBalancerArns>member"`
}

// DescribeTargetGroups asks for the groups of in.TargetGroupArns (Elastic Load
// Balancing API reference, DescribeTargetGroups).
func (t Targets) DescribeTargetGroups(
	ctx context.Context, in *elb.DescribeTargetGroupsInput, _ ...func(*elb.Options),
) (*elb.DescribeTargetGroupsOutput, error) {
	form := url.Values{}
	for i, arn := range in.TargetGroupArns {
		form.Set(fmt.Sprintf("TargetGroupArns.member.%d", i+1), arn)
	}
	var said struct {
		Groups []described `xml:"DescribeTargetGroupsResult>TargetGroups>member"`
	}
	if err := t.ask(ctx, "DescribeTargetGroups", form, &said); err != nil {
		return nil, err
	}
	out := &elb.DescribeTargetGroupsOutput{}
	for _, g := range said.Groups {
		g.LoadBalancerArns = g.Balancers
		out.TargetGroups = append(out.TargetGroups, g.TargetGroup)
	}
	return out, nil
}

// DescribeTargetGroupAttributes asks for those of in.TargetGroupArn (Elastic Load
// Balancing API reference, DescribeTargetGroupAttributes).
func (t Targets) DescribeTargetGroupAttributes(
	ctx context.Context, in *elb.DescribeTargetGroupAttributesInput, _ ...func(*elb.Options),
) (*elb.DescribeTargetGroupAttributesOutput, error) {
	var said struct {
		Attributes []types.TargetGroupAttribute `xml:"DescribeTargetGroupAttributesResult>Attributes>member"`
	}
	if err := t.ask(ctx, "DescribeTargetGroupAttributes", group(in.TargetGroupArn), &said); err != nil {
		return nil, err
	}
	return &elb.DescribeTargetGroupAttributesOutput{Attributes: said.Attributes}, nil
}

// DescribeTargetHealth asks how the targets of in.TargetGroupArn stand (Elastic Load
// Balancing API reference, DescribeTargetHealth).
func (t Targets) DescribeTargetHealth(
	ctx context.Context, in *elb.DescribeTargetHealthInput, _ ...func(*elb.Options),
) (*elb.DescribeTargetHealthOutput, error) {
	var said struct {
		Targets []types.TargetHealthDescription `xml:"DescribeTargetHealthResult>TargetHealthDescriptions>member"`
	}
	if err := t.ask(ctx, "DescribeTargetHealth", group(in.TargetGroupArn), &said); err != nil {
		return nil, err
	}
	return &elb.DescribeTargetHealthOutput{TargetHealthDescriptions: said.Targets}, nil
}

func group(arn *string) url.Values { return url.Values{"TargetGroupArn": {aws.ToString(arn)}} }

func (t Targets) ask(ctx context.Context, operation string, form url.Values, out any) error {
	return t.clients.Ask(ctx, Request{Service: LoadBalancing, Operation: operation, In: form, Out: out})
}
