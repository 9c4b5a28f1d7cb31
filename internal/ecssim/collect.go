package ecssim

import (
	"encoding/json"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// clusters lists the ARNs of all clusters.
func clusters(w *world.World) ([]string, error) {
	return all(func(token *string) ([]string, *string, error) {
		out, err := w.ListClusters(&ecs.ListClustersInput{NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.ClusterArns, out.NextToken, nil
	})
}

// services describes all services of a cluster that ListServices knows.
func services(w *world.World, cluster string) ([]types.Service, error) {
	arns, err := all(func(token *string) ([]string, *string, error) {
		out, err := w.ListServices(&ecs.ListServicesInput{Cluster: &cluster, NextToken: token, MaxResults: aws.Int32(100)})
		if err != nil {
			return nil, nil, err
		}
		return out.ServiceArns, out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	found := []types.Service{}
	for chunk := range slices.Chunk(arns, 10) { // API reference, DescribeServices
		out, err := w.DescribeServices(&ecs.DescribeServicesInput{Cluster: &cluster, Services: chunk})
		if err != nil {
			return nil, err
		}
		found = append(found, out.Services...)
	}
	return found, nil
}

// all walks the pages of a list.
func all(page func(token *string) (arns []string, next *string, err error)) ([]string, error) {
	var found []string
	var token *string
	for {
		arns, next, err := page(token)
		if err != nil {
			return nil, err
		}
		found = append(found, arns...)
		if next == nil {
			return found, nil
		}
		token = next
	}
}

// raw writes each of the values as a reply does.
func raw[T any](values []T) ([]json.RawMessage, error) {
	out := make([]json.RawMessage, len(values))
	for i := range values {
		text, err := shape.Marshal(&values[i])
		if err != nil {
			return nil, err
		}
		out[i] = text
	}
	return out, nil
}

func deployments(w *world.World, cluster string, services []types.Service) ([]json.RawMessage, error) {
	var arns []string
	for _, s := range services {
		more, err := all(func(token *string) ([]string, *string, error) {
			out, err := w.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{
				Cluster: &cluster, Service: s.ServiceArn, NextToken: token,
			})
			if err != nil {
				return nil, nil, err
			}
			var page []string
			for _, d := range out.ServiceDeployments {
				page = append(page, aws.ToString(d.ServiceDeploymentArn))
			}
			return page, out.NextToken, nil
		})
		if err != nil {
			return nil, err
		}
		arns = append(arns, more...)
	}
	found := []types.ServiceDeployment{}
	for chunk := range slices.Chunk(arns, 20) { // API reference, DescribeServiceDeployments
		out, err := w.DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: chunk})
		if err != nil {
			return nil, err
		}
		found = append(found, out.ServiceDeployments...)
	}
	return raw(found)
}

func tasks(w *world.World, cluster string) ([]json.RawMessage, error) {
	found := []types.Task{}
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		arns, err := all(func(token *string) ([]string, *string, error) {
			out, err := w.ListTasks(&ecs.ListTasksInput{Cluster: &cluster, DesiredStatus: status, NextToken: token})
			if err != nil {
				return nil, nil, err
			}
			return out.TaskArns, out.NextToken, nil
		})
		if err != nil {
			return nil, err
		}
		for chunk := range slices.Chunk(arns, 100) { // API reference, DescribeTasks
			out, err := w.DescribeTasks(&ecs.DescribeTasksInput{Cluster: &cluster, Tasks: chunk})
			if err != nil {
				return nil, err
			}
			found = append(found, out.Tasks...)
		}
	}
	return raw(found)
}

func instances(w *world.World, cluster string) ([]json.RawMessage, error) {
	arns, err := all(func(token *string) ([]string, *string, error) {
		out, err := w.ListContainerInstances(&ecs.ListContainerInstancesInput{Cluster: &cluster, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.ContainerInstanceArns, out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	found := []types.ContainerInstance{}
	for chunk := range slices.Chunk(arns, 100) { // API reference, DescribeContainerInstances
		out, err := w.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{
			Cluster: &cluster, ContainerInstances: chunk,
		})
		if err != nil {
			return nil, err
		}
		found = append(found, out.ContainerInstances...)
	}
	return raw(found)
}
