package world

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// abortIt stops the newest service deployment where it is.
func (l *lab) abortIt() error {
	l.t.Helper()
	_, err := l.StopServiceDeployment(&ecs.StopServiceDeploymentInput{
		ServiceDeploymentArn: l.latest().ServiceDeploymentArn, StopType: types.StopServiceDeploymentStopTypeAbort,
	})
	return err
}

// TestAbort stops deployments where they are: an hour later they still are there,
// and the next deployment goes its way.
func TestAbort(t *testing.T) {
	tests := []struct {
		name   string
		change func(*ecs.CreateServiceInput)
		after  time.Duration
		stage  types.ServiceDeploymentLifecycleStage
		want   string
	}{
		{
			"before it has begun", percents(50, 100), 0, "",
			"PRIMARY web:2 desired=2 pending=0 running=0 failed=0 FAILED\n" +
				"ACTIVE web:1 desired=2 pending=0 running=2 failed=0 COMPLETED",
		},
		{
			"halfway", percents(50, 100), 40 * time.Second, "",
			"PRIMARY web:2 desired=2 pending=0 running=1 failed=0 FAILED\n" +
				"ACTIVE web:1 desired=1 pending=0 running=1 failed=0 COMPLETED",
		},
		{
			"before the new revision has tasks", shifting(blueGreen), 3 * time.Second,
			types.ServiceDeploymentLifecycleStagePreScaleUp,
			"PRIMARY web:2 desired=0 pending=0 running=0 failed=0 FAILED\n" +
				"ACTIVE web:1 desired=2 pending=0 running=2 failed=0 COMPLETED",
		},
		{
			"while both revisions serve", shifting(blueGreen), 2 * time.Minute, types.ServiceDeploymentLifecycleStageBakeTime,
			"PRIMARY web:2 desired=2 pending=0 running=2 failed=0 FAILED\n" +
				"ACTIVE web:1 desired=2 pending=0 running=2 failed=0 COMPLETED",
		},
		{
			"between two shifts", shifting(canary), 2 * time.Minute,
			types.ServiceDeploymentLifecycleStageProductionTrafficShift,
			"PRIMARY web:2 desired=2 pending=0 running=2 failed=0 FAILED\n" +
				"ACTIVE web:1 desired=2 pending=0 running=2 failed=0 COMPLETED",
		},
		{
			"while the old revision goes", shifting(blueGreen), 6 * time.Minute, types.ServiceDeploymentLifecycleStageCleanUp,
			"PRIMARY web:2 desired=2 pending=0 running=2 failed=0 COMPLETED",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := failing(t)
			l.create(l.register(web("nginx:1.27", 0)), 2, tt.change)
			l.settle()
			l.deployTo(l.register(web("nginx:1.28", 0)))
			l.run(tt.after)
			if got := l.latest().LifecycleStage; got != tt.stage {
				t.Fatalf("is in %q, not %q", got, tt.stage)
			}
			must("", l.abortIt())(t)
			if d := l.latest(); d.Status != types.ServiceDeploymentStatusStopRequested {
				t.Errorf("is %s, not STOP_REQUESTED", d.Status)
			}
			l.run(time.Hour)
			d := l.latest()
			if d.Status != types.ServiceDeploymentStatusStopped || d.StoppedAt == nil || d.Rollback != nil ||
				d.LifecycleStage != tt.stage {
				t.Errorf("got %s in %q, stopped %v", recordLine(d), d.LifecycleStage, d.StoppedAt)
			}
			if got := deployments(l.get()); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if l.says("deployment failed") > 0 || l.says("rolling back") > 0 {
				t.Errorf("somebody says more than that:\n%s", l.timeline())
			}
			l.deployTo(l.register(web("nginx:1.29", 0)))
			l.settle()
		})
	}
}

// TestAbortKeepsTheOldRevision stops a task of the revision that an aborted
// deployment was to replace.
func TestAbortKeepsTheOldRevision(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1, shifting(blueGreen))
	l.settle()
	old := l.tasksOf(types.DesiredStatusRunning)[0].TaskArn
	l.deployTo(l.register(web("nginx:1.28", 0)))
	l.run(2 * time.Minute)
	must("", l.abortIt())(t)
	l.run(time.Minute)
	must(l.StopTask(&ecs.StopTaskInput{Task: old}))(t)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
	l.run(5 * time.Minute)
	want := "PRIMARY web:2 desired=2 pending=0 running=1 failed=0 FAILED\n" +
		"ACTIVE web:1 desired=2 pending=0 running=2 failed=0 COMPLETED"
	if got := deployments(l.get()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestAbortOfWhatEnds aborts service deployments that are ending anyway.
func TestAbortOfWhatEnds(t *testing.T) {
	l := failing(t)
	l.create(l.register(web("nginx:1.27", 0)), 1)
	l.settle()
	var conflict *types.ConflictException
	if err := l.abortIt(); !errors.As(err, &conflict) {
		t.Errorf("SUCCESSFUL: got %v, want a conflict", err)
	}
	l.deployTo(l.register(web("nginx:1.28", 0)))
	must("", l.stopIt())(t)
	must("", l.abortIt())(t)
	l.settle()
	if d := l.latest(); d.Status != types.ServiceDeploymentStatusRollbackSuccessful {
		t.Errorf("a rollback that was asked for before is %s", recordLine(d))
	}
}
