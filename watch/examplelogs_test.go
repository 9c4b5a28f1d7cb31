package watch_test

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/watch"
)

// sdkLogs reads logs with the SDK's client.
type sdkLogs struct{ client *cloudwatchlogs.Client }

func (l sdkLogs) LogEvents(ctx context.Context, of watch.LogStream, token string, limit int) (watch.LogPage, error) {
	in := &cloudwatchlogs.GetLogEventsInput{
		LogGroupName: &of.Group, LogStreamName: &of.Name, Limit: aws.Int32(int32(limit)),
	}
	if token != "" {
		in.NextToken = &token
	}
	out, err := l.client.GetLogEvents(ctx, in, func(o *cloudwatchlogs.Options) {
		if of.Region != "" {
			o.Region = of.Region
		}
	})
	if err != nil {
		return watch.LogPage{}, err
	}
	page := watch.LogPage{Backward: aws.ToString(out.NextBackwardToken)}
	for _, e := range out.Events {
		page.Messages = append(page.Messages, aws.ToString(e.Message))
	}
	return page, nil
}

func ExampleLogsAPI() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return
	}
	watcher := watch.Watcher{
		API:  ecs.NewFromConfig(cfg),
		Logs: sdkLogs{cloudwatchlogs.NewFromConfig(cfg)}, // a type of your own, of the thirty lines above
	}
	_, _ = watcher.Run(ctx, []watch.Target{{Service: "web"}}, nil)
}
