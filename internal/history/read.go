package history

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// read asks for all there is to be read of the cluster.
func (p *Player) read() {
	cluster := aws.String("default")
	p.do("DescribeClusters", &ecs.DescribeClustersInput{Include: types.ClusterField("").Values()})
	p.do("DescribeCapacityProviders", &ecs.DescribeCapacityProvidersInput{})
	p.do("ListServices", &ecs.ListServicesInput{MaxResults: aws.Int32(2)})
	p.do("ListTaskDefinitionFamilies", &ecs.ListTaskDefinitionFamiliesInput{})
	p.do("GetTaskProtection", &ecs.GetTaskProtectionInput{Cluster: cluster})
	p.do("ListAttributes", &ecs.ListAttributesInput{
		TargetType: types.TargetTypeContainerInstance, AttributeName: aws.String("stack"),
	})
	p.do("DescribeServices", &ecs.DescribeServicesInput{Services: Services(), Include: types.ServiceField("").Values()})
	p.do("DescribeTaskDefinition", &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String(p.service())})
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		list := ask[ecs.ListTasksOutput](p, "ListTasks", &ecs.ListTasksInput{DesiredStatus: status})
		if len(list.TaskArns) > 0 {
			p.do("DescribeTasks", &ecs.DescribeTasksInput{Tasks: list.TaskArns, Include: types.TaskField("").Values()})
		}
	}
	if arns := p.instances(); len(arns) > 0 {
		p.do("DescribeContainerInstances", &ecs.DescribeContainerInstancesInput{ContainerInstances: arns})
	}
	p.readDeployments(p.service())
}

// readDeployments asks for the service deployments of a service and for what
// they brought.
func (p *Player) readDeployments(service string) {
	list := ask[ecs.ListServiceDeploymentsOutput](p, "ListServiceDeployments", &ecs.ListServiceDeploymentsInput{
		Service: &service,
	})
	var arns, revisions []string
	for _, d := range list.ServiceDeployments {
		arns = append(arns, aws.ToString(d.ServiceDeploymentArn))
		revisions = append(revisions, aws.ToString(d.TargetServiceRevisionArn))
	}
	if len(arns) == 0 {
		return
	}
	p.do("DescribeServiceDeployments", &ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: arns})
	p.do("DescribeServiceRevisions", &ecs.DescribeServiceRevisionsInput{ServiceRevisionArns: revisions})
}
