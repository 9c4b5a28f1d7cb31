package world

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// earlyAt has deployments complete when a share of the tasks is healthy.
func earlyAt(percent int32, cleanup types.ServiceRevisionCleanup) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		in.DeploymentConfiguration.EarlySuccessCriteria = &types.DeploymentEarlySuccessCriteria{
			Enable: true, HealthyPercent: aws.Int32(percent), SourceServiceRevisionCleanup: cleanup,
		}
	}
}

// TestEarlySuccess tells how four tasks are replaced, two at a time, when two
// healthy ones are enough.
func TestEarlySuccess(t *testing.T) {
	tests := []struct {
		name, golden string
		cleanup      types.ServiceRevisionCleanup
	}{
		{"the old tasks go after the deployment has completed", "early-deferred.golden", types.ServiceRevisionCleanupDeferred},
		{"the old tasks have to go first", "early-blocking.golden", types.ServiceRevisionCleanupBlocking},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			l.create(l.register(web("nginx:1.27", 0)), 4, percents(50, 100), breaking(true), earlyAt(50, tt.cleanup))
			l.settle()
			l.run(5 * time.Minute)
			l.deployTo(l.register(web("nginx:1.28", 0)))
			golden(t, tt.golden, l.tellAll(5*time.Minute))
		})
	}
}

// TestEarlySuccessIsFinal breaks what is left of a deployment that completed
// early: the circuit breaker lets it be.
func TestEarlySuccessIsFinal(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 4, percents(50, 100), breaking(true),
		earlyAt(50, types.ServiceRevisionCleanupDeferred))
	l.settle()
	l.run(5 * time.Minute)
	l.deployTo(l.register(web("fading", 0)))
	l.run(20 * time.Second) // two tasks run
	l.SetImage("fading", Image{PullError: "CannotPullContainerError: fading: not found"})
	l.run(time.Hour)
	p := l.get().Deployments[0]
	if p.RolloutState != types.DeploymentRolloutStateCompleted || p.RunningCount != 2 || p.FailedTasks < 3 {
		t.Errorf("got\n%s\n%s", deployments(l.get()), l.timeline())
	}
}

func TestEarlySuccessRefused(t *testing.T) {
	deferred := types.ServiceRevisionCleanupDeferred
	tests := []struct {
		name    string
		percent *int32
		cleanup types.ServiceRevisionCleanup
		ok      bool
	}{
		{"as many as the floor is taken", aws.Int32(50), deferred, true},
		{"fewer than the floor is refused", aws.Int32(49), deferred, false},
		{"more than all is refused", aws.Int32(101), deferred, false},
		{"no share is refused", nil, deferred, false},
		{"no cleanup is refused", aws.Int32(50), "", false},
		{"an unknown cleanup is refused", aws.Int32(50), "NEVER", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			l.create(l.register(web("nginx", 0)), 4, percents(50, 100))
			_, err := l.UpdateService(&ecs.UpdateServiceInput{
				Service: aws.String("web"),
				DeploymentConfiguration: &types.DeploymentConfiguration{
					EarlySuccessCriteria: &types.DeploymentEarlySuccessCriteria{
						Enable: true, HealthyPercent: tt.percent, SourceServiceRevisionCleanup: tt.cleanup,
					},
				},
			})
			var refused *types.InvalidParameterException
			if tt.ok != (err == nil) || !tt.ok && !errors.As(err, &refused) {
				t.Errorf("got %v", err)
			}
		})
	}
}
