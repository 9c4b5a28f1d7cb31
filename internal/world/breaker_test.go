package world

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestThreshold(t *testing.T) {
	of := func(kind types.ThresholdType, value int32) *types.ThresholdConfiguration {
		return &types.ThresholdConfiguration{Type: kind, Value: value}
	}
	const bounded, unbounded = types.ThresholdTypeBoundedPercent, types.ThresholdTypeUnboundedPercent
	tests := []struct {
		name    string
		c       *types.ThresholdConfiguration
		desired int
		want    int
	}{
		{"half of one task is still three failures", nil, 1, 3},
		{"half of 25 tasks is rounded up", nil, 25, 13},
		{"half of 400 tasks is 200", nil, 400, 200},
		{"half of 800 tasks is still 200", nil, 800, 200},
		{"no task is three failures", nil, 0, 3},
		{"a bounded share is rounded up", of(bounded, 10), 41, 5},
		{"a bounded share is at least three", of(bounded, 10), 20, 3},
		{"an unbounded share has no upper bound", of(unbounded, 50), 800, 400},
		{"an unbounded share has no lower bound", of(unbounded, 50), 1, 1},
		{"a count is itself whatever is desired", of(types.ThresholdTypeCount, 2), 800, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := threshold(tt.c, tt.desired); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestThresholdRefused(t *testing.T) {
	tests := []struct {
		name string
		c    types.ThresholdConfiguration
		ok   bool
	}{
		{"100 percent is taken", types.ThresholdConfiguration{Type: types.ThresholdTypeBoundedPercent, Value: 100}, true},
		{"101 percent is refused", types.ThresholdConfiguration{Type: types.ThresholdTypeBoundedPercent, Value: 101}, false},
		{"101 failures are taken", types.ThresholdConfiguration{Type: types.ThresholdTypeCount, Value: 101}, true},
		{"no failure is refused", types.ThresholdConfiguration{Type: types.ThresholdTypeCount}, false},
		{"a share of nothing is refused", types.ThresholdConfiguration{Type: types.ThresholdTypeUnboundedPercent}, false},
		{"an unknown type is refused", types.ThresholdConfiguration{Type: "HALF", Value: 1}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			_, err := l.CreateService(&ecs.CreateServiceInput{
				ServiceName: aws.String("web"), TaskDefinition: aws.String(l.register(web("nginx", 0))),
				DesiredCount: aws.Int32(1), DeploymentConfiguration: &types.DeploymentConfiguration{
					DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: true, ThresholdConfiguration: &tt.c},
				},
			})
			var refused *types.InvalidParameterException
			if tt.ok != (err == nil) || !tt.ok && !errors.As(err, &refused) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestThresholdFollowsDesired scales a failing service up before the third
// failure: the higher threshold counts.
func TestThresholdFollowsDesired(t *testing.T) {
	l := newLab(t, Options{})
	l.SetImage("broken", Image{StartError: "CannotStartContainerError: no such command"})
	must(l.AddInstance("", Instance{Memory: 16384}))(t)
	l.create(l.register(web("nginx", 0)), 1, breaking(true))
	l.settle()
	l.deployTo(l.register(web("broken", 0)))
	l.run(90 * time.Second) // two failures
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(20)})
	l.run(5 * time.Second)
	if b := l.latest().DeploymentCircuitBreaker; b.Threshold != 10 || b.FailureCount != 2 {
		t.Fatalf("got %+v, want 2 failures of 10", b)
	}
	l.run(12 * time.Minute)
	if b := l.latest().DeploymentCircuitBreaker; b.Status != types.ServiceDeploymentRollbackMonitorsStatusTriggered ||
		b.FailureCount != 10 {
		t.Errorf("got %+v, want to trip at 10", b)
	}
}

// breaking turns the circuit breaker on.
func breaking(rollback bool) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		if in.DeploymentConfiguration == nil {
			in.DeploymentConfiguration = &types.DeploymentConfiguration{}
		}
		in.DeploymentConfiguration.DeploymentCircuitBreaker = &types.DeploymentCircuitBreaker{
			Enable: true, Rollback: rollback,
		}
	}
}

// latest describes the newest service deployment of the service web.
func (l *lab) latest() types.ServiceDeployment {
	l.t.Helper()
	rows := must(l.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{Service: aws.String("web")}))(l.t)
	out := must(l.DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{*rows.ServiceDeployments[0].ServiceDeploymentArn},
	}))(l.t)
	return out.ServiceDeployments[0]
}

// tellAll tells what watch does, and what the newest service deployment shows.
func (l *lab) tellAll(d time.Duration) string {
	return l.tell(d, func(s types.Service) string {
		out := ""
		for _, d := range s.Deployments {
			out += fmt.Sprintf("%s %s %s desired=%d pending=%d running=%d failed=%d %s", aws.ToString(d.Status),
				lastSegment(aws.ToString(d.TaskDefinition)), aws.ToString(d.Id), d.DesiredCount, d.PendingCount,
				d.RunningCount, d.FailedTasks, d.RolloutState)
			if reason := aws.ToString(d.RolloutStateReason); !strings.HasPrefix(reason, "ECS deployment "+*d.Id) {
				out += fmt.Sprintf(" %q", reason)
			}
			out += "\n"
		}
		return out + recordLine(l.latest())
	})
}

// recordLine is a line for a service deployment.
func recordLine(d types.ServiceDeployment) string {
	digits := func(arn *string) string { return lastSegment(aws.ToString(arn)) }
	out := fmt.Sprintf("%s to %s", d.Status, digits(d.TargetServiceRevision.Arn))
	for _, source := range d.SourceServiceRevisions {
		out += " from " + digits(source.Arn)
	}
	const off = types.ServiceDeploymentRollbackMonitorsStatusDisabled
	if b := d.DeploymentCircuitBreaker; b.Status != off {
		out += fmt.Sprintf(" breaker %s %d of %d", b.Status, b.FailureCount, b.Threshold)
	}
	if len(d.Alarms.AlarmNames) > 0 {
		out += fmt.Sprintf(" alarms %s %v", d.Alarms.Status, d.Alarms.TriggeredAlarmNames)
	}
	if d.Rollback != nil {
		out += " rollback to " + digits(d.Rollback.ServiceRevisionArn)
		if aws.ToString(d.Rollback.Reason) != aws.ToString(d.StatusReason) {
			out += " for another reason"
		}
	}
	if d.StatusReason != nil {
		out += fmt.Sprintf(" %q", *d.StatusReason)
	}
	return out
}
