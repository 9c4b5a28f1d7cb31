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
			"DescribeContainerInstances", "DescribeServices",
			"DescribeTaskDefinition", "DescribeTaskDefinition", // the second just before the registration
			"DescribeTasks", "GetTaskProtection", "ListContainerInstances", "ListServiceDeployments", "ListTasks",
		}
		if before := slices.Sorted(slices.Values(through.calls[:n])); !slices.Equal(before, want) {
			t.Errorf("asked %q\nwant  %q", before, want)
		}
	})
}
