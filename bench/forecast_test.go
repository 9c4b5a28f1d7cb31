package bench

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/world"
)

// counted passes requests on and counts them.
type counted struct {
	http.RoundTripper
	mu    sync.Mutex
	calls int
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.calls++
	c.mu.Unlock()
	return c.RoundTripper.RoundTrip(r)
}

// BenchmarkForecast forecasts a rollout of a service on 200 instances: what the model
// takes once the state is read, and how many calls the reading takes.
//
//   - settles: 400 tasks with dynamic ports
//   - blocked: 200 tasks with a static port, one on each instance; with all fixes
//   - calls: 100 tasks
func BenchmarkForecast(b *testing.B) {
	for _, c := range []struct {
		name  string
		tasks int32
		port  int32
	}{{"settles", 400, 0}, {"blocked", 200, 80}, {"calls", 100, 0}} {
		b.Run(c.name, func(b *testing.B) {
			clients, calls := fleetOf200(b, c.tasks, c.port)
			change := forecast.Change{
				Register: forecastDefinition(c.port), Update: ecs.UpdateServiceInput{Service: aws.String("web")},
			}
			state, err := forecast.Read(context.Background(), clients, change)
			if err != nil {
				b.Fatal(err)
			}
			verdict := forecast.From(state, change).Verdict
			if strings.HasPrefix(c.name, "blocked") != (verdict == forecast.Blocked) || len(state.Tasks) != int(c.tasks) {
				b.Fatalf("%s, %d tasks", verdict, len(state.Tasks))
			}
			n := calls.calls
			for b.Loop() {
				forecast.From(state, change)
			}
			b.ReportMetric(float64(n), "calls")
		})
	}
}

func forecastDefinition(port int32) *ecs.RegisterTaskDefinitionInput {
	return &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"),
		ContainerDefinitions: []types.ContainerDefinition{{
			Name: aws.String("web"), Image: aws.String("web:1"), Memory: aws.Int32(256),
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80), HostPort: &port}},
		}},
	}
}

// fleetOf200 is a simulator with 200 instances and a service that has settled.
func fleetOf200(b *testing.B, tasks, port int32) (forecast.Clients, *counted) {
	b.Helper()
	server, err := ecssim.Open(ecssim.Setup{Speed: 1e6})
	if err != nil {
		b.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	_, err = server.Call("CreateCluster", &ecs.CreateClusterInput{})
	must(err)
	must(server.Change(func(w *world.World) error {
		for n := range 200 {
			zone := "us-east-1" + string(rune('a'+n%3))
			if _, err := w.AddInstance("", world.Instance{ID: fmt.Sprintf("i-%d", n), AZ: zone}); err != nil {
				return err
			}
		}
		return nil
	}))
	_, err = server.Call("RegisterTaskDefinition", forecastDefinition(port))
	must(err)
	_, err = server.Call("CreateService", &ecs.CreateServiceInput{
		ServiceName: aws.String("web"), TaskDefinition: aws.String("web"), DesiredCount: &tasks,
	})
	must(err)
	must(server.Change(func(w *world.World) error { w.Pass(10 * time.Minute); return nil }))
	calls := &counted{RoundTripper: server.Transport()}
	return forecast.Clients{ECS: ecs.New(ecs.Options{
		Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("sim", "sim", ""),
		HTTPClient: &http.Client{Transport: calls}, BaseEndpoint: aws.String("http://localhost"),
	})}, calls
}
