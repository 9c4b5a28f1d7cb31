package watch_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// ECS gives its tokens back once a second, all of a second's together. Whoever begins
// just after that has only what was there, and must not be refused before the next.
func TestALimiterIsNeverThrottled(t *testing.T) {
	t.Parallel()
	calls := map[string]func(context.Context, *ecs.Client) error{
		"DescribeServices": func(ctx context.Context, c *ecs.Client) error {
			_, err := c.DescribeServices(ctx, &ecs.DescribeServicesInput{Services: []string{"web"}})
			return err
		},
		"DescribeTasks": func(ctx context.Context, c *ecs.Client) error {
			_, err := c.DescribeTasks(ctx, &ecs.DescribeTasksInput{Tasks: []string{"t"}})
			return err
		},
		"DescribeTaskDefinition": func(ctx context.Context, c *ecs.Client) error {
			_, err := c.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String("web")})
			return err
		},
		"ListServiceDeployments": func(ctx context.Context, c *ecs.Client) error {
			_, err := c.ListServiceDeployments(ctx, &ecs.ListServiceDeploymentsInput{Service: aws.String("web")})
			return err
		},
	}
	for action, call := range calls {
		for _, late := range []time.Duration{time.Millisecond, 300 * time.Millisecond, 990 * time.Millisecond} {
			synctest.Test(t, func(t *testing.T) {
				server, err := ecssim.Open(ecssim.Setup{Throttling: true})
				if err != nil {
					t.Fatal(err)
				}
				options := server.Client("us-east-1").Options()
				options.RetryMaxAttempts = 1
				client := ecs.New(options, watch.NewLimiter(1).Limit)
				for n := range 300 {
					if n == 1 {
						<-time.After(10*time.Second + late)
					}
					err := call(t.Context(), client)
					if api := smithy.APIError(nil); errors.As(err, &api) && api.ErrorCode() == "ThrottlingException" {
						t.Fatalf("call %d of %s, begun %s after tokens came back, is throttled", n, action, late)
					}
				}
			})
		}
	}
}
