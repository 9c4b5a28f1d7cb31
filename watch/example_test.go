package watch_test

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/watch"
)

// settledECS answers like a service whose rollout has just completed.
type settledECS struct{ watch.API }

func (settledECS) DescribeServices(
	context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options),
) (*ecs.DescribeServicesOutput, error) {
	return &ecs.DescribeServicesOutput{Services: []types.Service{{
		ServiceName: aws.String("web"), Status: aws.String("ACTIVE"), DesiredCount: 2, RunningCount: 2,
		Deployments: []types.Deployment{{
			Id: aws.String("ecs-svc/7301948822"), Status: aws.String("PRIMARY"), TaskDefinition: aws.String("web:42"),
			RolloutState: types.DeploymentRolloutStateCompleted, DesiredCount: 2, RunningCount: 2,
		}},
	}}}, nil
}

func Example() {
	// With AWS this is ecs.NewFromConfig(cfg), and the deployment is the PRIMARY
	// one that UpdateService answered with.
	watcher := watch.Watcher{API: settledECS{}}
	target := watch.Target{Service: "web", Deployment: "ecs-svc/7301948822", TaskDefinition: "web:42", Desired: 2}

	outcomes, err := watcher.Run(context.Background(), []watch.Target{target},
		func(event watch.Event, state watch.State) error {
			if event.Kind == watch.Rows {
				d := event.Deployment
				fmt.Printf("%s %s: %d pending, %d running\n", d.Status, d.TaskDefinition, d.Pending, d.Running)
			}
			return nil
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %s\n", outcomes[0].Verdict, outcomes[0].Reason)
	// Output:
	// PRIMARY web:42: 0 pending, 2 running
	// settled: 2 of 2 tasks run web:42
}
