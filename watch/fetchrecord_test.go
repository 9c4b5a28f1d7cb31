package watch

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/ecssim"
)

// TestRecordOfBlueGreen reads the record of a deployment that shifts traffic
// through the SDK's client and the simulator: stages, weights, hooks.
func TestRecordOfBlueGreen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "blue-green"})
		if err != nil {
			t.Fatal(err)
		}
		client := server.Client("us-east-1")
		<-time.After(5 * time.Second)
		out, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
			Cluster: aws.String("test-cluster"), Service: aws.String("web"), TaskDefinition: aws.String("web:2"),
		})
		if err != nil {
			t.Fatal(err)
		}
		target := Target{Cluster: "test-cluster", Service: "web", Deployment: *out.Service.Deployments[0].Id}
		var known *Record
		var got []string
		for began := time.Now(); time.Since(began) < 10*time.Minute; <-time.After(time.Second) {
			r, err := record(t.Context(), client, target, known)
			if err != nil || r == nil {
				t.Fatalf("got %v, %v", r, err)
			}
			line := fmt.Sprintf("%s %s %v/%v", r.Status, r.Stage, r.Target.Test, r.Target.Production)
			for _, s := range r.Sources {
				line += fmt.Sprintf(" %v/%v", s.Test, s.Production)
			}
			for _, h := range r.Hooks {
				line += fmt.Sprintf(" %s %s %s", h.Type, h.Status, r.StageSince.Sub(h.Since).Round(time.Second))
			}
			if known != nil && known.Stage == r.Stage && !known.StageSince.Equal(r.StageSince) {
				t.Errorf("%s began at %s and at %s", r.Stage, known.StageSince, r.StageSince)
			}
			if len(got) == 0 || got[len(got)-1] != line {
				got = append(got, line)
			}
			if known = r; r.Bake != 2*time.Minute || r.Strategy != "BLUE_GREEN" || r.Target.Deployment != target.Deployment {
				t.Fatalf("got %+v", r)
			}
		}
		want := []string{
			"PENDING  0/0 100/100", "IN_PROGRESS PRE_SCALE_UP 0/0 100/100", "IN_PROGRESS SCALE_UP 0/0 100/100",
			"IN_PROGRESS POST_SCALE_UP 0/0 100/100", "IN_PROGRESS TEST_TRAFFIC_SHIFT 100/0 0/100",
			"IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 100/0 0/100 AWS_LAMBDA IN_PROGRESS 0s",
			"IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 100/0 0/100 AWS_LAMBDA SUCCEEDED 0s",
			"IN_PROGRESS PRE_PRODUCTION_TRAFFIC_SHIFT 100/0 0/100", "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/100 0/0",
			"IN_PROGRESS POST_PRODUCTION_TRAFFIC_SHIFT 100/100 0/0", "IN_PROGRESS BAKE_TIME 100/100 0/0",
			"IN_PROGRESS CLEAN_UP 100/100 0/0", "SUCCESSFUL CLEAN_UP 100/100 0/0",
		}
		if text, expected := fmt.Sprintf("%q", got), fmt.Sprintf("%q", want); text != expected {
			t.Errorf("got\n%s\nwant\n%s", text, expected)
		}
	})
}

func TestHook(t *testing.T) {
	t.Parallel()
	const pre, post = types.DeploymentLifecycleHookStagePreScaleUp, types.DeploymentLifecycleHookStagePostScaleUp
	expires := epoch.Add(24 * time.Hour)
	pause := func(minutes int32, stages ...types.DeploymentLifecycleHookStage) types.DeploymentLifecycleHook {
		h := types.DeploymentLifecycleHook{TargetType: "PAUSE", LifecycleStages: stages}
		if minutes > 0 {
			h.TimeoutConfiguration = &types.DeploymentLifecycleHookTimeoutConfiguration{TimeoutInMinutes: &minutes}
		}
		return h
	}
	tests := []struct {
		name       string
		configured []types.DeploymentLifecycleHook
		stage      string
		wantStage  string
		since      time.Duration // before it expires; 0: unknown
	}{
		{"a hook without a timeout has a day", []types.DeploymentLifecycleHook{pause(0, post)}, "POST_SCALE_UP", "POST_SCALE_UP", 24 * time.Hour},
		{"a hook has the time of its configuration", []types.DeploymentLifecycleHook{pause(30, post)}, "POST_SCALE_UP", "POST_SCALE_UP", 30 * time.Minute},
		{"hooks of other stages do not count", []types.DeploymentLifecycleHook{pause(30, post), pause(5, pre)}, "POST_SCALE_UP", "POST_SCALE_UP", 30 * time.Minute},
		{"two hooks with different times tell no time", []types.DeploymentLifecycleHook{pause(30, post), pause(5, post)}, "POST_SCALE_UP", "POST_SCALE_UP", 0},
		{"a rolling update has the stage of its only hook", []types.DeploymentLifecycleHook{pause(30, post)}, "", "POST_SCALE_UP", 30 * time.Minute},
		{"a rolling update with hooks at two stages tells none", []types.DeploymentLifecycleHook{pause(30, pre, post)}, "", "", 30 * time.Minute},
		{"a hook that nobody configured tells nothing more", nil, "A_NEW_STAGE", "A_NEW_STAGE", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := hook(types.DeploymentLifecycleHookDetail{TargetType: "PAUSE", ExpiresAt: &expires}, tt.configured, tt.stage)
			want := time.Time{}
			if tt.since > 0 {
				want = expires.Add(-tt.since)
			}
			if got.Stage != tt.wantStage || !got.Since.Equal(want) {
				t.Errorf("got stage %q since %s, want %q since %s", got.Stage, got.Since, tt.wantStage, want)
			}
		})
	}
}

// TestRecordWithoutDetails reads what the list alone tells.
func TestRecordWithoutDetails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := recordingECS{fakeECS: newFake(step{}), status: types.ServiceDeploymentStatusInProgress}
		got, err := record(t.Context(), api, target(), nil)
		if err != nil || got == nil || got.Status != "IN_PROGRESS" || got.Strategy != "" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// zeroECS keeps records of two revisions whose digits differ by a zero in front.
type zeroECS struct{ *fakeECS }

func (zeroECS) ListServiceDeployments(
	_ context.Context, in *ecs.ListServiceDeploymentsInput, _ ...func(*ecs.Options),
) (*ecs.ListServiceDeploymentsOutput, error) {
	const arn = "arn:aws:ecs:eu-west-1:123456789012:service-revision/prod/web/"
	if aws.ToString(in.NextToken) == "" {
		return &ecs.ListServiceDeploymentsOutput{NextToken: aws.String("more"), ServiceDeployments: []types.ServiceDeploymentBrief{
			{TargetServiceRevisionArn: aws.String(arn + "205655736282798388"), Status: types.ServiceDeploymentStatusStopped},
		}}, nil
	}
	return &ecs.ListServiceDeploymentsOutput{ServiceDeployments: []types.ServiceDeploymentBrief{
		{TargetServiceRevisionArn: aws.String(arn + "0205655736282798388"), Status: types.ServiceDeploymentStatusSuccessful},
	}}, nil
}

// TestRecordOfAnIDWithAZeroInFront finds it on the second page: ids are text.
func TestRecordOfAnIDWithAZeroInFront(t *testing.T) {
	t.Parallel()
	got, err := record(t.Context(), zeroECS{}, Target{Service: "web", Deployment: "ecs-svc/0205655736282798388"}, nil)
	if err != nil || got == nil || got.Status != "SUCCESSFUL" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestTaskSetsAreRows reads a service that ECS does not deploy.
func TestTaskSetsAreRows(t *testing.T) {
	t.Parallel()
	got := snapshot(types.Service{
		DeploymentController: &types.DeploymentController{Type: types.DeploymentControllerTypeExternal},
		TaskSets: []types.TaskSet{{
			Id: aws.String("ecs-svc/0205655736282798388"), Status: aws.String("PRIMARY"), ComputedDesiredCount: 3, PendingCount: 1,
			RunningCount: 2, StabilityStatus: types.StabilityStatusStabilizing, Scale: &types.Scale{Value: 50, Unit: "PERCENT"},
		}},
	}, epoch)
	row := got.Primary()
	if row == nil || row.ID != "ecs-svc/0205655736282798388" || row.Desired != 3 || row.Pending != 1 || row.Running != 2 ||
		row.RolloutState != "" || row.Set == nil || row.Set.Stability != "STABILIZING" || row.Set.Scale != 50 {
		t.Errorf("got %+v", row)
	}
}
