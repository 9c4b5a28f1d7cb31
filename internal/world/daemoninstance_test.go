package world

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestInstancesThereAreReplaced deploys to four instances, one after the other.
func TestInstancesThereAreReplaced(t *testing.T) {
	l := managed(t, 4)
	must(l.CreateDaemon(newDaemon()))(t)
	most := 0
	for range 600 {
		l.run(time.Second)
		drained := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{
			Status: types.ContainerInstanceStatusDraining,
		}))(t)
		most = max(most, len(drained.ContainerInstanceArns))
	}
	r := l.rollout()
	if r.Status != types.DaemonDeploymentStatusSuccessful || most != 1 || l.instanceCount() != 4 || l.daemonTasks() != "agent:1 RUNNING:4" {
		t.Errorf("%s, %d drained at a time, %d instances, tasks %s", r.Status, most, l.instanceCount(), l.daemonTasks())
	}
	l.agent("agent:2")
	l.redaemon("agent:2", func(in *ecs.UpdateDaemonInput) {
		in.DeploymentConfiguration = &types.DaemonDeploymentConfiguration{DrainPercent: aws.Float64(100), BakeTimeInMinutes: 3}
	})
	began := l.Now()
	r = l.untilRollout(types.DaemonDeploymentStatusSuccessful)
	if took := l.Now().Sub(began); took < 3*time.Minute || l.daemonTasks() != "agent:2 RUNNING:4" {
		t.Errorf("after %s: tasks %s", took, l.daemonTasks())
	}
	if len(r.SourceDaemonRevisions) != 1 || *r.TargetDaemonRevision.TotalRunningInstanceCount != 4 {
		t.Errorf("deployment %+v", r)
	}
}

// TestServiceTasksMoveOffAReplacedInstance has a service on the only instance.
func TestServiceTasksMoveOffAReplacedInstance(t *testing.T) {
	l := managed(t, 1)
	l.create(l.register(web("nginx", 0)), 1, func(in *ecs.CreateServiceInput) {
		in.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("fleet"), Weight: 1}}
	})
	l.settle()
	must(l.CreateDaemon(newDaemon()))(t)
	l.untilRollout(types.DaemonDeploymentStatusSuccessful)
	if s := l.get(); s.RunningCount != 1 || l.instanceCount() != 1 || l.daemonTasks() != "agent:1 RUNNING:1" {
		t.Errorf("%d tasks, %d instances, daemon %s", s.RunningCount, l.instanceCount(), l.daemonTasks())
	}
}

// TestACriticalDaemonTakesItsInstanceAlong stops the daemon's task, once of a
// critical daemon and once of another.
func TestACriticalDaemonTakesItsInstanceAlong(t *testing.T) {
	for _, critical := range []bool{true, false} {
		l := managed(t, 0)
		in := newDaemon()
		in.Critical = aws.Bool(critical)
		must(l.CreateDaemon(in))(t)
		l.join()
		l.run(time.Minute)
		before := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(t).ContainerInstanceArns[0]
		task := must(l.ListTasks(&ecs.ListTasksInput{DaemonName: aws.String("watch")}))(t).TaskArns[0]
		must(l.StopTask(&ecs.StopTaskInput{Task: aws.String(task)}))(t)
		l.run(5 * time.Minute)
		after := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(t).ContainerInstanceArns
		d := must(l.DescribeDaemon(&ecs.DescribeDaemonInput{DaemonArn: aws.String(watchARN)}))(t).Daemon.CurrentRevisions[0]
		if len(after) != 1 || (after[0] != before) != critical || (d.TotalRunningCount == 1) != critical ||
			(d.TotalWithoutDaemonCount == 1) == critical {
			t.Errorf("critical %t: instances %v, before %s, %+v", critical, after, before, d)
		}
	}
}

func TestADeletedDaemonLeavesItsInstances(t *testing.T) {
	l := managed(t, 2)
	must(l.CreateDaemon(newDaemon()))(t)
	l.untilRollout(types.DaemonDeploymentStatusSuccessful)
	out := must(l.DeleteDaemon(&ecs.DeleteDaemonInput{DaemonArn: aws.String(watchARN)}))(t)
	if out.Status != types.DaemonStatusDeleteInProgress {
		t.Errorf("status %s", out.Status)
	}
	_, err := l.UpdateDaemon(&ecs.UpdateDaemonInput{DaemonArn: aws.String(watchARN)})
	var notActive *types.DaemonNotActiveException
	if !errors.As(err, &notActive) {
		t.Errorf("error %v", err)
	}
	l.run(10 * time.Minute)
	_, err = l.DescribeDaemon(&ecs.DescribeDaemonInput{DaemonArn: aws.String(watchARN)})
	var gone *types.DaemonNotFoundException
	if !errors.As(err, &gone) || l.daemonTasks() != "" || l.instanceCount() != 2 {
		t.Errorf("error %v, tasks %s, %d instances", err, l.daemonTasks(), l.instanceCount())
	}
	must(l.DeleteCapacityProvider(&ecs.DeleteCapacityProviderInput{CapacityProvider: aws.String("fleet")}))(t)
	if l.instanceCount() != 0 {
		t.Errorf("%d instances without their provider", l.instanceCount())
	}
	must(l.DeleteCluster(&ecs.DeleteClusterInput{Cluster: aws.String("default")}))(t)
}
