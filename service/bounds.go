package service

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// bounds tells what the rollout will run under: what the plan changes, else
// what runs, else ECS's defaults (API reference, DeploymentConfiguration).
func (p *Plan) bounds() {
	p.Desired, p.MinimumHealthyPercent, p.MaximumPercent = -1, 100, 200
	if p.daemon() {
		p.MinimumHealthyPercent, p.MaximumPercent = 0, 100
	}
	if p.running != nil {
		p.Desired = int(p.running.DesiredCount)
		p.percents(p.running.DeploymentConfiguration)
	}
	if p.spec.File != nil {
		p.percents(p.spec.File.Create.DeploymentConfiguration)
	}
	if n := p.desired(); n != nil {
		p.Desired = int(*n)
	}
	if p.daemon() {
		p.Desired = -1
	}
}

func (p *Plan) percents(c *types.DeploymentConfiguration) {
	if c == nil {
		return
	}
	if c.MinimumHealthyPercent != nil {
		p.MinimumHealthyPercent = int(*c.MinimumHealthyPercent)
	}
	if c.MaximumPercent != nil {
		p.MaximumPercent = int(*c.MaximumPercent)
	}
}

// daemon is true where ECS decides how many tasks there are.
func (p *Plan) daemon() bool {
	if p.running != nil {
		return p.running.SchedulingStrategy == types.SchedulingStrategyDaemon
	}
	return p.spec.File != nil && p.spec.File.Create.SchedulingStrategy == types.SchedulingStrategyDaemon
}

// desired is the number of tasks asked for, nil where nobody asks. What
// describe-services prints names it for a DAEMON service too, where no request
// may.
func (p *Plan) desired() *int32 {
	switch {
	case p.spec.DesiredCount != nil:
		return p.spec.DesiredCount
	case p.spec.File == nil || p.daemon():
		return nil
	}
	return p.spec.File.Create.DesiredCount
}
