package watch_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// logsOf is a client of CloudWatch Logs that the server answers.
func logsOf(server *ecssim.Server) watch.LogsAPI {
	return sdkLogs{cloudwatchlogs.New(cloudwatchlogs.Options{
		Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("sim", "sim", ""),
		HTTPClient: &http.Client{Transport: server.Transport()}, BaseEndpoint: aws.String("http://localhost"),
	})}
}

// targetsOf is a client of Elastic Load Balancing that the server answers.
func targetsOf(server *ecssim.Server) *elasticloadbalancingv2.Client {
	return elasticloadbalancingv2.New(elasticloadbalancingv2.Options{
		Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("sim", "sim", ""),
		HTTPClient: &http.Client{Transport: server.Transport()}, BaseEndpoint: aws.String("http://localhost"),
	})
}

// updateScenario points the service of a built-in scenario at its second revision.
func updateScenario(t *testing.T, client *ecs.Client) watch.Target {
	t.Helper()
	before, err := watch.Look(t.Context(), client, "test-cluster", "web")
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Cluster: aws.String("test-cluster"), Service: aws.String("web"), TaskDefinition: aws.String("web:2"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range out.Service.Deployments {
		if *d.Status == "PRIMARY" {
			return watch.Target{
				Cluster: "test-cluster", Service: "web", Deployment: *d.Id, TaskDefinition: "web:2",
				Previous: before.Primary().ID, PreviousTaskDefinition: "web:1", CreatedAt: *d.CreatedAt, Desired: before.Desired,
			}
		}
	}
	t.Fatal("no deployment")
	return watch.Target{}
}

// TestScenariosAreExplained follows the failing deployments of the built-in scenarios
// to their ends: which cause is found, and what is said of it.
func TestScenariosAreExplained(t *testing.T) {
	t.Parallel()
	tests := []struct {
		scenario string
		code     string
		why, fix string
		log      []string
		check    func(watch.Cause) bool
	}{
		{
			scenario: "bad-image", code: "image-pull", why: `has no tag "2" in web`,
			fix: "aws ecr describe-images --repository-name web --region us-east-1",
		},
		{
			scenario: "oom", code: "oom", why: "web may use 128 MiB (memory, task.yaml:7:9) and was killed at that limit",
			fix: "web:1 had the same limit",
		},
		{
			scenario: "crash-loop", code: "app-exit", why: "web ended by itself with exit code 1, 5s after it started",
			fix: "mend what its last log lines tell of", log: []string{"web 2 starts", "fatal: DATABASE_URL is not set"},
		},
		{
			scenario: "health-elb", code: "health-elb", why: " answers 404, and the target group web wants 200",
			fix: "healthCheckGracePeriodSeconds is 30",
		},
		{
			scenario: "breaker-rollback", code: "health-container",
			why: "the health check of web (task.yaml:7:9) failed 3 times in a row, one try every 10s", fix: "startPeriod is 0s",
		},
		{
			scenario: "port-conflict", code: "port-conflict",
			why: "wants host port 80 (task.yaml:7:9); the old task ", fix: "hostPort: 0",
		},
		{
			scenario: "no-capacity", code: "no-capacity",
			why: "needs 1500 MiB (task.yaml:7:9), which none of 2 instances has left; " +
				"the rollout makes room for up to 2 tasks more at a time",
			fix: "minimumHealthyPercent 50: ECS then stops 1 old task first",
			check: func(c watch.Cause) bool {
				return len(c.Free) == 2 && c.Free[0].Zone == "us-east-1a" && c.Free[0].Memory == 1388 && c.Free[0].EC2 != ""
			},
		},
		{
			scenario: "secrets-denied", code: "secrets",
			why: "the execution role may not read it: web-execution (task.yaml:7:9) lacks secretsmanager:GetSecretValue",
			fix: "allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:123456789012:secret:web/database-a1b2c3",
		},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			server, err := ecssim.Open(ecssim.Setup{Scenario: tt.scenario})
			if err != nil {
				t.Fatal(err)
			}
			client := server.Client("us-east-1")
			target := updateScenario(t, client)
			watcher := watch.Watcher{
				API: client, Logs: logsOf(server), Targets: targetsOf(server), Timeout: 10 * time.Minute, StallTimeout: 5 * time.Minute,
				Locate: func(string) (string, int, int, bool) { return "task.yaml", 7, 9, true },
			}
			var stops []watch.Task
			got, err := watcher.Run(t.Context(), []watch.Target{target}, func(e watch.Event, _ watch.State) error {
				if e.Kind == watch.TaskStopped {
					stops = append(stops, *e.Task)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			o := got[0]
			if len(o.Causes) != 1 {
				t.Fatalf("%s: %s with %d causes: %+v", tt.scenario, o.Verdict, len(o.Causes), o.Causes)
			}
			c := o.Causes[0]
			if c.Code != tt.code || !strings.Contains(c.Why, tt.why) || !strings.Contains(strings.Join(c.Fix, "\n"), tt.fix) {
				t.Errorf("%s: %s with %+v", tt.scenario, o.Verdict, c)
			}
			if tt.check != nil && !tt.check(c) {
				t.Errorf("%s: %+v", tt.scenario, c)
			}
			later, err := watcher.Explain(t.Context(), o.Target, time.Time{})
			if err != nil || len(later.Causes) == 0 || later.Causes[0].Code != tt.code ||
				!strings.Contains(later.Causes[0].Why, tt.why) || !strings.Contains(strings.Join(later.Causes[0].Fix, "\n"), tt.fix) {
				t.Errorf("%s: afterwards %+v, error %v", tt.scenario, later.Causes, err)
			}
			if len(tt.log) == 0 {
				return
			}
			if c.Log == nil || !slices.Equal(c.Log.Lines, tt.log) {
				t.Errorf("%s: logged %+v", tt.scenario, c.Log)
			}
			if len(stops) == 0 || !slices.Equal(stops[0].Containers[0].Log, tt.log) {
				t.Errorf("%s: the first stop tells %+v", tt.scenario, stops)
			}
		})
	}
}
