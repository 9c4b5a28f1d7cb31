package cli_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
)

// recorder passes calls on and keeps their operations.
type recorder struct {
	http.RoundTripper
	mu    sync.Mutex
	calls []string
}

func (r *recorder) RoundTrip(in *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(in.Header.Get("X-Amz-Target"), ".")
	r.mu.Lock()
	r.calls = append(r.calls, operation)
	r.mu.Unlock()
	return r.RoundTripper.RoundTrip(in)
}

// TestDeployReadsOnce counts what a deploy asks before it changes anything: what the
// plan has read the forecast does not read again.
func TestDeployReadsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{Scenario: "textbook", Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(10 * time.Second)
		through := &recorder{RoundTripper: server.Transport()}
		run := runIn(t, through, "../../examples/nginx", "plain", []string{"deploy", "--no-watch"})
		n := slices.Index(through.calls, "RegisterTaskDefinition")
		if run.code != 0 || n < 0 {
			t.Fatalf("exit code %d, calls %q\n%s", run.code, through.calls, run.screen())
		}
		want := []string{
			"DescribeContainerInstances", "DescribeScalableTargets", "DescribeServices",
			"DescribeTaskDefinition", "DescribeTaskDefinition", // the second just before the registration
			"DescribeTasks", "GetTaskProtection", "ListContainerInstances", "ListServiceDeployments", "ListTasks",
		}
		if before := slices.Sorted(slices.Values(through.calls[:n])); !slices.Equal(before, want) {
			t.Errorf("asked %q\nwant  %q", before, want)
		}
	})
}

// What else sets the desired count is told.
func TestPlanTellsOfScaling(t *testing.T) {
	t.Parallel()
	const scaled = `summary: a service that something scales
clusters: [{clusterName: test-cluster}]
instances: [{cluster: test-cluster}]
taskDefinitions: [{family: simple-web, containerDefinitions: [{name: web, image: nginx, memory: 64}]}]
services: [{cluster: test-cluster, serviceName: simple-web, taskDefinition: simple-web, desiredCount: 1}]
scalableTargets: [{cluster: test-cluster, service: simple-web, min: 1, max: 4}]
`
	synctest.Test(t, func(t *testing.T) {
		server, err := ecssim.Open(ecssim.Setup{
			Scenario: "scaled", Read: func(string) ([]byte, error) { return []byte(scaled), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Minute)
		run := runIn(t, server.Transport(), "../../examples/nginx", "plain", []string{"plan"})
		const want = "Application Auto Scaling leaves the desired count alone: it may set 1 to 4"
		if said := strings.Join(strings.Fields(run.screen()), " "); !strings.Contains(said, want) {
			t.Errorf("exit code %d\n%s", run.code, run.screen())
		}
	})
}
