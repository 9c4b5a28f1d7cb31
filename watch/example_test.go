package watch_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/service"
	"github.com/ecs-steady/steady/watch"
)

// deploy changes a service and follows the deployment that comes of it to its end.
func deploy(ctx context.Context, api *ecs.Client, spec service.Spec) error {
	services := service.Client{API: api}
	plan, err := services.Plan(ctx, spec)
	if err != nil {
		return err
	}
	d, err := services.Apply(ctx, plan)
	if err != nil {
		return err
	}
	target := watch.Target{
		Cluster: d.Cluster, Service: d.Service, Deployment: d.ID, TaskDefinition: d.TaskDefinition,
		Previous: d.Previous, PreviousTaskDefinition: d.PreviousTaskDefinition,
		CreatedAt: d.CreatedAt, Desired: d.Desired,
	}
	watcher := watch.Watcher{
		API: api, Timeout: 15 * time.Minute, GiveUpAfter: 3,
		PollInterval: 5 * time.Millisecond, // of a simulator; for AWS leave it out
	}
	outcomes, err := watcher.Run(ctx, []watch.Target{target}, func(event watch.Event, state watch.State) error {
		if event.Kind == watch.Said { // state.WaitingFor says more, at every poll
			log.Printf("%s: %s", state.Target.Service, event.Message.Text)
		}
		return nil
	})
	if err != nil {
		return err // nobody watches any more; the rollout goes on
	}
	switch end := outcomes[0]; end.Verdict {
	case watch.Settled:
		fmt.Println("settled:", end.Reason)
		return nil
	case watch.Failed, watch.RolledBack, watch.Stuck, watch.TimedOut:
		for _, cause := range end.Causes {
			fmt.Printf("%s: %s\n", cause.Code, cause.Title)
		}
		return fmt.Errorf("%s has %s", d.TaskDefinition, end.Verdict)
	case watch.Superseded, watch.Stopped:
		return fmt.Errorf("somebody else took over: %s", end.Reason)
	default: // watch.Lost
		return errors.New(end.Reason)
	}
}

// A simulated ECS stands in for AWS here, a thousand times as fast; in a program of
// your own the client comes from ecs.NewFromConfig.
func Example() {
	api, err := ecssim.Local(ecssim.Setup{Scenario: "breaker-rollback", Speed: 1000})
	if err != nil {
		fmt.Println(err)
		return
	}
	again := service.Spec{Cluster: "test-cluster", Service: "web", ForceNewDeployment: true}
	fmt.Println(deploy(context.Background(), api, again))

	broken := service.Spec{Cluster: "test-cluster", Service: "web", Revision: "web:2"}
	fmt.Println(deploy(context.Background(), api, broken))
	// Output:
	// settled: 2 of 2 tasks run web:1
	// <nil>
	// health-container: the container fails its health check
	// web:2 has rolled_back
}
