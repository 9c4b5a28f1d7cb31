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

// external makes an EXTERNAL service named web that shall have so many tasks.
func (l *lab) external(desired int32, change ...func(*ecs.CreateServiceInput)) types.Service {
	l.t.Helper()
	in := &ecs.CreateServiceInput{
		ServiceName: aws.String("web"), DesiredCount: aws.Int32(desired), DeploymentController: controlledBy("EXTERNAL"),
	}
	for _, c := range change {
		c(in)
	}
	return *must(l.CreateService(in))(l.t).Service
}

func controlledBy(kind types.DeploymentControllerType) *types.DeploymentController {
	return &types.DeploymentController{Type: kind}
}

// percent is a scale.
func percent(value float64) *types.Scale {
	return &types.Scale{Unit: types.ScaleUnitPercent, Value: value}
}

// addTaskSet gives the service web a task set of a revision.
func (l *lab) addTaskSet(revision string, scale float64, change ...func(*ecs.CreateTaskSetInput)) types.TaskSet {
	l.t.Helper()
	in := &ecs.CreateTaskSetInput{
		Service: aws.String("web"), TaskDefinition: aws.String(revision), Scale: percent(scale),
	}
	for _, c := range change {
		c(in)
	}
	return *must(l.CreateTaskSet(in))(l.t).TaskSet
}

// sets is a line for each task set of a service.
func sets(s types.Service) string {
	var lines []string
	for _, t := range s.TaskSets {
		lines = append(lines, fmt.Sprintf("%s %s scale=%g computed=%d pending=%d running=%d %s", aws.ToString(t.Status),
			lastSegment(aws.ToString(t.TaskDefinition)), t.Scale.Value, t.ComputedDesiredCount, t.PendingCount, t.RunningCount,
			t.StabilityStatus))
	}
	return strings.Join(lines, "\n")
}

// promote makes a task set of the service web PRIMARY.
func (l *lab) promote(t types.TaskSet) {
	l.t.Helper()
	must(l.UpdateServicePrimaryTaskSet(&ecs.UpdateServicePrimaryTaskSetInput{
		Service: aws.String("web"), PrimaryTaskSet: t.Id,
	}))(l.t)
}

// rescale scales a task set of the service web.
func (l *lab) rescale(t types.TaskSet, value float64) types.TaskSet {
	l.t.Helper()
	return *must(l.UpdateTaskSet(&ecs.UpdateTaskSetInput{
		Service: aws.String("web"), TaskSet: t.TaskSetArn, Scale: percent(value),
	}))(l.t).TaskSet
}

// remove deletes a task set of the service web, by force if it must be.
func (l *lab) remove(t types.TaskSet, force bool) types.TaskSet {
	l.t.Helper()
	return *must(l.DeleteTaskSet(&ecs.DeleteTaskSetInput{
		Service: aws.String("web"), TaskSet: t.Id, Force: &force,
	}))(l.t).TaskSet
}

// anonymous replaces the ids of task sets and tasks by letters, in the order in
// which they come.
func anonymous(text string) string {
	names := map[string]string{}
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n().,", r) })
	for _, word := range words {
		id := strings.TrimPrefix(word, "ecs-svc/")
		if _, known := names[id]; !known && (len(id) == 19 || len(id) == 32) && !strings.Contains(id, "-") {
			names[id] = string(rune('A' + len(names)))
			text = strings.ReplaceAll(text, id, names[id])
		}
	}
	return text
}

// TestACanaryWithTaskSets is what an external deployer does: a second task set
// beside the first, scaled up, made PRIMARY, and the first one deleted.
func TestACanaryWithTaskSets(t *testing.T) {
	l := newLab(t, Options{})
	l.SetImage("nginx", Image{Pull: 2 * time.Second, Stop: time.Second})
	must(l.AddInstance("", Instance{}))(t)
	l.external(3)
	first := l.addTaskSet(l.register(web("nginx", 0)), 100)
	l.promote(first)
	story := l.tell(time.Minute, sets)
	second := l.addTaskSet(l.register(web("nginx", 0)), 10)
	story += l.tell(time.Minute, sets)
	l.rescale(second, 100)
	story += l.tell(time.Minute, sets)
	l.promote(second)
	l.remove(first, false)
	story += l.tell(time.Minute, sets)
	golden(t, "canary-task-sets.txt", anonymous(story))
	s := l.get()
	if aws.ToString(s.TaskDefinition) != aws.ToString(second.TaskDefinition) || s.RunningCount != 3 || len(s.Deployments) != 0 {
		t.Errorf("the service shows %s, %d running, %d deployments", *s.TaskDefinition, s.RunningCount, len(s.Deployments))
	}
}

func TestComputedDesiredCount(t *testing.T) {
	tests := []struct {
		desired int32
		scale   float64
		want    int32
	}{{0, 100, 0}, {10, 0, 0}, {1, 50, 1}, {10, 33, 4}, {3, 33.3, 1}, {3, 100, 3}, {7, 12.5, 1}, {5, 0.1, 1}}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%g percent of %d", tt.scale, tt.desired), func(t *testing.T) {
			l := newLab(t, Options{})
			l.external(tt.desired)
			l.addTaskSet(l.register(web("nginx", 0)), tt.scale)
			l.run(3 * time.Second)
			if got := l.get().TaskSets[0].ComputedDesiredCount; got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}

func TestATaskSetFollowsTheDesiredCount(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.external(4)
	l.addTaskSet(l.register(web("nginx", 0)), 50)
	l.run(time.Minute)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(8)})
	if got := l.get().TaskSets[0].StabilityStatus; got != types.StabilityStatusStabilizing {
		t.Errorf("right after the update it is %s", got)
	}
	l.run(time.Minute)
	if got, want := sets(l.get()), "ACTIVE web:1 scale=50 computed=4 pending=0 running=4 STEADY_STATE"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
	l.run(time.Minute)
	if got, want := sets(l.get()), "ACTIVE web:1 scale=50 computed=1 pending=0 running=1 STEADY_STATE"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestStability goes through what takes a set out of its steady state.
func TestStability(t *testing.T) {
	tests := []struct {
		name   string
		change func(*lab, types.TaskSet)
	}{
		{"a task is stopped", func(l *lab, _ types.TaskSet) {
			must(l.StopTask(&ecs.StopTaskInput{Task: l.tasksOf(types.DesiredStatusRunning)[0].TaskArn}))(l.t)
		}},
		{"an instance is drained", func(l *lab, _ types.TaskSet) {
			must(l.UpdateContainerInstancesState(&ecs.UpdateContainerInstancesStateInput{
				ContainerInstances: []string{*l.tasksOf(types.DesiredStatusRunning)[0].ContainerInstanceArn}, Status: "DRAINING",
			}))(l.t)
		}},
		{"it is scaled", func(l *lab, set types.TaskSet) { l.rescale(set, 50) }},
		{"it is deleted", func(l *lab, set types.TaskSet) { l.remove(set, false) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			must(l.AddInstance("", Instance{}))(t)
			must(l.AddInstance("", Instance{}))(t)
			l.external(2)
			set := l.addTaskSet(l.register(web("nginx", 0)), 100)
			l.run(2 * time.Minute)
			before := l.get().TaskSets[0]
			tt.change(l, set)
			after := l.get().TaskSets[0]
			if before.StabilityStatus != types.StabilityStatusSteadyState ||
				after.StabilityStatus != types.StabilityStatusStabilizing || !after.StabilityStatusAt.After(*before.StabilityStatusAt) {
				t.Errorf("%s since %s, then %s since %s", before.StabilityStatus, before.StabilityStatusAt, after.StabilityStatus,
					after.StabilityStatusAt)
			}
			l.run(2 * time.Minute)
			if s := l.get(); len(s.TaskSets) > 0 && s.TaskSets[0].StabilityStatus != types.StabilityStatusSteadyState {
				t.Errorf("it does not become steady again:\n%s", l.timeline())
			}
		})
	}
}

// balanced puts a task set behind the target group that behind puts a service.
func balanced(in *ecs.CreateTaskSetInput) {
	var s ecs.CreateServiceInput
	behind(&s)
	in.LoadBalancers = s.LoadBalancers
}

// twoSubnets is a network for Fargate.
func twoSubnets() *types.NetworkConfiguration {
	return &types.NetworkConfiguration{
		AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1", "subnet-2"}},
	}
}
