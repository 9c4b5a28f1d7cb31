package world

import (
	"cmp"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// LogStream is what one container writes to its log group. It is there as long
// as its task can be described.
type LogStream struct {
	Group, Name string
	Created     time.Time
	Events      []LogEvent // up to now, the oldest first
}

// LogEvent is a line in a log stream.
type LogEvent struct {
	At   time.Time
	Text string
}

// logs is where a container's log driver writes; ok says whether it is awslogs in
// this Region.
func (w *World) logs(c *container) (options map[string]string, ok bool) {
	l := c.def.LogConfiguration
	if l == nil || l.LogDriver != types.LogDriverAwslogs {
		return nil, false
	}
	region := cmp.Or(l.Options["awslogs-region"], w.opts.Region)
	return l.Options, region == w.opts.Region
}

// streamName is the log stream of a container: prefix/container/task with a
// prefix, else Docker's id of it. API reference, LogConfiguration,
// awslogs-stream-prefix.
func (t *task) streamName(c *container) string {
	if prefix := c.def.LogConfiguration.Options["awslogs-stream-prefix"]; prefix != "" {
		return prefix + "/" + aws.ToString(c.def.Name) + "/" + t.id
	}
	return c.dockerID
}

// LogStreams are the streams of a log group, by name.
func (w *World) LogStreams(group string) []LogStream {
	out := []LogStream{}
	for _, c := range sorted(w.clusters) {
		for _, t := range c.tasks {
			for _, c := range t.containers {
				if options, ok := w.logs(c); ok && options["awslogs-group"] == group && !c.started.IsZero() {
					out = append(out, w.stream(t, c))
				}
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// stream is the log stream of a container that was started.
func (w *World) stream(t *task, c *container) LogStream {
	s := LogStream{Group: c.def.LogConfiguration.Options["awslogs-group"], Name: t.streamName(c), Created: c.started}
	until := w.now
	if !c.ended.IsZero() {
		until = c.ended
	}
	for _, line := range c.image.Logs {
		if at := c.started.Add(w.scale(line.After)); !at.After(until) {
			s.Events = append(s.Events, LogEvent{at.Truncate(time.Millisecond), line.Text})
		}
	}
	sort.SliceStable(s.Events, func(i, j int) bool { return s.Events[i].At.Before(s.Events[j].At) })
	return s
}

// openLog has the log driver of a container open its stream, and make the group
// if it is told to. It gives why that failed, empty when it did not. Developer
// Guide, Send Amazon ECS logs to CloudWatch.
func (w *World) openLog(t *task, c *container) string {
	options, ok := w.logs(c)
	if !ok {
		return ""
	}
	name := options["awslogs-group"]
	group := w.ARN("logs", "log-group:"+name+":log-stream:")
	if no := w.refused(t, "logs:CreateLogStream", group+t.streamName(c)); no != "" {
		return "failed to create Cloudwatch log stream: " + w.denial("CloudWatch Logs", "CreateLogStream", no)
	}
	if _, ok := w.LogGroup(name); ok {
		return ""
	}
	if options["awslogs-create-group"] != "true" {
		return "failed to create Cloudwatch log stream: " + w.sdkError("CloudWatch Logs", "CreateLogStream",
			"ResourceNotFoundException: The specified log group does not exist.")
	}
	if no := w.refused(t, "logs:CreateLogGroup", group); no != "" {
		return "failed to create Cloudwatch log group: " + w.denial("CloudWatch Logs", "CreateLogGroup", no)
	}
	w.PutLogGroup(LogGroup{Name: name})
	return ""
}

// openLogs opens the streams of all containers of a Fargate task, before anything
// is pulled. It words why that failed as it has been seen.
func (w *World) openLogs(t *task) string {
	for _, c := range t.containers {
		if why := w.openLog(t, c); why != "" {
			return "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: " +
				why + " : exit status 1"
		}
	}
	return ""
}

// unstartable is why a container cannot be started; empty when it can.
func (w *World) unstartable(t *task, c *container) string {
	if c.image.StartError != "" || t.launch.fargate() {
		return c.image.StartError
	}
	if why := w.openLog(t, c); why != "" {
		return "CannotStartContainerError: Error response from daemon: failed to create task for container: " +
			"failed to initialize logging driver: " + why
	}
	return ""
}
