package bench

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// build puts services of a number of tasks each into a new world: web0, web1, …
// on revision web:1, which have settled by now; web:2 is registered. The world
// begins 15 minutes before.
func build(opts world.Options, services, tasks int, now time.Time) (*world.World, error) {
	const taskMemory, instanceMemory = 128, 16000
	opts.Start = now.Add(-15 * time.Minute)
	w := world.New(opts)
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{}); err != nil {
		return nil, err
	}
	// Twice the room that the tasks take, for old and new ones at once.
	for range 1 + 2*services*tasks*taskMemory/instanceMemory {
		if _, err := w.AddInstance("", world.Instance{Memory: instanceMemory, CPU: instanceMemory}); err != nil {
			return nil, err
		}
	}
	for _, image := range []string{"shop/web:1", "shop/web:2"} {
		_, err := w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
			Family: aws.String("web"),
			ContainerDefinitions: []types.ContainerDefinition{{
				Name: aws.String("web"), Image: &image, Memory: aws.Int32(taskMemory),
				PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80)}},
			}},
		})
		if err != nil {
			return nil, err
		}
	}
	for i := range services {
		_, err := w.CreateService(&ecs.CreateServiceInput{
			ServiceName: aws.String(fmt.Sprint("web", i)), TaskDefinition: aws.String("web:1"),
			DesiredCount: aws.Int32(int32(tasks)),
		})
		if err != nil {
			return nil, err
		}
	}
	w.Advance(now)
	return w, nil
}

// BenchmarkWorld is a rolling update of four tasks in the model, from the call to
// the steady state, without any protocol around it.
func BenchmarkWorld(b *testing.B) {
	w, err := build(world.Options{Seed: 1}, 1, 4, time.Unix(0, 0))
	if err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		if err := roll(w, 0, n); err != nil {
			b.Fatal(err)
		}
		w.Advance(w.Now().Add(5 * time.Minute))
	}
	milliseconds(b)
}

// roll updates a service for the nth time: to web:2, web:1, web:2, …
func roll(w *world.World, service, n int) error {
	_, err := w.UpdateService(&ecs.UpdateServiceInput{
		Service: aws.String(fmt.Sprint("web", service)), TaskDefinition: aws.String(fmt.Sprintf("web:%d", 2-n%2)),
	})
	return err
}
