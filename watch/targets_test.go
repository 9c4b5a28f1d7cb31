package watch_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/smithy-go"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// balanced is a service of two tasks behind the target group web-tg: web:1 runs,
// web:2 is another image. MODE and TYPE are the network mode and the type of the
// group's targets.
const balanced = `summary: a service behind a load balancer
clusters: [{clusterName: test-cluster}]
instances: [{cluster: test-cluster}, {cluster: test-cluster}]
targetGroups:
  - {name: web-tg, arn: "arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/web-tg/73e2d6bc24d8a067", targetType: TYPE, deregistrationDelay: 60s, healthCheck: {path: /up, interval: 10s}}
images: [{image: "web:2", stop: 5s}]
taskDefinitions:
  - family: web
    networkMode: MODE
    containerDefinitions:
      - {name: web, image: "web:1", memory: 128, portMappings: [{containerPort: 80}]}
  - family: web
    networkMode: MODE
    containerDefinitions:
      - {name: web, image: "web:2", memory: 128, portMappings: [{containerPort: 80}]}
services:
  - cluster: test-cluster
    serviceName: web
    taskDefinition: web:1
    desiredCount: 2
    NETWORK
    loadBalancers:
      - targetGroupArn: arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/web-tg/73e2d6bc24d8a067
        containerName: web
        containerPort: 80
`

// instances and addresses are balanced with targets of either type.
func instances() string {
	return strings.NewReplacer("MODE", "bridge", "TYPE", "instance", "NETWORK", "").Replace(balanced)
}

func addresses() string {
	return strings.NewReplacer("MODE", "awsvpc", "TYPE", "ip",
		"NETWORK", "networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1]}}").Replace(balanced)
}

// stage is a served world with clients of it.
type stage struct {
	ecs     *ecs.Client
	targets *elb.Client
}

// play serves a scenario, by its name or its text.
func play(t *testing.T, scenario string) stage {
	t.Helper()
	setup := ecssim.Setup{Scenario: scenario}
	if strings.Contains(scenario, "\n") {
		setup = ecssim.Setup{Scenario: "test", Read: func(string) ([]byte, error) { return []byte(scenario), nil }}
	}
	server, err := ecssim.Open(setup)
	if err != nil {
		t.Fatal(err)
	}
	return stage{server.Client("us-east-1"), elb.New(elb.Options{
		Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, BaseEndpoint: aws.String("http://localhost"),
		HTTPClient: &http.Client{Transport: signed{server.Transport()}},
	})}
}

// signed names the service a request is for, as a signature would.
type signed struct{ http.RoundTripper }

func (s signed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/elasticloadbalancing/aws4_request")
	return s.RoundTripper.RoundTrip(r)
}

// update points the service web at web:2 and gives the target to watch.
func (s stage) update(t *testing.T) watch.Target {
	t.Helper()
	before, err := watch.Look(t.Context(), s.ecs, "test-cluster", "web")
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.ecs.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Cluster: aws.String("test-cluster"), Service: aws.String("web"), TaskDefinition: aws.String("web:2"),
	})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(out.Service.Deployments, func(d types.Deployment) bool { return aws.ToString(d.Status) == "PRIMARY" })
	d := out.Service.Deployments[i]
	return watch.Target{
		Cluster: "test-cluster", Service: "web", Deployment: *d.Id, TaskDefinition: "web:2",
		Previous: before.Primary().ID, PreviousTaskDefinition: before.Primary().TaskDefinition,
		CreatedAt: *d.CreatedAt, Desired: int(out.Service.DesiredCount),
	}
}

// TestTargetGroups reads target groups through the SDK's client and the simulator.
func TestTargetGroups(t *testing.T) {
	t.Parallel()
	for _, text := range []string{instances(), addresses()} {
		synctest.Test(t, func(t *testing.T) {
			s := play(t, text)
			<-time.After(2 * time.Minute) // the tasks of web:1 are up
			target := s.update(t)
			var healthy, read int
			waits := map[string]bool{}
			w := watch.Watcher{API: s.ecs, Targets: s.targets, Timeout: 15 * time.Minute}
			got, err := w.Run(t.Context(), []watch.Target{target}, func(_ watch.Event, state watch.State) error {
				healthy, waits[state.WaitingFor] = 0, true
				for _, task := range state.Last.Tasks {
					if task.Deployment != target.Deployment || task.LastStatus != "RUNNING" {
						continue
					}
					targets, all := state.Last.TargetsOf(task)
					if all && len(targets) == 1 && targets[0].State == "healthy" {
						healthy++
					}
				}
				read = max(read, healthy)
				return nil
			})
			if err != nil || got[0].Verdict != watch.Settled {
				t.Fatalf("got %s, %s, %v", got[0].Verdict, got[0].Reason, err)
			}
			for _, wait := range []string{
				"health checks of 2 tasks (interval 10s, 0 of 2 passed)", "2 old tasks draining, up to 60s (deregistration delay)",
			} {
				if !waits[wait] {
					t.Errorf("never waited for %q, but for %v", wait, waits)
				}
			}
			groups := got[0].State.Last.TargetGroups
			if len(groups) != 1 {
				t.Fatalf("got %+v", groups)
			}
			g := groups[0]
			want := watch.TargetCheck{
				Protocol: "HTTP", Path: "/up", Port: "traffic-port", Interval: 10 * time.Second, Timeout: 5 * time.Second,
				Healthy: 5, Unhealthy: 2, Matcher: "200",
			}
			if !g.Read || !g.HealthRead || g.Name != "web-tg" || g.Check != want || g.DeregistrationDelay != time.Minute {
				t.Errorf("got %+v", g)
			}
			if read != 2 {
				t.Errorf("%d targets were seen healthy, want 2", read)
			}
		})
	}
}

// TestTargetsOfAnUnhealthyTask tells what the load balancer finds wrong.
func TestTargetsOfAnUnhealthyTask(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := play(t, "health-elb")
		<-time.After(2 * time.Minute)
		target := s.update(t)
		found := map[string]bool{}
		w := watch.Watcher{API: s.ecs, Targets: s.targets, Timeout: 5 * time.Minute}
		_, err := w.Run(t.Context(), []watch.Target{target}, func(_ watch.Event, state watch.State) error {
			for _, task := range state.Last.Tasks {
				if targets, _ := state.Last.TargetsOf(task); task.Deployment == target.Deployment {
					for _, x := range targets {
						found[x.State+" "+x.Reason+" "+x.Description] = true
					}
				}
			}
			return nil
		})
		if err != nil || !found["initial Elb.InitialHealthChecking Initial health checks in progress"] ||
			!found["unhealthy Target.ResponseCodeMismatch Health checks failed with these codes: [404]"] {
			t.Errorf("got %v, %v", found, err)
		}
	})
}

// brokenTargets answers every call with an error, and counts them.
type brokenTargets struct {
	err   error
	calls *int
}

func (b brokenTargets) fail() error { *b.calls++; return b.err }

func (b brokenTargets) DescribeTargetGroups(
	context.Context, *elb.DescribeTargetGroupsInput, ...func(*elb.Options),
) (*elb.DescribeTargetGroupsOutput, error) {
	return nil, b.fail()
}

func (b brokenTargets) DescribeTargetGroupAttributes(
	context.Context, *elb.DescribeTargetGroupAttributesInput, ...func(*elb.Options),
) (*elb.DescribeTargetGroupAttributesOutput, error) {
	return nil, b.fail()
}

func (b brokenTargets) DescribeTargetHealth(
	context.Context, *elb.DescribeTargetHealthInput, ...func(*elb.Options),
) (*elb.DescribeTargetHealthOutput, error) {
	return nil, b.fail()
}

// TestWithoutTargets: what Elastic Load Balancing does not tell is done without.
func TestWithoutTargets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		err   error // nil: no API at all
		calls int
		told  string
	}{
		{"nobody to ask", nil, 0, ""},
		{
			"a role that may not read target groups", &smithy.GenericAPIError{Code: "AccessDenied", Message: "no"}, 1,
			"target health is done without: describe target group web-tg: ",
		},
		{"an endpoint that is not there", errors.New("connection refused"), 3, "target health is done without: describe target group web-tg: connection refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := play(t, instances())
				<-time.After(2 * time.Minute)
				target := s.update(t)
				calls, told := 0, ""
				w := watch.Watcher{API: s.ecs, Timeout: 15 * time.Minute}
				if tt.err != nil {
					w.Targets = brokenTargets{tt.err, &calls}
				}
				got, err := w.Run(t.Context(), []watch.Target{target}, func(e watch.Event, _ watch.State) error {
					if e.Kind == watch.Warned {
						if !e.Warning.Minor || told != "" {
							t.Errorf("told %+v after %q", e.Warning, told)
						}
						told = e.Warning.Message
					}
					return nil
				})
				if err != nil || got[0].Verdict != watch.Settled || got[0].State.Serving == 0 {
					t.Errorf("got %s, serving after %s, %v", got[0].Verdict, got[0].State.Serving, err)
				}
				if calls != tt.calls || tt.told == "" && told != "" || !strings.HasPrefix(told, tt.told) {
					t.Errorf("%d calls, told %q; want %d, %q", calls, told, tt.calls, tt.told)
				}
			})
		})
	}
}
