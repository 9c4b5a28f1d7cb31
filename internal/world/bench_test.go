package world

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// BenchmarkRollingUpdate is a rolling update of four tasks, from the call to the
// steady state.
func BenchmarkRollingUpdate(b *testing.B) {
	l := newLab(b, Options{})
	must(l.AddInstance("", Instance{}))(b)
	l.create(l.register(web("nginx", 0)), 4)
	l.register(web("nginx:2", 0))
	l.run(5 * time.Minute)
	for n := 0; b.Loop(); n++ {
		l.deployTo(fmt.Sprintf("web:%d", 2-n%2))
		l.run(2 * time.Minute)
	}
}

// BenchmarkManyServices rolls every service of a cluster at once: ten tasks
// each, on instances. The cost of one service must not grow with their number.
func BenchmarkManyServices(b *testing.B) {
	for _, services := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(services), func(b *testing.B) {
			l := newLab(b, Options{})
			for range (services*20*128 + 15999) / 16000 {
				must(l.AddInstance("", Instance{Memory: 16000}))(b)
			}
			l.register(web("nginx", 0))
			l.register(web("nginx:2", 0))
			for n := range services {
				must(l.CreateService(&ecs.CreateServiceInput{
					ServiceName: aws.String(fmt.Sprint("web", n)), TaskDefinition: aws.String("web:1"),
					DesiredCount: aws.Int32(10),
				}))(b)
			}
			l.run(5 * time.Minute)
			for n := 0; b.Loop(); n++ {
				for s := range services {
					must(l.UpdateService(&ecs.UpdateServiceInput{
						Service: aws.String(fmt.Sprint("web", s)), TaskDefinition: aws.String(fmt.Sprintf("web:%d", 2-n%2)),
					}))(b)
				}
				l.run(5 * time.Minute)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*services), "µs/service")
		})
	}
}

// BenchmarkLargeService rolls one service of many tasks, ten an instance. The cost
// of one task must not grow with their number.
func BenchmarkLargeService(b *testing.B) {
	sizes := []int{100, 1000, 4000}
	if testing.Short() {
		sizes = sizes[:2]
	}
	for _, tasks := range sizes {
		b.Run(fmt.Sprint(tasks), func(b *testing.B) {
			l := newLab(b, Options{})
			for n := range tasks / 5 {
				must(l.AddInstance("", Instance{Memory: 1280, AZ: "us-east-1" + "abc"[n%3:n%3+1]}))(b)
			}
			l.create(l.register(web("nginx", 0)), int32(tasks))
			l.register(web("nginx:2", 0))
			l.run(10 * time.Minute)
			for n := 0; b.Loop(); n++ {
				l.deployTo(fmt.Sprintf("web:%d", 2-n%2))
				l.run(10 * time.Minute)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*tasks), "µs/task")
		})
	}
}
