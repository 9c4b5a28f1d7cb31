package neighbours_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// logging is a world whose service writes three lines.
func logging(t *testing.T) func(*world.World) {
	return func(w *world.World) {
		w.AddLogGroup(world.LogGroup{Name: "/web", Retention: 7})
		w.SetImage("app", world.Image{Logs: []world.LogLine{
			{After: time.Second, Text: "start"}, {After: 2 * time.Second, Text: "ERROR no database"}, {After: 3 * time.Second, Text: "ready"},
		}})
		serve(t, w, func(c *types.ContainerDefinition, _ *ecs.CreateServiceInput) {
			c.LogConfiguration = &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: map[string]string{
				"awslogs-group": "/web", "awslogs-stream-prefix": "ecs",
			}}
		})
	}
}

func TestLogEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, logging(t))
		client := logs.NewFromConfig(l.config)
		group := aws.String("/web")
		<-time.After(time.Minute)
		streams := got(client.DescribeLogStreams(t.Context(), &logs.DescribeLogStreamsInput{LogGroupName: group}))(l).LogStreams
		if len(streams) != 1 || !strings.HasPrefix(*streams[0].LogStreamName, "ecs/app/") || *streams[0].LastEventTimestamp == 0 {
			t.Fatalf("the streams are %+v", streams)
		}
		in := &logs.GetLogEventsInput{
			LogGroupName: group, LogStreamName: streams[0].LogStreamName, StartFromHead: aws.Bool(true), Limit: aws.Int32(2),
		}
		var lines []string
		for {
			out := got(client.GetLogEvents(t.Context(), in))(l)
			for _, e := range out.Events {
				lines = append(lines, *e.Message)
			}
			if in.NextToken != nil && *in.NextToken == *out.NextForwardToken {
				break
			}
			in.NextToken = out.NextForwardToken
		}
		if text := strings.Join(lines, "|"); text != "start|ERROR no database|ready" {
			t.Errorf("the lines are %s", text)
		}
		latest := got(client.GetLogEvents(t.Context(), &logs.GetLogEventsInput{
			LogGroupName: group, LogStreamName: streams[0].LogStreamName, Limit: aws.Int32(1),
		}))(l)
		if len(latest.Events) != 1 || *latest.Events[0].Message != "ready" {
			t.Errorf("the latest are %+v", latest.Events)
		}
		_, err := client.GetLogEvents(t.Context(), &logs.GetLogEventsInput{LogGroupName: group, LogStreamName: aws.String("x")})
		l.refused(err, "ResourceNotFoundException", "The specified log stream does not exist.")
		_, err = client.GetLogEvents(t.Context(), &logs.GetLogEventsInput{LogGroupName: aws.String("x"), LogStreamName: aws.String("x")})
		l.refused(err, "ResourceNotFoundException", "The specified log group does not exist.")
	})
}

func TestFilterLogEvents(t *testing.T) {
	tests := []struct{ name, pattern, want string }{
		{"no pattern takes all", "", "start|ERROR no database|ready"},
		{"a term takes lines with it", "ERROR", "ERROR no database"},
		{"all terms must be there", "ERROR start", ""},
		{"quotes hold words together", `"no database"`, "ERROR no database"},
		{"a minus leaves lines out", "-ERROR", "start|ready"},
		{"one of the question marks is enough", "?start ?ready", "start|ready"},
	}
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, logging(t))
		client := logs.NewFromConfig(l.config)
		<-time.After(time.Minute)
		for _, tt := range tests {
			in := &logs.FilterLogEventsInput{LogGroupName: aws.String("/web"), LogStreamNamePrefix: aws.String("ecs/")}
			if tt.pattern != "" {
				in.FilterPattern = &tt.pattern
			}
			var lines []string
			for _, e := range got(client.FilterLogEvents(t.Context(), in))(l).Events {
				lines = append(lines, *e.Message)
			}
			if text := strings.Join(lines, "|"); text != tt.want {
				t.Errorf("%s: got %q, want %q", tt.name, text, tt.want)
			}
		}
	})
}

func TestLogGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, logging(t))
		client := logs.NewFromConfig(l.config)
		got(client.CreateLogGroup(t.Context(), &logs.CreateLogGroupInput{LogGroupName: aws.String("/api")}))(l)
		_, err := client.CreateLogGroup(t.Context(), &logs.CreateLogGroupInput{LogGroupName: aws.String("/api")})
		l.refused(err, "ResourceAlreadyExistsException", "The specified log group already exists")
		names := func(in *logs.DescribeLogGroupsInput) (all string) {
			for _, g := range got(client.DescribeLogGroups(t.Context(), in))(l).LogGroups {
				all += *g.LogGroupName + " "
			}
			return all
		}
		if all := names(&logs.DescribeLogGroupsInput{}); all != "/api /web " {
			t.Errorf("the groups are %s", all)
		}
		if some := names(&logs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/w")}); some != "/web " {
			t.Errorf("the groups with the prefix are %s", some)
		}
		got(client.DeleteLogGroup(t.Context(), &logs.DeleteLogGroupInput{LogGroupName: aws.String("/api")}))(l)
		_, err = client.DescribeLogStreams(t.Context(), &logs.DescribeLogStreamsInput{LogGroupName: aws.String("/api")})
		l.refused(err, "ResourceNotFoundException", "The specified log group does not exist.")
		_, err = client.DescribeMetricFilters(t.Context(), &logs.DescribeMetricFiltersInput{})
		l.refused(err, "UnknownOperationException", "UnknownError") // the SDK's word for none
	})
}
