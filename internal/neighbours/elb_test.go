package neighbours_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/ecs-steady/steady/internal/world"
)

const notThere = "One or more target groups not found"

// behind puts the service behind a target group.
func behind(arn string) func(*types.ContainerDefinition, *ecs.CreateServiceInput) {
	return func(_ *types.ContainerDefinition, in *ecs.CreateServiceInput) {
		in.LoadBalancers = []types.LoadBalancer{
			{TargetGroupArn: aws.String(arn), ContainerName: aws.String("app"), ContainerPort: aws.Int32(80)},
		}
	}
}

func TestTargetGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, func(w *world.World) { w.Close(world.TargetGroups) })
		client := elb.NewFromConfig(l.config)
		ctx := t.Context()
		made := got(client.CreateTargetGroup(ctx, &elb.CreateTargetGroupInput{
			Name: aws.String("blue"), Protocol: elbtypes.ProtocolEnumHttp, Port: aws.Int32(8080), VpcId: aws.String("vpc-1"),
			TargetType: elbtypes.TargetTypeEnumIp, HealthCheckIntervalSeconds: aws.Int32(10), HealthCheckPath: aws.String("/up"),
			Matcher: &elbtypes.Matcher{HttpCode: aws.String("200-299")},
		}))(l).TargetGroups[0]
		if *made.TargetGroupName != "blue" || *made.HealthCheckIntervalSeconds != 10 || *made.HealthyThresholdCount != 5 ||
			*made.UnhealthyThresholdCount != 2 || *made.HealthCheckPath != "/up" || *made.Matcher.HttpCode != "200-299" ||
			*made.Port != 8080 || made.TargetType != elbtypes.TargetTypeEnumIp || !*made.HealthCheckEnabled {
			t.Errorf("made %+v", made)
		}
		_, err := client.CreateTargetGroup(ctx, &elb.CreateTargetGroupInput{
			Name: aws.String("blue"), Protocol: elbtypes.ProtocolEnumHttp, Port: aws.Int32(1),
		})
		l.refused(err, "DuplicateTargetGroupName", "A target group with the same name 'blue' exists, but with different settings")

		arn := made.TargetGroupArn
		changed := got(client.ModifyTargetGroup(ctx, &elb.ModifyTargetGroupInput{
			TargetGroupArn: arn, HealthyThresholdCount: aws.Int32(2),
		}))(l).TargetGroups[0]
		if *changed.HealthyThresholdCount != 2 || *changed.HealthCheckIntervalSeconds != 10 {
			t.Errorf("changed to %+v", changed)
		}
		_, err = client.ModifyTargetGroup(ctx, &elb.ModifyTargetGroupInput{TargetGroupArn: arn, HealthyThresholdCount: aws.Int32(11)})
		l.refused(err, "ValidationError", "Health check healthy threshold count '11' must be between 2 and 10")

		for _, in := range []*elb.DescribeTargetGroupsInput{{}, {Names: []string{"blue"}}, {TargetGroupArns: []string{*arn}}} {
			if out := got(client.DescribeTargetGroups(ctx, in))(l); len(out.TargetGroups) != 1 || *out.TargetGroups[0].TargetGroupArn != *arn {
				t.Errorf("described %+v", out.TargetGroups)
			}
		}
		_, err = client.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{Names: []string{"green"}})
		l.refused(err, "TargetGroupNotFound", notThere)

		got(client.DeleteTargetGroup(ctx, &elb.DeleteTargetGroupInput{TargetGroupArn: arn}))(l)
		_, err = client.DescribeTargetGroupAttributes(ctx, &elb.DescribeTargetGroupAttributesInput{TargetGroupArn: arn})
		l.refused(err, "TargetGroupNotFound", notThere)
	})
}

func TestTargetGroupAttributes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, nothing)
		client := elb.NewFromConfig(l.config)
		arn := aws.String("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/any/0123456789abcdef")
		delay := func() (value string) {
			out := got(client.DescribeTargetGroupAttributes(t.Context(), &elb.DescribeTargetGroupAttributesInput{TargetGroupArn: arn}))(l)
			for _, a := range out.Attributes {
				if *a.Key == "deregistration_delay.timeout_seconds" {
					value = *a.Value
				}
			}
			return value
		}
		if got := delay(); got != "300" {
			t.Errorf("the delay is %q at first", got)
		}
		set := func(key, value string) error {
			_, err := client.ModifyTargetGroupAttributes(t.Context(), &elb.ModifyTargetGroupAttributesInput{
				TargetGroupArn: arn, Attributes: []elbtypes.TargetGroupAttribute{{Key: aws.String(key), Value: aws.String(value)}},
			})
			return err
		}
		if err := set("deregistration_delay.timeout_seconds", "15"); err != nil || delay() != "15" {
			t.Errorf("set to 15: %v, %s", err, delay())
		}
		l.refused(set("deregistration_delay.timeout_seconds", "3601"), "ValidationError",
			"'deregistration_delay.timeout_seconds' must be between '0' and '3600' inclusive")
		l.refused(set("delay", "1"), "ValidationError", "Target group attribute key 'delay' is not recognized")
	})
}

func TestTargetHealth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var arn string
		l := newLab(t, func(w *world.World) {
			arn = w.AddTargetGroup(world.TargetGroup{Name: "blue"})
			serve(t, w, behind(arn))
		})
		client := elb.NewFromConfig(l.config)
		health := func(targets ...elbtypes.TargetDescription) elbtypes.TargetHealthDescription {
			out := got(client.DescribeTargetHealth(t.Context(), &elb.DescribeTargetHealthInput{
				TargetGroupArn: &arn, Targets: targets,
			}))(l)
			if len(out.TargetHealthDescriptions) != 1 {
				t.Fatalf("%d targets", len(out.TargetHealthDescriptions))
			}
			return out.TargetHealthDescriptions[0]
		}
		<-time.After(20 * time.Second)
		now := health()
		if now.TargetHealth.State != elbtypes.TargetHealthStateEnumInitial || *now.Target.Id != "i-1" || *now.Target.Port != 8080 ||
			now.TargetHealth.Reason != elbtypes.TargetHealthReasonEnumInitialHealthChecking || *now.HealthCheckPort != "8080" {
			t.Errorf("at first %+v, %+v", now.Target, now.TargetHealth)
		}
		<-time.After(time.Minute)
		if now := health(); now.TargetHealth.State != elbtypes.TargetHealthStateEnumHealthy || now.TargetHealth.Reason != "" {
			t.Errorf("then %+v", now.TargetHealth)
		}
		absent := health(elbtypes.TargetDescription{Id: aws.String("i-2"), Port: aws.Int32(1)})
		if absent.TargetHealth.State != elbtypes.TargetHealthStateEnumUnused ||
			absent.TargetHealth.Reason != elbtypes.TargetHealthReasonEnumNotRegistered {
			t.Errorf("one that is not there: %+v", absent.TargetHealth)
		}
		_, err := client.DeleteTargetGroup(t.Context(), &elb.DeleteTargetGroupInput{TargetGroupArn: &arn})
		l.refused(err, "ResourceInUse", "Target group '"+arn+"' is currently in use by a listener or a rule")
		_, err = client.DescribeTargetHealth(t.Context(), &elb.DescribeTargetHealthInput{TargetGroupArn: aws.String("arn:none")})
		l.refused(err, "TargetGroupNotFound", notThere)
		_, err = client.DescribeListeners(t.Context(), &elb.DescribeListenersInput{})
		l.refused(err, "InvalidAction", "Could not find operation DescribeListeners for version 2015-12-01")
	})
}
