package awsclient_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/internal/ecssim"
)

const targetGroup = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web-tg/73e2d6bc24d8a067"

// balanced is a service behind a target group.
const balanced = `summary: a service behind a load balancer
clusters: [{clusterName: default}]
instances: [{}, {}]
targetGroups:
  - {name: web-tg, arn: "` + targetGroup + `", targetType: instance, deregistrationDelay: 60s, healthCheck: {path: /up, interval: 10s}}
  - {name: other-tg}
taskDefinitions:
  - family: web
    containerDefinitions:
      - {name: web, image: "web:1", memory: 128, portMappings: [{containerPort: 80}]}
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    loadBalancers: [{targetGroupArn: "` + targetGroup + `", containerName: web, containerPort: 80}]
`

// What is asked of Elastic Load Balancing is what the SDK's client of it gives.
func TestTargetsAreTheSDKs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "test", Read: func(string) ([]byte, error) { return []byte(balanced), nil }})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(20 * time.Second)
		cfg := aws.Config{
			Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
			HTTPClient: &http.Client{Transport: server.Transport()}, BaseEndpoint: aws.String("http://localhost"),
		}
		ours, sdk := awsclient.From(cfg, "test").Targets(), elb.NewFromConfig(cfg)
		same := func(got, want any, errs ...error) {
			t.Helper()
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(middleware.Metadata{}), cmpopts.IgnoreUnexported(
				elb.DescribeTargetGroupsOutput{}, elb.DescribeTargetGroupAttributesOutput{}, elb.DescribeTargetHealthOutput{}),
				cmpopts.IgnoreFields(elb.DescribeTargetGroupsOutput{}, "NextMarker"),
				cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".noSmithyDocumentSerde" }, cmp.Ignore()),
			)
			if diff != "" {
				t.Error(diff)
			}
		}
		groups := &elb.DescribeTargetGroupsInput{TargetGroupArns: []string{targetGroup}}
		got, err := ours.DescribeTargetGroups(t.Context(), groups)
		want, sdkErr := sdk.DescribeTargetGroups(t.Context(), groups)
		same(got, want, err, sdkErr)
		attributes := &elb.DescribeTargetGroupAttributesInput{TargetGroupArn: aws.String(targetGroup)}
		gotAttributes, err := ours.DescribeTargetGroupAttributes(t.Context(), attributes)
		wantAttributes, sdkErr := sdk.DescribeTargetGroupAttributes(t.Context(), attributes)
		same(gotAttributes, wantAttributes, err, sdkErr)
		health := &elb.DescribeTargetHealthInput{TargetGroupArn: aws.String(targetGroup)}
		gotHealth, err := ours.DescribeTargetHealth(t.Context(), health)
		wantHealth, sdkErr := sdk.DescribeTargetHealth(t.Context(), health)
		same(gotHealth, wantHealth, err, sdkErr)
		if len(got.TargetGroups) != 1 || len(got.TargetGroups[0].LoadBalancerArns) != 1 || len(gotAttributes.Attributes) == 0 ||
			len(gotHealth.TargetHealthDescriptions) != 2 {
			t.Errorf("too little to compare: %+v %+v %+v", got, gotAttributes, gotHealth)
		}

		var refused smithy.APIError
		_, err = ours.DescribeTargetHealth(t.Context(), &elb.DescribeTargetHealthInput{TargetGroupArn: aws.String(targetGroup + "x")})
		if !errors.As(err, &refused) || refused.ErrorCode() != "TargetGroupNotFound" {
			t.Errorf("of a group that is not there: %v", err)
		}
	})
}
