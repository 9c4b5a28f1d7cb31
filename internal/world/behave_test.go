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

func TestSpeed(t *testing.T) {
	l := newLab(t, Options{Speed: 10})
	must(l.AddInstance("", Instance{}))(t)
	l.create(l.register(web("nginx", 0)), 1)
	l.run(4899 * time.Millisecond)
	if l.says("steady state") != 0 {
		t.Error("steady too early")
	}
	l.run(time.Millisecond)
	if l.says("steady state") != 1 {
		t.Errorf("not steady after a tenth of 49 s:\n%s", l.timeline())
	}
}

func TestAgent(t *testing.T) {
	l := newLab(t, Options{Seed: 3})
	arn := must(l.AddInstance("", Instance{ID: "i-demo1"}))(t)
	l.create(l.register(web("nginx", 0)), 2)
	l.settle()
	byID, ok := l.Agent("i-demo1")
	byARN, _ := l.Agent(arn)
	if !ok || byID.InstanceARN != arn || byARN.InstanceID != "i-demo1" || byID.Version != "Amazon ECS Agent - v1.99.0 (8f4d3d2a)" {
		t.Fatalf("got %+v and %+v", byID, byARN)
	}
	ports := map[int32]bool{}
	for _, task := range byID.Tasks {
		c := task.Containers[0]
		if task.KnownStatus != running || task.Family != "web" || task.Version != "1" || len(c.DockerID) != 64 ||
			!strings.HasPrefix(c.DockerName, "ecs-web-1-") {
			t.Errorf("got %+v", task)
		}
		ports[*c.Ports[0].HostPort] = true
	}
	if !ports[32768] || !ports[32769] {
		t.Errorf("host ports %v, want 32768 and 32769", ports)
	}
	if _, ok := l.Agent("i-none"); ok {
		t.Error("an agent of no instance")
	}
}

func TestOrphans(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("", Instance{}))(t)
	must(l.AddInstance("", Instance{}))(t)
	l.create(l.register(web("nginx", 80)), 1)
	l.settle()
	before := *l.tasksOf(types.DesiredStatusRunning)[0].TaskArn
	must(l.DeregisterContainerInstance(&ecs.DeregisterContainerInstanceInput{
		ContainerInstance: aws.String(arn), Force: aws.Bool(true),
	}))(t)
	l.run(time.Minute)
	if after := l.tasksOf(types.DesiredStatusRunning); len(after) != 1 || *after[0].TaskArn == before {
		t.Errorf("got %d tasks, want one new one", len(after))
	}
}

func TestServiceDeployments(t *testing.T) {
	l := newLab(t, Options{Seed: 9})
	must(l.AddInstance("", Instance{}))(t)
	name := l.register(web("nginx", 0))
	for n := range 3 {
		l.register(web(fmt.Sprint("nginx:", n), 0))
	}
	l.create(name, 1)
	l.settle()
	l.deployTo("web:2")
	l.run(20 * time.Second)
	s := l.deployTo("web:3")
	l.run(time.Second)
	list := func() string {
		var out []string
		rows := must(l.ListServiceDeployments(&ecs.ListServiceDeploymentsInput{Service: aws.String("web")}))(t)
		for _, row := range rows.ServiceDeployments {
			out = append(out, string(row.Status))
		}
		return strings.Join(out, " ")
	}
	if got := list(); got != "PENDING STOP_REQUESTED SUCCESSFUL" {
		t.Errorf("got %s at first", got)
	}
	l.run(2 * time.Second)
	if got := list(); got != "IN_PROGRESS STOPPED SUCCESSFUL" {
		t.Errorf("got %s after a look", got)
	}
	l.settle()
	if got := list(); got != "SUCCESSFUL STOPPED SUCCESSFUL" {
		t.Errorf("got %s at the end", got)
	}
	d := must(l.DescribeServiceDeployments(&ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{*s.CurrentServiceDeployment},
	}))(t).ServiceDeployments[0]
	digits := strings.TrimPrefix(*s.Deployments[0].Id, "ecs-svc/")
	if !strings.HasSuffix(*d.TargetServiceRevision.Arn, "/"+digits) || d.TargetServiceRevision.RunningTaskCount != 1 {
		t.Errorf("target %s runs %d, want …/%s and 1", *d.TargetServiceRevision.Arn,
			d.TargetServiceRevision.RunningTaskCount, digits)
	}
	r := must(l.DescribeServiceRevisions(&ecs.DescribeServiceRevisionsInput{
		ServiceRevisionArns: []string{*d.TargetServiceRevision.Arn},
	}))(t).ServiceRevisions[0]
	if lastSegment(*r.TaskDefinition) != "web:3" {
		t.Errorf("the revision is of %s, want web:3", *r.TaskDefinition)
	}
}

func TestGracePeriod(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.SetImage("slow", Image{HealthyAfter: 90 * time.Second})
	l.create(l.register(checked("slow")), 1, func(in *ecs.CreateServiceInput) {
		in.HealthCheckGracePeriodSeconds = aws.Int32(120)
	})
	l.settle()
	if l.says("failed container health checks") != 0 || l.says("has started") != 1 {
		t.Errorf("it was replaced within its grace period:\n%s", l.timeline())
	}
}

func TestFamilyPropagatesTags(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	tag := types.Tag{Key: aws.String("team"), Value: aws.String("a")}
	def := must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("web"), ContainerDefinitions: []types.ContainerDefinition{web("nginx", 0)},
		Tags: []types.Tag{tag},
	}))(t)
	l.create(*def.TaskDefinition.TaskDefinitionArn, 1, func(in *ecs.CreateServiceInput) {
		in.PropagateTags = types.PropagateTagsTaskDefinition
	})
	l.settle()
	arn := l.tasksOf(types.DesiredStatusRunning)[0].TaskArn
	tags := must(l.ListTagsForResource(&ecs.ListTagsForResourceInput{ResourceArn: arn}))(t).Tags
	if len(tags) != 1 || *tags[0].Value != "a" {
		t.Errorf("got %v, want the tag of the task definition", tags)
	}
}
