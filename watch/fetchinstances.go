package watch

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// instanceListAPI also tells which container instances there are.
type instanceListAPI interface {
	ListContainerInstances(
		context.Context, *ecs.ListContainerInstancesInput, ...func(*ecs.Options),
	) (*ecs.ListContainerInstancesOutput, error)
	instanceAPI
}

var _ instanceListAPI = (*ecs.Client)(nil)

// maxInstances is how many container instances are looked at: one page, which is
// also what one call describes (API reference, DescribeContainerInstances).
const maxInstances = 100

// instances reads the container instances of a cluster; more than
// [maxInstances] explain no failure that so many do not. It is never nil without
// an error.
func instances(ctx context.Context, api instanceListAPI, cluster string) ([]Instance, error) {
	listed, err := api.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{
		Cluster: optional(cluster), MaxResults: aws.Int32(maxInstances),
	})
	if err != nil {
		return nil, fmt.Errorf("list container instances: %w", err)
	}
	found := []Instance{}
	if len(listed.ContainerInstanceArns) == 0 {
		return found, nil
	}
	out, err := api.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
		Cluster: optional(cluster), ContainerInstances: listed.ContainerInstanceArns,
	})
	if err != nil {
		return nil, fmt.Errorf("describe container instances: %w", err)
	}
	for _, i := range out.ContainerInstances {
		found = append(found, instance(i))
	}
	return found, nil
}

func instance(i types.ContainerInstance) Instance {
	out := Instance{
		ID: base(aws.ToString(i.ContainerInstanceArn)), EC2: aws.ToString(i.Ec2InstanceId),
		Status: aws.ToString(i.Status), Connected: i.AgentConnected,
	}
	for _, r := range i.RemainingResources {
		switch aws.ToString(r.Name) {
		case "CPU":
			out.CPU = int(r.IntegerValue)
		case "MEMORY":
			out.Memory = int(r.IntegerValue)
		case "PORTS": // the taken ones, in registeredResources as well
			for _, text := range r.StringSetValue {
				if port, err := strconv.Atoi(text); err == nil {
					out.Taken = append(out.Taken, port)
				}
			}
		}
	}
	for _, a := range i.Attributes {
		name := aws.ToString(a.Name)
		out.Attributes = append(out.Attributes, name)
		if name == "ecs.availability-zone" {
			out.Zone = aws.ToString(a.Value)
		}
	}
	return out
}
