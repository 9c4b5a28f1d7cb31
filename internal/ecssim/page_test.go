package ecssim

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/world"
)

// TestPages walks each list with the SDK's own paginator.
func TestPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := open(t, Setup{Scenario: "textbook"})
		cluster := aws.String("test-cluster")
		for n := range 11 {
			if _, err := client.CreateService(t.Context(), &ecs.CreateServiceInput{
				Cluster: cluster, ServiceName: aws.String(fmt.Sprintf("s%02d", n)), TaskDefinition: aws.String("simple-web"),
				DesiredCount: aws.Int32(0),
			}); err != nil {
				t.Fatal(err)
			}
		}
		for range 4 {
			if _, err := server.world.AddInstance("test-cluster", world.Instance{}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := client.RunTask(t.Context(), &ecs.RunTaskInput{
			Cluster: cluster, TaskDefinition: aws.String("simple-web"), Count: aws.Int32(4),
		}); err != nil {
			t.Fatal(err)
		}
		services := ecs.NewListServicesPaginator(client, &ecs.ListServicesInput{Cluster: cluster})
		expectPages(t, "services", []int{10, 2}, services.HasMorePages, func(ctx context.Context) (int, error) {
			out, err := services.NextPage(ctx)
			if err != nil {
				return 0, err
			}
			return len(out.ServiceArns), nil
		})
		two := aws.Int32(2)
		tasks := ecs.NewListTasksPaginator(client, &ecs.ListTasksInput{Cluster: cluster, MaxResults: two})
		expectPages(t, "tasks", []int{2, 2, 1}, tasks.HasMorePages, func(ctx context.Context) (int, error) {
			out, err := tasks.NextPage(ctx)
			if err != nil {
				return 0, err
			}
			return len(out.TaskArns), nil
		})
		instances := ecs.NewListContainerInstancesPaginator(client,
			&ecs.ListContainerInstancesInput{Cluster: cluster, MaxResults: two})
		expectPages(t, "instances", []int{2, 2, 1}, instances.HasMorePages, func(ctx context.Context) (int, error) {
			out, err := instances.NextPage(ctx)
			if err != nil {
				return 0, err
			}
			return len(out.ContainerInstanceArns), nil
		})
	})
}

func expectPages(t *testing.T, what string, want []int, more func() bool, next func(context.Context) (int, error)) {
	t.Helper()
	var sizes []int
	for more() {
		n, err := next(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		sizes = append(sizes, n)
	}
	if diff := cmp.Diff(want, sizes); diff != "" {
		t.Errorf("pages of %s (-want +got):\n%s", what, diff)
	}
}
