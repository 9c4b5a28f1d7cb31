package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestContainersWriteTheirLines(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.SetImage("app", Image{
		ExitAfter: 30 * time.Second,
		Logs:      []LogLine{{5 * time.Second, "ready"}, {20 * time.Second, "bad"}, {time.Minute, "never"}},
	})
	c := web("app", 0)
	withLog(map[string]string{"awslogs-group": "/web", "awslogs-stream-prefix": "ecs"})(&c)
	must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("job"), ContainerDefinitions: []types.ContainerDefinition{c},
	}))(t)
	task := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String("job")}))(t).Tasks[0]
	began := l.Now()
	lines := func() []string {
		var out []string
		for _, s := range l.LogStreams("/web") {
			if s.Name != "ecs/web/"+lastSegment(*task.TaskArn) {
				t.Errorf("the stream is %s", s.Name)
			}
			for _, e := range s.Events {
				out = append(out, fmt.Sprintf("%.0f %s", e.At.Sub(began).Seconds(), e.Text))
			}
		}
		return out
	}
	for _, step := range []struct {
		by   time.Duration
		want []string
	}{
		{5 * time.Second, nil},
		{8 * time.Second, []string{"12 ready"}},
		{time.Minute, []string{"12 ready", "27 bad"}},
		{time.Minute, []string{"12 ready", "27 bad"}},
	} {
		l.run(step.by)
		if got := lines(); !slices.Equal(got, step.want) {
			t.Errorf("after %s: %v, want %v", l.Now().Sub(began), got, step.want)
		}
	}
	if got := l.LogGroups(); len(got) != 1 || got[0].Name != "/web" {
		t.Errorf("the groups are %v", got)
	}
}

func TestAStreamWithoutAPrefixIsDockersID(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	c := web("app", 0)
	withLog(map[string]string{"awslogs-group": "/web"})(&c)
	l.create(l.register(c), 1)
	l.run(time.Minute)
	task := l.tasksOf(types.DesiredStatusRunning)[0]
	if got := l.LogStreams("/web"); len(got) != 1 || got[0].Name != aws.ToString(task.Containers[0].RuntimeId) {
		t.Errorf("the streams are %v", got)
	}
}

func TestTheFirstTaskPinsTheDigestOfADeployment(t *testing.T) {
	tests := []struct {
		name   string
		change func(*types.ContainerDefinition)
		want   string // digests of the tasks before the push, after it, and after a new deployment
	}{
		{"all tasks of a deployment have the same image", func(*types.ContainerDefinition) {}, "sha256:a sha256:a sha256:b"},
		{"but not where consistency is off", func(c *types.ContainerDefinition) {
			c.VersionConsistency = types.VersionConsistencyDisabled
		}, "sha256:a sha256:b sha256:b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			l.AddImageTag("web", "1", "sha256:a")
			c := web(ecrImage, 0)
			tt.change(&c)
			l.create(l.register(c), 1)
			var got []string
			digest := func() {
				l.settle()
				newest := slices.MaxFunc(l.tasksOf(types.DesiredStatusRunning), func(a, b types.Task) int {
					return a.CreatedAt.Compare(*b.CreatedAt)
				})
				got = append(got, aws.ToString(newest.Containers[0].ImageDigest))
			}
			digest()
			l.AddImageTag("web", "1", "sha256:b")
			l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
			l.run(2 * time.Minute)
			digest()
			l.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
			digest()
			if text := strings.Join(got, " "); text != tt.want {
				t.Errorf("got %s, want %s", text, tt.want)
			}
		})
	}
}
