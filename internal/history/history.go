// Package history plays random histories of calls against whatever answers like
// ECS, for tests only: services that come, change, fail and go, tasks beside
// them, instances that join and leave, alarms, images that are mended and
// broken, and requests that make no sense.
//
// Start at [New], or at [NewRollout] for a history about one rollout. A history is
// told by its seed and the numbers of its steps: each step draws from its own
// random source, so that a test may leave steps out to find those that matter.
package history

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Host is what a history is played against.
type Host interface {
	// Call carries out an operation of ECS: "ListTasks" takes an
	// *ecs.ListTasksInput and gives an *ecs.ListTasksOutput.
	Call(operation string, in any) (any, error)
	// SetImage says how containers of an image behave from now on.
	SetImage(ref string, image Image)
	// SetAlarm lets a CloudWatch alarm fire, or ends that.
	SetAlarm(name string, firing bool)
	// SetHook says how the function of a lifecycle hook ends, "" for well, after it
	// was so many times busy.
	SetHook(target, end string, busy int)
	// Grow adds an instance to the default cluster.
	Grow(Machine)
	// Terminate ends the host of a container instance, named by its ARN.
	Terminate(instance string)
	// Connect gives the agent of a container instance its connection back, or
	// takes it away.
	Connect(instance string, connected bool)
	// AddSecret makes a secret; then there are no others than those made.
	AddSecret(name string)
}

// Image is how the containers of an image behave. What is zero is ordinary.
type Image struct {
	Pull, Stop            time.Duration
	PullError, StartError string
	ExitAfter             time.Duration
	ExitCode              int32
	// Memory is what it uses, in MiB.
	Memory int32
	// HealthyAfter and UnhealthyAfter are for the container health check,
	// AnswersAfter and MuteAfter for that of a load balancer.
	HealthyAfter, UnhealthyAfter, AnswersAfter, MuteAfter time.Duration
}

// Machine is an instance that joins the cluster.
type Machine struct {
	Zone, Provider string
	CPU, Memory    int32 // units and MiB
}

// Player plays one history.
type Player struct {
	host  Host
	seed  uint64
	rng   *rand.Rand // of the step at hand
	names []string   // of the services that it is about
	// classic: the first of them is behind a Classic Load Balancer.
	classic bool
}

// New sets the scene of the history that seed stands for.
func New(host Host, seed uint64) *Player {
	p := &Player{host: host, seed: seed}
	p.draw(0)
	p.names = Services()
	p.rng.Shuffle(len(p.names), func(i, j int) { p.names[i], p.names[j] = p.names[j], p.names[i] })
	p.names = p.names[:1+p.rng.IntN(3)]
	p.setScene()
	return p
}

// draw takes the random source of a step.
func (p *Player) draw(step uint64) { p.rng = rand.New(rand.NewPCG(p.seed, step)) }

// Step plays a step, counted from 1, and says how much time is to pass after it.
func (p *Player) Step(number uint64) time.Duration {
	p.draw(number)
	p.act()
	switch p.rng.IntN(12) {
	case 0:
		return 0
	case 1, 2:
		return time.Duration(p.rng.IntN(30)) * time.Minute
	default:
		return time.Duration(p.rng.IntN(150_000)) * time.Millisecond
	}
}

// images are the names that task definitions may have, and how each behaves.
var images = map[string]Image{
	"good":     {Pull: 3 * time.Second, Stop: 5 * time.Second},
	"stubborn": {Stop: time.Minute},
	"slow":     {Pull: 40 * time.Second, HealthyAfter: 50 * time.Second, AnswersAfter: 50 * time.Second},
	"missing":  {PullError: "CannotPullContainerError: not found"},
	"broken":   {StartError: "CannotStartContainerError: no such file"},
	"crash":    {ExitAfter: 70 * time.Second, ExitCode: 1},
	"flap":     {ExitAfter: 5 * time.Second, ExitCode: 2},
	"sick":     {UnhealthyAfter: time.Second},
	"sickens":  {UnhealthyAfter: 2 * time.Minute},
	"mute":     {MuteAfter: time.Second},
	"falters":  {MuteAfter: 3 * time.Minute},
	"greedy":   {Memory: 4096},
}

// names are those of images, the likelier ones more often; latest is one that is
// mended and broken.
var names = []string{
	"good", "good", "good", "good", "good", "latest", "latest", "stubborn", "slow", "missing", "broken", "crash", "flap",
	"sick", "sickens", "mute", "falters",
}

// setScene makes the cluster that everything happens in, and services.
func (p *Player) setScene() {
	p.setCluster()
	for range 1 + p.rng.IntN(3) {
		p.grow()
	}
	for range 1 + p.rng.IntN(2) {
		p.create(p.service())
	}
	if p.chance(2) {
		p.createOutside()
		p.addSet(100)
	}
	if p.chance(2) {
		p.create(shop)
	}
}

// setCluster makes a cluster without instances.
func (p *Player) setCluster() {
	for _, name := range slices.Sorted(maps.Keys(images)) {
		p.host.SetImage(name, images[name])
	}
	p.host.SetHook(function("refuse"), "FAILED", 0)
	p.do("CreateCluster", &ecs.CreateClusterInput{})
	p.do("CreateCapacityProvider", &ecs.CreateCapacityProviderInput{
		Name: aws.String("scaled"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: aws.String("asg-scaled"),
			ManagedScaling:      &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled},
		},
	})
	p.do("CreateCapacityProvider", &ecs.CreateCapacityProviderInput{
		Name: aws.String("fixed"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: aws.String("asg-fixed"),
		},
	})
	p.do("PutClusterCapacityProviders", &ecs.PutClusterCapacityProvidersInput{
		Cluster: aws.String("default"), CapacityProviders: []string{"scaled", "fixed", "FARGATE", "FARGATE_SPOT"},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{},
	})
}

// act makes one of the things happen that can.
func (p *Player) act() {
	acts := []struct {
		weight int
		do     func()
	}{
		{18, p.changeService},
		{8, p.changeTasks},
		{8, p.changeCapacity},
		{6, p.changeMonitors},
		{3, p.changeDefinitions},
		{3, p.askWrong},
		{3, p.read},
		{6, p.changeSets},
		{8, p.changeHooks},
	}
	sum := 0
	for _, a := range acts {
		sum += a.weight
	}
	n := p.rng.IntN(sum)
	for _, a := range acts {
		if n -= a.weight; n < 0 {
			a.do()
			return
		}
	}
}

// do makes a call whose answer does not matter.
func (p *Player) do(operation string, in any) { _, _ = p.host.Call(operation, in) }

// ask makes a call and gives its answer, an empty one if there was an error.
func ask[Out any](p *Player, operation string, in any) *Out {
	out, err := p.host.Call(operation, in)
	if err != nil {
		return new(Out)
	}
	return out.(*Out)
}

// oneOf picks one of a list that is not empty.
func oneOf[T any](p *Player, list ...T) T { return list[p.rng.IntN(len(list))] }

// one in n is chance's answer yes.
func (p *Player) chance(n int) bool { return p.rng.IntN(n) == 0 }
