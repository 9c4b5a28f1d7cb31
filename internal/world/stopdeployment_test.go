package world

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stopIt stops the newest service deployment.
func (l *lab) stopIt() error {
	l.t.Helper()
	d := l.latest()
	out, err := l.StopServiceDeployment(&ecs.StopServiceDeploymentInput{ServiceDeploymentArn: d.ServiceDeploymentArn})
	if err == nil && aws.ToString(out.ServiceDeploymentArn) != *d.ServiceDeploymentArn {
		l.t.Errorf("got %v, want the ARN that was asked for", out.ServiceDeploymentArn)
	}
	return err
}

// TestStop stops service deployments in every status.
func TestStop(t *testing.T) {
	slow := func(l *lab) { l.deployTo(l.register(web("nginx:1.28", 0))) }
	bad := func(l *lab, rollback bool) {
		l.update(ecs.UpdateServiceInput{DeploymentConfiguration: &types.DeploymentConfiguration{
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true, Rollback: rollback},
		}})
		l.deployTo(l.register(web("missing", 0)))
		l.run(8 * time.Minute)
	}
	const requested = types.ServiceDeploymentStatusRollbackRequested
	tests := []struct {
		before, after types.ServiceDeploymentStatus // after is empty for a conflict
		bring         func(*lab)
	}{
		{types.ServiceDeploymentStatusPending, requested, slow},
		{types.ServiceDeploymentStatusInProgress, requested, func(l *lab) {
			slow(l)
			l.run(10 * time.Second)
		}},
		{requested, requested, func(l *lab) {
			slow(l)
			_ = l.stopIt()
		}},
		{types.ServiceDeploymentStatusRollbackInProgress, types.ServiceDeploymentStatusRollbackInProgress, func(l *lab) {
			slow(l)
			l.run(10 * time.Second)
			_ = l.stopIt()
			l.run(2 * time.Second)
		}},
		{types.ServiceDeploymentStatusSuccessful, "", func(*lab) {}},
		{types.ServiceDeploymentStatusStopped, "", func(l *lab) { bad(l, false) }},
		{types.ServiceDeploymentStatusRollbackSuccessful, "", func(l *lab) { bad(l, true) }},
		{types.ServiceDeploymentStatusRollbackFailed, "", func(l *lab) {
			l.SetImage("nginx:1.27", Image{PullError: "CannotPullContainerError: gone"})
			l.update(ecs.UpdateServiceInput{DeploymentConfiguration: &types.DeploymentConfiguration{
				MinimumHealthyPercent: aws.Int32(0), MaximumPercent: aws.Int32(100),
			}})
			bad(l, true)
			l.run(10 * time.Minute)
		}},
	}
	for _, tt := range tests {
		t.Run("a service deployment that is "+string(tt.before), func(t *testing.T) {
			l := failing(t)
			l.create(l.register(web("nginx:1.27", 0)), 1)
			l.settle()
			tt.bring(l)
			if d := l.latest(); d.Status != tt.before {
				t.Fatalf("is %s:\n%s", recordLine(d), l.timeline())
			}
			err := l.stopIt()
			var conflict *types.ConflictException
			switch {
			case tt.after == "" && !errors.As(err, &conflict):
				t.Errorf("got %v, want a conflict", err)
			case tt.after != "" && (err != nil || l.latest().Status != tt.after):
				t.Errorf("got %v and %s, want %s", err, l.latest().Status, tt.after)
			}
		})
	}
}

// TestStopReplaced stops a service deployment that a newer one has just replaced.
func TestStopReplaced(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1)
	arn := l.latest().ServiceDeploymentArn
	l.update(ecs.UpdateServiceInput{ForceNewDeployment: true})
	stop := func() error {
		_, err := l.StopServiceDeployment(&ecs.StopServiceDeploymentInput{ServiceDeploymentArn: arn})
		return err
	}
	if err := stop(); err != nil {
		t.Errorf("STOP_REQUESTED: got %v", err)
	}
	l.settle()
	var conflict *types.ConflictException
	if err := stop(); !errors.As(err, &conflict) {
		t.Errorf("STOPPED: got %v, want a conflict", err)
	}
	if d := l.latest(); d.Status != types.ServiceDeploymentStatusSuccessful {
		t.Errorf("the newer one is %s", recordLine(d))
	}
}

func TestStopRefused(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1)
	arn := l.latest().ServiceDeploymentArn
	var unknown *types.ServiceDeploymentNotFoundException
	_, err := l.StopServiceDeployment(&ecs.StopServiceDeploymentInput{ServiceDeploymentArn: aws.String(*arn + "x")})
	if !errors.As(err, &unknown) {
		t.Errorf("an unknown ARN: got %v", err)
	}
	if _, err := l.StopServiceDeployment(&ecs.StopServiceDeploymentInput{}); !errors.As(err, &unknown) {
		t.Errorf("no ARN: got %v", err)
	}
	var invalid *types.InvalidParameterException
	_, err = l.StopServiceDeployment(&ecs.StopServiceDeploymentInput{ServiceDeploymentArn: arn, StopType: "HALT"})
	if !errors.As(err, &invalid) {
		t.Errorf("a stop type that does not exist: got %v", err)
	}
	l.opts.RefuseAbort = true
	if err := l.abortIt(); !errors.As(err, &invalid) {
		t.Errorf("ABORT where it is refused: got %v", err)
	}
}
