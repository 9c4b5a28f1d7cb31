package ecssim

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestTheSDKDeploysWithTaskSets goes through an external deployer's blue/green
// deployment with the real client.
func TestTheSDKDeploysWithTaskSets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := open(t, Setup{Scenario: "textbook"})
		cluster, service, definition := aws.String("test-cluster"), aws.String("outside"), aws.String("simple-web:2")
		register := want(t, c.DescribeTaskDefinition, &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String("simple-web:1")})
		containers := register.TaskDefinition.ContainerDefinitions
		containers[0].PortMappings[0].HostPort = aws.Int32(0)
		want(t, c.RegisterTaskDefinition, &ecs.RegisterTaskDefinitionInput{
			Family: aws.String("simple-web"), ContainerDefinitions: containers,
		})
		want(t, c.CreateService, &ecs.CreateServiceInput{
			Cluster: cluster, ServiceName: service, DesiredCount: aws.Int32(2),
			DeploymentController: &types.DeploymentController{Type: types.DeploymentControllerTypeExternal},
		})
		blue := want(t, c.CreateTaskSet, &ecs.CreateTaskSetInput{
			Cluster: cluster, Service: service, TaskDefinition: definition, ClientToken: aws.String("blue"),
			Scale: &types.Scale{Unit: types.ScaleUnitPercent, Value: 100},
		}).TaskSet
		awaitSteady(t, c, blue)
		want(t, c.UpdateServicePrimaryTaskSet, &ecs.UpdateServicePrimaryTaskSetInput{
			Cluster: cluster, Service: service, PrimaryTaskSet: blue.TaskSetArn,
		})
		green := want(t, c.CreateTaskSet, &ecs.CreateTaskSetInput{Cluster: cluster, Service: service, TaskDefinition: definition}).TaskSet
		want(t, c.UpdateTaskSet, &ecs.UpdateTaskSetInput{
			Cluster: cluster, Service: service, TaskSet: green.Id, Scale: &types.Scale{Unit: types.ScaleUnitPercent, Value: 50},
		})
		awaitSteady(t, c, green)
		described := want(t, c.DescribeServices, &ecs.DescribeServicesInput{Cluster: cluster, Services: []string{"outside"}}).Services[0]
		if len(described.TaskSets) != 2 || len(described.Deployments) != 0 || described.RunningCount != 3 {
			t.Errorf("%d task sets, %d deployments, %d running", len(described.TaskSets), len(described.Deployments),
				described.RunningCount)
		}
		_, err := c.DeleteTaskSet(t.Context(), &ecs.DeleteTaskSetInput{Cluster: cluster, Service: service, TaskSet: blue.Id})
		var invalid *types.InvalidParameterException
		if !errors.As(err, &invalid) || invalid.ErrorMessage() != "Primary TaskSet cannot be deleted" {
			t.Errorf("the PRIMARY set is deleted: %v", err)
		}
		want(t, c.UpdateServicePrimaryTaskSet, &ecs.UpdateServicePrimaryTaskSetInput{
			Cluster: cluster, Service: service, PrimaryTaskSet: green.Id,
		})
		gone := want(t, c.DeleteTaskSet, &ecs.DeleteTaskSetInput{Cluster: cluster, Service: service, TaskSet: blue.Id}).TaskSet
		if *gone.Status != "DRAINING" {
			t.Errorf("the deleted set is %s", *gone.Status)
		}
		<-time.After(5 * time.Minute)
		_, err = c.DeleteTaskSet(t.Context(), &ecs.DeleteTaskSetInput{Cluster: cluster, Service: service, TaskSet: blue.Id})
		var unknown *types.TaskSetNotFoundException
		if !errors.As(err, &unknown) {
			t.Errorf("the set that is gone: %v", err)
		}
		want(t, c.DeleteService, &ecs.DeleteServiceInput{Cluster: cluster, Service: service, Force: aws.Bool(true)})
		inactive := ecs.NewServicesInactiveWaiter(c)
		if err := inactive.Wait(t.Context(), &ecs.DescribeServicesInput{Cluster: cluster, Services: []string{"outside"}}, time.Hour); err != nil {
			t.Error(err)
		}
	})
}

// awaitSteady describes a task set every ten seconds until it is steady.
func awaitSteady(t *testing.T, c *ecs.Client, set *types.TaskSet) {
	t.Helper()
	for range 60 {
		out := want(t, c.DescribeTaskSets, &ecs.DescribeTaskSetsInput{
			Cluster: set.ClusterArn, Service: set.ServiceArn, TaskSets: []string{*set.Id},
		})
		if out.TaskSets[0].StabilityStatus == types.StabilityStatusSteadyState {
			return
		}
		<-time.After(10 * time.Second)
	}
	t.Fatalf("task set %s is not steady after ten minutes", *set.Id)
}
