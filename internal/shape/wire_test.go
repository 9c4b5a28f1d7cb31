package shape

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// The body is written by hand, after the response syntax of the API reference.
func TestARequestIsRead(t *testing.T) {
	const body = `{
		"cluster": "test-cluster", "serviceName": "simple-web", "taskDefinition": "simple-web:1",
		"desiredCount": 2, "enableExecuteCommand": true, "clientToken": null, "aMemberOfNextYear": {"a": [1]},
		"deploymentConfiguration": {"minimumHealthyPercent": 0, "deploymentCircuitBreaker": {"enable": true, "rollback": false}},
		"loadBalancers": [], "tags": [{"key": "a\u00e9", "value": ""}],
		"launchType": "FARGATE_NEXT"}`
	want := ecs.CreateServiceInput{
		Cluster: ptr("test-cluster"), ServiceName: ptr("simple-web"), TaskDefinition: ptr("simple-web:1"),
		DesiredCount: ptr(int32(2)), EnableExecuteCommand: true,
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent:    ptr(int32(0)),
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true},
		},
		LoadBalancers: []types.LoadBalancer{}, Tags: []types.Tag{{Key: ptr("aé"), Value: ptr("")}},
		LaunchType: "FARGATE_NEXT",
	}
	var got ecs.CreateServiceInput
	if err := Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, sameShape); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAReplyIsWritten(t *testing.T) {
	at := time.Date(2026, 11, 24, 2, 3, 4, 56_700_000, time.UTC)
	out := &ecs.DescribeServicesOutput{
		Services: []types.Service{{
			ServiceName: ptr("simple-web"), Status: ptr("ACTIVE"), DesiredCount: 1, CreatedAt: &at,
			LoadBalancers: []types.LoadBalancer{},
			Deployments: []types.Deployment{{
				Id: ptr("ecs-svc/1"), RolloutState: types.DeploymentRolloutStateInProgress, PendingCount: 1,
				CreatedAt: ptr(at.Truncate(time.Second)),
			}},
			Events: []types.ServiceEvent{{Message: ptr("\"<a>\" & b\n")}},
		}},
		Failures: []types.Failure{},
	}
	const want = `{"failures":[],"services":[{"createdAt":1795485784.056,"deployments":[{"createdAt":1795485784,` +
		`"desiredCount":0,"failedTasks":0,"id":"ecs-svc/1","pendingCount":1,"rolloutState":"IN_PROGRESS","runningCount":0}],` +
		`"desiredCount":1,"enableECSManagedTags":false,"enableExecuteCommand":false,` +
		`"events":[{"message":"\"<a>\" & b\n"}],"loadBalancers":[],"pendingCount":0,"runningCount":0,` +
		`"serviceName":"simple-web","status":"ACTIVE"}]}`
	got, err := Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if byValue, err := Marshal(*out); err != nil || string(byValue) != want {
		t.Errorf("a struct by value gives %s, %v", byValue, err)
	}
}

func TestAWrongTypeOnTheWireIsAnError(t *testing.T) {
	for _, c := range []struct{ body, path, message string }{
		{`{"desiredCount": "2"}`, "desiredCount", "STRING_VALUE can not be converted to an Integer"},
		{`{"desiredCount": 1.5}`, "desiredCount", "NUMBER_VALUE can not be converted to an Integer"},
		{`{"desiredCount": 2147483648}`, "desiredCount", "NUMBER_VALUE can not be converted to an Integer"},
		{`{"desiredCount": true}`, "desiredCount", "TRUE_VALUE can not be converted to an Integer"},
		{`{"serviceName": 1}`, "serviceName", "NUMBER_VALUE can not be converted to a String"},
		{`{"serviceName": {}}`, "serviceName", "Start of structure or map found where not expected."},
		{`{"enableExecuteCommand": "true"}`, "enableExecuteCommand", "STRING_VALUE can not be converted to a Boolean"},
		{`{"loadBalancers": {}}`, "loadBalancers", "Start of structure or map found where not expected."},
		{`{"loadBalancers": [{}, []]}`, "loadBalancers[1]", "Start of list found where not expected."},
		{`{"loadBalancers": [null]}`, "loadBalancers[0]", "Unexpected null value."},
		{
			`{"networkConfiguration": {"awsvpcConfiguration": {"subnets": [1]}}}`,
			"networkConfiguration.awsvpcConfiguration.subnets[0]", "NUMBER_VALUE can not be converted to a String",
		},
		{`[]`, "", "Start of list found where not expected."},
		{``, "", "not JSON: want a value, the text ends"},
		{`{"a": }`, "", "not JSON: want a value, got '}'"},
	} {
		var wire *WireError
		err := Unmarshal([]byte(c.body), &ecs.CreateServiceInput{})
		if !errors.As(err, &wire) {
			t.Errorf("%s: got %v, want a WireError", c.body, err)
			continue
		}
		if wire.Path != c.path || wire.Message != c.message {
			t.Errorf("%s:\ngot  %s: %s\nwant %s: %s", c.body, wire.Path, wire.Message, c.path, c.message)
		}
	}
}

func TestWhatJSONCannotHoldIsAnError(t *testing.T) {
	for _, v := range []any{
		&types.CanaryConfiguration{CanaryPercent: ptr(math.NaN())},
		&types.CanaryConfiguration{CanaryPercent: ptr(math.Inf(1))},
		&types.ResourceRequirement{SharingStrategy: &types.UnknownUnionMember{Tag: "next"}},
	} {
		if out, err := Marshal(v); err == nil {
			t.Errorf("%T gave %s and no error", v, out)
		}
		if out, err := YAML(v); err == nil {
			t.Errorf("%T gave %s and no error", v, out)
		}
	}
}
