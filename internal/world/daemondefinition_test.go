package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// agents lists the daemon task definitions that pass a filter.
func (l *lab) agents(in ecs.ListDaemonTaskDefinitionsInput) string {
	l.t.Helper()
	var out []string
	for _, d := range must(l.ListDaemonTaskDefinitions(&in))(l.t).DaemonTaskDefinitions {
		out = append(out, lastSegment(*d.Arn)+" "+string(d.Status))
	}
	return strings.Join(out, ", ")
}

func TestDaemonTaskDefinitionsAreNumbered(t *testing.T) {
	l := managed(t, 0)
	l.agent("agent:2")
	d := must(l.DescribeDaemonTaskDefinition(&ecs.DescribeDaemonTaskDefinitionInput{
		DaemonTaskDefinition: aws.String("agent"),
	}))(t).DaemonTaskDefinition
	if *d.DaemonTaskDefinitionArn != "arn:aws:ecs:us-east-1:123456789012:daemon-task-definition/agent:2" ||
		d.IpcMode != types.DaemonIpcModeNone || d.PidMode != types.DaemonPidModeNone || d.RegisteredAt == nil {
		t.Errorf("%+v", d)
	}
	if got := l.agents(ecs.ListDaemonTaskDefinitionsInput{Sort: types.SortOrderDesc}); got != "agent:2 ACTIVE, agent:1 ACTIVE" {
		t.Errorf("list %s", got)
	}
	last := types.DaemonTaskDefinitionRevisionFilterLastRegistered
	if got := l.agents(ecs.ListDaemonTaskDefinitionsInput{Revision: last}); got != "agent:2 ACTIVE" {
		t.Errorf("last registered: %s", got)
	}
	if got := l.agents(ecs.ListDaemonTaskDefinitionsInput{FamilyPrefix: aws.String("b")}); got != "" {
		t.Errorf("another prefix: %s", got)
	}
}

func TestADeletedDaemonTaskDefinitionLastsAsLongAsItsDaemon(t *testing.T) {
	l := managed(t, 0)
	must(l.CreateDaemon(newDaemon()))(t)
	one := &ecs.DeleteDaemonTaskDefinitionInput{DaemonTaskDefinition: aws.String("agent:1")}
	must(l.DeleteDaemonTaskDefinition(one))(t)
	l.run(time.Hour)
	all := ecs.ListDaemonTaskDefinitionsInput{Status: types.DaemonTaskDefinitionStatusFilterAll}
	if got := l.agents(all); got != "agent:1 DELETE_IN_PROGRESS" {
		t.Errorf("in use: %s", got)
	}
	if _, err := l.DeleteDaemonTaskDefinition(one); err == nil || !strings.Contains(err.Error(), "not ACTIVE") {
		t.Errorf("error %v", err)
	}
	in := newDaemon()
	in.DaemonName = aws.String("second")
	if _, err := l.CreateDaemon(in); err == nil || !strings.Contains(err.Error(), "not ACTIVE") {
		t.Errorf("error %v", err)
	}
	must(l.DeleteDaemon(&ecs.DeleteDaemonInput{DaemonArn: aws.String(watchARN)}))(t)
	l.run(time.Hour)
	if got := l.agents(all); got != "agent:1 DELETED" {
		t.Errorf("unused: %s", got)
	}
}

func TestWhatDaemonTaskDefinitionsRefuse(t *testing.T) {
	l := newLab(t, Options{})
	tests := []struct {
		name   string
		change func(*ecs.RegisterDaemonTaskDefinitionInput)
		want   string
	}{
		{"no family", func(in *ecs.RegisterDaemonTaskDefinitionInput) { in.Family = nil }, "Family"},
		{"no container", func(in *ecs.RegisterDaemonTaskDefinitionInput) { in.ContainerDefinitions = nil }, "Container list"},
		{"no image", func(in *ecs.RegisterDaemonTaskDefinitionInput) { in.ContainerDefinitions[0].Image = nil }, "image"},
		{"no essential container", func(in *ecs.RegisterDaemonTaskDefinitionInput) {
			in.ContainerDefinitions[0].Essential = aws.Bool(false)
		}, "essential"},
		{"an unknown pidMode", func(in *ecs.RegisterDaemonTaskDefinitionInput) { in.PidMode = "host" }, "pidMode"},
		{"an unknown ipcMode", func(in *ecs.RegisterDaemonTaskDefinitionInput) { in.IpcMode = "host" }, "ipcMode"},
		{"a size that is none", func(in *ecs.RegisterDaemonTaskDefinitionInput) { in.Cpu = aws.String("much") }, "cpu"},
		{"logs and a host in one volume", func(in *ecs.RegisterDaemonTaskDefinitionInput) {
			in.Volumes = []types.DaemonVolume{{
				Host: &types.HostVolumeProperties{}, LogDriverVolumeConfiguration: &types.LogDriverVolumeConfiguration{Driver: "json-file"},
			}}
		}, "either"},
		{"logs of another driver", func(in *ecs.RegisterDaemonTaskDefinitionInput) {
			in.Volumes = []types.DaemonVolume{{
				LogDriverVolumeConfiguration: &types.LogDriverVolumeConfiguration{Driver: "awslogs"},
			}}
		}, "json-file"},
	}
	for _, test := range tests {
		in := &ecs.RegisterDaemonTaskDefinitionInput{
			Family: aws.String("agent"), ContainerDefinitions: []types.DaemonContainerDefinition{{
				Name: aws.String("agent"), Image: aws.String("agent"),
			}},
		}
		must(l.RegisterDaemonTaskDefinition(in))(t)
		test.change(in)
		if _, err := l.RegisterDaemonTaskDefinition(in); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
}

// TestCapacityProvidersOfManagedInstances belong to one cluster and are updated in
// their own way.
func TestCapacityProvidersOfManagedInstances(t *testing.T) {
	l := managed(t, 0)
	out := must(l.DescribeCapacityProviders(&ecs.DescribeCapacityProvidersInput{CapacityProviders: []string{"fleet"}}))(t)
	p := out.CapacityProviders[0]
	if p.Type != types.CapacityProviderTypeManagedInstances || *p.Cluster != "default" ||
		*p.ManagedInstancesProvider.InfrastructureRoleArn != "role" || p.AutoScalingGroupProvider != nil {
		t.Errorf("%+v", p)
	}
	updated := must(l.UpdateCapacityProvider(&ecs.UpdateCapacityProviderInput{
		Name: aws.String("fleet"), ManagedInstancesProvider: &types.UpdateManagedInstancesProviderConfiguration{
			InfrastructureRoleArn: aws.String("another"), InstanceLaunchTemplate: &types.InstanceLaunchTemplateUpdate{},
		},
	}))(t).CapacityProvider.ManagedInstancesProvider
	if *updated.InfrastructureRoleArn != "another" || *updated.InstanceLaunchTemplate.Ec2InstanceProfileArn != "profile" {
		t.Errorf("%+v", updated)
	}
	if _, err := l.CreateCluster(&ecs.CreateClusterInput{
		ClusterName: aws.String("other"), CapacityProviders: []string{"fleet"},
	}); err == nil || !strings.Contains(err.Error(), "only within the cluster default") {
		t.Errorf("error %v", err)
	}
	_, err := l.DeleteCluster(&ecs.DeleteClusterInput{Cluster: aws.String("default")})
	if err == nil || !strings.Contains(err.Error(), "ClusterContainsCapacityProviderException") {
		t.Errorf("error %v", err)
	}
	in := newFleet()
	in.Name, in.Cluster = aws.String("second"), nil
	if _, err := l.CreateCapacityProvider(in); err == nil || !strings.Contains(err.Error(), "cluster can not be blank") {
		t.Errorf("error %v", err)
	}
	must(l.CreateDaemon(newDaemon()))(t)
	_, err = l.DeleteCapacityProvider(&ecs.DeleteCapacityProviderInput{CapacityProvider: aws.String("fleet")})
	if err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("error %v", err)
	}
}
