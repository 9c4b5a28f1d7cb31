package forecast_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/internal/forecast"
	"github.com/ecs-steady/steady/internal/world"
)

// randomPlay is a random cluster with a service web, and a change of it.
type randomPlay struct {
	*lab
	seed   uint64
	dice   *rand.Rand
	change forecast.Change
	story  []string
	fleet  map[string]world.Instance // by EC2 id
	late   []time.Duration           // by how much it took longer than forecast
	placed bool                      // it could be forecast without reading the tasks
}

// newPlay makes the cluster of a seed; false where what else runs there has not come
// to rest, so that it would not stay as it is.
func newPlay(t *testing.T, seed uint64) (*randomPlay, bool) {
	p := &randomPlay{
		lab: newLab(t), seed: seed, dice: rand.New(rand.NewPCG(seed, 7)), fleet: map[string]world.Instance{},
	}
	p.machines()
	for n := range p.dice.IntN(3) {
		p.neighbour(n)
	}
	p.service()
	p.trouble()
	p.change = p.drawChange()
	return p, p.resting()
}

func (p *randomPlay) tell(format string, args ...any) {
	p.story = append(p.story, fmt.Sprintf(format, args...))
}

// String tells how it came.
func (p *randomPlay) String() string { return "  " + strings.Join(p.story, "\n  ") }

// one picks one.
func one[T any](dice *rand.Rand, of ...T) T { return of[dice.IntN(len(of))] }

// machines adds instances, of which some have an attribute.
func (p *randomPlay) machines() {
	for n := range 1 + p.dice.IntN(5) {
		i := world.Instance{
			ID: fmt.Sprintf("i-%d", n+1), CPU: one(p.dice, int32(1024), 2048), Memory: one(p.dice, int32(512), 1000, 2000),
			AZ: "us-east-1" + one(p.dice, "a", "b"),
		}
		if p.dice.IntN(3) == 0 {
			i.Attributes = map[string]string{"stack": "blue"}
		}
		p.tell("instance %s: %d CPU, %d MiB, %s, %v", i.ID, i.CPU, i.Memory, i.AZ, i.Attributes)
		p.fleet[i.ID] = i
		p.grow(i)
	}
}

// neighbour is another service.
func (p *randomPlay) neighbour(n int) {
	def := definition(one(p.dice, int32(100), 300, 450), one(p.dice, int32(0), 0, 8080), cpu(one(p.dice, int32(0), 256)))
	def.Family = aws.String(fmt.Sprintf("other-%d", n))
	desired := int32(1 + p.dice.IntN(2))
	p.tell("%s: %d tasks of %s", *def.Family, desired, words(def))
	p.create(def, desired, 0, 200, func(in *ecs.CreateServiceInput) { in.ServiceName = def.Family })
}

// draw is a random definition of the service.
func (p *randomPlay) draw() *ecs.RegisterTaskDefinitionInput {
	def := definition(one(p.dice, int32(100), 200, 400, 600, 900), one(p.dice, int32(0), 0, 80, 80, 8080),
		cpu(one(p.dice, int32(0), 256, 512)))
	switch p.dice.IntN(8) {
	case 0:
		member("attribute:stack == blue")(def)
	case 1:
		def.NetworkMode = types.NetworkModeHost
		def.ContainerDefinitions[0].PortMappings[0].HostPort = nil
	case 2:
		def.ContainerDefinitions[0].HealthCheck = &types.HealthCheck{Command: []string{"CMD", "true"}}
	}
	return def
}

// service makes service web.
func (p *randomPlay) service() {
	def := p.draw()
	desired, minimum, maximum := int32(1+p.dice.IntN(5)), one(p.dice, int32(0), 50, 75, 100, 100), one(p.dice, int32(100), 125, 150, 200, 200)
	kind := p.dice.IntN(6)
	if kind == 0 {
		maximum = 100
	}
	p.tell("web: %d tasks of %s, min %d, max %d, kind %d", desired, words(def), minimum, maximum, kind)
	group := ""
	if kind == 2 {
		p.lab.change(func(w *world.World) {
			delay := 60 * time.Second
			group = w.AddTargetGroup(world.TargetGroup{Name: "web", DeregistrationDelay: &delay})
		})
	}
	p.create(def, desired, minimum, maximum, func(in *ecs.CreateServiceInput) {
		switch kind {
		case 0:
			daemon(in)
		case 1:
			distinct(in)
		case 2:
			in.LoadBalancers = []types.LoadBalancer{{
				TargetGroupArn: &group, ContainerName: aws.String("app"), ContainerPort: aws.Int32(80),
			}}
		case 3:
			in.PlacementStrategy = []types.PlacementStrategy{{Type: types.PlacementStrategyTypeBinpack, Field: aws.String("memory")}}
		}
	})
}

// trouble is what happened before the change.
func (p *randomPlay) trouble() {
	switch p.dice.IntN(8) {
	case 0:
		p.tell("i-1 drains")
		p.drain("i-1")
		p.pass(10 * time.Minute)
	case 1:
		p.tell("the agent of i-1 is not connected")
		p.lab.change(func(w *world.World) { _ = w.SetAgentConnected("i-1", false) })
		p.pass(time.Minute)
	case 2, 3:
		change := p.drawChange()
		after := time.Duration(p.dice.IntN(120)) * time.Second
		_, err := p.deploy(change)
		p.tell("deployed %s before by %s: %v", words(change.Register), after, err)
		p.pass(after)
	case 4:
		p.tell("all tasks are protected")
		p.protect(60)
	}
}

// drawChange is a random change.
func (p *randomPlay) drawChange() forecast.Change {
	change := to(p.draw())
	what := words(change.Register)
	if p.dice.IntN(4) == 0 && p.dice.IntN(2) == 0 {
		breaker(p.dice.IntN(2) == 0)(&change.Update)
		what += ", circuit breaker"
	}
	p.tell("change to %s", what)
	return change
}

func words(def *ecs.RegisterTaskDefinitionInput) string {
	c := def.ContainerDefinitions[0]
	return fmt.Sprintf("%d MiB, %d CPU, host port %d, %s, %d constraints", *c.Memory, c.Cpu, aws.ToInt32(c.PortMappings[0].HostPort),
		def.NetworkMode, len(def.PlacementConstraints))
}

// resting says whether the other services have come to rest.
func (p *randomPlay) resting() bool {
	for n := range 3 {
		s := p.read(fmt.Sprintf("other-%d", n))
		if s != nil && (s.RunningCount != s.DesiredCount || len(s.Deployments) > 1) {
			return false
		}
	}
	return true
}

// read is a service as it is now; nil if there is none.
func (p *randomPlay) read(name string) *types.Service {
	out, err := p.client.DescribeServices(p.t.Context(), &ecs.DescribeServicesInput{Services: []string{name}})
	p.must(err)
	if len(out.Services) == 0 {
		return nil
	}
	return &out.Services[0]
}
