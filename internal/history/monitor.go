package history

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const alarm = "errors"

// changeMonitors changes what may fail or end a deployment, lets the alarm fire,
// or stops a service deployment.
func (p *Player) changeMonitors() {
	c := &types.DeploymentConfiguration{}
	name := p.service()
	switch p.rng.IntN(5) {
	case 0:
		c.DeploymentCircuitBreaker = p.breaker()
	case 1:
		c.Alarms = p.alarms()
	case 2:
		c.EarlySuccessCriteria = &types.DeploymentEarlySuccessCriteria{
			Enable: p.chance(2), HealthyPercent: aws.Int32(25 * p.rng.Int32N(5)),
			SourceServiceRevisionCleanup: oneOf(p, types.ServiceRevisionCleanup("").Values()...),
		}
	case 3:
		p.host.SetAlarm(alarm, p.chance(2))
		return
	case 4:
		p.stopDeployment(name)
		return
	}
	p.do("UpdateService", &ecs.UpdateServiceInput{Service: &name, DeploymentConfiguration: c})
}

// breaker is a circuit breaker, most often one that is on.
func (p *Player) breaker() *types.DeploymentCircuitBreaker {
	out := &types.DeploymentCircuitBreaker{Enable: !p.chance(5), Rollback: !p.chance(5)}
	if p.chance(2) {
		out.ResetOnHealthyTask = aws.Bool(p.chance(2))
	}
	if p.chance(2) {
		out.ThresholdConfiguration = &types.ThresholdConfiguration{
			Type: oneOf(p, types.ThresholdType("").Values()...), Value: 1 + p.rng.Int32N(5)*p.rng.Int32N(5),
		}
	}
	return out
}

// alarms are most often none.
func (p *Player) alarms() *types.DeploymentAlarms {
	if !p.chance(3) {
		return nil
	}
	return &types.DeploymentAlarms{AlarmNames: []string{alarm}, Enable: !p.chance(3), Rollback: !p.chance(3)}
}

// stopDeployment stops a service deployment, most often the newest.
func (p *Player) stopDeployment(service string) {
	list := ask[ecs.ListServiceDeploymentsOutput](p, "ListServiceDeployments", &ecs.ListServiceDeploymentsInput{
		Service: &service,
	})
	if len(list.ServiceDeployments) == 0 {
		return
	}
	some := list.ServiceDeployments[0]
	if p.chance(4) {
		some = oneOf(p, list.ServiceDeployments...)
	}
	p.do("StopServiceDeployment", &ecs.StopServiceDeploymentInput{
		ServiceDeploymentArn: some.ServiceDeploymentArn,
		StopType: oneOf(p,
			"", types.StopServiceDeploymentStopTypeRollback, types.StopServiceDeploymentStopTypeAbort),
	})
}
