package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

// adopted describes service web of a lab by the API and makes another world of it.
func (l *lab) adopted() *lab {
	l.t.Helper()
	a := Adopted{Cluster: "default"}
	services := must(l.DescribeServices(&ecs.DescribeServicesInput{Services: []string{"web"}}))(l.t)
	a.Service = services.Services[0]
	for _, d := range a.Service.Deployments {
		out := must(l.DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: d.TaskDefinition}))(l.t)
		a.Definitions = append(a.Definitions, *out.TaskDefinition)
	}
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		list := must(l.ListTasks(&ecs.ListTasksInput{ServiceName: aws.String("web"), DesiredStatus: status}))(l.t)
		if len(list.TaskArns) > 0 {
			a.Tasks = append(a.Tasks, must(l.DescribeTasks(&ecs.DescribeTasksInput{Tasks: list.TaskArns}))(l.t).Tasks...)
		}
	}
	instances := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(l.t)
	a.Instances = must(l.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{
		ContainerInstances: instances.ContainerInstanceArns,
	}))(l.t).ContainerInstances
	w := New(Options{Start: l.Now(), Seed: 9})
	if err := w.Adopt(a); err != nil {
		l.t.Fatal(err)
	}
	return &lab{World: w, t: l.t, began: l.began}
}

// left is what each instance has left, and what of the service is where.
func (l *lab) left() any {
	type instance struct {
		CPU, Memory int32
		Ports       []string
	}
	out := map[string]any{}
	list := must(l.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(l.t)
	described := must(l.DescribeContainerInstances(&ecs.DescribeContainerInstancesInput{
		ContainerInstances: list.ContainerInstanceArns,
	}))(l.t)
	for _, i := range described.ContainerInstances {
		out[*i.ContainerInstanceArn] = instance{
			amount(i.RemainingResources, "CPU"), amount(i.RemainingResources, "MEMORY"), i.RemainingResources[2].StringSetValue,
		}
	}
	s := must(l.DescribeServices(&ecs.DescribeServicesInput{Services: []string{"web"}}))(l.t).Services[0]
	for _, d := range s.Deployments {
		out[*d.Id] = []any{*d.Status, d.RolloutState, *d.TaskDefinition, d.DesiredCount, d.RunningCount, d.PendingCount}
	}
	return out
}

// A world that was described and taken over goes the same way as the first, from
// any moment of a rollout.
func TestAdoptedGoesOnAlike(t *testing.T) {
	for _, at := range []time.Duration{0, 2 * time.Second, 9 * time.Second, 30 * time.Second, 53 * time.Second, time.Hour} {
		t.Run(at.String(), func(t *testing.T) {
			l := newLab(t, Options{Seed: 1})
			for range 2 {
				must(l.AddInstance("default", Instance{CPU: 1024, Memory: 1000}))(t)
			}
			l.create(l.register(web("web:1", 80)), 2, percents(50, 200))
			l.run(5 * time.Minute)
			l.register(web("web:2", 80))
			must(l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: aws.String("web:2")}))(t)
			l.run(at)
			other := l.adopted()
			if diff := cmp.Diff(l.left(), other.left()); diff != "" {
				t.Errorf("taken over (-first +other):\n%s", diff)
			}
			l.run(15 * time.Minute)
			other.run(15 * time.Minute)
			if diff := cmp.Diff(l.left(), other.left()); diff != "" {
				t.Errorf("a quarter of an hour later (-first +other):\n%s", diff)
			}
		})
	}
}

func TestAdoptRefusesWhatIsNotWhole(t *testing.T) {
	w := New(Options{})
	err := w.Adopt(Adopted{Cluster: "default", Service: types.Service{
		ServiceName: aws.String("web"), Deployments: []types.Deployment{{Id: aws.String("ecs-svc/1")}},
	}})
	if err == nil || err.Error() != "ClientException: TaskDefinition not found." {
		t.Errorf("got %v", err)
	}
}
