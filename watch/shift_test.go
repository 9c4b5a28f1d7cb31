package watch_test

import (
	"fmt"
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

// shop is a scenario with the service web in a cluster named default: revision 1
// runs two tasks behind a load balancer, revision 2 is registered.
const shop = `
summary: a service for tests
clusters: [{clusterName: default}]
instances: [{cluster: default, count: 2}]
targetGroups:
  - {name: blue, arn: &blue "arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/blue/73e2d6bc24d8a067",
     loadBalancers: &lb ["arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/web/50dc6c495c0c9188"]}
  - {name: green, arn: &green "arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/green/09966783158cda59", loadBalancers: *lb}
hooks:
  - {target: "arn:aws:lambda:${region}:${account}:function:look", takes: 5s, HOOK}
taskDefinitions:
  - {family: web, containerDefinitions: [{name: web, image: "web:1", memory: 128, portMappings: [{containerPort: 80}]}]}
  - {family: web, containerDefinitions: [{name: web, image: "web:2", memory: 128, portMappings: [{containerPort: 80}]}]}
services:
  - cluster: default
    serviceName: web
    taskDefinition: web:1
    desiredCount: 2
    loadBalancers:
      - targetGroupArn: *blue
        containerName: web
        containerPort: 80
        advancedConfiguration:
          alternateTargetGroupArn: *green
          productionListenerRule: "arn:aws:elasticloadbalancing:${region}:${account}:listener-rule/app/web/50dc6c495c0c9188/a/1"
          testListenerRule: "arn:aws:elasticloadbalancing:${region}:${account}:listener-rule/app/web/50dc6c495c0c9188/b/2"
          roleArn: "arn:aws:iam::${account}:role/ecs-load-balancers"
    deploymentConfiguration: {CONFIGURATION}
`

// pause and look are lifecycle hooks after the new tasks are up.
var (
	afterScaleUp = []types.DeploymentLifecycleHookStage{types.DeploymentLifecycleHookStagePostScaleUp}
	pause        = []types.DeploymentLifecycleHook{{
		TargetType: types.DeploymentLifecycleHookTargetTypePause, LifecycleStages: afterScaleUp,
		TimeoutConfiguration: &types.DeploymentLifecycleHookTimeoutConfiguration{TimeoutInMinutes: aws.Int32(20)},
	}}
	look = []types.DeploymentLifecycleHook{{
		HookTargetArn: aws.String("arn:aws:lambda:us-east-1:123456789012:function:look"), LifecycleStages: afterScaleUp,
		RoleArn: aws.String("arn:aws:iam::123456789012:role/hooks"),
	}}
)

// shift is a way a deployment can go, and what a watch of it has to tell.
type shift struct {
	name          string
	configuration string
	hooks         []types.DeploymentLifecycleHook // from now on
	function      string                          // how the function of a hook answers: "end: FAILED"
	more          string                          // of the scenario
	while         func(*testing.T, *ecs.Client)
	watcher       watch.Watcher
	want          watch.Verdict
	took          time.Duration // about
	reason        string
	by            string
	stages, waits []string // in this order, among others
}

// start opens the scenario, deploys web:2 and gives what to watch.
func (tt shift) start(t *testing.T) (*ecs.Client, watch.Target) {
	t.Helper()
	text := strings.NewReplacer("{CONFIGURATION}", "{"+tt.configuration+"}", ", HOOK", ", "+tt.function).Replace(shop)
	text = strings.ReplaceAll(text, ", }", "}") + tt.more
	server, err := ecssim.Open(ecssim.Setup{
		Scenario: "shop", Seed: 1, Read: func(string) ([]byte, error) { return []byte(text), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	client := server.Client("us-east-1")
	<-time.After(10 * time.Second)
	in := &ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: aws.String("web:2")}
	if tt.hooks != nil {
		out, err := client.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Services: []string{"web"}})
		if err != nil {
			t.Fatal(err)
		}
		in.DeploymentConfiguration = out.Services[0].DeploymentConfiguration
		in.DeploymentConfiguration.LifecycleHooks = tt.hooks
	}
	return client, update(t, client, in)
}

func (tt shift) play(t *testing.T) {
	client, target := tt.start(t)
	if tt.while != nil {
		go tt.while(t, client)
	}
	var stages, waits []string
	add := func(list []string, text string) []string {
		if text == "" || len(list) > 0 && list[len(list)-1] == text {
			return list
		}
		return append(list, text)
	}
	w := tt.watcher
	w.API = client
	got, err := w.Run(t.Context(), []watch.Target{target}, func(e watch.Event, s watch.State) error {
		if e.Kind == watch.Stage {
			text := e.Record.Stage
			if e.Record.Target.Weighted {
				text += fmt.Sprintf(" %v", e.Record.Target.Production)
			}
			for _, h := range e.Record.Paused() {
				text += " " + h.Type + " " + h.Stage
			}
			stages = add(stages, text)
		}
		waits = add(waits, s.WaitingFor)
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
	inOrder(t, "stages", stages, tt.stages)
	inOrder(t, "waits", waits, tt.waits)
}

// answer continues a deployment that has been paused for some minutes, or rolls it back.
func answer(action types.DeploymentLifecycleHookAction) func(*testing.T, *ecs.Client) {
	return func(t *testing.T, client *ecs.Client) {
		<-time.After(7 * time.Minute)
		d := ongoing(t, client)
		_, err := client.ContinueServiceDeployment(t.Context(), &ecs.ContinueServiceDeploymentInput{
			ServiceDeploymentArn: d.ServiceDeploymentArn, HookId: d.LifecycleHookDetails[0].HookId, Action: action,
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// halt stops the deployment after a while.
func halt(after time.Duration, how types.StopServiceDeploymentStopType) func(*testing.T, *ecs.Client) {
	return func(t *testing.T, client *ecs.Client) {
		<-time.After(after)
		_, err := client.StopServiceDeployment(t.Context(), &ecs.StopServiceDeploymentInput{
			ServiceDeploymentArn: ongoing(t, client).ServiceDeploymentArn, StopType: how,
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestShifts follows deployments that shift traffic through the SDK's client and
// the simulator.
func TestShifts(t *testing.T) {
	t.Parallel()
	short := watch.Watcher{StallTimeout: 90 * time.Second}
	for _, tt := range []shift{
		{
			name: "blue/green", configuration: "strategy: BLUE_GREEN, bakeTimeInMinutes: 2", watcher: short,
			want: watch.Settled, took: 8 * time.Minute, reason: "2 of 2 tasks run web:2",
			stages: []string{
				"PRE_SCALE_UP 0", "SCALE_UP 0", "PRODUCTION_TRAFFIC_SHIFT 100", "BAKE_TIME 100", "CLEAN_UP 100",
			},
			waits: []string{"2 tasks pulling", "health checks of 2 tasks by the load balancer", "bake time, 1m", "bake time, ", "2 old tasks draining"},
		},
		{
			name: "blue/green whose hook needs a while", configuration: "strategy: BLUE_GREEN, bakeTimeInMinutes: 0", hooks: look,
			function: "busy: 3", watcher: short, want: watch.Settled, took: 8 * time.Minute,
			waits: []string{"the lifecycle hook look of stage POST_SCALE_UP", "the lifecycle hook look of stage POST_SCALE_UP, for 1m"},
		},
		{
			name: "blue/green whose hook fails", configuration: "strategy: BLUE_GREEN, bakeTimeInMinutes: 2", hooks: look, function: "end: FAILED",
			watcher: short, want: watch.RolledBack, took: 6 * time.Minute, by: "web:1", reason: "POST_SCALE_UP lifecycle hook(s) failed",
		},
		{
			name: "linear", configuration: "strategy: LINEAR, bakeTimeInMinutes: 1, linearConfiguration: {stepPercent: 40.0, stepBakeTimeInMinutes: 3}",
			watcher: short, want: watch.Settled, took: 13 * time.Minute,
			stages: []string{"PRODUCTION_TRAFFIC_SHIFT 40", "PRE_PRODUCTION_TRAFFIC_SHIFT 40", "PRODUCTION_TRAFFIC_SHIFT 80", "BAKE_TIME 100"},
			waits:  []string{"bake time with 40% of the traffic shifted, 2m", "bake time with 80% of the traffic shifted, 2m", "bake time, 5"},
		},
		{
			name: "canary", configuration: "strategy: CANARY, bakeTimeInMinutes: 1, canaryConfiguration: {canaryPercent: 12.5, canaryBakeTimeInMinutes: 4}",
			watcher: short, want: watch.Settled, took: 11 * time.Minute,
			stages: []string{"PRODUCTION_TRAFFIC_SHIFT 12.5", "BAKE_TIME 100"},
			waits:  []string{"bake time with 12.5% of the traffic shifted, 3m"},
		},
		{
			name: "a pause that somebody ends", configuration: "strategy: BLUE_GREEN, bakeTimeInMinutes: 0", hooks: pause,
			while: answer(types.DeploymentLifecycleHookActionContinue), watcher: short, want: watch.Settled, took: 12 * time.Minute,
			stages: []string{"POST_SCALE_UP 0 PAUSE POST_SCALE_UP", "TEST_TRAFFIC_SHIFT 0"},
			waits:  []string{"an answer to a PAUSE hook of stage POST_SCALE_UP, since 5m"},
		},
		{
			name: "a pause that somebody answers with a rollback", configuration: "strategy: BLUE_GREEN, bakeTimeInMinutes: 0", hooks: pause,
			while: answer(types.DeploymentLifecycleHookActionRollback), watcher: short,
			want: watch.RolledBack, took: 12 * time.Minute, by: "web:1",
		},
		{
			name: "a pause that nobody ends", configuration: "strategy: BLUE_GREEN, bakeTimeInMinutes: 0", hooks: pause, watcher: short,
			want: watch.RolledBack, took: 26 * time.Minute, by: "web:1",
		},
		{
			name: "a rolling update with a pause", hooks: pause, while: answer(types.DeploymentLifecycleHookActionContinue),
			watcher: short, want: watch.Settled, took: 12 * time.Minute, stages: []string{" PAUSE POST_SCALE_UP"},
			waits: []string{"an answer to a PAUSE hook of stage POST_SCALE_UP, since 5m"},
		},
		{
			name: "a rollback that somebody asks for during the bake", configuration: "strategy: BLUE_GREEN, bakeTimeInMinutes: 5",
			while: halt(3*time.Minute, ""), watcher: short, want: watch.RolledBack, took: 8 * time.Minute, by: "web:1",
			stages: []string{"BAKE_TIME 100", "CLEAN_UP 0"},
		},
		{
			name: "an abort during the bake", configuration: "strategy: BLUE_GREEN, bakeTimeInMinutes: 5",
			while: halt(3*time.Minute, types.StopServiceDeploymentStopTypeAbort), watcher: short, want: watch.Stopped, took: 3 * time.Minute,
			by: "web:1", reason: "somebody stopped the service deployment; now 2 tasks of web:2 and 2 tasks of web:1 run",
		},
		{
			name: "an abort of a rolling update", configuration: "strategy: ROLLING",
			while: halt(30*time.Second, types.StopServiceDeploymentStopTypeAbort), watcher: short, want: watch.Stopped, took: 30 * time.Second,
			by: "web:1", reason: "somebody stopped",
		},
		{
			name: "alarms that bake", configuration: "alarms: {alarmNames: [errors], enable: true, rollback: true}", watcher: short,
			want: watch.Settled, took: 11 * time.Minute, waits: []string{"2 old tasks draining", "the bake time of alarm errors"},
		},
		{
			name: "an alarm during the bake", configuration: "alarms: {alarmNames: [errors], enable: true, rollback: true}", watcher: short,
			more: "timeline: [{at: 8m, setAlarm: {name: errors, state: ALARM}}]",
			want: watch.RolledBack, took: 14 * time.Minute, by: "web:1", reason: "alarm detected",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, tt.play)
		})
	}
}
