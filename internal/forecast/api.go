package forecast

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// ServiceAPI is what is called of ECS to read a service.
type ServiceAPI interface {
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (
		*ecs.DescribeServicesOutput, error)
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (
		*ecs.DescribeTaskDefinitionOutput, error)
	ListServiceDeployments(context.Context, *ecs.ListServiceDeploymentsInput, ...func(*ecs.Options)) (
		*ecs.ListServiceDeploymentsOutput, error)
}

// TaskAPI is what is called of ECS to read tasks.
type TaskAPI interface {
	ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error)
	DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error)
	GetTaskProtection(context.Context, *ecs.GetTaskProtectionInput, ...func(*ecs.Options)) (
		*ecs.GetTaskProtectionOutput, error)
}

// InstanceAPI is what is called of ECS to read what tasks run on.
type InstanceAPI interface {
	ListContainerInstances(context.Context, *ecs.ListContainerInstancesInput, ...func(*ecs.Options)) (
		*ecs.ListContainerInstancesOutput, error)
	DescribeContainerInstances(context.Context, *ecs.DescribeContainerInstancesInput, ...func(*ecs.Options)) (
		*ecs.DescribeContainerInstancesOutput, error)
	DescribeCapacityProviders(context.Context, *ecs.DescribeCapacityProvidersInput, ...func(*ecs.Options)) (
		*ecs.DescribeCapacityProvidersOutput, error)
	DescribeClusters(context.Context, *ecs.DescribeClustersInput, ...func(*ecs.Options)) (
		*ecs.DescribeClustersOutput, error)
}

// API is what is called of ECS; *ecs.Client satisfies it.
type API interface {
	ServiceAPI
	TaskAPI
	InstanceAPI
}

// TargetAPI is what is called of Elastic Load Balancing;
// *elasticloadbalancingv2.Client satisfies it.
type TargetAPI interface {
	DescribeTargetGroups(context.Context, *elb.DescribeTargetGroupsInput, ...func(*elb.Options)) (
		*elb.DescribeTargetGroupsOutput, error)
	DescribeTargetGroupAttributes(context.Context, *elb.DescribeTargetGroupAttributesInput, ...func(*elb.Options)) (
		*elb.DescribeTargetGroupAttributesOutput, error)
}

// ScalingAPI is what is called of Application Auto Scaling. It has plain types: the
// SDK's client would be built at every start of whatever links it.
type ScalingAPI interface {
	// ScalableTarget reads between which counts the desired count of a service may be
	// set; found is false where nothing sets it. service is "service/CLUSTER/NAME".
	ScalableTarget(ctx context.Context, service string) (least, most int, found bool, err error)
}

var (
	_ API       = (*ecs.Client)(nil)
	_ TargetAPI = (*elb.Client)(nil)
)

// Clients are whom to ask. Without Targets or Scaling what they would tell is
// assumed, and the forecast says so.
type Clients struct {
	ECS     API
	Targets TargetAPI
	Scaling ScalingAPI
	// Known is what they have told already, just before, and are not asked again.
	Known Known
}

// Known is a part of a State. A service that is nil, and definitions that are not
// there, are read.
type Known struct {
	Service     *types.Service
	Definitions []types.TaskDefinition
}
