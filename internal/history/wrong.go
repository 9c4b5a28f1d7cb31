package history

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// askWrong makes a request that has to be refused, or that names what is gone.
func (p *Player) askWrong() {
	name, none := p.service(), aws.String("nobody")
	wrong := []struct {
		operation string
		in        any
	}{
		{"CreateService", &ecs.CreateServiceInput{ServiceName: aws.String("a b")}},
		{"CreateService", &ecs.CreateServiceInput{
			ServiceName: none, TaskDefinition: aws.String("nothing:9"), DesiredCount: aws.Int32(1),
		}},
		{"CreateService", &ecs.CreateServiceInput{
			ServiceName: none, TaskDefinition: aws.String(web), DesiredCount: aws.Int32(-1),
		}},
		{"UpdateService", &ecs.UpdateServiceInput{Service: none, DesiredCount: aws.Int32(1)}},
		{"UpdateService", &ecs.UpdateServiceInput{Service: &name, DesiredCount: aws.Int32(-1)}},
		{"UpdateService", &ecs.UpdateServiceInput{Service: &name, TaskDefinition: aws.String("web:x")}},
		{"UpdateService", &ecs.UpdateServiceInput{Service: &name, DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: aws.Int32(200), MaximumPercent: aws.Int32(50),
		}}},
		{"UpdateService", &ecs.UpdateServiceInput{
			Service: &name, CapacityProviderStrategy: []types.CapacityProviderStrategyItem{},
		}},
		{"UpdateService", &ecs.UpdateServiceInput{
			Service: &name, CapacityProviderStrategy: []types.CapacityProviderStrategyItem{{}},
		}},
		{"UpdateService", &ecs.UpdateServiceInput{Service: &name, PlacementConstraints: []types.PlacementConstraint{{
			Type: types.PlacementConstraintTypeMemberOf, Expression: aws.String("attribute:stack =="),
		}}}},
		{"UpdateService", &ecs.UpdateServiceInput{
			Service: &name, LoadBalancers: []types.LoadBalancer{{ContainerName: none}},
		}},
		{"DeleteService", &ecs.DeleteServiceInput{Service: none}},
		{"StopTask", &ecs.StopTaskInput{Task: none}},
		{"RunTask", &ecs.RunTaskInput{TaskDefinition: &name, Count: aws.Int32(11)}},
		{"RunTask", &ecs.RunTaskInput{TaskDefinition: none}},
		{"DescribeServices", &ecs.DescribeServicesInput{Services: []string{*none, name}}},
		{"DescribeServices", &ecs.DescribeServicesInput{}},
		{"DescribeTasks", &ecs.DescribeTasksInput{Tasks: []string{*none}}},
		{"ListTasks", &ecs.ListTasksInput{ServiceName: none}},
		{"ListServices", &ecs.ListServicesInput{NextToken: none}},
		{"ListServices", &ecs.ListServicesInput{MaxResults: aws.Int32(101)}},
		{"RegisterTaskDefinition", &ecs.RegisterTaskDefinitionInput{Family: aws.String(strings.Repeat("x", 256))}},
		{"DeregisterTaskDefinition", &ecs.DeregisterTaskDefinitionInput{TaskDefinition: &name}},
		{"DeregisterContainerInstance", &ecs.DeregisterContainerInstanceInput{ContainerInstance: none}},
		{"UpdateContainerInstancesState", &ecs.UpdateContainerInstancesStateInput{
			ContainerInstances: []string{*none}, Status: "GONE",
		}},
		{"StopServiceDeployment", &ecs.StopServiceDeploymentInput{ServiceDeploymentArn: none}},
		{"ContinueServiceDeployment", &ecs.ContinueServiceDeploymentInput{
			ServiceDeploymentArn: none, HookId: aws.String("ecs-pause-x"),
		}},
		{"UpdateService", &ecs.UpdateServiceInput{Service: &name, DeploymentConfiguration: &types.DeploymentConfiguration{
			Strategy: "RED",
		}}},
		{"DescribeClusters", &ecs.DescribeClustersInput{Clusters: []string{*none}}},
		{"DeleteCluster", &ecs.DeleteClusterInput{Cluster: aws.String("default")}},
		{"UpdateTaskProtection", &ecs.UpdateTaskProtectionInput{Cluster: aws.String("default"), Tasks: []string{*none}}},
		{"PutAttributes", &ecs.PutAttributesInput{Attributes: []types.Attribute{{Name: none, TargetId: none}}}},
	}
	w := oneOf(p, wrong...)
	p.do(w.operation, w.in)
}
