package watch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// fakeLogs answers pages of lines, or an error.
type fakeLogs struct {
	pages  [][]string
	err    error
	called []string // streams
	region string
}

func (f *fakeLogs) LogEvents(_ context.Context, of LogStream, token string, _ int) (LogPage, error) {
	f.called = append(f.called, of.Group+" "+of.Name)
	f.region = of.Region
	if f.err != nil {
		return LogPage{}, f.err
	}
	page := 0
	if token != "" {
		if _, err := fmt.Sscan(token, &page); err != nil {
			return LogPage{}, err
		}
	}
	out := LogPage{Backward: fmt.Sprint(min(page+1, len(f.pages)))}
	if page < len(f.pages) {
		out.Messages = f.pages[page]
	}
	return out, nil
}

func TestLogTail(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 30 {
		many = append(many, fmt.Sprint(i))
	}
	tests := []struct {
		name  string
		pages [][]string
		want  []string
		calls int
	}{
		{"the lines as they came", [][]string{{"one", "two\n"}}, []string{"one", "two"}, 1},
		{"an event of several lines", [][]string{{"panic:\n\n  at main.go:7\n"}}, []string{"panic:", "  at main.go:7"}, 1},
		{"no more than the last twenty", [][]string{many}, many[10:], 1},
		{"a page that is empty though there are lines", [][]string{{}, {"late"}}, []string{"late"}, 2},
		{"nothing was written", [][]string{}, nil, 2},
		{"a line that is too long", [][]string{{strings.Repeat("ä", 300)}}, []string{strings.Repeat("ä", 199) + "…"}, 1},
		{
			"values of the environment are blotted out",
			[][]string{{"cannot reach db.internal.example for user web"}},
			[]string{"cannot reach (hidden) for user web"},
			1,
		},
		{
			"a password in a URL is blotted out",
			[][]string{{"dial postgres://web:s3cret@db/web: refused, see http://x:80/y"}},
			[]string{"dial postgres://web:(hidden)@db/web: refused, see http://x:80/y"},
			1,
		},
	}
	for _, tt := range tests {
		fake := &fakeLogs{pages: tt.pages}
		c := ContainerDefinition{
			Name: "app", LogGroup: "/web", LogPrefix: "ecs", LogRegion: "eu-west-3", hidden: []string{"db.internal.example"},
		}
		got, err := logTail(t.Context(), fake, c, "3f9c21ab")
		if err != nil || !slices.Equal(got, tt.want) || len(fake.called) != tt.calls {
			t.Errorf("%s: got %q, error %v, after %d calls", tt.name, got, err, len(fake.called))
		}
		if fake.called[0] != "/web ecs/app/3f9c21ab" || fake.region != "eu-west-3" {
			t.Errorf("%s: asked for %q in %q", tt.name, fake.called[0], fake.region)
		}
	}
}

// loggingECS also knows task definitions, whose container app logs to /web.
type loggingECS struct {
	*fakeECS
	prefix string
}

func (f loggingECS) DescribeTaskDefinition(
	_ context.Context, _ *ecs.DescribeTaskDefinitionInput, _ ...func(*ecs.Options),
) (*ecs.DescribeTaskDefinitionOutput, error) {
	options := map[string]string{"awslogs-group": "/web"}
	if f.prefix != "" {
		options["awslogs-stream-prefix"] = f.prefix
	}
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: &types.TaskDefinition{
		ContainerDefinitions: []types.ContainerDefinition{{
			Name:             aws.String("app"),
			LogConfiguration: &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: options},
		}},
	}}, nil
}

func TestRunReadsLogsOfWhatFails(t *testing.T) {
	t.Parallel()
	var lost []Task
	for i := range 8 {
		lost = append(lost, task(fmt.Sprintf("a%d", i), 2, "STOPPED").exits(1, ""))
	}
	many := poll("2 PRIMARY FAILED 2 0 0", serving1).tasks(lost...)
	tests := []struct {
		name   string
		prefix string
		logs   *fakeLogs
		want   string // the last line, or the note
		calls  int
	}{
		{"two of eight that fail at once, and the newest again at the end", "ecs", &fakeLogs{pages: [][]string{{"no database"}}}, "no database", 3},
		{"who may not read is asked once", "ecs", &fakeLogs{err: apiError("AccessDeniedException")}, "log lines could not be read: api error AccessDenied", 1},
		{
			"a stream that is not there", "ecs", &fakeLogs{err: apiError("ResourceNotFoundException")},
			"log lines could not be read: the log group /web has no stream ecs/app/a7", 3,
		},
		{"a stream whose name nobody knows", "", &fakeLogs{}, "log lines could not be read: without awslogs-stream-prefix", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := newFake(step{s: poll(rolling2, serving1)}, step{from: 3 * time.Second, s: many})
				w := Watcher{API: loggingECS{fake, tt.prefix}, Logs: tt.logs}
				got, err := w.Run(t.Context(), []Target{target()}, nil)
				if err != nil || len(got[0].Causes) != 1 {
					t.Fatalf("got %+v, error %v", got, err)
				}
				c := got[0].Causes[0]
				told := strings.Join(c.Notes, "\n")
				if c.Log != nil {
					told = c.Log.Lines[len(c.Log.Lines)-1]
				}
				if c.Count != 8 || !strings.HasPrefix(told, tt.want) {
					t.Errorf("got %q in %+v", told, c)
				}
				if len(tt.logs.called) != tt.calls {
					t.Errorf("%d calls, want %d: %q", len(tt.logs.called), tt.calls, tt.logs.called)
				}
			})
		})
	}
}
