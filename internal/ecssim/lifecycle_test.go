package ecssim

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestTheSDKDeploys goes through the life of a Fargate service with the real
// client and its own waiters: create, deploy, wait, roll back, delete.
func TestTheSDKDeploys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := open(t, Setup{})
		l := life{t, c, aws.String("life"), aws.String("web")}
		want(t, c.CreateCluster, &ecs.CreateClusterInput{ClusterName: l.cluster})
		want(t, c.CreateService, &ecs.CreateServiceInput{
			Cluster: l.cluster, ServiceName: l.name, TaskDefinition: l.register(), DesiredCount: aws.Int32(2),
			LaunchType: types.LaunchTypeFargate, NetworkConfiguration: &types.NetworkConfiguration{
				AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}},
			},
		})
		l.stable("web:1")
		l.update(l.register())
		second := l.stable("web:2")

		l.update(l.register())
		l.deployed(types.ServiceDeploymentStatusPending)
		<-time.After(20 * time.Second)
		stop := l.deployed(types.ServiceDeploymentStatusInProgress)
		want(t, c.StopServiceDeployment, &ecs.StopServiceDeploymentInput{
			ServiceDeploymentArn: stop, StopType: types.StopServiceDeploymentStopTypeRollback,
		})
		if back := l.stable("web:2"); *back.Id != *second.Id {
			t.Errorf("went back to %s, which was %s", *back.Id, *second.Id)
		}
		l.deployed(types.ServiceDeploymentStatusRollbackSuccessful)

		want(t, c.UpdateService, &ecs.UpdateServiceInput{Cluster: l.cluster, Service: l.name, DesiredCount: aws.Int32(0)})
		want(t, c.DeleteService, &ecs.DeleteServiceInput{Cluster: l.cluster, Service: l.name})
		waiter := ecs.NewServicesInactiveWaiter(c)
		if err := waiter.Wait(t.Context(), l.question(), time.Hour); err != nil {
			t.Error(err)
		}
		want(t, c.DeleteCluster, &ecs.DeleteClusterInput{Cluster: l.cluster})
	})
}

// life is a service that goes through its life.
type life struct {
	t             *testing.T
	client        *ecs.Client
	cluster, name *string
}

func (l life) question() *ecs.DescribeServicesInput {
	return &ecs.DescribeServicesInput{Cluster: l.cluster, Services: []string{*l.name}}
}

// register registers the next revision and gives its ARN.
func (l life) register() *string {
	return want(l.t, l.client.RegisterTaskDefinition, &ecs.RegisterTaskDefinitionInput{
		Family: l.name, NetworkMode: types.NetworkModeAwsvpc, Cpu: aws.String("256"), Memory: aws.String("512"),
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		ContainerDefinitions:    []types.ContainerDefinition{{Name: l.name, Image: aws.String("nginx:1.27")}},
	}).TaskDefinition.TaskDefinitionArn
}

func (l life) update(definition *string) {
	want(l.t, l.client.UpdateService, &ecs.UpdateServiceInput{
		Cluster: l.cluster, Service: l.name, TaskDefinition: definition,
	})
}

// stable waits as clients do, and then on: the waiter is content with tasks that
// run, while ECS completes the deployment only when they are healthy. It holds what
// then is to be there: two tasks of the revision, in one deployment that it gives.
func (l life) stable(revision string) types.Deployment {
	l.t.Helper()
	waiter := ecs.NewServicesStableWaiter(l.client)
	if err := waiter.Wait(l.t.Context(), l.question(), time.Hour); err != nil {
		l.t.Fatal(err)
	}
	<-time.After(2 * time.Minute)
	s := want(l.t, l.client.DescribeServices, l.question()).Services[0]
	d := s.Deployments[0]
	arn := "arn:aws:ecs:us-east-1:123456789012:task-definition/" + revision
	got := fmt.Sprint(*s.TaskDefinition, " ", *d.TaskDefinition, " ", s.RunningCount, " ", d.RolloutState)
	if expected := arn + " " + arn + " 2 COMPLETED"; got != expected {
		l.t.Errorf("stable is %s, want %s", got, expected)
	}
	return d
}

// deployed holds the status of the latest service deployment and gives its ARN.
func (l life) deployed(status types.ServiceDeploymentStatus) *string {
	l.t.Helper()
	latest := want(l.t, l.client.ListServiceDeployments, &ecs.ListServiceDeploymentsInput{
		Cluster: l.cluster, Service: l.name,
	}).ServiceDeployments[0]
	if latest.Status != status {
		l.t.Errorf("the service deployment is %s, want %s", latest.Status, status)
	}
	return latest.ServiceDeploymentArn
}
