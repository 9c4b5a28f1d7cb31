package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/schematest"
)

// departing runs a service with a static port on one of two instances. A deploy is
// forecast to settle; what happens a second after it began decides otherwise.
const departing = `summary: a rollout that departs from its forecast
clusters: [{clusterName: prod}]
instances: [{cluster: prod, id: i-1}, {cluster: prod, id: i-2}]
taskDefinitions:
  - {family: web, containerDefinitions: [{name: app, image: "web:1", memory: 100, portMappings: [{containerPort: 80, hostPort: 80}]}]}
  - {family: web, containerDefinitions: [{name: app, image: "web:2", memory: 100, portMappings: [{containerPort: 80, hostPort: 80}]}]}
  - {family: job, containerDefinitions: [{name: app, image: "job:1", memory: 100, portMappings: [{containerPort: 80, hostPort: 80}]}]}
services: [{cluster: prod, serviceName: web, taskDefinition: "web:1", desiredCount: 1}]
`

// TestDepartures takes the room away after a deploy has begun: the rollout is forecast
// anew, once. Where nothing departs nothing more is read.
func TestDepartures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ happens, verdict, cause, says string }{
		"drained": {
			"setInstanceStatus: {instance: i-1, status: DRAINING}", "", "", "",
		},
		"the other one drains": {
			"setInstanceStatus: {instance: i-2, status: DRAINING}", "blocked", "port-conflict", "on the only instance",
		},
		"it is lost": {"terminateInstance: {instance: i-2}", "blocked", "port-conflict", "on the only instance"},
		"somebody else takes the port": {
			"call: {operation: RunTask, input: {cluster: prod, taskDefinition: job}}", "blocked", "port-conflict",
			"by what is not of this service",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				run, calls := depart(t, c.happens, "json")
				told, lines := 0, strings.Split(strings.TrimSpace(run.out), "\n")
				if err := schematest.Lines("../../docs/json", []byte(run.out)); err != nil {
					t.Error(err)
				}
				for _, line := range lines {
					var l struct {
						Type     string
						Forecast struct {
							Verdict, Cause string
							Reasons        []string
						}
					}
					if err := json.Unmarshal([]byte(line), &l); err != nil {
						t.Fatal(err)
					}
					switch {
					case l.Type == "plan" && l.Forecast.Verdict != "settles":
						t.Errorf("at first %+v", l)
					case l.Type != "forecast":
					case l.Forecast.Verdict != c.verdict || l.Forecast.Cause != c.cause || !holds(l.Forecast.Reasons, c.says):
						t.Errorf("then %+v", l)
						fallthrough
					default:
						told++
					}
				}
				if want := min(1, len(c.verdict)); told != want {
					t.Errorf("told %d times, want %d\n%s", told, want, run.out)
				}
				n := slices.Index(calls, "UpdateService")
				if again := slices.Contains(calls[n:], "GetTaskProtection"); again != (c.verdict != "") {
					t.Errorf("read again: %v, calls %q", again, calls[n:])
				}
			})
		})
	}
}

// What people read of it.
func TestDeparturesOnScreen(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"tty", "plain"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				run, _ := depart(t, "setInstanceStatus: {instance: i-2, status: DRAINING}", mode)
				goldenScreen(t, filepath.Join("testdata/departures", "drained."+mode), run.screen())
			})
		})
	}
}

// depart deploys, while something happens.
func depart(t *testing.T, happens, mode string) (played, []string) {
	t.Helper()
	text := []byte(departing + "timeline: [{at: 11s, " + happens + "}]\n")
	server, err := ecssim.Open(ecssim.Setup{
		Scenario: "departing", Seed: 1, Read: func(string) ([]byte, error) { return text, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(10 * time.Second)
	through := &recorder{RoundTripper: server.Transport()}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	run := runIn(t, through, dir, mode, strings.Fields("deploy web --cluster prod --task-definition web:2 --poll-interval 2s"))
	return run, through.calls
}
