package watch

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"
)

// LogsAPI is what is called of CloudWatch Logs. An example shows how to make one of
// the SDK's client, which is not linked for those who read no logs.
type LogsAPI interface {
	// LogEvents reads at most limit events: the last ones of a stream or, with the
	// token of a page, those before that page. Its errors are the SDK's, a
	// smithy.APIError where the service refuses.
	LogEvents(ctx context.Context, of LogStream, token string, limit int) (LogPage, error)
}

// LogStream names a log stream; Region is "" for the Region of whoever is asked.
type LogStream struct{ Region, Group, Name string }

// LogPage is a page of a log stream.
type LogPage struct {
	// Messages are those of the events, the oldest first; one may have several lines.
	Messages []string
	// Backward is the token of the page before, that of the page itself where there
	// is none.
	Backward string
}

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
	stream := LogStream{Region: c.LogRegion, Group: c.LogGroup, Name: c.LogPrefix + "/" + c.Name + "/" + task}
	token := ""
	for range logPages {
		page, err := api.LogEvents(ctx, stream, token, LogLines)
		var refused smithy.APIError
		if errors.As(err, &refused) && refused.ErrorCode() == "ResourceNotFoundException" {
			return nil, fmt.Errorf("the log group %s has no stream %s", stream.Group, stream.Name)
		}
		if err != nil {
			return nil, err
		}
		if len(page.Messages) > 0 || page.Backward == token {
			return tail(page.Messages, c.hidden), nil
		}
		token = page.Backward
	}
	return nil, nil
}

// tail are the last lines of messages, each of which may be several.
func tail(messages []string, hidden []string) []string {
	var lines []string
	for _, m := range messages {
		for line := range strings.Lines(m) {
			if line = strings.TrimRight(line, " \t\r\n"); line != "" {
				lines = append(lines, shortened(withoutValues(line, hidden)))
			}
		}
	}
	return lines[max(0, len(lines)-LogLines):]
}

// password is the one in a URL.
var password = lazily(`(://[^\s:/@]*):[^\s/@]+@`)

// withoutValues blots out of a line the values of the container's environment
// variables and passwords in URLs: a program that fails likes to tell what it
// was started with.
func withoutValues(line string, hidden []string) string {
	for _, value := range hidden {
		line = strings.ReplaceAll(line, value, "(hidden)")
	}
	return password().ReplaceAllString(line, "$1:(hidden)@")
}

func shortened(line string) string {
	if runes := []rune(line); len(runes) > LogColumns {
		return string(runes[:LogColumns-1]) + "…"
	}
	return line
}
