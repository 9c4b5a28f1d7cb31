package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestATaskSetThatFindsNoRoom(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{Memory: 128}))(t)
	l.external(2)
	set := l.addTaskSet(l.register(web("nginx", 0)), 100)
	l.run(time.Minute)
	const trouble = "(service web) was unable to place a task because no container instance met all of its requirements."
	if s := l.get(); s.RunningCount != 1 || l.says(trouble) != 1 {
		t.Errorf("%d running, events\n%s", s.RunningCount, l.timeline())
	}
	must(l.AddInstance("", Instance{}))(t)
	l.run(time.Minute)
	if s := l.get(); s.RunningCount != 2 || s.TaskSets[0].StabilityStatus != types.StabilityStatusSteadyState {
		t.Errorf("with room there are\n%s", sets(s))
	}
	l.rescale(set, 100)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(100)})
	l.run(time.Minute)
	l.remove(set, true)
	if l.run(time.Minute); len(l.waiting) != 0 {
		t.Errorf("%d deleted task sets wait for room", len(l.waiting))
	}
}

func TestATaskSetThatWaitsForRoomWhenECSTakesOver(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{Memory: 128}))(t)
	l.external(2)
	l.promote(l.addTaskSet(l.register(web("nginx", 0)), 100))
	l.run(time.Minute)
	l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(3), DeploymentController: controlledBy("ECS")})
	must(l.AddInstance("", Instance{}))(t)
	l.run(time.Minute)
	if s := l.get(); s.RunningCount != 3 || l.says("to 3.") != 0 || len(l.waiting) != 0 {
		t.Errorf("%d running, %d wait, events\n%s", s.RunningCount, len(l.waiting), l.timeline())
	}
}

// TestUnhealthyTasksOfATaskSet holds that a replacement comes first, whatever
// percentages the service was given: on Fargate they mean nothing.
func TestUnhealthyTasksOfATaskSet(t *testing.T) {
	l := newLab(t, Options{})
	l.SetImage("sickens", Image{UnhealthyAfter: 4 * time.Minute})
	def := must(l.RegisterTaskDefinition(&ecs.RegisterTaskDefinitionInput{
		Family: aws.String("fg"), NetworkMode: types.NetworkModeAwsvpc, Cpu: aws.String("256"), Memory: aws.String("512"),
		ContainerDefinitions: []types.ContainerDefinition{checked("sickens")},
	}))(t).TaskDefinition
	s := l.create(*def.TaskDefinitionArn, 1, behind, percents(0, 100), func(in *ecs.CreateServiceInput) {
		in.DeploymentController, in.LaunchType = controlledBy("CODE_DEPLOY"), types.LaunchTypeFargate
		in.NetworkConfiguration = twoSubnets()
	})
	if *s.DeploymentConfiguration.MaximumPercent != 100 {
		t.Errorf("the service shows %+v", s.DeploymentConfiguration)
	}
	l.run(2 * time.Minute)
	for range 5 * 60 {
		if l.run(time.Second); l.get().RunningCount == 0 {
			t.Fatalf("none is running:\n%s", l.timeline())
		}
	}
	if l.says("has started 1 tasks") < 2 {
		t.Errorf("nothing was replaced:\n%s", l.timeline())
	}
	if l.says(", taskSet "+*s.TaskSets[0].Id+") (task ") == 0 {
		t.Errorf("nothing is said of the unhealthy task:\n%s", l.timeline())
	}
}

func TestASteadyServiceWithTaskSetsSaysSoEverySixHours(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	l.external(1)
	l.addTaskSet(l.register(web("nginx", 0)), 100)
	l.addTaskSet("web:1", 100)
	l.run(13 * time.Hour)
	if steady, stable := l.says("has reached a steady state."), l.says("updated state to STEADY_STATE."); steady != 3 ||
		stable != 2 {
		t.Errorf("%d times steady, %d times stable:\n%s", steady, stable, l.timeline())
	}
}
