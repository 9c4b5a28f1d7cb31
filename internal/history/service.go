package history

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The services of a history. What a name promises holds for each service that
// gets it.
const (
	web    = "web"    // on instances, most often with a load balancer
	api    = "api"    // on instances
	daemon = "daemon" // one task an instance
	edge   = "edge"   // on Fargate
	scaled = "scaled" // on a capacity provider
	canary = "canary" // on instances, by task sets
	shop   = "shop"   // two revisions side by side while it is deployed
)

// service picks one of the services that the history is about.
func (p *Player) service() string { return oneOf(p, p.names...) }

// Services are the names of all services that may come to be.
func Services() []string { return []string{web, api, daemon, edge, scaled, canary, shop} }

// changeService creates, changes or deletes a service.
func (p *Player) changeService() {
	name := p.service()
	in := &ecs.UpdateServiceInput{Service: &name}
	switch p.rng.IntN(12) {
	case 0, 1:
		p.create(name)
		return
	case 2:
		p.do("DeleteService", &ecs.DeleteServiceInput{Service: &name, Force: aws.Bool(!p.chance(4))})
		return
	case 3, 4, 5, 6:
		in.TaskDefinition = aws.String(p.define(name))
	case 7, 8:
		in.DesiredCount = aws.Int32(p.rng.Int32N(6))
	case 9:
		in.ForceNewDeployment = true
	case 10:
		minimum, maximum := p.percents(name)
		in.DeploymentConfiguration = &types.DeploymentConfiguration{
			MinimumHealthyPercent: &minimum, MaximumPercent: &maximum,
		}
	case 11:
		p.changePlacement(name, in)
	}
	if name == shop && p.chance(2) {
		in.ForceNewDeployment, in.DeploymentConfiguration = true, p.shifting()
	}
	if p.chance(5) { // two things at once
		in.HealthCheckGracePeriodSeconds = aws.Int32(p.rng.Int32N(200))
	}
	p.do("UpdateService", in)
}

// changePlacement changes where the tasks of a service go.
func (p *Player) changePlacement(name string, in *ecs.UpdateServiceInput) {
	switch {
	case name == scaled:
		in.CapacityProviderStrategy = p.strategy()
		in.ForceNewDeployment = p.chance(2)
	case name == edge:
		in.NetworkConfiguration = p.network()
	default:
		in.PlacementConstraints = p.constraints()
		in.PlacementStrategy = p.placement()
	}
}

// create makes a service of a name; one that there is already refuses.
func (p *Player) create(name string) { p.do("CreateService", p.created(name)) }

// created is how a service of a name is made.
func (p *Player) created(name string) *ecs.CreateServiceInput {
	minimum, maximum := p.percents(name)
	def := p.register(name, "good", 0)
	if p.chance(3) {
		def = p.define(name)
	}
	in := &ecs.CreateServiceInput{
		ServiceName: &name, TaskDefinition: &def, DesiredCount: aws.Int32(p.rng.Int32N(6)),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent: &minimum, MaximumPercent: &maximum,
			DeploymentCircuitBreaker: p.breaker(), Alarms: p.alarms(),
		},
		HealthCheckGracePeriodSeconds: aws.Int32(p.rng.Int32N(100)),
	}
	switch name {
	case daemon:
		in.SchedulingStrategy, in.DesiredCount = types.SchedulingStrategyDaemon, nil
	case edge:
		in.LaunchType, in.NetworkConfiguration = types.LaunchTypeFargate, p.network()
	case scaled:
		in.CapacityProviderStrategy = p.strategy()
	default:
		in.PlacementConstraints, in.PlacementStrategy = p.constraints(), p.placement()
	}
	if name == shop {
		breaker, alarms := in.DeploymentConfiguration.DeploymentCircuitBreaker, in.DeploymentConfiguration.Alarms
		in.DeploymentConfiguration = p.shifting()
		in.DeploymentConfiguration.DeploymentCircuitBreaker, in.DeploymentConfiguration.Alarms = breaker, alarms
		in.DeploymentConfiguration.LifecycleHooks = nil // with nothing to go back to they would end it all
		if !p.chance(3) {
			in.LoadBalancers = p.advanced(p.balancers())
		}
	}
	if name == web && !p.chance(4) || name == edge && p.chance(2) {
		in.LoadBalancers = p.balancers()
	}
	if p.classic && name == web {
		in.LoadBalancers = []types.LoadBalancer{{
			LoadBalancerName: aws.String("classic"), ContainerName: aws.String("app"), ContainerPort: aws.Int32(80),
		}}
		in.DeploymentConfiguration.DeploymentCircuitBreaker, in.DeploymentConfiguration.Alarms = nil, nil
	}
	return in
}

// percents are the bounds of a service's deployments.
func (p *Player) percents(name string) (minimum, maximum int32) {
	if name == daemon {
		return p.rng.Int32N(101), 100
	}
	minimum = p.rng.Int32N(5) * 25
	return minimum, max(100, minimum) + p.rng.Int32N(5)*25
}

// balancers are one target group or, seldom, two.
func (p *Player) balancers() (out []types.LoadBalancer) {
	for n := range 1 + p.rng.IntN(8)/7 {
		out = append(out, types.LoadBalancer{
			ContainerName: aws.String("app"), ContainerPort: aws.Int32(80),
			TargetGroupArn: aws.String(fmt.Sprintf(
				"arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/%d/6d0ecf831eec9f0%d", n+1, n+1)),
		})
	}
	return out
}

// network is the network of tasks that have an interface of their own.
func (p *Player) network() *types.NetworkConfiguration {
	subnets := []string{"subnet-1", "subnet-2", "subnet-3"}
	return &types.NetworkConfiguration{
		AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: subnets[:1+p.rng.IntN(3)]},
	}
}

// strategy shares tasks out over the capacity providers with instances.
func (p *Player) strategy() []types.CapacityProviderStrategyItem {
	out := []types.CapacityProviderStrategyItem{{
		CapacityProvider: aws.String("scaled"), Weight: 1 + p.rng.Int32N(3), Base: p.rng.Int32N(3),
	}}
	if p.chance(2) {
		out = append(out, types.CapacityProviderStrategyItem{CapacityProvider: aws.String("fixed"), Weight: 1})
	}
	return out
}

// constraints are most often none.
func (p *Player) constraints() []types.PlacementConstraint {
	switch p.rng.IntN(6) {
	case 0:
		return []types.PlacementConstraint{{
			Type: types.PlacementConstraintTypeMemberOf, Expression: aws.String("attribute:stack == prod"),
		}}
	case 1:
		return []types.PlacementConstraint{{Type: types.PlacementConstraintTypeDistinctInstance}}
	default:
		return []types.PlacementConstraint{}
	}
}

// placement is a placement strategy, most often none.
func (p *Player) placement() []types.PlacementStrategy {
	if !p.chance(3) {
		return []types.PlacementStrategy{}
	}
	return oneOf(p,
		[]types.PlacementStrategy{{Type: types.PlacementStrategyTypeRandom}},
		[]types.PlacementStrategy{{Type: types.PlacementStrategyTypeBinpack, Field: aws.String("memory")}},
		[]types.PlacementStrategy{
			{Type: types.PlacementStrategyTypeSpread, Field: aws.String("attribute:ecs.availability-zone")},
			{Type: types.PlacementStrategyTypeBinpack, Field: aws.String("cpu")},
		},
		[]types.PlacementStrategy{{Type: types.PlacementStrategyTypeSpread, Field: aws.String("instanceId")}},
	)
}
