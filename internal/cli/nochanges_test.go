package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
)

// roomy is a cluster in which anything finds a place.
const roomy = `summary: an empty cluster
clusters: [{clusterName: test-cluster}]
capacityProviders:
  - name: spot
    autoScalingGroupProvider: {autoScalingGroupArn: "arn:aws:autoscaling:${region}:${account}:autoScalingGroup:1:autoScalingGroupName/g"}
instances: [{cluster: test-cluster, count: 3, cpu: 8192, memory: 32000}]
timeline:
  - at: 0s
    call:
      operation: PutClusterCapacityProviders
      input: {cluster: test-cluster, capacityProviders: [FARGATE, FARGATE_SPOT, spot], defaultCapacityProviderStrategy: []}
`

// TestNoChangesAfterADeploy deploys the examples and services of many shapes: a plan
// with the same files then finds nothing to do, whenever it is asked.
func TestNoChangesAfterADeploy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ dir, scenario, services string }{
		{"nginx", "textbook", "simple-web"},
		{"fargate-web", "", "shop"},
		{"sidecar", "", "api"},
		{"fleet", "fleet", "web api admin docs search checkout"}, // the image of mailer cannot be pulled
	} {
		t.Run(c.dir, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir, err := filepath.Abs(filepath.Join("../../examples", c.dir))
				if err != nil {
					t.Fatal(err)
				}
				nothingLeft(t, c.scenario, dir, c.services)
			})
		})
	}
	shapes, err := filepath.Glob("../../service/testdata/*/*.yaml")
	if err != nil || len(shapes) < 20 {
		t.Fatalf("%d shapes, error %v", len(shapes), err)
	}
	for _, path := range shapes {
		t.Run(strings.TrimPrefix(path, "../../service/testdata/"), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			task, settings, _ := strings.Cut(string(text), "---\n")
			if !strings.Contains(settings, "desiredCount") && !strings.Contains(settings, "DAEMON") {
				settings += "\ndesiredCount: 1\n"
			}
			for name, text := range map[string]string{
				"task.yaml": task, "service.yaml": settings,
				"steady.yaml": "services: {web: {cluster: test-cluster, taskDefinition: task.yaml, serviceDefinition: service.yaml}}\n",
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			synctest.Test(t, func(t *testing.T) { nothingLeft(t, "", dir, "web") })
		})
	}
}

// nothingLeft deploys the services of a folder, and plans them twice.
func nothingLeft(t *testing.T, scenario, dir, services string) {
	t.Helper()
	setup := ecssim.Setup{Scenario: scenario, Seed: 1}
	if scenario == "" {
		setup.Scenario, setup.Read = "roomy", func(string) ([]byte, error) { return []byte(roomy), nil }
	}
	server, err := ecssim.Open(setup)
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(10 * time.Second)
	deploy := runIn(t, server.Transport(), dir, "plain", append([]string{"deploy", "--no-watch"}, strings.Fields(services)...))
	if deploy.code != 0 {
		t.Fatalf("exit code %d\n%s", deploy.code, deploy.screen())
	}
	for _, wait := range []time.Duration{0, time.Hour} {
		<-time.After(wait)
		plan := runIn(t, server.Transport(), dir, "plain", append([]string{"plan", "--exit-code"}, strings.Fields(services)...))
		if plan.code != 0 || strings.Count(plan.out, "No changes.") != strings.Count(plan.out, "Plan for") {
			t.Errorf("after %s: exit code %d\n%s", wait, plan.code, plan.screen())
		}
	}
}
