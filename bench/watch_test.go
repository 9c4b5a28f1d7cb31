package bench

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/world"
	"github.com/ecs-steady/steady/watch"
)

// BenchmarkWatch follows rollouts of four tasks with the settings that steady has
// when nobody says otherwise. One operation is a hundred rollouts.
//
//   - lag: from the moment ECS completes the deployment until Watcher.Run returns
//   - waiter: the same for the SDK's services-stable waiter, asking every 15 s as
//     the aws CLI's does
//   - calls: of DescribeServices, and of all operations
func BenchmarkWatch(b *testing.B) {
	const rollouts = 100
	var all totals
	for b.Loop() {
		for seed := range uint64(rollouts) {
			bubble(b, func(t *testing.T) { all.add(follow(t, seed, 1)) })
		}
	}
	b.ReportMetric(mean(all.lag).Seconds(), "s-mean-lag")
	b.ReportMetric(last(all.lag, 0.99).Seconds(), "s-p99-lag")
	b.ReportMetric(mean(all.waiter).Seconds(), "s-mean-waiter-lag")
	all.reportCalls(b)
}

// BenchmarkWatchMany follows several services at once.
func BenchmarkWatchMany(b *testing.B) {
	for _, services := range []int{10, 100} {
		b.Run(fmt.Sprint(services), func(b *testing.B) {
			var all totals
			for b.Loop() {
				bubble(b, func(t *testing.T) { all.add(follow(t, 1, services)) })
			}
			all.reportCalls(b)
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

// totals is what some rollouts took.
type totals struct {
	lag, waiter      []time.Duration
	watched          time.Duration
	describes, calls int
}

func (a *totals) add(t totals) {
	a.lag, a.waiter = append(a.lag, t.lag...), append(a.waiter, t.waiter...)
	a.watched += t.watched
	a.describes += t.describes
	a.calls += t.calls
}

func (a *totals) reportCalls(b *testing.B) {
	b.Helper()
	b.ReportMetric(0, "ns/op") // of the simulator for the most part
	b.ReportMetric(float64(a.describes)/a.watched.Seconds(), "DescribeServices/s")
	b.ReportMetric(float64(a.calls)/a.watched.Seconds(), "calls/s")
}

// follow updates every service of a world and watches until all have settled.
func follow(t *testing.T, seed uint64, services int) totals {
	w, err := build(world.Options{Seed: seed}, services, 4, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	server := ecssim.New(w, ecssim.Options{Seed: seed})
	counted := &counter{next: server.Transport()}
	client, watching := server.Client("us-east-1"), clientOn(counted)

	targets := make([]watch.Target, services)
	for i := range services {
		targets[i] = update(t, client, fmt.Sprint("web", i))
	}
	// The model completes a deployment at a round time after the update; a poll of
	// real ECS finds it at any point between two polls.
	random := rand.New(rand.NewPCG(seed, 0))
	stable := make(chan time.Time, 1)
	phase := time.Duration(random.Int64N(int64(waiterDelay)))
	go func() { stable <- waitStable(t, client, phase) }()
	<-time.After(time.Duration(random.Int64N(int64(time.Second))))
	began := time.Now()
	watcher := watch.Watcher{API: watching, Timeout: 15 * time.Minute, StallTimeout: 5 * time.Minute}
	outcomes, err := watcher.Run(t.Context(), targets, nil)
	ended := time.Now()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes {
		if o.Verdict != watch.Settled {
			t.Fatalf("%s is %s: %s", o.Target.Service, o.Verdict, o.Reason)
		}
	}
	done := completed(t, client, "web0")
	return totals{
		lag: []time.Duration{ended.Sub(done)}, waiter: []time.Duration{(<-stable).Sub(done)},
		watched: ended.Sub(began), describes: counted.describes, calls: counted.calls,
	}
}

// update rolls a service to web:2.
func update(t *testing.T, client *ecs.Client, service string) watch.Target {
	t.Helper()
	before, err := watch.Look(t.Context(), client, "default", service)
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Service: &service, TaskDefinition: aws.String("web:2"),
	})
	if err != nil {
		t.Fatal(err)
	}
	d := out.Service.Deployments[0]
	return watch.Target{
		Cluster: "default", Service: service, Deployment: *d.Id, TaskDefinition: "web:2",
		Previous: before.Primary().ID, PreviousTaskDefinition: before.Primary().TaskDefinition,
		CreatedAt: *d.CreatedAt, Desired: 4,
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

// waiterDelay is how long the aws CLI's waiter waits between two looks.
const waiterDelay = 15 * time.Second

// waitStable is when "aws ecs wait services-stable", begun after a pause, ends.
func waitStable(t *testing.T, client *ecs.Client, pause time.Duration) time.Time {
	<-time.After(pause)
	waiter := ecs.NewServicesStableWaiter(client, func(o *ecs.ServicesStableWaiterOptions) {
		o.MinDelay, o.MaxDelay = waiterDelay, waiterDelay
	})
	err := waiter.Wait(t.Context(), &ecs.DescribeServicesInput{Services: []string{"web0"}}, 10*time.Minute)
	if err != nil {
		t.Error(err)
	}
	return time.Now()
}

// counter counts what goes over the wire.
type counter struct {
	next             http.RoundTripper
	describes, calls int
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.calls++
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeServices") {
		c.describes++
	}
	return c.next.RoundTrip(r)
}

func clientOn(transport http.RoundTripper) *ecs.Client {
	return ecs.New(ecs.Options{
		Region: "us-east-1", Credentials: aws.AnonymousCredentials{},
		HTTPClient: &http.Client{Transport: transport}, BaseEndpoint: aws.String("http://localhost"),
	})
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
