package watch_test

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// kindsOf says of what kinds the history is before anybody disturbs it: what the
// table counts, so that it shows what was tried.
func (p *played) kindsOf() []string {
	s := p.rollout.After
	out := []string{p.changeOf(), p.placeOf()}
	is := func(yes bool, kind string) {
		if yes {
			out = append(out, kind)
		}
	}
	if c := s.DeploymentConfiguration; c != nil {
		if c.Strategy != "" {
			out = append(out, "strategy "+string(c.Strategy))
		}
		is(c.DeploymentCircuitBreaker != nil && c.DeploymentCircuitBreaker.Enable, "circuit breaker")
		is(c.Alarms != nil && c.Alarms.Enable, "alarms")
		is(c.EarlySuccessCriteria != nil && c.EarlySuccessCriteria.Enable, "early success")
		is(len(c.LifecycleHooks) > 0, "lifecycle hooks")
	}
	balancers := s.LoadBalancers
	classic := func(b types.LoadBalancer) bool { return b.LoadBalancerName != nil }
	is(slices.ContainsFunc(balancers, classic), "Classic Load Balancer")
	is(len(balancers) > 0 && !slices.ContainsFunc(balancers, classic), "target groups")
	is(p.client.skew != 0, "clocks apart")
	is(!p.client.expires.IsZero(), "credentials expire")
	is(len(p.faults) == 0, "no faults")
	for _, kind := range []string{"throttle", "error", "reset", "lost", "latency", "stale", "torn", "missing", "unknown"} {
		is(slices.ContainsFunc(p.faults, func(f string) bool { return strings.Contains(f, ":"+kind) }), "fault "+kind)
	}
	return out
}

// changeOf is what is asked of ECS.
func (p *played) changeOf() string {
	r := p.rollout
	id := func(s *types.Service) string {
		if s == nil || len(s.Deployments) == 0 {
			return ""
		}
		return aws.ToString(s.Deployments[0].Id)
	}
	switch {
	case r.Deleting:
		return "delete"
	case r.Before == nil:
		return "create"
	case id(r.Before) == id(r.After):
		return "scale only"
	default:
		return "update"
	}
}

// placeOf is where tasks go.
func (p *played) placeOf() string {
	s := p.rollout.After
	switch {
	case s.SchedulingStrategy == types.SchedulingStrategyDaemon:
		return "DAEMON"
	case s.LaunchType == types.LaunchTypeFargate:
		return "on Fargate"
	case len(s.CapacityProviderStrategy) > 0:
		return "on a capacity provider"
	default:
		return "on instances"
	}
}

// others are what others did to the service, or to what it runs on, meanwhile.
func (p *played) others() []string {
	found := map[string]bool{}
	for _, d := range p.all() {
		if !d.at.After(p.began) {
			continue
		}
		switch in := d.in.(type) {
		case *ecs.UpdateServiceInput:
			if *in.Service == p.target.Service {
				found["others update it"] = found["others update it"] || in.TaskDefinition != nil || in.ForceNewDeployment
				found["others scale it"] = found["others scale it"] || in.DesiredCount != nil
			}
		case *ecs.DeleteServiceInput:
			found["others delete it"] = found["others delete it"] || *in.Service == p.target.Service
		case *ecs.StopServiceDeploymentInput:
			found["others stop a deployment"] = true
		case *ecs.StopTaskInput, *ecs.UpdateTaskProtectionInput:
			found["others stop or protect tasks"] = true
		case *ecs.UpdateContainerInstancesStateInput, *ecs.DeregisterContainerInstanceInput:
			found["others change instances"] = true
		}
	}
	var out []string
	for kind, yes := range found {
		if yes {
			out = append(out, kind)
		}
	}
	return out
}
