package world

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// lab is a world with a cluster and ways to play with it that fail the test.
type lab struct {
	*World
	t     testing.TB
	began time.Time // of the story that timeline tells
}

func newLab(t testing.TB, opts Options) *lab {
	t.Helper()
	l := &lab{World: New(opts), t: t}
	must(l.CreateCluster(&ecs.CreateClusterInput{}))(t)
	l.began = l.Now()
	return l
}

// must ends the test on an error.
func must[T any](out T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// run lets time pass.
func (l *lab) run(d time.Duration) { l.Advance(l.Now().Add(d)) }

// web is a container definition to start from.
func web(image string, hostPort int32) types.ContainerDefinition {
	return types.ContainerDefinition{
		Name: aws.String("web"), Image: aws.String(image), Memory: aws.Int32(128),
		PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80), HostPort: aws.Int32(hostPort)}},
	}
}

// register registers the next revision of family web and returns its name.
func (l *lab) register(containers ...types.ContainerDefinition) string {
	l.t.Helper()
	out := must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), ContainerDefinitions: containers,
	}))(l.t)
	return fmt.Sprintf("web:%d", out.TaskDefinition.Revision)
}

// create makes a service named web.
func (l *lab) create(revision string, desired int32, change ...func(*ecs.CreateServiceInput)) types.Service {
	l.t.Helper()
	in := &ecs.CreateServiceInput{
		ServiceName: aws.String("web"), TaskDefinition: aws.String(revision), DesiredCount: aws.Int32(desired),
	}
	for _, c := range change {
		c(in)
	}
	return *must(l.CreateService(in))(l.t).Service
}

// percents is a change of the bounds.
func percents(minimum, maximum int32) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		in.DeploymentConfiguration = &types.DeploymentConfiguration{
			MinimumHealthyPercent: aws.Int32(minimum), MaximumPercent: aws.Int32(maximum),
		}
	}
}

// update updates the service web.
func (l *lab) update(in ecs.UpdateServiceInput) types.Service {
	l.t.Helper()
	in.Service = aws.String("web")
	return *must(l.UpdateService(&in))(l.t).Service
}

// deployTo points the service web at a revision and starts the story there.
func (l *lab) deployTo(revision string) types.Service {
	l.t.Helper()
	l.began = l.Now()
	return l.update(ecs.UpdateServiceInput{TaskDefinition: aws.String(revision)})
}

// get describes the service web.
func (l *lab) get() types.Service {
	l.t.Helper()
	out := must(l.DescribeServices(&ecs.DescribeServicesInput{Services: []string{"web"}}))(l.t)
	if len(out.Services) != 1 {
		l.t.Fatalf("DescribeServices: %d services, failures %v", len(out.Services), out.Failures)
	}
	return out.Services[0]
}

// tasksOf describes the tasks of the service web with a desired status.
func (l *lab) tasksOf(status types.DesiredStatus) []types.Task {
	l.t.Helper()
	list := must(l.ListTasks(&ecs.ListTasksInput{ServiceName: aws.String("web"), DesiredStatus: status}))(l.t)
	if len(list.TaskArns) == 0 {
		return nil
	}
	return must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: list.TaskArns}))(l.t).Tasks
}

// settle lets time pass until the service is COMPLETED, at most an hour.
func (l *lab) settle() types.Service {
	l.t.Helper()
	for range 3600 {
		if s := l.get(); len(s.Deployments) == 1 && s.Deployments[0].RolloutState == types.DeploymentRolloutStateCompleted {
			return s
		}
		l.run(time.Second)
	}
	l.t.Fatalf("not COMPLETED after an hour:\n%s", l.timeline())
	return types.Service{}
}

// watch lets time pass and tells the events and the deployments of the service web since the
// story began, each change with its second.
func (l *lab) watch(d time.Duration) string { return l.tell(d, deployments) }

// tell is watch with another way to show the service.
func (l *lab) tell(d time.Duration, show func(types.Service) string) string {
	var b strings.Builder
	last, seen := "", len(l.get().Events)
	for end := l.Now().Add(d); ; {
		s := l.get()
		at := fmt.Sprintf("%+6.1fs ", l.Now().Sub(l.began).Seconds())
		for n := len(s.Events) - 1 - seen; n >= 0; n-- {
			b.WriteString(at + aws.ToString(s.Events[n].Message) + "\n")
		}
		seen = len(s.Events)
		if now := show(s); now != last {
			b.WriteString(at + strings.ReplaceAll(now, "\n", "\n"+strings.Repeat(" ", len(at))) + "\n")
			last = now
		}
		next, ok := l.Next()
		if !ok || next.After(end) {
			l.Advance(end)
			return b.String()
		}
		l.Advance(next)
	}
}

// timeline is the events of the service web, the oldest first.
func (l *lab) timeline() string {
	var b strings.Builder
	s := l.get()
	for n := len(s.Events) - 1; n >= 0; n-- {
		e := s.Events[n]
		fmt.Fprintf(&b, "%+6.1fs %s\n", e.CreatedAt.Sub(l.began).Seconds(), aws.ToString(e.Message))
	}
	return b.String()
}

// deployments is a line for each deployment of a service.
func deployments(s types.Service) string {
	var lines []string
	for _, d := range s.Deployments {
		lines = append(lines, fmt.Sprintf("%s %s desired=%d pending=%d running=%d failed=%d %s", aws.ToString(d.Status),
			lastSegment(aws.ToString(d.TaskDefinition)), d.DesiredCount, d.PendingCount, d.RunningCount, d.FailedTasks,
			d.RolloutState))
	}
	return strings.Join(lines, "\n")
}

// says counts the events of the service web that contain a text.
func (l *lab) says(part string) int {
	n := 0
	for _, e := range l.get().Events {
		if strings.Contains(aws.ToString(e.Message), part) {
			n++
		}
	}
	return n
}

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
