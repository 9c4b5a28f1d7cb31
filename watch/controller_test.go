package watch_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

// plainShop is a scenario with the service web: revision 1 runs, revision 2 is registered.
const plainShop = `
summary: a service for tests
clusters: [{clusterName: default}]
instances: [{cluster: default, count: 2}]
images:
  - {image: missing, pullError: "CannotPullContainerError: missing: not found"}
  - {image: crashing, exitAfter: 5s, exitCode: 1}
taskDefinitions:
  - {family: web, containerDefinitions: [{name: web, image: "web:1", memory: 128, portMappings: [{containerPort: 80}]}]}
  - {family: web, containerDefinitions: [{name: web, image: IMAGE, memory: 128, portMappings: [{containerPort: 80}]}]}
services:
  - {cluster: default, serviceName: web, SERVICE}
timeline:
  - {at: 1h, setAlarm: {name: none, state: OK}}
`

// kind is a kind of service, what is done with it, and how a watch of it ends.
type kind struct {
	name, service, image string
	more                 string // of the timeline, from the start of the scenario
	act                  func(*testing.T, *ecs.Client) watch.Target
	watcher              watch.Watcher
	want                 watch.Verdict
	took                 time.Duration // about
	reason, by           string
	waits                []string
}

func (tt kind) play(t *testing.T) {
	image := tt.image
	if image == "" {
		image = `"web:2"`
	}
	service := tt.service
	if !strings.Contains(service, "EXTERNAL") {
		service += ", taskDefinition: web:1"
	}
	text := strings.NewReplacer("SERVICE", service, "IMAGE", image).Replace(plainShop) + tt.more
	server, err := ecssim.Open(ecssim.Setup{
		Scenario: "shop", Seed: 1, Read: func(string) ([]byte, error) { return []byte(text), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	client := server.Client("us-east-1")
	<-time.After(10 * time.Second)
	target := tt.act(t, client)
	w, waits := tt.watcher, []string(nil)
	w.API = client
	if w.PollInterval == 0 {
		w.PollInterval = 2 * time.Second
	}
	got, err := w.Run(t.Context(), []watch.Target{target}, func(_ watch.Event, s watch.State) error {
		waits = append(waits, s.WaitingFor)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o := got[0]
	if o.Verdict != tt.want || !strings.Contains(o.Reason, tt.reason) || o.Took < tt.took-30*time.Second || o.Took > tt.took+30*time.Second {
		t.Errorf("got %s after %s: %s", o.Verdict, o.Took, o.Reason)
	}
	if by := o.By; (by == nil) != (tt.by == "") || by != nil && by.TaskDefinition != tt.by {
		t.Errorf("got %+v in its place, want %q", by, tt.by)
	}
	inOrder(t, "waits", waits, tt.waits)
}

// current is what `steady watch` follows: whatever is there.
func current(*testing.T, *ecs.Client) watch.Target { return watch.Target{Service: "web", Desired: -1} }

// later is current some time on.
func later(d time.Duration) func(*testing.T, *ecs.Client) watch.Target {
	return func(t *testing.T, client *ecs.Client) watch.Target {
		<-time.After(d)
		return current(t, client)
	}
}

// revision2 deploys web:2.
func revision2(t *testing.T, client *ecs.Client) watch.Target {
	return update(t, client, &ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: aws.String("web:2")})
}

// scale asks for n tasks.
func scale(n int32) func(*testing.T, *ecs.Client) watch.Target {
	return func(t *testing.T, client *ecs.Client) watch.Target {
		return update(t, client, &ecs.UpdateServiceInput{Service: aws.String("web"), DesiredCount: &n})
	}
}

// remove deletes the service.
func remove(t *testing.T, client *ecs.Client) watch.Target {
	if _, err := client.DeleteService(t.Context(), &ecs.DeleteServiceInput{Service: aws.String("web"), Force: aws.Bool(true)}); err != nil {
		t.Fatal(err)
	}
	return watch.Target{Service: "web", Desired: -1, Deleting: true}
}

// addSet creates a task set of web:2 at this scale.
func addSet(percent float64) func(*testing.T, *ecs.Client) watch.Target {
	return func(t *testing.T, client *ecs.Client) watch.Target {
		t.Helper()
		out, err := client.CreateTaskSet(t.Context(), &ecs.CreateTaskSetInput{
			Cluster: aws.String("default"), Service: aws.String("web"), TaskDefinition: aws.String("web:2"),
			Scale: &types.Scale{Unit: types.ScaleUnitPercent, Value: percent},
		})
		if err != nil {
			t.Fatal(err)
		}
		return watch.Target{
			Service: "web", Deployment: *out.TaskSet.Id, TaskDefinition: "web:2", CreatedAt: *out.TaskSet.CreatedAt, Desired: -1,
		}
	}
}

// TestKinds follows services of all kinds through the SDK's client and the simulator.
func TestKinds(t *testing.T) {
	t.Parallel()
	const (
		behind     = `loadBalancers: [{targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/73e2d6bc24d8a067", containerName: web, containerPort: 80}]`
		codeDeploy = "desiredCount: 2, deploymentController: {type: CODE_DEPLOY}, " + behind
		deploy     = "  - {at: 12s, codeDeploy: {cluster: default, service: web, taskDefinition: web:2"
		external   = "desiredCount: 3, deploymentController: {type: EXTERNAL}"
	)
	short := watch.Watcher{StallTimeout: 5 * time.Minute, Timeout: 2 * time.Hour}
	for _, tt := range []kind{
		// Task sets.
		{
			name: "CodeDeploy to its end", service: codeDeploy, more: deploy + ", shift: 2m, termination: 20m}}", act: later(5 * time.Second), watcher: short,
			want: watch.Settled, took: 28 * time.Minute, reason: "2 of 2 tasks run web:2",
			waits: []string{"2 tasks pulling", "CodeDeploy to shift the traffic", "CodeDeploy to delete the task set it replaces"},
		},
		{
			name: "CodeDeploy that goes back", service: codeDeploy, more: deploy + ", failAfter: 10m}}", act: later(5 * time.Second), watcher: short,
			want: watch.RolledBack, took: 11 * time.Minute, by: "web:1", reason: "has the traffic",
		},
		{
			name: "CodeDeploy without a deployment", service: codeDeploy, act: current, watcher: short,
			want: watch.Settled, reason: "nothing new was started; 2 of 2 tasks run web:1",
		},
		{
			name: "a task set of somebody else", service: external, act: addSet(50), watcher: short,
			want: watch.Settled, reason: "2 of 2 tasks run web:2",
		},
		{
			name: "a task set that cannot start", service: external, image: "missing", act: addSet(100), want: watch.Stuck, took: 10 * time.Second,
			watcher: watch.Watcher{GiveUpAfter: 3, Timeout: time.Hour}, reason: "3 tasks failed for the same reason, the image cannot be pulled",
		},

		// In vain.
		{
			name: "an image that is not there", service: "desiredCount: 2", image: "missing", act: revision2, want: watch.Stuck, took: 40 * time.Second,
			watcher: watch.Watcher{GiveUpAfter: 3, Timeout: time.Hour}, reason: "failed for the same reason, the image cannot be pulled",
		},
		{
			name: "a container that crashes", service: "desiredCount: 2", image: "crashing", act: revision2, want: watch.Stuck, took: 45 * time.Second,
			watcher: watch.Watcher{GiveUpAfter: 3, Timeout: time.Hour}, reason: "tasks ended alike and none became healthy, the container web exited 1",
		},
		{
			name: "an image that is not there, with the circuit breaker on", image: "missing", act: revision2, want: watch.Failed,
			service: "desiredCount: 2, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: false}}",
			watcher: watch.Watcher{GiveUpAfter: 1, Timeout: time.Hour}, reason: "rollback is off", took: time.Minute,
		},

		// No rollout, or no state of it.
		{
			name: "more tasks", service: "desiredCount: 2", act: scale(4), watcher: short, want: watch.Settled, reason: "4 of 4 tasks run web:1",
		},
		{
			name: "fewer tasks", service: "desiredCount: 4", act: scale(2), watcher: short, want: watch.Settled, reason: "2 of 2 tasks run web:1",
		},
		{
			name: "no tasks any more, as asked", service: "desiredCount: 4", act: scale(0), watcher: short, want: watch.Settled, reason: "wants 0 tasks",
		},
		{
			name: "a Classic Load Balancer", service: "desiredCount: 2, loadBalancers: [{loadBalancerName: classic, containerName: web, containerPort: 80}]",
			act: revision2, watcher: short, want: watch.Settled, took: 6 * time.Minute, reason: "2 of 2 tasks run web:2",
		},
		{
			name: "a deletion", service: "desiredCount: 2, " + behind, act: remove, watcher: short, want: watch.Settled,
			took: 5 * time.Minute, reason: "the service is deleted", waits: []string{"2 tasks to stop"},
		},
		{
			name: "a deletion of another one's", service: "desiredCount: 2", watcher: short, want: watch.Stopped, reason: "DRAINING",
			act: func(t *testing.T, client *ecs.Client) watch.Target {
				x := remove(t, client)
				x.Deleting = false
				return x
			},
		},

		// One task an instance.
		{
			name: "a daemon", service: "schedulingStrategy: DAEMON", act: revision2, watcher: short, want: watch.Settled, took: time.Minute,
			reason: "2 of 2 tasks run web:2",
		},
		{
			name: "a daemon whose cluster grows", service: "schedulingStrategy: DAEMON", act: revision2, watcher: short,
			more: "  - {at: 30s, addInstance: {cluster: default}}", want: watch.Settled, took: 75 * time.Second, reason: "3 of 3 tasks run web:2",
		},

		// Early success.
		{
			name: "early success that does not wait for old tasks to drain", act: revision2, watcher: short,
			service: "desiredCount: 4, " + behind + ", deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 200, earlySuccessCriteria: " +
				"{enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: DEFERRED}}",
			want: watch.Settled, took: 45 * time.Second, reason: "4 of 4 tasks run web:2",
		},
		{
			name: "early success with new tasks to come", act: revision2, watcher: short,
			service: "desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 100, earlySuccessCriteria: " +
				"{enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: DEFERRED}}",
			want: watch.Settled, took: time.Minute, reason: "completed early, 2 of 4 running web:2",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, tt.play)
		})
	}
}
