package world

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestCodeDeploy plays deployments with CodeDeploy to their ends.
func TestCodeDeploy(t *testing.T) {
	const steady = "scale=100 computed=2 pending=0 running=2 STEADY_STATE"
	tests := []struct {
		name, image string
		plan        BlueGreen
		after       time.Duration
		want        string
	}{
		{"both sets serve until the original goes", "nginx", BlueGreen{}, 50 * time.Minute, "ACTIVE web:1 " + steady +
			"\nPRIMARY web:2 " + steady},
		{"the original goes after an hour", "nginx", BlueGreen{}, 70 * time.Minute, "PRIMARY web:2 " + steady},
		{"the original goes at once", "nginx", BlueGreen{Termination: -1}, 10 * time.Minute, "PRIMARY web:2 " + steady},
		{"traffic is shifting", "nginx", BlueGreen{Shift: 10 * time.Minute}, 5 * time.Minute, "PRIMARY web:1 " + steady +
			"\nACTIVE web:2 " + steady},
		{"an alarm fails it", "nginx", BlueGreen{FailAfter: 5 * time.Minute}, 20 * time.Minute, "PRIMARY web:1 " + steady},
		{"a replacement that does not start", "missing", BlueGreen{}, 50 * time.Minute, "PRIMARY web:1 " + steady +
			"\nACTIVE web:2 scale=100 computed=2 pending=0 running=0 STABILIZING"},
		{"it is given up after an hour", "missing", BlueGreen{}, 70 * time.Minute, "PRIMARY web:1 " + steady},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			l.SetImage("missing", Image{PullError: "CannotPullContainerError: not found"})
			l.blueGreenService()
			l.run(10 * time.Minute)
			tt.plan.Service, tt.plan.TaskDefinition = "web", l.register(web(tt.image, 0))
			must(l.CodeDeploy(tt.plan))(t)
			l.run(tt.after)
			if got := sets(l.get()); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s\n%s", got, tt.want, l.timeline())
			}
			shown, want := lastSegment(*l.get().TaskDefinition), strings.Fields(tt.want[strings.Index(tt.want, "PRIMARY"):])[1]
			if shown != want {
				t.Errorf("the service shows %s, want %s", shown, want)
			}
		})
	}
}

func TestWhatCodeDeploySaysOfATaskSet(t *testing.T) {
	l := newLab(t, Options{})
	first := l.blueGreenService().TaskSets[0]
	if first.StartedBy != nil || first.ExternalId != nil || *first.Status != "PRIMARY" || first.Scale.Value != 100 {
		t.Errorf("the first task set is %+v", first)
	}
	l.run(10 * time.Minute)
	id := must(l.CodeDeploy(BlueGreen{
		ID: "d-ABCDEFGH1", Service: "web", TaskDefinition: l.register(web("nginx", 0)), TargetGroup: "arn:tg/2",
	}))(t)
	l.run(10 * time.Minute)
	second := l.get().TaskSets[1]
	if id != "d-ABCDEFGH1" || *second.ExternalId != id || *second.StartedBy != "CODE_DEPLOY" ||
		*second.LoadBalancers[0].TargetGroupArn != "arn:tg/2" || *first.LoadBalancers[0].TargetGroupArn != "arn:tg/1" {
		t.Errorf("the second task set is %+v", second)
	}
	if l.says(", taskSet "+*second.Id+") registered 2 targets in (target-group arn:tg/2)") != 1 {
		t.Errorf("events\n%s", l.timeline())
	}
	if lb := l.get().LoadBalancers; *lb[0].TargetGroupArn != "arn:tg/2" {
		t.Errorf("the service shows %v", lb)
	}
}

func TestCodeDeployRefuses(t *testing.T) {
	l := newLab(t, Options{})
	l.blueGreenService()
	must(l.CreateService(&ecs.CreateServiceInput{
		ServiceName: aws.String("rolling"), TaskDefinition: aws.String("web:1"), DesiredCount: aws.Int32(0),
	}))(t)
	for name, tt := range map[string]struct {
		plan BlueGreen
		want string
	}{
		"no service":    {BlueGreen{Service: "none"}, "Service not found."},
		"a rolling one": {BlueGreen{Service: "rolling"}, "has the deployment controller ECS, not CODE_DEPLOY"},
		"no revision":   {BlueGreen{Service: "web", TaskDefinition: "web:9"}, "TaskDefinition not found."},
	} {
		if _, err := l.CodeDeploy(tt.plan); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(l.CodeDeploy(BlueGreen{Service: "web", TaskDefinition: "web:1"}))(t)
	if _, err := l.CodeDeploy(BlueGreen{Service: "web", TaskDefinition: "web:1"}); err == nil {
		t.Error("two at a time")
	}
}

// TestADeletedServiceEndsItsCodeDeployment deletes the service in the middle.
func TestADeletedServiceEndsItsCodeDeployment(t *testing.T) {
	for _, after := range []time.Duration{10 * time.Second, 5 * time.Minute, 30 * time.Minute} {
		l := newLab(t, Options{})
		l.blueGreenService()
		l.run(10 * time.Minute)
		must(l.CodeDeploy(BlueGreen{Service: "web", TaskDefinition: "web:1", Shift: 10 * time.Minute}))(t)
		l.run(after)
		must(l.DeleteService(&ecs.DeleteServiceInput{Service: aws.String("web"), Force: aws.Bool(true)}))(t)
		if s := l.get(); *s.Status != "DRAINING" || len(s.TaskSets) != 2 || *s.TaskSets[0].Status != "DRAINING" {
			t.Errorf("after %s it is %s with %s", after, *s.Status, sets(s))
		}
		l.run(10 * time.Minute)
		if s := l.get(); *s.Status != "INACTIVE" || len(s.TaskSets)+int(s.RunningCount) != 0 {
			t.Errorf("after %s it is %s with %s", after, *s.Status, sets(s))
		}
		l.run(2 * time.Hour)
		if tasks := l.clusters["default"].tasks; len(tasks) != 0 {
			t.Errorf("%d tasks are left", len(tasks))
		}
		if _, more := l.Next(); more {
			t.Error("something is still to happen")
		}
	}
}

// TestTheLifeOfATaskSet holds what a set, its tasks and its service show.
func TestTheLifeOfATaskSet(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.external(2, func(in *ecs.CreateServiceInput) {
		in.Tags = []types.Tag{{Key: aws.String("team"), Value: aws.String("a")}}
		in.PropagateTags, in.EnableECSManagedTags = types.PropagateTagsService, true
	})
	in := &ecs.CreateTaskSetInput{
		Service: aws.String("web"), TaskDefinition: aws.String(l.register(web("nginx", 0))), ExternalId: aws.String("run-7"),
		ClientToken: aws.String("token"), Tags: []types.Tag{{Key: aws.String("color"), Value: aws.String("blue")}},
	}
	set := *must(l.CreateTaskSet(in))(t).TaskSet
	if set.Scale.Value != 0 || set.Scale.Unit != types.ScaleUnitPercent || *set.Status != "ACTIVE" || set.LaunchType != "EC2" ||
		*set.ExternalId != "run-7" || set.StartedBy != nil || set.LoadBalancers == nil || set.ServiceRegistries == nil ||
		*set.TaskSetArn != "arn:aws:ecs:us-east-1:123456789012:task-set/default/web/"+*set.Id || len(set.Tags) != 1 {
		t.Errorf("%+v", set)
	}
	if again := must(l.CreateTaskSet(in))(t).TaskSet; *again.Id != *set.Id {
		t.Error("the same token made another set")
	}
	in.Scale = percent(5)
	if _, err := l.CreateTaskSet(in); message(err) != "Creation of task set was not idempotent." {
		t.Errorf("the same token for something else: %v", err)
	}
	l.run(time.Minute)
	if l.says("updated state to STEADY_STATE.") != 1 {
		t.Errorf("a set of nothing is not steady:\n%s", l.timeline())
	}
	l.rescale(set, 100)
	l.run(time.Minute)
	tasks := l.tasksOf(types.DesiredStatusRunning)
	if len(tasks) != 2 || *tasks[0].StartedBy != *set.Id || *tasks[0].Group != "service:web" {
		t.Errorf("tasks %+v", tasks)
	}
	if found := must(l.ListTasks(&ecs.ListTasksInput{StartedBy: set.Id}))(t); len(found.TaskArns) != 2 {
		t.Errorf("%d tasks were started by the set", len(found.TaskArns))
	}
	if tags := must(l.ListTagsForResource(&ecs.ListTagsForResourceInput{ResourceArn: tasks[0].TaskArn}))(t); len(tags.Tags) != 3 {
		t.Errorf("tags of a task %v", tags.Tags)
	}
	must(l.TagResource(&ecs.TagResourceInput{
		ResourceArn: set.TaskSetArn, Tags: []types.Tag{{Key: aws.String("more"), Value: aws.String("1")}},
	}))(t)
	described := must(l.DescribeTaskSets(&ecs.DescribeTaskSetsInput{
		Service: aws.String("web"), TaskSets: []string{*set.TaskSetArn, "ecs-svc/1"},
		Include: []types.TaskSetField{types.TaskSetFieldTags},
	}))(t)
	if len(described.TaskSets) != 1 || len(described.TaskSets[0].Tags) != 2 || len(described.Failures) != 1 ||
		*described.Failures[0].Reason != "MISSING" {
		t.Errorf("%+v", described)
	}
	must(l.DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: aws.String("web:1")}))(t)
	must(l.DeleteTaskDefinitions(&ecs.DeleteTaskDefinitionsInput{TaskDefinitions: []string{"web:1"}}))(t)
	if l.run(5 * time.Minute); l.World.revision("web:1") == nil {
		t.Error("the task definition of a task set is deleted")
	}
	l.remove(set, false)
	l.run(5 * time.Minute)
	if s := l.get(); len(s.TaskSets) != 0 || s.RunningCount != 0 || l.World.revision("web:1") != nil {
		t.Errorf("%d task sets, %d running", len(s.TaskSets), s.RunningCount)
	}
}
