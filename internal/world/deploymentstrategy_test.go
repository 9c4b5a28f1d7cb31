package world

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// pauseAt is a pause hook at the stages.
func pauseAt(stages ...types.DeploymentLifecycleHookStage) types.DeploymentLifecycleHook {
	return types.DeploymentLifecycleHook{TargetType: types.DeploymentLifecycleHookTargetTypePause, LifecycleStages: stages}
}

// lambdaAt is a hook of the function called name at the stages.
func lambdaAt(name string, stages ...types.DeploymentLifecycleHookStage) types.DeploymentLifecycleHook {
	return types.DeploymentLifecycleHook{
		HookTargetArn: aws.String("arn:aws:lambda:us-east-1:123456789012:function/" + name), LifecycleStages: stages,
	}
}

// hooked is a configuration with hooks.
func hooked(c types.DeploymentConfiguration, hooks ...types.DeploymentLifecycleHook) types.DeploymentConfiguration {
	c.LifecycleHooks = hooks
	return c
}

// within gives a hook another timeout.
func within(h types.DeploymentLifecycleHook, minutes int32, action types.DeploymentLifecycleHookAction) types.DeploymentLifecycleHook {
	h.TimeoutConfiguration = &types.DeploymentLifecycleHookTimeoutConfiguration{
		TimeoutInMinutes: aws.Int32(minutes), Action: action,
	}
	return h
}

const postTest = types.DeploymentLifecycleHookStagePostTestTrafficShift

// TestStrategiesRefused holds deployment strategies to their rules, on creation and
// on update.
func TestStrategiesRefused(t *testing.T) {
	linearOf := func(percent float64, bake int32) func(*ecs.CreateServiceInput) {
		return shifting(types.DeploymentConfiguration{
			Strategy:            types.DeploymentStrategyLinear,
			LinearConfiguration: &types.LinearConfiguration{StepPercent: &percent, StepBakeTimeInMinutes: &bake},
		})
	}
	canaryOf := func(percent float64, bake int32) func(*ecs.CreateServiceInput) {
		return shifting(types.DeploymentConfiguration{
			Strategy:            types.DeploymentStrategyCanary,
			CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: &percent, CanaryBakeTimeInMinutes: &bake},
		})
	}
	baking := func(minutes int32) func(*ecs.CreateServiceInput) {
		c := blueGreen
		c.BakeTimeInMinutes = &minutes
		return shifting(c)
	}
	hooking := func(hooks ...types.DeploymentLifecycleHook) func(*ecs.CreateServiceInput) {
		return shifting(hooked(blueGreen, hooks...))
	}
	balancer := func(change func(*types.LoadBalancer)) func(*ecs.CreateServiceInput) {
		return func(in *ecs.CreateServiceInput) {
			shifting(blueGreen)(in)
			change(&in.LoadBalancers[0])
		}
	}
	second := func(lb types.LoadBalancer) func(*ecs.CreateServiceInput) {
		return func(in *ecs.CreateServiceInput) {
			shifting(blueGreen)(in)
			lb.ContainerName, lb.ContainerPort = aws.String("web"), aws.Int32(80)
			in.LoadBalancers = append(in.LoadBalancers, lb)
		}
	}
	const pauseStages = "Invalid lifecycle stage provided for Pause Hook"
	tests := []struct {
		name   string
		change func(*ecs.CreateServiceInput)
		want   string // empty: it is taken
	}{
		{"blue/green with all it needs", baking(0), ""},
		{"the longest bake time", baking(1440), ""},
		{"a bake time that is too long", baking(1441), "bakeTimeInMinutes must be between 0 and 1440."},
		{"a negative bake time", baking(-1), "bakeTimeInMinutes must be between 0 and 1440."},
		{"blue/green without a bake time", func(in *ecs.CreateServiceInput) {
			shifting(blueGreen)(in)
			in.DeploymentConfiguration.BakeTimeInMinutes = nil
		}, "bakeTimeInMinutes is required"},
		{"an unknown strategy", shifting(types.DeploymentConfiguration{Strategy: "RED"}), `Invalid deployment strategy "RED".`},
		{"the smallest and largest steps", linearOf(3, 1440), ""},
		{"one step", linearOf(100, 0), ""},
		{"steps that are too small", linearOf(2.9, 1), "stepPercent must be a multiple of 0.1 between 3.0 and 100.0."},
		{"steps that are too large", linearOf(100.1, 1), "stepPercent must be"},
		{"steps that are no tenths", linearOf(10.05, 1), "stepPercent must be"},
		{"a step's bake time that is too long", linearOf(10, 1441), "stepBakeTimeInMinutes must be between 0 and 1440."},
		{"the smallest canary", canaryOf(0.1, 0), ""},
		{"no canary at all", canaryOf(0, 0), "canaryPercent must be a multiple of 0.1 between 0.1 and 100.0."},
		{"a canary that is too large", canaryOf(101, 0), "canaryPercent must be"},
		{"a canary's bake time that is too long", canaryOf(5, 1441), "canaryBakeTimeInMinutes must be"},
		{"two hooks", hooking(pauseAt(postTest), lambdaAt("f", "PRODUCTION_TRAFFIC_SHIFT")), ""},
		{
			"a hook of another kind", hooking(types.DeploymentLifecycleHook{TargetType: "SNS"}),
			"Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE",
		},
		{"a Lambda hook without a function", hooking(types.DeploymentLifecycleHook{
			LifecycleStages: []types.DeploymentLifecycleHookStage{postTest},
		}), "hookTargetArn is required"},
		{"a hook without a stage", hooking(pauseAt()), "lifecycleStages cannot be empty."},
		{"a hook at a stage that has none", hooking(lambdaAt("f", "BAKE_TIME")), `Invalid lifecycle stage "BAKE_TIME".`},
		{"a pause while test traffic shifts", hooking(pauseAt("TEST_TRAFFIC_SHIFT")), pauseStages},
		{"a pause while production traffic shifts", hooking(pauseAt(postTest, "PRODUCTION_TRAFFIC_SHIFT")), pauseStages},
		{"the longest pause", hooking(within(pauseAt(postTest), 20160, "CONTINUE")), ""},
		{"a pause that is too long", hooking(within(pauseAt(postTest), 20161, "")), "timeoutInMinutes must be between 1 and 20160."},
		{
			"a Lambda timeout that is too long", hooking(within(lambdaAt("f", postTest), 1441, "")),
			"timeoutInMinutes must be between 1 and 1440.",
		},
		{"no time for a hook", hooking(within(pauseAt(postTest), 0, "")), "timeoutInMinutes must be"},
		{"an unknown timeout action", hooking(within(pauseAt(postTest), 1, "WAIT")), `Invalid timeout action "WAIT".`},
		{"ten hooks of each kind", hooking(append(many(10, pauseAt(postTest)), many(10, lambdaAt("f", postTest))...)...), ""},
		{"too many pauses", hooking(many(11, pauseAt(postTest))...), "at most 10 PAUSE hooks"},
		{"too many Lambda hooks", hooking(many(11, lambdaAt("f", postTest))...), "10 AWS_LAMBDA hooks"},
		{"a daemon service", func(in *ecs.CreateServiceInput) {
			shifting(blueGreen)(in)
			in.SchedulingStrategy, in.DesiredCount = types.SchedulingStrategyDaemon, nil
			in.DeploymentConfiguration.MaximumPercent = aws.Int32(100)
			in.DeploymentConfiguration.MinimumHealthyPercent = aws.Int32(0)
		}, "The DAEMON scheduling strategy does not support the BLUE_GREEN deployment strategy."},
		{"no load balancer at all", func(in *ecs.CreateServiceInput) {
			shifting(blueGreen)(in)
			in.LoadBalancers = nil
		}, ""},
		{
			"a load balancer without what shifting needs", balancer(func(lb *types.LoadBalancer) { lb.AdvancedConfiguration = nil }),
			"advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy",
		},
		{"no alternate target group", balancer(func(lb *types.LoadBalancer) {
			lb.AdvancedConfiguration.AlternateTargetGroupArn = nil
		}), "alternateTargetGroupArn is required"},
		{"the same target group twice", balancer(func(lb *types.LoadBalancer) {
			lb.AdvancedConfiguration.AlternateTargetGroupArn = lb.TargetGroupArn
		}), "Duplicate targetGroupArn found: arn:tg/1"},
		{"a listener of an Application Load Balancer", balancer(func(lb *types.LoadBalancer) {
			lb.AdvancedConfiguration.ProductionListenerRule = aws.String("arn:listener/app/a/1")
		}), "productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. " +
			"Got: arn:listener/app/a/1"},
		{"a test listener of an Application Load Balancer", balancer(func(lb *types.LoadBalancer) {
			lb.AdvancedConfiguration.TestListenerRule = aws.String("arn:listener/app/a/1")
		}), "testListenerRule has an invalid ARN format."},
		{"a listener of a Network Load Balancer", balancer(func(lb *types.LoadBalancer) {
			lb.AdvancedConfiguration.ProductionListenerRule = aws.String("arn:listener/net/a/1")
		}), ""},
		{"one rule for production and test", balancer(func(lb *types.LoadBalancer) {
			lb.AdvancedConfiguration.TestListenerRule = lb.AdvancedConfiguration.ProductionListenerRule
		}), "The following rules cannot be used as both production and test listener rules: arn:listener-rule/app/a/1"},
		{
			"a classic load balancer beside another", second(types.LoadBalancer{LoadBalancerName: aws.String("old")}),
			"All loadBalancers must be strictly either ELBv1 (defining loadBalancerName) or ELBv2 (defining targetGroupArn)",
		},
		{"a classic load balancer that shifts", balancer(func(lb *types.LoadBalancer) {
			lb.TargetGroupArn, lb.LoadBalancerName = nil, aws.String("old")
		}), "advancedConfiguration field is not allowed with ELBv1 loadBalancers"},
		{"a rolling service of which one load balancer shifts", func(in *ecs.CreateServiceInput) {
			second(types.LoadBalancer{TargetGroupArn: aws.String("arn:tg/3")})(in)
			in.DeploymentConfiguration = nil
		}, "Either all or none of the provided loadBalancers must have advancedConfiguration defined"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			in := &ecs.CreateServiceInput{
				ServiceName: aws.String("web"), TaskDefinition: aws.String(l.register(web("nginx", 0))), DesiredCount: aws.Int32(1),
			}
			tt.change(in)
			_, err := l.CreateService(in)
			refused(t, "create", err, tt.want)
			if in.SchedulingStrategy == types.SchedulingStrategyDaemon {
				return
			}
			u := failing(t)
			u.create(u.register(web("nginx", 0)), 1)
			_, err = u.UpdateService(&ecs.UpdateServiceInput{
				Service: aws.String("web"), DeploymentConfiguration: in.DeploymentConfiguration, LoadBalancers: in.LoadBalancers,
			})
			refused(t, "update", err, tt.want)
		})
	}
}

func many(n int, h types.DeploymentLifecycleHook) (out []types.DeploymentLifecycleHook) {
	for range n {
		out = append(out, h)
	}
	return out
}

// refused compares an error with a part of its text; empty means that there is none.
func refused(t *testing.T, what string, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("%s: got %v, want %q", what, err, want)
	}
}

// TestStrategyDefaults says what a service shows of its strategy.
func TestStrategyDefaults(t *testing.T) {
	linearDefaults := &types.LinearConfiguration{StepPercent: aws.Float64(10), StepBakeTimeInMinutes: aws.Int32(6)}
	canaryDefaults := &types.CanaryConfiguration{CanaryPercent: aws.Float64(5), CanaryBakeTimeInMinutes: aws.Int32(10)}
	all := types.DeploymentConfiguration{
		BakeTimeInMinutes: aws.Int32(1), LinearConfiguration: &types.LinearConfiguration{StepPercent: aws.Float64(20)},
		CanaryConfiguration: &types.CanaryConfiguration{CanaryBakeTimeInMinutes: aws.Int32(3)},
	}
	with := func(s types.DeploymentStrategy) types.DeploymentConfiguration {
		c := all
		c.Strategy = s
		return c
	}
	tests := []struct {
		name     string
		in, want types.DeploymentConfiguration
	}{
		{
			"linear by default",
			types.DeploymentConfiguration{Strategy: "LINEAR"},
			types.DeploymentConfiguration{LinearConfiguration: linearDefaults},
		},
		{
			"canary by default",
			types.DeploymentConfiguration{Strategy: "CANARY"},
			types.DeploymentConfiguration{CanaryConfiguration: canaryDefaults},
		},
		{"linear keeps its own", with("LINEAR"), types.DeploymentConfiguration{
			BakeTimeInMinutes: aws.Int32(1), LinearConfiguration: &types.LinearConfiguration{
				StepPercent: aws.Float64(20), StepBakeTimeInMinutes: aws.Int32(6),
			},
		}},
		{"canary keeps its own", with("CANARY"), types.DeploymentConfiguration{
			BakeTimeInMinutes: aws.Int32(1), CanaryConfiguration: &types.CanaryConfiguration{
				CanaryPercent: aws.Float64(5), CanaryBakeTimeInMinutes: aws.Int32(3),
			},
		}},
		{"blue/green keeps its bake time", with("BLUE_GREEN"), types.DeploymentConfiguration{BakeTimeInMinutes: aws.Int32(1)}},
		{"rolling keeps nothing", with("ROLLING"), types.DeploymentConfiguration{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			created := l.create(l.register(web("nginx", 0)), 0, func(in *ecs.CreateServiceInput) {
				in.DeploymentConfiguration = &tt.in
			})
			updated := l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(1)})
			u := failing(t)
			u.create(u.register(web("nginx", 0)), 0)
			changed := u.update(ecs.UpdateServiceInput{DeploymentConfiguration: &tt.in, ForceNewDeployment: true})
			shows := map[string]*types.DeploymentConfiguration{
				"the new service": created.DeploymentConfiguration, "after an update of something else": updated.DeploymentConfiguration,
				"after the update": changed.DeploymentConfiguration, "the deployment": u.latest().DeploymentConfiguration,
			}
			for what, got := range shows {
				part := types.DeploymentConfiguration{
					BakeTimeInMinutes: got.BakeTimeInMinutes, LinearConfiguration: got.LinearConfiguration,
					CanaryConfiguration: got.CanaryConfiguration,
				}
				ignore := cmpopts.IgnoreUnexported(part, types.LinearConfiguration{}, types.CanaryConfiguration{})
				if diff := cmp.Diff(tt.want, part, ignore); diff != "" || got.Strategy != tt.in.Strategy {
					t.Errorf("%s, %s (-want +got):\n%s", what, got.Strategy, diff)
				}
			}
		})
	}
}
