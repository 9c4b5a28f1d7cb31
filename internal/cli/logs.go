package cli

import (
	"context"

	"github.com/ecs-steady/steady/internal/awsclient"
	"github.com/ecs-steady/steady/watch"
)

// containerLogs reads the logs of containers from CloudWatch Logs.
type containerLogs struct{ ask *awsclient.Clients }

var _ watch.LogsAPI = containerLogs{}

// LogEvents asks for a page (CloudWatch Logs API reference, GetLogEvents).
func (l containerLogs) LogEvents(
	ctx context.Context, of watch.LogStream, token string, limit int,
) (watch.LogPage, error) {
	in := struct {
		LogGroupName  string `json:"logGroupName"`
		LogStreamName string `json:"logStreamName"`
		Limit         int    `json:"limit"`
		NextToken     string `json:"nextToken,omitempty"`
	}{of.Group, of.Name, limit, token}
	var out struct {
		Events            []struct{ Message string }
		NextBackwardToken string
	}
	err := l.ask.Ask(ctx, awsclient.Request{
		Service: awsclient.Logs, Operation: "GetLogEvents", Region: of.Region, In: in, Out: &out,
	})
	page := watch.LogPage{Backward: out.NextBackwardToken}
	for _, e := range out.Events {
		page.Messages = append(page.Messages, e.Message)
	}
	return page, err
}
