package watch_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/watch"
)

// failures is a simulated ECS with an instance, in which the image "missing"
// cannot be pulled, and a client of it.
func failures(t *testing.T) *ecs.Client {
	t.Helper()
	w := world.New(world.Options{Seed: 1, Start: time.Now()})
	w.SetImage("missing", world.Image{PullError: "CannotPullContainerError: missing: not found"})
	client := ecssim.New(w, ecssim.Options{}).Client("us-east-1")
	if _, err := client.CreateCluster(t.Context(), &ecs.CreateClusterInput{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddInstance("", world.Instance{}); err != nil {
		t.Fatal(err)
	}
	return client
}

// register registers a revision of family web.
func register(t *testing.T, client *ecs.Client, image string) {
	t.Helper()
	_, err := client.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"),
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("web"), Image: &image, Memory: aws.Int32(128),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// createBreaking creates the service web with the circuit breaker on.
func createBreaking(t *testing.T, client *ecs.Client, image string, rollback bool) watch.Target {
	t.Helper()
	register(t, client, image)
	out, err := client.CreateService(t.Context(), &ecs.CreateServiceInput{
		ServiceName: aws.String("web"), TaskDefinition: aws.String("web:1"), DesiredCount: aws.Int32(2),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true, Rollback: rollback},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	d := out.Service.Deployments[0]
	return watch.Target{
		Service: "web", Deployment: *d.Id, TaskDefinition: "web:1", CreatedAt: *d.CreatedAt, Desired: 2,
	}
}

// deployOver deploys an image over one that runs well.
func deployOver(t *testing.T, client *ecs.Client, image string, rollback bool) watch.Target {
	t.Helper()
	first := createBreaking(t, client, "nginx", rollback)
	<-time.After(5 * time.Minute)
	register(t, client, image)
	out, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Service: aws.String("web"), TaskDefinition: aws.String("web:2"),
	})
	if err != nil {
		t.Fatal(err)
	}
	d := out.Service.Deployments[0]
	return watch.Target{
		Service: "web", Deployment: *d.Id, TaskDefinition: "web:2", Previous: first.Deployment,
		PreviousTaskDefinition: "web:1", CreatedAt: *d.CreatedAt, Desired: 2,
	}
}

// stop stops the service deployment that is under way.
func stop(t *testing.T, client *ecs.Client) {
	t.Helper()
	rows, err := client.ListServiceDeployments(t.Context(), &ecs.ListServiceDeploymentsInput{
		Service: aws.String("web"), Status: []types.ServiceDeploymentStatus{types.ServiceDeploymentStatusInProgress},
	})
	if err != nil || len(rows.ServiceDeployments) != 1 {
		t.Fatalf("got %v, %v", rows, err)
	}
	_, err = client.StopServiceDeployment(t.Context(), &ecs.StopServiceDeploymentInput{
		ServiceDeploymentArn: rows.ServiceDeployments[0].ServiceDeploymentArn,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCircuitBreaker follows deployments that ECS gives up or goes back from, through the SDK's
// client and the simulator, to the verdict of each.
func TestCircuitBreaker(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		deploy  func(*testing.T, *ecs.Client) watch.Target
		verdict watch.Verdict
		reason  string
		by      string // the revision that stands in the target's place
	}{
		{"the old tasks come back", func(t *testing.T, client *ecs.Client) watch.Target {
			return deployOver(t, client, "missing", true)
		}, watch.RolledBack, "ECS went back to", "web:1"},
		{"without rollback the failure stays", func(t *testing.T, client *ecs.Client) watch.Target {
			return deployOver(t, client, "missing", false)
		}, watch.Failed, "rollback is off", ""},
		{"a first deployment has nothing to go back to", func(t *testing.T, client *ecs.Client) watch.Target {
			return createBreaking(t, client, "missing", true)
		}, watch.Failed, "tasks failed to start", ""},
		{"somebody stops a deployment that nothing is wrong with", func(t *testing.T, client *ecs.Client) watch.Target {
			target := deployOver(t, client, "nginx:1.28", false)
			<-time.After(20 * time.Second)
			stop(t, client)
			return target
		}, watch.RolledBack, "ECS went back to", "web:1"},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			client := failures(t)
			target := tt.deploy(t, client)
			watcher := watch.Watcher{API: client, Timeout: 30 * time.Minute, StallTimeout: 10 * time.Minute}
			got, err := watcher.Run(t.Context(), []watch.Target{target}, nil)
			if err != nil {
				t.Fatal(err)
			}
			o := got[0]
			if o.Verdict != tt.verdict || !strings.Contains(o.Reason, tt.reason) || o.Took > 3*time.Minute {
				t.Errorf("%s: got %s after %s: %s", tt.name, o.Verdict, o.Took, o.Reason)
			}
			if by := o.By; (by == nil) != (tt.by == "") || by != nil && by.TaskDefinition != tt.by {
				t.Errorf("%s: got %+v in its place", tt.name, by)
			}
		})
	}
}
