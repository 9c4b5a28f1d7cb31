package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// over is an item of a strategy.
func over(provider string, base, weight int32) types.CapacityProviderStrategyItem {
	return types.CapacityProviderStrategyItem{CapacityProvider: aws.String(provider), Base: base, Weight: weight}
}

// group makes a capacity provider of an Auto Scaling group of its own.
func (l *lab) group(name string) *types.CapacityProvider {
	l.t.Helper()
	return must(l.CreateCapacityProvider(&ecs.CreateCapacityProviderInput{
		Name: aws.String(name), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: aws.String("asg-" + name),
		},
	}))(l.t).CapacityProvider
}

// has gives the cluster default capacity providers and a strategy.
func (l *lab) has(providers []string, strategy ...types.CapacityProviderStrategyItem) {
	l.t.Helper()
	must(l.PutClusterCapacityProviders(&ecs.PutClusterCapacityProvidersInput{
		Cluster: aws.String("default"), CapacityProviders: providers, DefaultCapacityProviderStrategy: strategy,
	}))(l.t)
}

func TestTasksAreSharedOutByBaseAndWeight(t *testing.T) {
	tests := []struct {
		name  string
		items []types.CapacityProviderStrategyItem
		want  string // of ten tasks
	}{
		{"one without a weight takes all", []types.CapacityProviderStrategyItem{over("a", 0, 0)}, "aaaaaaaaaa"},
		{"equal weights take turns", []types.CapacityProviderStrategyItem{over("a", 0, 1), over("b", 0, 1)}, "ababababab"},
		{"one to four", []types.CapacityProviderStrategyItem{over("a", 0, 1), over("b", 0, 4)}, "bbbabbbbab"},
		{"the base comes first", []types.CapacityProviderStrategyItem{over("a", 3, 1), over("b", 0, 1)}, "aaaabababa"},
		{"no weight is no share beyond the base", []types.CapacityProviderStrategyItem{over("a", 2, 0), over("b", 0, 1)}, "aabbbbbbbb"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			counts, got := map[string]int32{}, ""
			for range 10 {
				name := pick(test.items, counts)
				counts[name]++
				got += name
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestACapacityProviderFromItsCreationToItsDeletion(t *testing.T) {
	l := newLab(t, Options{})
	made := l.group("blue")
	if s := made.AutoScalingGroupProvider.ManagedScaling; s.Status != types.ManagedScalingStatusDisabled ||
		*s.TargetCapacity != 100 || *s.MaximumScalingStepSize != 10000 || made.Type != types.CapacityProviderTypeEc2Autoscaling {
		t.Errorf("made %+v, scaling %+v", made, s)
	}
	updated := must(l.UpdateCapacityProvider(&ecs.UpdateCapacityProviderInput{
		Name: aws.String("blue"), AutoScalingGroupProvider: &types.AutoScalingGroupProviderUpdate{
			ManagedScaling:               &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled, TargetCapacity: aws.Int32(90)},
			ManagedTerminationProtection: types.ManagedTerminationProtectionEnabled,
		},
	}))(t).CapacityProvider
	if s := updated.AutoScalingGroupProvider.ManagedScaling; *s.TargetCapacity != 90 || *s.InstanceWarmupPeriod != 300 {
		t.Errorf("updated to %+v", s)
	}
	if *made.AutoScalingGroupProvider.ManagedScaling.TargetCapacity != 100 {
		t.Error("the update changed an earlier answer")
	}
	must(l.TagResource(&ecs.TagResourceInput{
		ResourceArn: made.CapacityProviderArn, Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}},
	}))(t)
	l.has([]string{*made.CapacityProviderArn})
	remove := &ecs.DeleteCapacityProviderInput{CapacityProvider: aws.String("blue")}
	if _, err := l.DeleteCapacityProvider(remove); err == nil ||
		!strings.Contains(err.Error(), "because it is associated with cluster: default.") {
		t.Errorf("deleted while a cluster has it: %v", err)
	}
	l.has(nil)
	must(l.DeleteCapacityProvider(remove))(t)
	out := must(l.DescribeCapacityProviders(&ecs.DescribeCapacityProvidersInput{
		CapacityProviders: []string{"blue", "none"}, Include: []types.CapacityProviderField{types.CapacityProviderFieldTags},
	}))(t)
	p := out.CapacityProviders[0]
	if p.Status != types.CapacityProviderStatusInactive || p.UpdateStatus != types.CapacityProviderUpdateStatusDeleteComplete ||
		len(p.Tags) != 1 || len(out.Failures) != 1 || *out.Failures[0].Reason != "MISSING" {
		t.Errorf("%+v, failures %+v", p, out.Failures)
	}
	l.group("blue")
}

func TestCapacityProvidersComeInPagesOfTen(t *testing.T) {
	l := newLab(t, Options{})
	for n := range 12 {
		l.group(fmt.Sprintf("p%02d", n))
	}
	in := &ecs.DescribeCapacityProvidersInput{}
	var sizes []int
	for {
		out := must(l.DescribeCapacityProviders(in))(t)
		sizes = append(sizes, len(out.CapacityProviders))
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	if diff := cmp.Diff([]int{10, 4}, sizes); diff != "" {
		t.Error(diff)
	}
	in.MaxResults = aws.Int32(11)
	if _, err := l.DescribeCapacityProviders(in); err == nil {
		t.Error("a page of eleven is given")
	}
}

func TestCapacityProvidersThatAreRefused(t *testing.T) {
	asg := &types.AutoScalingGroupProvider{AutoScalingGroupArn: aws.String("asg-new")}
	tests := []struct {
		name string
		in   ecs.CreateCapacityProviderInput
		want string
	}{
		{"a reserved name", ecs.CreateCapacityProviderInput{Name: aws.String("FargateX")}, "capacity provider name is invalid"},
		{"a name with a dot", ecs.CreateCapacityProviderInput{Name: aws.String("a.b")}, "capacity provider name is invalid"},
		{"no group", ecs.CreateCapacityProviderInput{Name: aws.String("a")}, "Auto Scaling group ARN is invalid"},
		{
			"a name that is taken",
			ecs.CreateCapacityProviderInput{Name: aws.String("blue"), AutoScalingGroupProvider: asg},
			"ClientException: The specified capacity provider already exists.",
		},
		{"a group that is taken", ecs.CreateCapacityProviderInput{
			Name: aws.String("a"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{AutoScalingGroupArn: aws.String("asg-blue")},
		}, "is already being used by another capacity provider"},
		{"protection without scaling", ecs.CreateCapacityProviderInput{
			Name: aws.String("a"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
				AutoScalingGroupArn:          aws.String("asg-new"),
				ManagedTerminationProtection: types.ManagedTerminationProtectionEnabled,
			},
		}, "enable managed scaling and try again"},
		{"a target over 100", ecs.CreateCapacityProviderInput{
			Name: aws.String("a"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
				AutoScalingGroupArn: aws.String("asg-new"), ManagedScaling: &types.ManagedScaling{TargetCapacity: aws.Int32(101)},
			},
		}, "targetCapacity must be between 1 and 100"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, Options{})
			l.group("blue")
			if _, err := l.CreateCapacityProvider(&test.in); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestStrategiesThatAreRefused(t *testing.T) {
	tests := []struct {
		name  string
		items []types.CapacityProviderStrategyItem
		want  string
	}{
		{"a provider that the cluster has not", []types.CapacityProviderStrategyItem{over("green", 0, 1)}, "is not associated with the cluster"},
		{"an item without a provider", []types.CapacityProviderStrategyItem{{}}, "is not associated with the cluster"},
		{"Fargate beside a group", []types.CapacityProviderStrategyItem{over("FARGATE", 0, 1), over("blue", 0, 1)}, "a mix of capacity providers"},
		{"two bases", []types.CapacityProviderStrategyItem{over("FARGATE", 1, 1), over("FARGATE_SPOT", 1, 1)}, "can have a base"},
		{"no weight at all", []types.CapacityProviderStrategyItem{over("FARGATE", 0, 0), over("FARGATE_SPOT", 0, 0)}, "weight greater than 0"},
		{"one twice", []types.CapacityProviderStrategyItem{over("blue", 0, 1), over("blue", 0, 1)}, "duplicate"},
		{"too much weight", []types.CapacityProviderStrategyItem{over("blue", 0, 1001)}, "between 0 and 1000"},
		{"a base below zero", []types.CapacityProviderStrategyItem{over("blue", -1, 1)}, "between 0 and 100000"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := checkStrategy([]string{"FARGATE", "FARGATE_SPOT", "blue"}, test.items)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v", err)
			}
		})
	}
	l := newLab(t, Options{})
	if _, err := l.RunTask(&ecs.RunTaskInput{
		TaskDefinition: aws.String(l.register(web("nginx:1", 0))), CapacityProviderStrategy: []types.CapacityProviderStrategyItem{{}},
	}); err == nil {
		t.Error("RunTask takes an item without a provider")
	}
}

// TestTheDefaultStrategyOfTheClusterIsUsed starts a service and tasks that name
// neither launch type nor strategy.
func TestTheDefaultStrategyOfTheClusterIsUsed(t *testing.T) {
	l := newLab(t, Options{})
	l.group("blue")
	l.has([]string{"blue"}, over("blue", 0, 1))
	must(l.AddInstance("default", Instance{ID: "i-1"}))(t)
	in := must(l.AddInstance("default", Instance{ID: "i-2", CapacityProvider: "blue"}))(t)
	s := l.create(l.register(web("nginx:1", 0)), 2)
	if s.LaunchType != "" || len(s.CapacityProviderStrategy) != 1 {
		t.Errorf("launch type %q, strategy %v", s.LaunchType, s.CapacityProviderStrategy)
	}
	l.settle()
	tasks := append(l.tasksOf(types.DesiredStatusRunning),
		must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String("web:1")}))(t).Tasks...)
	for _, task := range tasks {
		if *task.ContainerInstanceArn != in || *task.CapacityProviderName != "blue" || task.LaunchType != types.LaunchTypeEc2 {
			t.Errorf("%s %s on %s", task.LaunchType, *task.CapacityProviderName, *task.ContainerInstanceArn)
		}
	}
	_, err := l.PutClusterCapacityProviders(&ecs.PutClusterCapacityProvidersInput{Cluster: aws.String("default")})
	if err == nil || !strings.HasPrefix(err.Error(), "ResourceInUseException") {
		t.Errorf("taken away while it is used: %v", err)
	}
}

func TestACapacityProviderWithoutInstances(t *testing.T) {
	l := newLab(t, Options{})
	l.group("blue")
	l.has([]string{"blue"})
	must(l.AddInstance("default", Instance{}))(t)
	blue := []types.CapacityProviderStrategyItem{over("blue", 0, 1)}
	l.create(l.register(web("nginx:1", 0)), 1, func(in *ecs.CreateServiceInput) { in.CapacityProviderStrategy = blue })
	l.run(time.Minute)
	if l.says("Reason: No Container Instances were found in your capacity provider.") != 1 {
		t.Error(l.timeline())
	}
	out := must(l.RunTask(&ecs.RunTaskInput{TaskDefinition: aws.String("web:1"), CapacityProviderStrategy: blue}))(t)
	if len(out.Failures) != 1 || *out.Failures[0].Reason != "EMPTY CAPACITY PROVIDER" {
		t.Errorf("failures %+v", out.Failures)
	}
}

func TestAServiceIsSharedOutOverFargateAndSpot(t *testing.T) {
	l := newLab(t, Options{})
	l.has([]string{"FARGATE", "FARGATE_SPOT"}, over("FARGATE", 1, 1), over("FARGATE_SPOT", 0, 3))
	must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), Cpu: aws.String("256"), Memory: aws.String("512"), NetworkMode: types.NetworkModeAwsvpc,
		ContainerDefinitions: []types.ContainerDefinition{{Name: aws.String("web"), Image: aws.String("nginx:1")}},
	}))(t)
	l.create("web:1", 5, func(in *ecs.CreateServiceInput) {
		in.NetworkConfiguration = &types.NetworkConfiguration{
			AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}},
		}
	})
	l.settle()
	counts := map[string]int{}
	for _, task := range l.tasksOf(types.DesiredStatusRunning) {
		counts[*task.CapacityProviderName]++
	}
	if diff := cmp.Diff(map[string]int{"FARGATE": 2, "FARGATE_SPOT": 3}, counts); diff != "" {
		t.Error(diff)
	}
}

func TestAnInstanceRegistersForACapacityProvider(t *testing.T) {
	l := newLab(t, Options{})
	l.group("blue")
	out := must(l.RegisterContainerInstance(&ecs.RegisterContainerInstanceInput{
		Tags: []types.Tag{{Key: aws.String("steady:capacity-provider"), Value: aws.String("blue")}},
	}))(t)
	if got := aws.ToString(out.ContainerInstance.CapacityProviderName); got != "blue" {
		t.Errorf("it belongs to %q", got)
	}
}
