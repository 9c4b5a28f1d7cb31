package ecssim

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open is a server of a scenario and an SDK client of it.
func open(t *testing.T, setup Setup) (*Server, *ecs.Client) {
	t.Helper()
	server, err := Open(setup)
	if err != nil {
		t.Fatal(err)
	}
	return server, server.Client("us-east-1")
}

// TestTextbook follows the update of the textbook's service from a static to a
// dynamic port, as the SDK's clients see it.
func TestTextbook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client := open(t, Setup{Scenario: "textbook"})
		deployDynamicPort(t, client)
		states := pollUntilSettled(t, client)
		want := []string{
			"PRIMARY 2 p0 r0 | ACTIVE 1 p0 r1", "PRIMARY 2 p1 r0 | ACTIVE 1 p0 r1",
			"PRIMARY 2 p0 r1 | ACTIVE 1 p0 r1", "PRIMARY 2 p0 r1 | ACTIVE 1 p0 r0", "PRIMARY 2 p0 r1",
		}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Errorf("states (-want +got):\n%s", diff)
		}
	})
}

// pollUntilSettled describes the service every second until its PRIMARY
// deployment is COMPLETED and alone. It returns the distinct states.
func pollUntilSettled(t *testing.T, client *ecs.Client) []string {
	t.Helper()
	var states []string
	for range 300 {
		out, err := client.DescribeServices(t.Context(), &ecs.DescribeServicesInput{
			Cluster: aws.String("test-cluster"), Services: []string{"simple-web"},
		})
		if err != nil {
			t.Fatal(err)
		}
		service := out.Services[0]
		var rows []string
		for _, d := range service.Deployments {
			rows = append(rows, row(d))
		}
		if state := strings.Join(rows, " | "); len(states) == 0 || states[len(states)-1] != state {
			states = append(states, state)
		}
		if d := service.Deployments[0]; len(service.Deployments) == 1 && d.RolloutState == types.DeploymentRolloutStateCompleted {
			if message := *service.Events[0].Message; !strings.Contains(message, "has reached a steady state.") {
				t.Errorf("newest event %q", message)
			}
			return states
		}
		<-time.After(time.Second)
	}
	t.Fatalf("not settled: %q", states)
	return nil
}

func row(d types.Deployment) string {
	definition := *d.TaskDefinition
	return *d.Status + " " + definition[strings.LastIndexByte(definition, ':')+1:] +
		" p" + string(rune('0'+d.PendingCount)) + " r" + string(rune('0'+d.RunningCount))
}
