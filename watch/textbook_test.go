package watch_test

import (
	"fmt"
	"slices"
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

// deployTextbook updates the textbook's service to a revision with this host
// port and gives the target to watch.
func deployTextbook(t *testing.T, client *ecs.Client, hostPort int32) watch.Target {
	t.Helper()
	_, err := client.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("simple-web"),
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("nginx"), Image: aws.String("nginx:1.28"), Memory: aws.Int32(128),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80), HostPort: &hostPort}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	before, err := watch.Look(t.Context(), client, "test-cluster", "simple-web")
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Cluster: aws.String("test-cluster"), Service: aws.String("simple-web"), TaskDefinition: aws.String("simple-web:2"),
	})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(out.Service.Deployments, func(d types.Deployment) bool { return aws.ToString(d.Status) == "PRIMARY" })
	d := out.Service.Deployments[i]
	return watch.Target{
		Cluster: "test-cluster", Service: "simple-web", Deployment: *d.Id, TaskDefinition: "simple-web:2",
		Previous: before.Primary().ID, PreviousTaskDefinition: before.Primary().TaskDefinition,
		CreatedAt: *d.CreatedAt, Desired: 1,
	}
}

// TestTextbook follows the textbook's update through the SDK's client and the
// simulator: what is waited for, and when it ends, also on a clock that is five
// times as fast.
func TestTextbook(t *testing.T) {
	t.Parallel()
	all := []string{
		"ECS to start 1 task", "1 task starting", "1 task pulling image nginx:1.28", "1 task starting",
		"40s settle time, the service has no health check", "1 old task to stop", "ECS to declare steady state",
	}
	// A task is starting for less than the time between two polls.
	want := slices.DeleteFunc(slices.Clone(all), func(wait string) bool { return wait == "1 task starting" })
	for _, speed := range []float64{1, 5} {
		synctest.Test(t, func(t *testing.T) {
			server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook", Speed: speed})
			if err != nil {
				t.Fatal(err)
			}
			client := server.Client("us-east-1")
			target := deployTextbook(t, client, 0)
			var waits []string
			watcher := watch.Watcher{
				API: client, Timeout: 15 * time.Minute, StallTimeout: 5 * time.Minute,
				PollInterval: time.Duration(float64(time.Second) / speed), Speed: speed,
			}
			got, err := watcher.Run(t.Context(), []watch.Target{target}, func(_ watch.Event, s watch.State) error {
				wait, _, _ := strings.Cut(s.WaitingFor, " (")
				wait, _, _ = strings.Cut(wait, ", for")
				if wait != "" && (len(waits) == 0 || waits[len(waits)-1] != wait) {
					waits = append(waits, wait)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			o := got[0]
			took := time.Duration(float64(o.Took) * speed)
			if o.Verdict != watch.Settled || o.State.Serving == 0 || o.State.Serving > o.Took || took > time.Minute {
				t.Errorf("speed %v: got %s after %s (%s), serving after %s", speed, o.Verdict, took, o.Reason, o.State.Serving)
			}
			if !contains(all, waits) || !contains(waits, want) {
				t.Errorf("speed %v: waited for\n%s\nwant\n%s", speed, strings.Join(waits, "\n"), strings.Join(all, "\n"))
			}
		})
	}
}

// contains reports whether all of part are in list, in the same order.
func contains(list, part []string) bool {
	for _, text := range list {
		if len(part) > 0 && part[0] == text {
			part = part[1:]
		}
	}
	return len(part) == 0
}

// TestTextbookPortConflict keeps the static port: the new task can never be placed.
func TestTextbookPortConflict(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook"})
		if err != nil {
			t.Fatal(err)
		}
		client := server.Client("us-east-1")
		target := deployTextbook(t, client, 80)
		watcher := watch.Watcher{API: client, Timeout: 15 * time.Minute, StallTimeout: 5 * time.Minute}
		got, err := watcher.Run(t.Context(), []watch.Target{target}, nil)
		if err != nil {
			t.Fatal(err)
		}
		o := got[0]
		if o.Verdict != watch.Stuck || o.Took > 6*time.Minute || len(o.Causes) != 1 || o.Causes[0].Code != "port-conflict" {
			t.Fatalf("got %s after %s (%s): %+v", o.Verdict, o.Took, o.Reason, o.Causes)
		}
		holder := o.State.Last.Tasks[0].ID
		why := fmt.Sprintf("a new task of simple-web:2 wants host port 80; the old task %.8s of simple-web:1 has it on the only "+
			"instance; ECS may not stop that one first: minimumHealthyPercent 100 of 1 task keeps 1 running; each waits for the other", holder)
		if c := o.Causes[0]; c.Why != why || !slices.Equal(c.Tasks, []string{holder}) {
			t.Errorf("got %+v\nwant why %s", c, why)
		}
	})
}
