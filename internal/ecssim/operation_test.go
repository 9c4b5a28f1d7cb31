package ecssim

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// want ends the test on an error of a call.
func want[In, Out any](t *testing.T, call func(context.Context, *In, ...func(*ecs.Options)) (*Out, error), in *In) *Out {
	t.Helper()
	out, err := call(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTheSDKManagesCapacity goes through the operations of capacity providers,
// attributes, settings and agents with the real client.
func TestTheSDKManagesCapacity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := open(t, Setup{Scenario: "textbook"})
		cluster := aws.String("test-cluster")
		want(t, c.CreateCapacityProvider, &ecs.CreateCapacityProviderInput{
			Name: aws.String("blue"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
				AutoScalingGroupArn: aws.String("blue"),
			},
		})
		want(t, c.UpdateCapacityProvider, &ecs.UpdateCapacityProviderInput{
			Name: aws.String("blue"), AutoScalingGroupProvider: &types.AutoScalingGroupProviderUpdate{
				ManagedDraining: types.ManagedDrainingDisabled,
			},
		})
		put := want(t, c.PutClusterCapacityProviders, &ecs.PutClusterCapacityProvidersInput{
			Cluster: cluster, CapacityProviders: []string{"FARGATE", "blue"},
			DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{{
				CapacityProvider: aws.String("FARGATE"), Weight: 1,
			}},
		})
		if s := put.Cluster.DefaultCapacityProviderStrategy; len(s) != 1 || s[0].Weight != 1 {
			t.Errorf("strategy %+v", s)
		}
		if n := len(want(t, c.DescribeCapacityProviders, &ecs.DescribeCapacityProvidersInput{}).CapacityProviders); n != 3 {
			t.Errorf("%d capacity providers", n)
		}
		_, err := c.DeleteCapacityProvider(t.Context(), &ecs.DeleteCapacityProviderInput{CapacityProvider: aws.String("FARGATE")})
		var invalid *types.InvalidParameterException
		if !errors.As(err, &invalid) {
			t.Errorf("FARGATE is deleted: %v", err)
		}

		arn := want(t, c.ListContainerInstances, &ecs.ListContainerInstancesInput{
			Cluster: cluster, Filter: aws.String("agentConnected == true"),
		}).ContainerInstanceArns[0]
		want(t, c.PutAttributes, &ecs.PutAttributesInput{Cluster: cluster, Attributes: []types.Attribute{{
			Name: aws.String("stack"), Value: aws.String("prod"), TargetId: &arn,
		}}})
		list := want(t, c.ListAttributes, &ecs.ListAttributesInput{
			Cluster: cluster, TargetType: types.TargetTypeContainerInstance, AttributeName: aws.String("stack"),
		})
		if len(list.Attributes) != 1 || *list.Attributes[0].TargetId != arn {
			t.Errorf("attributes %+v", list.Attributes)
		}
		want(t, c.DeleteAttributes, &ecs.DeleteAttributesInput{Cluster: cluster, Attributes: list.Attributes})

		want(t, c.PutAccountSetting, &ecs.PutAccountSettingInput{
			Name: types.SettingNameContainerInsights, Value: aws.String("enhanced"),
		})
		settings := want(t, c.ListAccountSettings, &ecs.ListAccountSettingsInput{})
		if len(settings.Settings) != 1 || *settings.Settings[0].Value != "enhanced" {
			t.Errorf("settings %+v", settings.Settings)
		}
		_, err = c.UpdateContainerAgent(t.Context(), &ecs.UpdateContainerAgentInput{Cluster: cluster, ContainerInstance: &arn})
		var newest *types.NoUpdateAvailableException
		if !errors.As(err, &newest) {
			t.Errorf("error %v", err)
		}
		if ack := want(t, c.SubmitTaskStateChange, &ecs.SubmitTaskStateChangeInput{Cluster: cluster}); *ack.Acknowledgment != "ACK" {
			t.Errorf("acknowledged with %q", *ack.Acknowledgment)
		}
	})
}

// TestTheSDKProtectsATask protects the textbook's task, which then outlives its
// deployment, and opens a session in it, which it was not started for.
func TestTheSDKProtectsATask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := open(t, Setup{Scenario: "textbook"})
		cluster := aws.String("test-cluster")
		task := want(t, c.ListTasks, &ecs.ListTasksInput{Cluster: cluster}).TaskArns[0]
		out := want(t, c.UpdateTaskProtection, &ecs.UpdateTaskProtectionInput{
			Cluster: cluster, Tasks: []string{task}, ProtectionEnabled: true, ExpiresInMinutes: aws.Int32(30),
		})
		if p := out.ProtectedTasks[0]; !p.ProtectionEnabled || time.Until(*p.ExpirationDate) > 30*time.Minute {
			t.Errorf("%+v", p)
		}
		_, err := c.ExecuteCommand(t.Context(), &ecs.ExecuteCommandInput{
			Cluster: cluster, Task: &task, Command: aws.String("sh"), Interactive: true,
		})
		if err == nil || !strings.Contains(err.Error(), "execute command was not enabled") {
			t.Errorf("error %v", err)
		}
		deployDynamicPort(t, c)
		<-time.After(20 * time.Minute)
		described := want(t, c.DescribeTasks, &ecs.DescribeTasksInput{Cluster: cluster, Tasks: []string{task}})
		if got := *described.Tasks[0].LastStatus; got != "RUNNING" {
			t.Errorf("the protected task is %s", got)
		}
		<-time.After(15 * time.Minute)
		described = want(t, c.DescribeTasks, &ecs.DescribeTasksInput{Cluster: cluster, Tasks: []string{task}})
		if got := *described.Tasks[0].LastStatus; got != "STOPPED" {
			t.Errorf("after the protection it is %s", got)
		}
	})
}

// TestEveryOperationTakesBadInputs sends each operation nothing, nothing but
// empty names and lists, and names of what does not exist: none may be the
// simulator's own fault.
func TestEveryOperationTakesBadInputs(t *testing.T) {
	bodies := []string{
		`{}`,
		`{"cluster":"","service":"","task":"","name":"","value":"","namespace":"","tasks":[],"attributes":[],` +
			`"capacityProviders":[],"containerInstances":[],"services":[],"containerInstance":"","clusterName":""}`,
		`{"cluster":"none","service":"none","task":"none","name":"none","namespace":"none","tasks":["none"],` +
			`"containerInstances":["none"],"services":["none"],"attributes":[{"name":"none","targetId":"arn:none"}]}`,
		`{"cluster":"test-cluster","service":"none","task":"none","name":"none","tasks":["","/"],"services":["/"],` +
			`"attributes":[{"name":"","targetId":""}],"containerInstances":["/"],"containerInstance":"/",` +
			`"capacityProviderStrategy":[{"capacityProvider":""}],"taskDefinition":"simple-web:1","desiredCount":1,` +
			`"serviceName":"new","placementConstraints":[{}],"placementStrategy":[{}],"nextToken":"?","maxResults":-1}`,
	}
	server, _ := open(t, Setup{Scenario: "textbook"})
	for _, name := range slices.Sorted(maps.Keys(built)) {
		for n, body := range bodies {
			if w := post(server, name, body); w.Code != 200 && w.Code != 400 {
				t.Errorf("%s, body %d: %d %s", name, n+1, w.Code, w.Body)
			}
		}
	}
}
