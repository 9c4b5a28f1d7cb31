package bench

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/world"
)

// shape is how one rollout goes: drawn anew for each.
type shape struct {
	tasks       int32
	image       world.Image
	health      *types.HealthCheck
	group       *world.TargetGroup // nil without a load balancer
	stopTimeout int32
	least, most int32 // minimumHealthyPercent, maximumPercent
}

func drawShape(r *rand.Rand) shape {
	between := func(low, high time.Duration) time.Duration { return low + time.Duration(r.Int64N(int64(high-low))) }
	s := shape{
		tasks: 1 + r.Int32N(12), stopTimeout: 2 + r.Int32N(119), least: 100, most: 200,
		image: world.Image{Pull: between(time.Second, time.Minute), Start: between(time.Second/2, 10*time.Second)},
	}
	s.image.Stop = between(0, 2*time.Duration(s.stopTimeout)*time.Second) // every other one is killed
	if r.IntN(3) == 0 {
		s.least, s.most = 50, 100+100*r.Int32N(2)
		s.tasks++
	}
	switch r.IntN(3) {
	case 0:
		s.health = &types.HealthCheck{Command: []string{"CMD", "true"}, Interval: aws.Int32(5 + r.Int32N(26)), StartPeriod: aws.Int32(120)}
		s.image.HealthyAfter = between(0, time.Minute)
	case 1:
		delay := between(0, 2*time.Minute).Truncate(time.Second)
		s.group = &world.TargetGroup{DeregistrationDelay: &delay, HealthCheck: world.TargetHealthCheck{
			Interval: time.Duration(5+r.IntN(26)) * time.Second, Timeout: 4 * time.Second, Healthy: 2 + r.Int32N(4), Unhealthy: 2,
		}}
		s.image.AnswersAfter = between(0, 30*time.Second)
	}
	return s
}

// buildShapes makes a world in which services web0, web1, … of many shapes run
// revision 1 of a family each and can be rolled to 2.
func buildShapes(seed uint64, services int, now time.Time) (*world.World, error) {
	w := world.New(world.Options{Seed: seed, Start: now.Add(-time.Hour)})
	if _, err := w.CreateCluster(&ecs.CreateClusterInput{}); err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(seed, 1))
	var tasks int
	for i := range services {
		s := drawShape(random)
		tasks += int(s.tasks)
		if err := s.create(w, fmt.Sprint("web", i)); err != nil {
			return nil, err
		}
	}
	for range 1 + 2*tasks/100 {
		if _, err := w.AddInstance("", world.Instance{Memory: 16000, CPU: 16000}); err != nil {
			return nil, err
		}
	}
	w.Advance(now)
	return w, nil
}

func (s shape) create(w *world.World, name string) error {
	for revision := 1; revision <= 2; revision++ {
		image := fmt.Sprintf("shop/%s:%d", name, revision)
		w.SetImage(image, s.image)
		_, err := w.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
			Family: &name,
			ContainerDefinitions: []types.ContainerDefinition{{
				Name: aws.String("web"), Image: &image, Memory: aws.Int32(128), HealthCheck: s.health,
				StopTimeout: &s.stopTimeout, PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80)}},
			}},
		})
		if err != nil {
			return err
		}
	}
	in := &ecs.CreateServiceInput{
		ServiceName: &name, TaskDefinition: aws.String(name + ":1"), DesiredCount: &s.tasks,
		DeploymentConfiguration: &types.DeploymentConfiguration{MinimumHealthyPercent: &s.least, MaximumPercent: &s.most},
	}
	if s.group != nil {
		s.group.Name = name
		in.HealthCheckGracePeriodSeconds = aws.Int32(120)
		in.LoadBalancers = []types.LoadBalancer{{
			TargetGroupArn: aws.String(w.AddTargetGroup(*s.group)), ContainerName: aws.String("web"), ContainerPort: aws.Int32(80),
		}}
	}
	_, err := w.CreateService(in)
	return err
}
