package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// shifting has a service behind a load balancer use a strategy, with a bake time of
// five minutes unless the configuration says otherwise.
func shifting(c types.DeploymentConfiguration) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		if c.BakeTimeInMinutes == nil {
			c.BakeTimeInMinutes = aws.Int32(5)
		}
		in.DeploymentConfiguration = &c
		in.LoadBalancers = []types.LoadBalancer{{
			ContainerName: aws.String("web"), ContainerPort: aws.Int32(80), TargetGroupArn: aws.String("arn:tg/1"),
			AdvancedConfiguration: &types.AdvancedConfiguration{
				AlternateTargetGroupArn: aws.String("arn:tg/2"), ProductionListenerRule: aws.String("arn:listener-rule/app/a/1"),
				TestListenerRule: aws.String("arn:listener-rule/app/a/2"), RoleArn: aws.String("arn:role/ecs"),
			},
		}}
	}
}

var (
	blueGreen = types.DeploymentConfiguration{Strategy: types.DeploymentStrategyBlueGreen}
	linear    = types.DeploymentConfiguration{
		Strategy: types.DeploymentStrategyLinear,
		LinearConfiguration: &types.LinearConfiguration{
			StepPercent: aws.Float64(33.3), StepBakeTimeInMinutes: aws.Int32(2),
		},
	}
	canary = types.DeploymentConfiguration{Strategy: types.DeploymentStrategyCanary}
)

// stageLine is a line for the stage of a service deployment with its weights, and
// one for each of its hooks.
func stageLine(d types.ServiceDeployment) string {
	weights := func(s types.ServiceRevisionSummary) string {
		if s.RequestedTestTrafficWeight == nil && s.RequestedProductionTrafficWeight == nil {
			return "-"
		}
		return fmt.Sprintf("%g/%g", aws.ToFloat64(s.RequestedTestTrafficWeight), aws.ToFloat64(s.RequestedProductionTrafficWeight))
	}
	out := fmt.Sprintf("%s target %s", d.LifecycleStage, weights(*d.TargetServiceRevision))
	for _, source := range d.SourceServiceRevisions {
		out += " source " + weights(source)
	}
	for _, h := range d.LifecycleHookDetails {
		out += fmt.Sprintf("\n%s %s %s", h.TargetType, lastSegment(aws.ToString(h.TargetArn)), h.Status)
	}
	return out
}

// tellStages is tellAll with the stages.
func (l *lab) tellStages(d time.Duration) string {
	return l.tell(d, func(s types.Service) string {
		d := l.latest()
		return strings.TrimSpace(strings.Join([]string{deployments(s), recordLine(d), stageLine(d)}, "\n"))
	})
}

// TestStages tells the way of deployments that shift traffic.
func TestStages(t *testing.T) {
	tests := []struct {
		name, golden string
		config       types.DeploymentConfiguration
		play         func(*lab) string
	}{
		{"blue/green shifts all at once", "bluegreen.golden", blueGreen, func(l *lab) string {
			l.deployTo(l.register(web("nginx:1.28", 0)))
			return l.tellStages(20 * time.Minute)
		}},
		{"linear shifts step by step", "linear.golden", linear, func(l *lab) string {
			l.deployTo(l.register(web("nginx:1.28", 0)))
			return l.tellStages(30 * time.Minute)
		}},
		{"canary shifts a little and then the rest", "canary.golden", canary, func(l *lab) string {
			l.deployTo(l.register(web("nginx:1.28", 0)))
			return l.tellStages(30 * time.Minute)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			l.create(l.register(web("nginx:1.27", 0)), 2, shifting(tt.config))
			l.settle()
			golden(t, tt.golden, tt.play(l))
		})
	}
}
