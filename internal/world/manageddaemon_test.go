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

const fleetARN = "arn:aws:ecs:us-east-1:123456789012:capacity-provider/fleet"

// managed is a lab with a capacity provider of Managed Instances named fleet, so
// many instances of it, and a daemon task definition agent:1.
func managed(t *testing.T, instances int) *lab {
	l := newLab(t, Options{})
	must(l.CreateCapacityProvider(newFleet()))(t)
	for range instances {
		l.join()
	}
	l.agent("agent")
	return l
}

// newFleet is a call that makes the capacity provider fleet.
func newFleet() *ecs.CreateCapacityProviderInput {
	return &ecs.CreateCapacityProviderInput{
		Name: aws.String("fleet"), Cluster: aws.String("default"),
		ManagedInstancesProvider: &types.CreateManagedInstancesProviderConfiguration{
			InfrastructureRoleArn: aws.String("role"), InstanceLaunchTemplate: &types.InstanceLaunchTemplate{
				Ec2InstanceProfileArn: aws.String("profile"),
				NetworkConfiguration:  &types.ManagedInstancesNetworkConfiguration{Subnets: []string{"subnet-1"}},
			},
		},
	}
}

// join adds an instance to fleet.
func (l *lab) join() { must(l.AddInstance("", Instance{CapacityProvider: "fleet"}))(l.t) }

// agent registers the next daemon task definition of family agent.
func (l *lab) agent(image string) {
	l.t.Helper()
	must(l.RegisterDaemonTaskDefinition(&ecs.RegisterDaemonTaskDefinitionInput{
		Family: aws.String("agent"), ContainerDefinitions: []types.DaemonContainerDefinition{{
			Name: aws.String("agent"), Image: aws.String(image), Memory: aws.Int32(64),
		}},
	}))(l.t)
}

// newDaemon is a call that makes a daemon named watch.
func newDaemon() *ecs.CreateDaemonInput {
	return &ecs.CreateDaemonInput{
		DaemonName: aws.String("watch"), DaemonTaskDefinitionArn: aws.String("agent:1"), CapacityProviderArns: []string{fleetARN},
	}
}

const watchARN = "arn:aws:ecs:us-east-1:123456789012:daemon/default/watch"

// redaemon gives the daemon another definition.
func (l *lab) redaemon(definition string, change ...func(*ecs.UpdateDaemonInput)) *ecs.UpdateDaemonOutput {
	l.t.Helper()
	in := &ecs.UpdateDaemonInput{
		DaemonArn: aws.String(watchARN), DaemonTaskDefinitionArn: aws.String(definition), CapacityProviderArns: []string{fleetARN},
	}
	for _, c := range change {
		c(in)
	}
	return must(l.UpdateDaemon(in))(l.t)
}

// rollout describes the newest deployment of the daemon.
func (l *lab) rollout() types.DaemonDeployment {
	l.t.Helper()
	list := must(l.ListDaemonDeployments(&ecs.ListDaemonDeploymentsInput{DaemonArn: aws.String(watchARN)}))(l.t)
	return must(l.DescribeDaemonDeployments(&ecs.DescribeDaemonDeploymentsInput{
		DaemonDeploymentArns: []string{*list.DaemonDeployments[0].DaemonDeploymentArn},
	}))(l.t).DaemonDeployments[0]
}

// untilRollout lets time pass until the newest deployment has a status, at most
// an hour.
func (l *lab) untilRollout(status types.DaemonDeploymentStatus) types.DaemonDeployment {
	l.t.Helper()
	for range 3600 {
		if r := l.rollout(); r.Status == status {
			return r
		}
		l.run(time.Second)
	}
	l.t.Fatalf("after an hour the deployment is %+v, not %s", l.rollout(), status)
	return types.DaemonDeployment{}
}

// daemonTasks are the running tasks of the daemon by their definition.
func (l *lab) daemonTasks() string {
	l.t.Helper()
	counts := map[string]int{}
	list := must(l.ListTasks(&ecs.ListTasksInput{DaemonName: aws.String("watch")}))(l.t)
	if len(list.TaskArns) > 0 {
		for _, task := range must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: list.TaskArns}))(l.t).Tasks {
			counts[lastSegment(*task.TaskDefinitionArn)+" "+*task.LastStatus]++
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(counts), "map["), "]")
}

// instanceCount is how many instances the cluster has.
func (l *lab) instanceCount() int {
	return len(must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(l.t).ContainerInstanceArns)
}

func TestADaemonWithoutInstancesRunsNothing(t *testing.T) {
	l := managed(t, 0)
	made := must(l.CreateDaemon(newDaemon()))(t)
	if *made.DaemonArn != watchARN || made.Status != types.DaemonStatusActive {
		t.Errorf("made %+v", made)
	}
	if got := l.rollout().Status; got != types.DaemonDeploymentStatusPending {
		t.Errorf("at first it is %s", got)
	}
	r := l.untilRollout(types.DaemonDeploymentStatusSuccessful)
	if *r.TargetDaemonRevision.TotalRunningInstanceCount != 0 || *r.DeploymentConfiguration.DrainPercent != 25 ||
		r.CircuitBreaker.Threshold != 10 || r.CircuitBreaker.Status != types.DaemonDeploymentRollbackMonitorsStatusMonitoringComplete {
		t.Errorf("deployment %+v", r)
	}
}

func TestAnInstanceThatJoinsGetsTheDaemon(t *testing.T) {
	l := managed(t, 0)
	must(l.CreateDaemon(newDaemon()))(t)
	l.untilRollout(types.DaemonDeploymentStatusSuccessful)
	l.join()
	l.run(time.Minute)
	if got := l.daemonTasks(); got != "agent:1 RUNNING:1" {
		t.Errorf("tasks %s", got)
	}
	d := must(l.DescribeDaemon(&ecs.DescribeDaemonInput{DaemonArn: aws.String(watchARN)}))(t).Daemon
	if len(d.CurrentRevisions) != 1 || d.CurrentRevisions[0].TotalRunningCount != 1 ||
		d.CurrentRevisions[0].CapacityProviders[0].RunningCount != 1 {
		t.Errorf("daemon %+v", d.CurrentRevisions)
	}
}

func TestADaemonThatCannotStartIsRolledBack(t *testing.T) {
	l := managed(t, 2)
	l.SetImage("broken", Image{PullError: "CannotPullContainerError: not found"})
	must(l.CreateDaemon(newDaemon()))(t)
	l.untilRollout(types.DaemonDeploymentStatusSuccessful)
	l.agent("broken")
	l.redaemon("agent:2")
	l.untilRollout(types.DaemonDeploymentStatusRollbackInProgress)
	r := l.untilRollout(types.DaemonDeploymentStatusRollbackSuccessful)
	if l.daemonTasks() != "agent:1 RUNNING:2" || r.Rollback == nil ||
		*r.Rollback.RollbackTargetDaemonRevisionArn != *r.SourceDaemonRevisions[0].Arn {
		t.Errorf("tasks %s, deployment %+v", l.daemonTasks(), r)
	}
}

func TestTheFirstDeploymentOfABrokenDaemonStops(t *testing.T) {
	l := managed(t, 1)
	l.SetImage("agent", Image{PullError: "CannotPullContainerError: not found"})
	must(l.CreateDaemon(newDaemon()))(t)
	r := l.untilRollout(types.DaemonDeploymentStatusStopped)
	if r.StoppedAt == nil || r.CircuitBreaker.Status != types.DaemonDeploymentRollbackMonitorsStatusTriggered {
		t.Errorf("deployment %+v", r)
	}
	before := l.seq
	l.run(24 * time.Hour)
	if n := l.seq - before; n > 10000 {
		t.Errorf("a day of failing costs %d events", n)
	}
}

func TestAnAlarmRollsADaemonBack(t *testing.T) {
	l := managed(t, 1)
	must(l.CreateDaemon(newDaemon()))(t)
	l.untilRollout(types.DaemonDeploymentStatusSuccessful)
	l.SetAlarm("old", true)
	l.agent("agent:2")
	l.redaemon("agent:2", func(in *ecs.UpdateDaemonInput) {
		in.DeploymentConfiguration = &types.DaemonDeploymentConfiguration{
			Alarms: &types.DaemonAlarmConfiguration{AlarmNames: []string{"old", "errors"}, Enable: true},
		}
	})
	l.untilRollout(types.DaemonDeploymentStatusInProgress)
	l.SetAlarm("errors", true)
	r := l.untilRollout(types.DaemonDeploymentStatusRollbackSuccessful)
	if l.daemonTasks() != "agent:1 RUNNING:1" || len(r.Alarms.TriggeredAlarmNames) != 1 {
		t.Errorf("tasks %s, alarms %+v", l.daemonTasks(), r.Alarms)
	}
}

func TestANewerDeploymentStopsTheOneBefore(t *testing.T) {
	l := managed(t, 2)
	first := must(l.CreateDaemon(newDaemon()))(t)
	l.untilRollout(types.DaemonDeploymentStatusInProgress)
	l.redaemon("agent:1")
	out := must(l.DescribeDaemonDeployments(&ecs.DescribeDaemonDeploymentsInput{
		DaemonDeploymentArns: []string{*first.DeploymentArn, "arn:none"},
	}))(t)
	if out.DaemonDeployments[0].Status != types.DaemonDeploymentStatusStopped || *out.Failures[0].Reason != "MISSING" {
		t.Errorf("%+v", out)
	}
	l.untilRollout(types.DaemonDeploymentStatusSuccessful)
	list := must(l.ListDaemonDeployments(&ecs.ListDaemonDeploymentsInput{
		DaemonArn: aws.String(watchARN), Status: []types.DaemonDeploymentStatus{types.DaemonDeploymentStatusStopped},
	}))(t)
	if len(list.DaemonDeployments) != 1 {
		t.Errorf("%d stopped deployments", len(list.DaemonDeployments))
	}
}
