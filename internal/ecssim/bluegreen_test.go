package ecssim

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/document"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/world"
)

// TestBlueGreen deploys blue/green as the SDK's clients see it: a function checks
// the new tasks, and the deployment waits for somebody to let the traffic over.
func TestBlueGreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{Scenario: "textbook"})
		if _, err := server.world.AddInstance("test-cluster", world.Instance{Memory: 4096}); err != nil {
			t.Fatal(err)
		}
		createBlueGreen(t, client)
		follow(t, client)
		_, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
			Cluster: aws.String("test-cluster"), Service: aws.String("shop"), ForceNewDeployment: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"PENDING", "IN_PROGRESS PRE_SCALE_UP", "IN_PROGRESS SCALE_UP", "IN_PROGRESS POST_SCALE_UP AWS_LAMBDA=IN_PROGRESS",
			"IN_PROGRESS POST_SCALE_UP AWS_LAMBDA=SUCCEEDED", "IN_PROGRESS TEST_TRAFFIC_SHIFT",
			"IN_PROGRESS POST_TEST_TRAFFIC_SHIFT PAUSE=AWAITING_ACTION", "IN_PROGRESS POST_TEST_TRAFFIC_SHIFT PAUSE=SUCCEEDED",
			"IN_PROGRESS PRE_PRODUCTION_TRAFFIC_SHIFT", "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT",
			"IN_PROGRESS POST_PRODUCTION_TRAFFIC_SHIFT", "IN_PROGRESS BAKE_TIME", "IN_PROGRESS CLEAN_UP", "SUCCESSFUL CLEAN_UP",
		}
		if diff := cmp.Diff(want, follow(t, client)); diff != "" {
			t.Errorf("states (-want +got):\n%s", diff)
		}
	})
}

func createBlueGreen(t *testing.T, client *ecs.Client) {
	t.Helper()
	definition, err := client.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("shop"), ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("shop"), Image: aws.String("shop:1"), Memory: aws.Int32(64),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80)}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.CreateService(t.Context(), &ecs.CreateServiceInput{
		Cluster: aws.String("test-cluster"), ServiceName: aws.String("shop"), DesiredCount: aws.Int32(2),
		TaskDefinition: definition.TaskDefinition.TaskDefinitionArn,
		LoadBalancers: []types.LoadBalancer{{
			ContainerName: aws.String("shop"), ContainerPort: aws.Int32(80), TargetGroupArn: aws.String("arn:tg/blue"),
			AdvancedConfiguration: &types.AdvancedConfiguration{
				AlternateTargetGroupArn: aws.String("arn:tg/green"),
				ProductionListenerRule:  aws.String("arn:listener-rule/app/shop/1"),
			},
		}},
		DeploymentConfiguration: &types.DeploymentConfiguration{
			Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: aws.Int32(1),
			LifecycleHooks: []types.DeploymentLifecycleHook{
				{
					HookTargetArn: aws.String("arn:aws:lambda:us-east-1:123456789012:function:check"),
					RoleArn:       aws.String("arn:aws:iam::123456789012:role/hook"),
					LifecycleStages: []types.DeploymentLifecycleHookStage{
						types.DeploymentLifecycleHookStagePostScaleUp,
					},
					HookDetails: document.NewLazyDocument(map[string]any{"bucket": "results"}),
				},
				{
					TargetType: types.DeploymentLifecycleHookTargetTypePause,
					LifecycleStages: []types.DeploymentLifecycleHookStage{
						types.DeploymentLifecycleHookStagePostTestTrafficShift,
					},
				},
			},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	details := map[string]any{}
	if err := out.Service.DeploymentConfiguration.LifecycleHooks[0].HookDetails.UnmarshalSmithyDocument(&details); err != nil ||
		details["bucket"] != "results" {
		t.Errorf("the hook's details are %v, %v", details, err)
	}
}

// follow describes the newest service deployment every second until it has ended
// and continues it where it is paused. It returns the distinct states.
func follow(t *testing.T, client *ecs.Client) []string {
	t.Helper()
	list, err := client.ListServiceDeployments(t.Context(), &ecs.ListServiceDeploymentsInput{
		Cluster: aws.String("test-cluster"), Service: aws.String("shop"),
	})
	if err != nil {
		t.Fatal(err)
	}
	arn := list.ServiceDeployments[0].ServiceDeploymentArn
	var states []string
	for range 1000 {
		out, err := client.DescribeServiceDeployments(t.Context(), &ecs.DescribeServiceDeploymentsInput{
			ServiceDeploymentArns: []string{*arn},
		})
		if err != nil {
			t.Fatal(err)
		}
		d := out.ServiceDeployments[0]
		state := string(d.Status)
		if d.LifecycleStage != "" {
			state += " " + string(d.LifecycleStage)
		}
		for _, h := range d.LifecycleHookDetails {
			state += " " + string(h.TargetType) + "=" + string(h.Status)
		}
		if len(states) == 0 || states[len(states)-1] != state {
			states = append(states, state)
		}
		if d.FinishedAt != nil {
			return states
		}
		resume(t, client, d)
		<-time.After(time.Second)
	}
	t.Fatalf("it does not end: %q", states)
	return nil
}

// resume continues a service deployment that is paused.
func resume(t *testing.T, client *ecs.Client, d types.ServiceDeployment) {
	t.Helper()
	for _, h := range d.LifecycleHookDetails {
		if h.Status != types.DeploymentLifecycleHookStatusAwaitingAction {
			continue
		}
		if _, err := client.ContinueServiceDeployment(t.Context(), &ecs.ContinueServiceDeploymentInput{
			ServiceDeploymentArn: d.ServiceDeploymentArn, HookId: h.HookId,
			Action: types.DeploymentLifecycleHookActionContinue,
		}); err != nil {
			t.Fatal(err)
		}
	}
}
