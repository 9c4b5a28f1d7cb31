package world

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// tag makes a tag of "key=value".
func tag(text string) types.Tag {
	key, value, _ := strings.Cut(text, "=")
	return types.Tag{Key: &key, Value: &value}
}

func TestTagsOfStartedTasks(t *testing.T) {
	tests := []struct {
		name string
		in   ecs.RunTaskInput
		want []string
	}{
		{"none", ecs.RunTaskInput{}, nil},
		{"the call's", ecs.RunTaskInput{Tags: []types.Tag{tag("a=1")}}, []string{"a=1"}},
		{"those of the definition", ecs.RunTaskInput{PropagateTags: "TASK_DEFINITION"}, []string{"team=x"}},
		{
			"the call's before those of the definition",
			ecs.RunTaskInput{PropagateTags: "TASK_DEFINITION", Tags: []types.Tag{tag("team=y"), tag("a=1")}},
			[]string{"team=y", "a=1"},
		},
		{"ECS's own", ecs.RunTaskInput{EnableECSManagedTags: true}, []string{"aws:ecs:clusterName=default"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
				Family: aws.String("web"), ContainerDefinitions: []types.ContainerDefinition{web("nginx", 0)},
				Tags: []types.Tag{tag("team=x")},
			}))(t)
			tt.in.TaskDefinition = aws.String("web")
			run := must(l.RunTask(&tt.in))(t).Tasks[0]
			started := must(l.StartTask(&ecs.StartTaskInput{
				TaskDefinition: aws.String("web"), ContainerInstances: []string{*run.ContainerInstanceArn}, Tags: tt.in.Tags,
				PropagateTags: tt.in.PropagateTags, EnableECSManagedTags: tt.in.EnableECSManagedTags,
			}))(t).Tasks[0]
			for _, task := range []types.Task{run, started} {
				var got []string
				for _, tag := range task.Tags {
					got = append(got, *tag.Key+"="+*tag.Value)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("tags (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestWhatRunTaskRefuses(t *testing.T) {
	tests := []struct {
		name, message string
		in            ecs.RunTaskInput
	}{
		{"the tags of a service", "Tags cannot be propagated to a task from SERVICE.", ecs.RunTaskInput{PropagateTags: "SERVICE"}},
		{
			"a long client token", "clientToken can have at most 64 characters.",
			ecs.RunTaskInput{ClientToken: aws.String(strings.Repeat("x", 65))},
		},
		{
			"a long startedBy", "startedBy can have at most 128 characters.",
			ecs.RunTaskInput{StartedBy: aws.String(strings.Repeat("x", 129))},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			tt.in.TaskDefinition = aws.String(l.register(web("nginx", 0)))
			_, err := l.RunTask(&tt.in)
			if code(err) != "InvalidParameterException" || message(err) != tt.message {
				t.Errorf("%s: %s", code(err), message(err))
			}
			if len(l.clusters["default"].tasks) != 0 {
				t.Error("and yet a task runs")
			}
		})
	}
	l := newLab(t, Options{})
	l.register(web("nginx", 0))
	_, err := l.StartTask(&ecs.StartTaskInput{
		TaskDefinition: aws.String("web"), ContainerInstances: []string{"i"}, StartedBy: aws.String(strings.Repeat("x", 37)),
	})
	if message(err) != "startedBy can have at most 36 characters." {
		t.Errorf("StartTask: %v", err)
	}
}

func TestTasksHaveNoPublicAddressUnlessAskedFor(t *testing.T) {
	l := newLab(t, Options{})
	register := func(family string, mode types.NetworkMode) {
		must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
			Family: &family, NetworkMode: mode, Cpu: aws.String("256"), Memory: aws.String("512"),
			ContainerDefinitions: []types.ContainerDefinition{{Name: aws.String("web"), Image: aws.String("nginx")}},
		}))(t)
	}
	register("web", types.NetworkModeAwsvpc)
	s := l.create("web", 0, func(in *ecs.CreateServiceInput) {
		in.LaunchType, in.NetworkConfiguration = types.LaunchTypeFargate, twoSubnets()
	})
	if got := s.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp; got != types.AssignPublicIpDisabled {
		t.Errorf("created with %q", got)
	}
	again := l.update(ecs.UpdateServiceInput{NetworkConfiguration: twoSubnets()})
	if len(again.Deployments) != 1 {
		t.Error("the same network starts a deployment")
	}
	public := twoSubnets()
	public.AwsvpcConfiguration.AssignPublicIp = types.AssignPublicIpEnabled
	_, err := l.CreateService(&ecs.CreateServiceInput{
		ServiceName: aws.String("ec2"), TaskDefinition: aws.String("web"), DesiredCount: aws.Int32(0), NetworkConfiguration: public,
	})
	if message(err) != "Assign public IP is not supported for this launch type." {
		t.Errorf("on EC2: %v", err)
	}
}
