package history

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// functions are the names of those that lifecycle hooks invoke.
var functions = []string{"check", "refuse"}

// function is the ARN of a function.
func function(name string) string { return "arn:aws:lambda:us-east-1:123456789012:function:" + name }

// shifting is how the deployments of a service with two revisions side by side go;
// seldom it is updated rolling.
func (p *Player) shifting() *types.DeploymentConfiguration {
	minimum, maximum := p.percents(shop)
	c := &types.DeploymentConfiguration{
		MinimumHealthyPercent: &minimum, MaximumPercent: &maximum,
		Strategy: oneOf(p, types.DeploymentStrategyBlueGreen, types.DeploymentStrategyBlueGreen,
			types.DeploymentStrategyLinear, types.DeploymentStrategyCanary, types.DeploymentStrategyRolling),
		BakeTimeInMinutes: aws.Int32(p.rng.Int32N(4)),
		LinearConfiguration: &types.LinearConfiguration{
			StepPercent: aws.Float64(float64(30+p.rng.IntN(971)) / 10), StepBakeTimeInMinutes: aws.Int32(p.rng.Int32N(2)),
		},
		CanaryConfiguration: &types.CanaryConfiguration{CanaryBakeTimeInMinutes: aws.Int32(p.rng.Int32N(4))},
		LifecycleHooks:      []types.DeploymentLifecycleHook{},
	}
	for range 1 + p.rng.IntN(2) {
		c.LifecycleHooks = append(c.LifecycleHooks, p.hook())
	}
	return c
}

// hook is a lifecycle hook; a pause where none may be is refused.
func (p *Player) hook() types.DeploymentLifecycleHook {
	h := types.DeploymentLifecycleHook{
		LifecycleStages: []types.DeploymentLifecycleHookStage{oneOf(p, types.DeploymentLifecycleHookStage("").Values()...)},
		TimeoutConfiguration: &types.DeploymentLifecycleHookTimeoutConfiguration{
			TimeoutInMinutes: aws.Int32(1 + p.rng.Int32N(10)),
			Action: oneOf(p, "", types.DeploymentLifecycleHookActionContinue,
				types.DeploymentLifecycleHookActionRollback),
		},
	}
	if p.chance(2) {
		h.TargetType = types.DeploymentLifecycleHookTargetTypePause
		return h
	}
	h.HookTargetArn = aws.String(function(oneOf(p, functions...)))
	return h
}

// advanced gives load balancers what they need to shift traffic.
func (p *Player) advanced(balancers []types.LoadBalancer) []types.LoadBalancer {
	for n := range balancers {
		balancers[n].AdvancedConfiguration = &types.AdvancedConfiguration{
			AlternateTargetGroupArn: aws.String(*balancers[n].TargetGroupArn + "f"),
			ProductionListenerRule: aws.String(oneOf(p,
				"arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/shop/1/2/3",
				"arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/net/shop/1/2")),
		}
	}
	return balancers
}

// changeHooks lets a function answer otherwise, or stops the newest service
// deployment, or answers its pauses.
func (p *Player) changeHooks() {
	switch {
	case p.chance(4):
		p.stopDeployment(shop)
		return
	case p.chance(3):
		p.host.SetHook(function(oneOf(p, functions...)), oneOf(p, "", "", "FAILED", "NONSENSE", "HANGS"), p.rng.IntN(3))
		return
	}
	list := ask[ecs.ListServiceDeploymentsOutput](p, "ListServiceDeployments", &ecs.ListServiceDeploymentsInput{
		Service: aws.String(shop),
	})
	if len(list.ServiceDeployments) == 0 {
		return
	}
	arn := *list.ServiceDeployments[0].ServiceDeploymentArn
	described := ask[ecs.DescribeServiceDeploymentsOutput](p, "DescribeServiceDeployments",
		&ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: []string{arn}})
	for _, d := range described.ServiceDeployments {
		for _, h := range d.LifecycleHookDetails {
			p.do("ContinueServiceDeployment", &ecs.ContinueServiceDeploymentInput{
				ServiceDeploymentArn: &arn, HookId: h.HookId,
				Action: oneOf(p, "", types.DeploymentLifecycleHookActionContinue, types.DeploymentLifecycleHookActionRollback),
			})
		}
	}
}
