package scenario_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	godiff "github.com/google/go-cmp/cmp"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/scenario"
)

// TestTheBuiltInScenarios plays each of them as its comment says, through the
// SDK's client, and compares what can be seen with testdata/NAME.golden.
func TestTheBuiltInScenarios(t *testing.T) {
	lasts := map[string]time.Duration{
		"bad-image": 20 * time.Minute, "no-capacity": 22 * time.Minute, "superseded": 8 * time.Minute,
		"crash-loop": 2 * time.Minute, "oom": 2 * time.Minute, "health-elb": 4 * time.Minute,
		"health-container": 4 * time.Minute, "secrets-denied": 5 * time.Minute,
	}
	names := scenario.Names()
	if len(names) != 13 {
		t.Errorf("there are %d scenarios", len(names))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, err := ecssim.Open(ecssim.Setup{Scenario: name, Seed: 1})
				if err != nil {
					t.Fatal(err)
				}
				p := player{t: t, client: server.Client("us-east-1"), service: "web"}
				if name == "textbook" {
					p.service = "simple-web"
					p.registerDynamicPort()
				}
				golden(t, name, p.play(cmp.Or(lasts[name], 10*time.Minute)))
			})
		})
	}
}

// player watches one service and writes down what changes.
type player struct {
	t       *testing.T
	client  *ecs.Client
	service string

	out    strings.Builder
	began  time.Time
	last   string
	seen   map[string]bool   // events
	names  map[string]string // of ids
	counts map[string]int    // of names, by kind
}

const cluster = "test-cluster"

// play deploys the newest revision ten seconds after the start, and tells what
// happens.
func (p *player) play(lasts time.Duration) string {
	p.began, p.seen = time.Now(), map[string]bool{}
	p.names, p.counts = map[string]string{}, map[string]int{}
	s := p.describe()
	for _, e := range s.Events {
		p.seen[*e.Id] = true
	}
	if d := s.Deployments; len(d) != 1 || d[0].RolloutState != types.DeploymentRolloutStateCompleted {
		p.t.Errorf("the service has not settled at the start: %s", p.state(s))
	}
	p.look(s)
	<-time.After(10 * time.Second)
	in := &ecs.UpdateServiceInput{Cluster: aws.String(cluster), Service: &p.service, TaskDefinition: &p.service}
	if _, err := p.client.UpdateService(context.Background(), in); err != nil {
		p.t.Fatal(err)
	}
	for time.Since(p.began) < lasts {
		p.look(p.describe())
		<-time.After(time.Second)
	}
	p.stopped()
	return p.out.String()
}

func (p *player) describe() types.Service {
	out, err := p.client.DescribeServices(context.Background(), &ecs.DescribeServicesInput{
		Cluster: aws.String(cluster), Services: []string{p.service},
	})
	if err != nil || len(out.Services) != 1 {
		p.t.Fatalf("%d services, error %v", len(out.Services), err)
	}
	return out.Services[0]
}

// look writes new events and, if it changed, the state.
func (p *player) look(s types.Service) {
	at := fmt.Sprintf("%+5.0fs ", time.Since(p.began).Seconds())
	for _, e := range slices.Backward(s.Events) {
		if !p.seen[*e.Id] {
			p.seen[*e.Id] = true
			p.out.WriteString(at + p.short(*e.Message) + "\n")
		}
	}
	if state := p.state(s); state != p.last {
		p.last = state
		p.out.WriteString(at + strings.ReplaceAll(state, "\n", "\n"+strings.Repeat(" ", len(at))) + "\n")
	}
}

// state is a line for each deployment, and the stage of the service deployment.
func (p *player) state(s types.Service) string {
	var lines []string
	for _, d := range s.Deployments {
		definition := *d.TaskDefinition
		lines = append(lines, fmt.Sprintf("%s %s %s desired %d pending %d running %d failed %d %s", *d.Status,
			definition[strings.LastIndexByte(definition, '/')+1:], p.short(*d.Id), d.DesiredCount, d.PendingCount,
			d.RunningCount, d.FailedTasks, d.RolloutState))
	}
	if s.CurrentServiceDeployment == nil {
		return strings.Join(lines, "\n")
	}
	out, err := p.client.DescribeServiceDeployments(context.Background(), &ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{*s.CurrentServiceDeployment},
	})
	if err != nil || len(out.ServiceDeployments) != 1 {
		p.t.Fatalf("%d service deployments, error %v", len(out.ServiceDeployments), err)
	}
	d := out.ServiceDeployments[0]
	return strings.Join(append(lines, strings.TrimSpace(string(d.Status)+" "+string(d.LifecycleStage))), "\n")
}

// stopped writes how tasks ended, as often as they did.
func (p *player) stopped() {
	list, err := p.client.ListTasks(context.Background(), &ecs.ListTasksInput{
		Cluster: aws.String(cluster), ServiceName: &p.service, DesiredStatus: types.DesiredStatusStopped,
	})
	if err != nil || len(list.TaskArns) == 0 {
		p.t.Logf("no stopped tasks, error %v", err)
		return
	}
	out, err := p.client.DescribeTasks(context.Background(), &ecs.DescribeTasksInput{
		Cluster: aws.String(cluster), Tasks: list.TaskArns,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	ends := map[string]int{}
	for _, task := range out.Tasks {
		end := fmt.Sprintf("%s: %s", task.StopCode, aws.ToString(task.StoppedReason))
		for _, c := range task.Containers {
			if c.ExitCode != nil {
				end += fmt.Sprintf("; %s exit %d", *c.Name, *c.ExitCode)
			}
			if reason := aws.ToString(c.Reason); reason != "" && !strings.Contains(end, reason) {
				end += "; " + reason
			}
		}
		ends[id.ReplaceAllStringFunc(end, func(found string) string {
			if p.names[found] == "" || !strings.HasPrefix(found, "ecs-svc/") {
				return "…"
			}
			return p.names[found]
		})]++
	}
	for _, end := range slices.Sorted(maps.Keys(ends)) {
		fmt.Fprintf(&p.out, "stopped %d times: %s\n", ends[end], end)
	}
}

// id is what the world's seed decides: the ids of deployments, requests, instances
// and tasks.
var id = regexp.MustCompile(`ecs-svc/[0-9]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|i-[0-9a-f]{17}|[0-9a-f]{32}`)

// short numbers ids in the order in which they turn up: other rules of the world
// may draw others while the story is the same.
func (p *player) short(text string) string {
	return id.ReplaceAllStringFunc(text, func(found string) string {
		kind := "#"
		if strings.HasPrefix(found, "ecs-svc/") {
			kind = "ecs-svc/"
		}
		if p.names[found] == "" {
			p.counts[kind]++
			p.names[found] = fmt.Sprintf("%s%d", kind, p.counts[kind])
		}
		return p.names[found]
	})
}

// registerDynamicPort makes a next revision of the textbook's family.
func (p *player) registerDynamicPort() {
	_, err := p.client.RegisterTaskDefinition(context.Background(), &ecs.RegisterTaskDefinitionInput{
		Family: &p.service, ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("nginx"), Image: aws.String("nginx:1.28"), Memory: aws.Int32(128),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80)}},
		}},
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
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
	if diff := godiff.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
