package world

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestDaemonTasksAreTaggedAsAsked(t *testing.T) {
	l := managed(t, 0)
	in := newDaemon()
	in.PropagateTags, in.EnableECSManagedTags = types.DaemonPropagateTagsDaemon, true
	in.Tags = []types.Tag{{Key: aws.String("team"), Value: aws.String("ops")}}
	must(l.CreateDaemon(in))(t)
	must(l.TagResource(&ecs.TagResourceInput{ResourceArn: aws.String(watchARN), Tags: []types.Tag{{
		Key: aws.String("more"), Value: aws.String("1"),
	}}}))(t)
	l.join()
	task := must(l.ListTasks(&ecs.ListTasksInput{DaemonName: aws.String("watch")}))(t).TaskArns[0]
	tags := must(l.ListTagsForResource(&ecs.ListTagsForResourceInput{ResourceArn: aws.String(task)}))(t).Tags
	var keys []string
	for _, tag := range tags {
		keys = append(keys, *tag.Key)
	}
	if got := strings.Join(keys, " "); got != "team more aws:ecs:clusterName" {
		t.Errorf("tags %s", got)
	}
}

func TestWhatDaemonsRefuse(t *testing.T) {
	l := managed(t, 0)
	must(l.CreateDaemon(newDaemon()))(t)
	tests := []struct {
		name   string
		change func(*ecs.CreateDaemonInput)
		want   string
	}{
		{"no name", func(in *ecs.CreateDaemonInput) { in.DaemonName = nil }, "daemon name"},
		{"a name that is taken", func(in *ecs.CreateDaemonInput) { in.DaemonName = aws.String("watch") }, "not idempotent"},
		{"an unknown cluster", func(in *ecs.CreateDaemonInput) { in.ClusterArn = aws.String("none") }, "ClusterNotFound"},
		{"no definition", func(in *ecs.CreateDaemonInput) { in.DaemonTaskDefinitionArn = nil }, "does not exist"},
		{"no capacity provider", func(in *ecs.CreateDaemonInput) { in.CapacityProviderArns = nil }, "can not be empty"},
		{"Fargate", func(in *ecs.CreateDaemonInput) { in.CapacityProviderArns = []string{"FARGATE"} }, "no Managed Instances"},
		{"a provider twice", func(in *ecs.CreateDaemonInput) { in.CapacityProviderArns = []string{fleetARN, "fleet"} }, "unique"},
		{"too much drained", func(in *ecs.CreateDaemonInput) {
			in.DeploymentConfiguration = &types.DaemonDeploymentConfiguration{DrainPercent: aws.Float64(101)}
		}, "drainPercent"},
		{"too long a bake time", func(in *ecs.CreateDaemonInput) {
			in.DeploymentConfiguration = &types.DaemonDeploymentConfiguration{BakeTimeInMinutes: 1441}
		}, "bakeTimeInMinutes"},
		{"unknown propagation", func(in *ecs.CreateDaemonInput) { in.PropagateTags = "SERVICE" }, "propagateTags"},
		{"too long a token", func(in *ecs.CreateDaemonInput) { in.ClientToken = aws.String(strings.Repeat("x", 37)) }, "clientToken"},
	}
	for _, test := range tests {
		in := newDaemon()
		in.DaemonName = aws.String("other")
		test.change(in)
		if _, err := l.CreateDaemon(in); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
	if n := len(must(l.ListDaemons(&ecs.ListDaemonsInput{CapacityProviderArns: []string{fleetARN}}))(t).DaemonSummariesList); n != 1 {
		t.Errorf("%d daemons", n)
	}
	if n := len(must(l.ListDaemons(&ecs.ListDaemonsInput{CapacityProviderArns: []string{"other"}}))(t).DaemonSummariesList); n != 0 {
		t.Errorf("%d daemons of another provider", n)
	}
}

func TestTheSameTokenMakesNoSecondDaemon(t *testing.T) {
	l := managed(t, 0)
	in := newDaemon()
	in.ClientToken = aws.String("token")
	first := must(l.CreateDaemon(in))(t)
	if again := must(l.CreateDaemon(in))(t); *again.DeploymentArn != *first.DeploymentArn {
		t.Errorf("%+v, first %+v", again, first)
	}
}
