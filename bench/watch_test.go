package bench

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/watch"
)

var rollouts = flag.Int("rollouts", 100, "how many rollouts BenchmarkWatch follows")

// BenchmarkWatch follows rollouts of many shapes with the settings that steady has
// when nobody says otherwise, one service at a time. One operation is all rollouts
// (-rollouts). Beside it the SDK's services-stable waiter, asking every 15 s as the
// aws CLI's does, and a poll every 5 s follow the same rollouts.
//
//   - lag: from the moment ECS completes the deployment until each has noticed
//   - calls: of all operations, a second and a rollout
func BenchmarkWatch(b *testing.B) {
	var steady, waiter, fixed totals
	for b.Loop() {
		for seed := range uint64(*rollouts) {
			bubble(b, func(t *testing.T) {
				x := follow(t, seed, 1)
				steady.add(x.steady)
				waiter.add(x.waiter)
				fixed.add(x.fixed)
			})
		}
	}
	b.ReportMetric(0, "ns/op") // of the simulator for the most part
	steady.report(b, "")
	waiter.report(b, "-waiter")
	fixed.report(b, "-5s")
}

// BenchmarkWatchMany follows several services at once, each with a rollout of its
// own shape.
func BenchmarkWatchMany(b *testing.B) {
	for _, services := range []int{10, 100} {
		b.Run(fmt.Sprint(services), func(b *testing.B) {
			var all totals
			for b.Loop() {
				for seed := range uint64(*rollouts / 10) {
					bubble(b, func(t *testing.T) { all.add(follow(t, seed, services).steady) })
				}
			}
			b.ReportMetric(0, "ns/op")
			all.report(b, "")
		})
	}
}

// BenchmarkWatchThousand follows a thousand services that all roll at once, with the
// published rates of ECS in force.
//
//   - throttled: how often ECS refused a call for its rate, and how many warnings
//     of it there were
//   - MiB: how much more memory is in use at most than before, the model's included
func BenchmarkWatchThousand(b *testing.B) {
	for b.Loop() {
		bubble(b, func(t *testing.T) {
			x := follow(t, 1, 1000)
			x.steady.report(b, "")
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(x.throttled), "throttled")
			b.ReportMetric(float64(x.warned), "warnings")
			b.ReportMetric(x.mib, "MiB")
		})
	}
}

// bubble runs f on a virtual clock. synctest wants a test, and a benchmark has
// none but this.
func bubble(b *testing.B, f func(*testing.T)) {
	b.Helper()
	always := func(string, string) (bool, error) { return true, nil }
	inside := func(t *testing.T) { synctest.Test(t, f) }
	if !testing.RunTests(always, []testing.InternalTest{{Name: b.Name(), F: inside}}) {
		b.FailNow()
	}
}

// totals is what some rollouts took one who follows them.
type totals struct {
	lag              []time.Duration
	watched          time.Duration
	describes, calls int
}

func (a *totals) add(t totals) {
	a.lag = append(a.lag, t.lag...)
	a.watched += t.watched
	a.describes += t.describes
	a.calls += t.calls
}

func (a *totals) report(b *testing.B, who string) {
	b.Helper()
	b.ReportMetric(mean(a.lag).Seconds(), "s-lag-mean"+who)
	b.ReportMetric(last(a.lag, 0.5).Seconds(), "s-lag-p50"+who)
	b.ReportMetric(last(a.lag, 0.99).Seconds(), "s-lag-p99"+who)
	b.ReportMetric(last(a.lag, 1).Seconds(), "s-lag-max"+who)
	b.ReportMetric(float64(a.calls)/a.watched.Seconds(), "calls/s"+who)
	b.ReportMetric(float64(a.describes)/a.watched.Seconds(), "DescribeServices/s"+who)
}

// followed is what following the same rollouts took each of them.
type followed struct {
	steady, waiter, fixed totals
	throttled, warned     int
	mib                   float64
}

// follow updates every service of a world and watches until all have settled.
func follow(t *testing.T, seed uint64, services int) followed {
	w, err := buildShapes(seed, services, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	targets := make([]watch.Target, services)
	free := ecssim.New(w, ecssim.Options{Seed: seed}).Client("us-east-1")
	for i := range services {
		targets[i] = update(t, free, fmt.Sprint("web", i))
	}
	server := ecssim.New(w, ecssim.Options{Seed: seed, Throttling: services >= 1000})
	// The model completes a deployment at a round time after the update; a poll of
	// real ECS finds it at any point between two polls.
	random := rand.New(rand.NewPCG(seed, 0))
	counts := [3]counter{{next: server.Transport()}, {next: server.Transport()}, {next: server.Transport()}}
	stable, polled := make(chan time.Time, 1), make(chan time.Time, 1)
	began := time.Now()
	go func() {
		stable <- waitStable(t, clientOn(&counts[1]), time.Duration(random.Int64N(int64(waiterDelay))))
	}()
	go func() {
		polled <- waitFixed(t, clientOn(&counts[2]), time.Duration(random.Int64N(int64(fixedDelay))), targets[0])
	}()
	<-time.After(time.Duration(random.Int64N(int64(time.Second))))
	watcher := watch.Watcher{
		API: clientOn(&counts[0]), Targets: targetsOn(&counts[0]), Timeout: time.Hour, StallTimeout: 15 * time.Minute,
	}
	settled, before := time.Now(), heap()
	var out followed
	ended := make(map[string]time.Time, services)
	measured := time.Now()
	outcomes, err := watcher.Run(t.Context(), targets, func(e watch.Event, s watch.State) error {
		if e.Kind == watch.Warned && e.Warning.Code == "throttled" {
			out.warned++
		}
		if services >= 1000 && time.Since(measured) >= time.Minute {
			out.mib, measured = max(out.mib, float64(heap()-before)/(1<<20)), time.Now()
		}
		ended[s.Target.Service] = time.Now() // the last event of each target comes with its end
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	stableAt, polledAt := <-stable, <-polled
	out.throttled = counts[0].throttled
	out.steady.watched = time.Since(settled)
	out.steady.describes, out.steady.calls = counts[0].describes, counts[0].calls
	for _, o := range outcomes {
		if o.Verdict != watch.Settled {
			t.Fatalf("seed %d: %s is %s: %s", seed, o.Target.Service, o.Verdict, o.Reason)
		}
		out.steady.lag = append(out.steady.lag, ended[o.Target.Service].Sub(completed(t, free, o.Target.Service)))
	}
	done := completed(t, free, "web0")
	for i, at := range []time.Time{stableAt, polledAt} {
		x := []*totals{&out.waiter, &out.fixed}[i]
		x.lag, x.watched = []time.Duration{at.Sub(done)}, at.Sub(began)
		x.describes, x.calls = counts[i+1].describes, counts[i+1].calls
	}
	return out
}

// update rolls a service to web:2.
func update(t *testing.T, client *ecs.Client, service string) watch.Target {
	t.Helper()
	before, err := watch.Look(t.Context(), client, "default", service)
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Service: &service, TaskDefinition: aws.String(service + ":2"),
	})
	if err != nil {
		t.Fatal(err)
	}
	d := out.Service.Deployments[0]
	return watch.Target{
		Cluster: "default", Service: service, Deployment: *d.Id, TaskDefinition: service + ":2",
		Previous: before.Primary().ID, PreviousTaskDefinition: before.Primary().TaskDefinition,
		CreatedAt: *d.CreatedAt, Desired: int(d.DesiredCount),
	}
}

// completed is when ECS completed the deployment, by its own service event.
func completed(t *testing.T, client *ecs.Client, service string) time.Time {
	t.Helper()
	out, err := client.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Services: []string{service}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range out.Services[0].Events {
		if strings.HasSuffix(*e.Message, "deployment completed.") {
			return *e.CreatedAt
		}
	}
	t.Fatal("the simulator never completed the deployment")
	return time.Time{}
}

// fixedDelay is how long a simple loop waits between two looks.
const fixedDelay = 5 * time.Second

// waitFixed is when a loop that looks every five seconds, begun after a pause, has
// seen the deployment completed.
func waitFixed(t *testing.T, client *ecs.Client, pause time.Duration, target watch.Target) time.Time {
	for began, wait := time.Now(), pause; time.Since(began) < time.Hour; wait = fixedDelay {
		<-time.After(wait)
		out, err := client.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Services: []string{target.Service}})
		if err != nil {
			t.Error(err)
			return time.Now()
		}
		for _, d := range out.Services[0].Deployments {
			if *d.Id == target.Deployment && d.RolloutState == types.DeploymentRolloutStateCompleted {
				return time.Now()
			}
		}
	}
	t.Error("the deployment has not completed within an hour")
	return time.Now()
}

// waiterDelay is how long the aws CLI's waiter waits between two looks.
const waiterDelay = 15 * time.Second

// waitStable is when "aws ecs wait services-stable", begun after a pause, ends.
func waitStable(t *testing.T, client *ecs.Client, pause time.Duration) time.Time {
	<-time.After(pause)
	waiter := ecs.NewServicesStableWaiter(client, func(o *ecs.ServicesStableWaiterOptions) {
		o.MinDelay, o.MaxDelay = waiterDelay, waiterDelay
	})
	err := waiter.Wait(t.Context(), &ecs.DescribeServicesInput{Services: []string{"web0"}}, time.Hour)
	if err != nil {
		t.Error(err)
	}
	return time.Now()
}

// counter counts what goes over the wire.
type counter struct {
	next             http.RoundTripper
	mu               sync.Mutex
	describes, calls int
	throttled        int
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.calls++
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeServices") {
		c.describes++
	}
	c.mu.Unlock()
	reply, err := c.next.RoundTrip(r)
	if err == nil && reply.StatusCode == http.StatusBadRequest {
		c.mu.Lock()
		c.throttled++ // nothing else is refused here
		c.mu.Unlock()
	}
	return reply, err
}

func clientOn(transport http.RoundTripper) *ecs.Client {
	return ecs.New(ecs.Options{
		Region: "us-east-1", Credentials: aws.AnonymousCredentials{},
		HTTPClient: &http.Client{Transport: transport}, BaseEndpoint: aws.String("http://localhost"),
	})
}

// targetsOn is a client of Elastic Load Balancing; its requests name their service,
// as a signature would.
func targetsOn(transport http.RoundTripper) *elb.Client {
	return elb.New(elb.Options{
		Region: "us-east-1", Credentials: aws.AnonymousCredentials{},
		HTTPClient: &http.Client{Transport: signed{transport}}, BaseEndpoint: aws.String("http://localhost"),
	})
}

type signed struct{ http.RoundTripper }

func (s signed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/elasticloadbalancing/aws4_request")
	return s.RoundTripper.RoundTrip(r)
}

func mean(ds []time.Duration) time.Duration {
	var sum time.Duration
	for _, d := range ds {
		sum += d
	}
	return sum / time.Duration(len(ds))
}

// last is the duration that a share of ds does not exceed.
func last(ds []time.Duration, share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(ds))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}
