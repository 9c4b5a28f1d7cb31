package watch

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// LogsAPI is what is called of CloudWatch Logs; *cloudwatchlogs.Client satisfies it.
type LogsAPI interface {
	GetLogEvents(
		context.Context, *cloudwatchlogs.GetLogEventsInput, ...func(*cloudwatchlogs.Options),
	) (*cloudwatchlogs.GetLogEventsOutput, error)
}

var _ LogsAPI = (*cloudwatchlogs.Client)(nil)

// The most that is kept of a container's log.
const (
	LogLines   = 20
	LogColumns = 200
)

// logPages is how many pages are asked for: one may be empty though there are
// lines (CloudWatch Logs API reference, GetLogEvents).
const logPages = 3

// logTail reads the last lines of a container of a task. Its stream is
// prefix/container/task id (Developer Guide, Send Amazon ECS logs to CloudWatch).
func logTail(ctx context.Context, api LogsAPI, c ContainerDefinition, task string) ([]string, error) {
	stream := c.LogPrefix + "/" + c.Name + "/" + task
	in := &cloudwatchlogs.GetLogEventsInput{
		LogGroupName: &c.LogGroup, LogStreamName: &stream, Limit: aws.Int32(LogLines),
	}
	there := func(o *cloudwatchlogs.Options) {
		if c.LogRegion != "" {
			o.Region = c.LogRegion
		}
	}
	for range logPages {
		out, err := api.GetLogEvents(ctx, in, there)
		var missing *types.ResourceNotFoundException
		if errors.As(err, &missing) {
			return nil, fmt.Errorf("the log group %s has no stream %s", c.LogGroup, stream)
		}
		if err != nil {
			return nil, err
		}
		if len(out.Events) > 0 || aws.ToString(out.NextBackwardToken) == aws.ToString(in.NextToken) {
			return tail(out.Events, c.hidden), nil
		}
		in.NextToken = out.NextBackwardToken
	}
	return nil, nil
}

// tail are the last lines of events, each of which may be several.
func tail(events []types.OutputLogEvent, hidden []string) []string {
	var lines []string
	for _, e := range events {
		for line := range strings.Lines(aws.ToString(e.Message)) {
			if line = strings.TrimRight(line, " \t\r\n"); line != "" {
				lines = append(lines, shortened(withoutValues(line, hidden)))
			}
		}
	}
	return lines[max(0, len(lines)-LogLines):]
}

// password is the one in a URL.
var password = regexp.MustCompile(`(://[^\s:/@]*):[^\s/@]+@`)

// withoutValues blots out of a line the values of the container's environment
// variables and passwords in URLs: a program that fails likes to tell what it
// was started with.
func withoutValues(line string, hidden []string) string {
	for _, value := range hidden {
		line = strings.ReplaceAll(line, value, "(hidden)")
	}
	return password.ReplaceAllString(line, "$1:(hidden)@")
}

func shortened(line string) string {
	if runes := []rune(line); len(runes) > LogColumns {
		return string(runes[:LogColumns-1]) + "…"
	}
	return line
}
