package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"go.yaml.in/yaml/v4"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/scenario"
	"github.com/ecs-steady/steady/internal/schematest"
)

// forecastCase is a case of testdata/forecasts.yaml, which says what its keys mean.
type forecastCase struct {
	Name, Scenario, Task, Service string
	Protect                       int32
	Flags                         []string
	Forecast                      *struct {
		Verdict, Cause, Says, Warns string
		Fixes                       []string
	}
	// Refused: the file is not taken at all.
	Refused *struct {
		Exit int
		Says string
	}
	Deploy int
	Comes  *struct {
		Exit           int
		Outcome, Cause string
	}
}

// TestForecasts plans a rollout, deploys it, and deploys it whatever the forecast
// says: what comes of it in the world is what was foretold.
func TestForecasts(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/forecasts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases []forecastCase
	if err := yaml.Load(text, &cases, yaml.WithKnownFields()); err != nil || len(cases) == 0 {
		t.Fatalf("%d cases, error %v", len(cases), err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			dir := c.files(t)
			synctest.Test(t, func(t *testing.T) { c.play(t, dir) })
		})
	}
}

// files writes what is deployed into a folder of its own.
func (c forecastCase) files(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	settings := "services: {web: {cluster: prod, taskDefinition: task.yaml}}\n"
	if c.Service != "" {
		settings = "services: {web: {cluster: prod, taskDefinition: task.yaml, serviceDefinition: service.yaml}}\n"
		write("service.yaml", c.Service)
	}
	write("steady.yaml", settings)
	write("task.yaml", c.Task)
	return dir
}

func (c forecastCase) play(t *testing.T, dir string) {
	text := []byte("summary: a case\nclusters: [{clusterName: prod}]\n" + c.Scenario)
	server, err := ecssim.Open(ecssim.Setup{
		Scenario: "case", Seed: 1, Read: func(string) ([]byte, error) { return text, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(10 * time.Second)
	c.protect(t, server)
	before := deploymentsOf(t, server)
	c.plan(t, server, dir)
	deploy := c.run(t, server, dir, c.Deploy, "deploy", "web")
	if c.Forecast == nil || c.Forecast.Verdict != "blocked" {
		if c.Comes != nil {
			c.outcome(t, deploy)
		}
		return
	}
	if now := deploymentsOf(t, server); !reflect.DeepEqual(now, before) {
		t.Errorf("what was blocked was begun all the same: %+v", now)
	}
	c.outcome(t, c.run(t, server, dir, c.Comes.Exit, "deploy", "web", "--ignore-forecast"))
	const longer = 3 * time.Hour // than the longest wait between two tries
	<-time.After(longer)
	if now := deploymentsOf(t, server); c.Comes.Outcome == "stuck" && completed(now) {
		t.Errorf("it was not blocked for ever: %+v", now)
	}
}

// run runs a command and wants its exit code.
func (c forecastCase) run(t *testing.T, server *ecssim.Server, dir string, code int, args ...string) played {
	t.Helper()
	p := runIn(t, server.Transport(), dir, "json", append(append(args, "--poll-interval", "5s"), c.Flags...))
	if p.code != code {
		t.Errorf("%q: exit code %d, want %d\n%s", args, p.code, code, p.screen())
	}
	if err := schematest.Lines("../../docs/json", []byte(p.out)); err != nil {
		t.Error(err)
	}
	return p
}

// plan wants the forecast of the case, in the document and on the screen.
func (c forecastCase) plan(t *testing.T, server *ecssim.Server, dir string) {
	t.Helper()
	p := runIn(t, server.Transport(), dir, "quiet", []string{"plan", "web", "--json"})
	if c.Refused != nil {
		if p.code != c.Refused.Exit || !strings.Contains(p.err+p.out, c.Refused.Says) {
			t.Errorf("exit code %d, want %d; %q is to be in\n%s", p.code, c.Refused.Exit, c.Refused.Says, p.screen())
		}
		return
	}
	if err := schematest.Document("../../docs/json", "plan", []byte(p.out)); err != nil || p.code != 0 {
		t.Fatalf("exit code %d, error %v\n%s", p.code, err, p.screen())
	}
	var doc struct {
		Plans []struct {
			Forecast struct {
				Verdict, Cause    string
				Reasons, Warnings []string
				Fixes             []struct{ Text string }
			}
		}
	}
	if err := json.Unmarshal([]byte(p.out), &doc); err != nil || len(doc.Plans) != 1 {
		t.Fatalf("%v in %s", err, p.out)
	}
	f, want := doc.Plans[0].Forecast, c.Forecast
	if f.Verdict != want.Verdict || f.Cause != want.Cause {
		t.Errorf("forecast %s (%s), want %s (%s)", f.Verdict, f.Cause, want.Verdict, want.Cause)
	}
	if !holds(f.Reasons, want.Says) || !holds(f.Warnings, want.Warns) {
		t.Errorf("%q and %q are to be in\n%q\n%q", want.Says, want.Warns, f.Reasons, f.Warnings)
	}
	var fixes []string
	for _, fix := range f.Fixes {
		fixes = append(fixes, fix.Text)
	}
	if !slices.Equal(fixes, want.Fixes) {
		t.Errorf("fixes %q, want %q", fixes, want.Fixes)
	}
	if screen := runIn(t, server.Transport(), dir, "quiet", []string{"plan", "web"}); !strings.Contains(screen.out, "Forecast: ") {
		t.Errorf("no forecast in\n%s", screen.out)
	}
}

func holds(texts []string, part string) bool {
	return part == "" || slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, part) })
}

// outcome wants what comes of the rollout, as the JSON lines tell it.
func (c forecastCase) outcome(t *testing.T, p played) {
	t.Helper()
	outcome, cause := ending(t, p.out, scenario.Expectation{})
	if outcome != c.Comes.Outcome || c.Comes.Cause != "" && cause != c.Comes.Cause {
		t.Errorf("it came to %q for %q, want %q for %q\n%s", outcome, cause, c.Comes.Outcome, c.Comes.Cause, p.screen())
	}
}

// protect protects the tasks of the service for some minutes.
func (c forecastCase) protect(t *testing.T, server *ecssim.Server) {
	t.Helper()
	if c.Protect == 0 {
		return
	}
	client := server.Client("us-east-1")
	list, err := client.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: aws.String("prod"), ServiceName: aws.String("web")})
	if err != nil || len(list.TaskArns) == 0 {
		t.Fatalf("%v, error %v", list, err)
	}
	if _, err := client.UpdateTaskProtection(t.Context(), &ecs.UpdateTaskProtectionInput{
		Cluster: aws.String("prod"), Tasks: list.TaskArns, ProtectionEnabled: true, ExpiresInMinutes: &c.Protect,
	}); err != nil {
		t.Fatal(err)
	}
}

// deploymentsOf are the deployments of the service as they are now, none where there is no
// service.
func deploymentsOf(t *testing.T, server *ecssim.Server) []types.Deployment {
	t.Helper()
	out, err := server.Client("us-east-1").DescribeServices(t.Context(), &ecs.DescribeServicesInput{
		Cluster: aws.String("prod"), Services: []string{"web"},
	})
	if err != nil || len(out.Services) > 1 {
		t.Fatalf("%v, error %v", out, err)
	}
	for _, s := range out.Services {
		return s.Deployments
	}
	return nil
}

// completed says whether nothing is left to do.
func completed(all []types.Deployment) bool {
	return len(all) == 1 && all[0].RolloutState == types.DeploymentRolloutStateCompleted
}
