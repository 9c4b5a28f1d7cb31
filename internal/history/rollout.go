package history

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Rollout is an update of a service, or its creation, as whoever asked for it saw
// it: somebody follows it to its end.
type Rollout struct {
	Service string
	Before  *types.Service // nil for a new service
	After   *types.Service // ECS's reply
	// Deleting says that the service is deleted.
	Deleting bool
}

// followed are the services that a rollout may be of, the likelier ones more often.
var followed = []string{web, web, web, api, api, api, edge, edge, scaled}

// rolled are the images that rollouts bring, the likelier ones more often.
var rolled = []string{
	"good", "good", "good", "good", "good", "good", "good", "latest", "stubborn", "slow", "slow", "missing", "missing",
	"broken", "crash", "flap", "sick", "sickens", "mute", "falters", "greedy", secretive,
}

// secretive stands for a good image with a secret that there is not.
const secretive = "secretive"

// kinds are what every fourth history is about. The others are about an update, or
// now and then a creation, that is rolled out in the ordinary way.
var kinds = []string{shop, shop, daemon, scaling, deleting, early}

const (
	scaling  = "scaling"  // nothing but the number of tasks changes
	deleting = "deleting" // a service is deleted
	early    = "early"    // the service completes before all tasks are there
)

// kind is one of kinds, or "".
func (p *Player) kind() string {
	if p.seed%4 != 1 {
		return ""
	}
	return kinds[p.seed/4%uint64(len(kinds))]
}

// NewRollout sets the scene of a history that is about a rollout: one service, and
// now and then another one, on instances that most often have room for both. One of
// twenty is behind a Classic Load Balancer.
func NewRollout(host Host, seed uint64) *Player {
	p := &Player{host: host, seed: seed}
	p.draw(0)
	p.names = []string{oneOf(p, followed...)}
	if kind := p.kind(); kind == shop || kind == daemon {
		p.names[0] = kind
	}
	if seed%20 == 3 {
		p.names[0], p.classic = web, true
	}
	if p.chance(3) {
		p.names = append(p.names, oneOf(p, followed...))
	}
	p.setCluster()
	p.host.AddSecret("known")
	for range 2 + p.rng.IntN(4) {
		p.grow()
	}
	for _, name := range p.names {
		p.create(name)
	}
	return p
}

// Warmup is how long the scene is left alone before the rollout.
func (p *Player) Warmup() time.Duration {
	p.draw(1 << 32)
	if p.chance(8) {
		return time.Duration(p.rng.IntN(60_000)) * time.Millisecond
	}
	return time.Duration(6+p.rng.IntN(20)) * time.Minute
}

// Roll deploys. It gives nil where ECS refused.
func (p *Player) Roll() *Rollout {
	p.draw(1<<32 + 1)
	r := &Rollout{Service: p.names[0], Before: p.look(p.names[0])}
	if r.Before == nil || p.chance(12) {
		return p.rollNew(r)
	}
	in := &ecs.UpdateServiceInput{Service: &r.Service}
	switch p.kind() {
	case deleting:
		r.After = ask[ecs.DeleteServiceOutput](p, "DeleteService", &ecs.DeleteServiceInput{
			Service: &r.Service, Force: aws.Bool(true),
		}).Service
		r.Deleting = true
		return r.accepted()
	case scaling:
		in.DesiredCount = aws.Int32(p.rng.Int32N(6))
		r.After = ask[ecs.UpdateServiceOutput](p, "UpdateService", in).Service
		return r.accepted()
	case early:
		in.TaskDefinition = aws.String(p.rolledDefinition(r.Service))
		in.DeploymentConfiguration = p.earlySuccess()
		r.After = ask[ecs.UpdateServiceOutput](p, "UpdateService", in).Service
		return r.accepted()
	}
	if p.chance(10) {
		in.ForceNewDeployment = true
	} else {
		in.TaskDefinition = aws.String(p.rolledDefinition(r.Service))
	}
	if p.chance(6) && r.Service != daemon {
		in.DesiredCount = aws.Int32(p.rng.Int32N(6))
	}
	if p.chance(6) {
		minimum, maximum := p.percents(r.Service)
		in.DeploymentConfiguration = &types.DeploymentConfiguration{
			MinimumHealthyPercent: &minimum, MaximumPercent: &maximum, DeploymentCircuitBreaker: p.breaker(),
		}
	}
	r.After = ask[ecs.UpdateServiceOutput](p, "UpdateService", in).Service
	return r.accepted()
}

// earlySuccess completes deployments once a share of the tasks is healthy.
func (p *Player) earlySuccess() *types.DeploymentConfiguration {
	minimum := p.rng.Int32N(3) * 25
	return &types.DeploymentConfiguration{
		MinimumHealthyPercent: &minimum,
		EarlySuccessCriteria: &types.DeploymentEarlySuccessCriteria{
			Enable: true, HealthyPercent: aws.Int32(minimum + p.rng.Int32N(3)*25),
			SourceServiceRevisionCleanup: oneOf(p, types.ServiceRevisionCleanup("").Values()...),
		},
	}
}

// rollNew creates a service that there is not.
func (p *Player) rollNew(r *Rollout) *Rollout {
	for _, name := range followed {
		if p.look(name) == nil {
			r.Service, r.Before = name, nil
			in := p.created(name)
			in.TaskDefinition = aws.String(p.rolledDefinition(name))
			r.After = ask[ecs.CreateServiceOutput](p, "CreateService", in).Service
			return r.accepted()
		}
	}
	return nil
}

func (r *Rollout) accepted() *Rollout {
	if r.After == nil {
		return nil
	}
	return r
}

// look describes a service, nil if there is none.
func (p *Player) look(name string) *types.Service {
	out := ask[ecs.DescribeServicesOutput](p, "DescribeServices", &ecs.DescribeServicesInput{Services: []string{name}})
	if len(out.Services) == 0 || aws.ToString(out.Services[0].Status) != "ACTIVE" {
		return nil
	}
	return &out.Services[0]
}

// rolledDefinition registers a revision that a rollout brings.
func (p *Player) rolledDefinition(family string) string {
	image, port := oneOf(p, rolled...), int32(p.rng.IntN(6)/5*80)
	if image != secretive {
		return p.register(family, image, port, p.sidecars()...)
	}
	in := p.revision(family, "good", port)
	in.ExecutionRoleArn = aws.String("arn:aws:iam::123456789012:role/starts-tasks")
	in.ContainerDefinitions[0].Secrets = []types.Secret{{
		Name: aws.String("KEY"), ValueFrom: aws.String("arn:aws:secretsmanager:us-east-1:123456789012:secret:unknown-a1b2c3"),
	}}
	return p.enroll(in)
}

// Disturbances is how many things happen beside the rollout, at most; often none.
func (p *Player) Disturbances() int {
	p.draw(1<<32 + 2)
	if p.rng.IntN(5) < 2 {
		return 0
	}
	return 1 + p.rng.IntN(6)
}

// Disturb does what others do while somebody follows a rollout, counted from 1, and
// says how much time passed before.
func (p *Player) Disturb(number uint64) (after time.Duration, do func()) {
	p.draw(1<<33 + number)
	after = time.Duration(p.rng.IntN(120_000)) * time.Millisecond
	if p.chance(6) {
		after *= 6
	}
	return after, func() {
		switch n := p.rng.IntN(20); {
		case n < 5:
			p.changeService()
		case n < 8: // as autoscaling does
			p.do("UpdateService", &ecs.UpdateServiceInput{
				Service: aws.String(p.service()), DesiredCount: aws.Int32(p.rng.Int32N(6)),
			})
		case n < 11:
			p.changeTasks()
		case n < 15:
			p.changeCapacity()
		case n < 18:
			p.changeMonitors()
		case p.names[0] == shop && p.chance(2):
			p.changeHooks()
		default:
			p.changeDefinitions()
		}
	}
}
