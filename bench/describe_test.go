//go:build unix

package bench

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ecs-steady/steady/internal/ecssim"
	"github.com/ecs-steady/steady/internal/world"
)

// connections is how many clients call at the same time.
const connections = 8

// BenchmarkDescribe calls DescribeServices, ten services a call, on eight
// keep-alive connections over loopback; client and server share the cores.
//
//   - settled: a hundred services with four tasks and a few events each
//   - events: the same with a hundred events, as many as ECS keeps
//   - rolling: at twenty times the speed of ECS, with every service updated again
//     and again meanwhile
func BenchmarkDescribe(b *testing.B) {
	const services = 100
	b.Run("settled", func(b *testing.B) {
		describe(b, settled(b, services, 0), services)
	})
	b.Run("events", func(b *testing.B) {
		describe(b, settled(b, services, 40), services)
	})
	b.Run("rolling", func(b *testing.B) {
		const speed = 20
		w, err := build(world.Options{Seed: 1, Speed: speed}, services, 4, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		server := ecssim.New(w, ecssim.Options{Speed: speed})
		keepRolling(b, serveHTTP(b, server.Handler()), services)
		describe(b, server, services)
	})
}

// keepRolling updates one service after the other, fifty a second, for as long as
// the benchmark runs.
func keepRolling(b *testing.B, address string, services int) {
	b.Helper()
	const each = 20 * time.Millisecond
	c, end := dial(b, address), make(chan struct{})
	b.Cleanup(func() { close(end) })
	go func() {
		for n := 0; ; n++ {
			update := fmt.Sprintf(`{"service":"web%d","taskDefinition":"web:%d"}`, n%services, 2-n/services%2)
			if _, err := c.send(request(address, "UpdateService", update)); err != nil {
				b.Error(err)
				return
			}
			select {
			case <-end:
				return
			case <-time.After(each):
			}
		}
	}()
}

// settled serves a world of services, each updated a number of times before.
func settled(b *testing.B, services, updates int) *ecssim.Server {
	b.Helper()
	const each = 5 * time.Minute
	w, err := build(world.Options{Seed: 1}, services, 4, time.Now().Add(-time.Duration(updates)*each))
	if err != nil {
		b.Fatal(err)
	}
	for n := range updates {
		for i := range services {
			if err := roll(w, i, n); err != nil {
				b.Fatal(err)
			}
		}
		w.Advance(w.Now().Add(each))
	}
	return ecssim.New(w, ecssim.Options{})
}

// describe calls DescribeServices as often as the benchmark asks for.
func describe(b *testing.B, server *ecssim.Server, services int) {
	b.Helper()
	address := serveHTTP(b, server.Handler())
	requests := describes(address, services)
	var calls, bytes atomic.Int64
	b.SetParallelism(connections / 2) // on two cores
	b.ResetTimer()
	began := cpuTime(b)
	b.RunParallel(func(pb *testing.PB) {
		c := dial(b, address)
		for pb.Next() {
			n, err := c.send(requests[int(calls.Add(1))%len(requests)])
			if err != nil {
				b.Error(err)
				return
			}
			bytes.Add(int64(n))
		}
	})
	b.ReportMetric(float64((cpuTime(b)-began).Microseconds())/float64(calls.Load()), "cpu-µs/call")
	b.ReportMetric(float64(calls.Load())/b.Elapsed().Seconds(), "calls/s")
	b.ReportMetric(float64(bytes.Load())/float64(calls.Load())/1024, "KiB/call")
}

// describes are the requests that describe all services, ten each.
func describes(address string, services int) [][]byte {
	var out [][]byte
	for first := 0; first < services; first += 10 {
		var names []string
		for i := range 10 {
			names = append(names, fmt.Sprintf("%q", fmt.Sprint("web", first+i)))
		}
		out = append(out, request(address, "DescribeServices",
			`{"cluster":"default","services":[`+strings.Join(names, ",")+`]}`))
	}
	return out
}
