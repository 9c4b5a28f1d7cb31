package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestFargateWithoutCapacityStartsNothing(t *testing.T) {
	const why = "Capacity is unavailable at this time."
	l := newLab(t, Options{})
	l.RefuseFargate(why)
	def, network := l.fargate()
	l.create(def, 1, func(in *ecs.CreateServiceInput) {
		in.LaunchType, in.NetworkConfiguration = types.LaunchTypeFargate, network
	})
	out := must(l.RunTask(&ecs.RunTaskInput{
		TaskDefinition: &def, LaunchType: types.LaunchTypeFargate, NetworkConfiguration: network,
	}))(t)
	if len(out.Tasks) > 0 || len(out.Failures) != 1 || aws.ToString(out.Failures[0].Reason) != why {
		t.Errorf("RunTask: tasks %v, failures %v", out.Tasks, out.Failures)
	}
	l.run(40 * time.Minute)
	if n := l.says("was unable to place a task. The reason for failure is " + why); n != 1 || l.says("has started") > 0 {
		t.Errorf("it is told %d times:\n%s", n, l.timeline())
	}
	l.RefuseFargate("")
	l.run(10 * time.Minute)
	if l.says("has started") != 1 {
		t.Errorf("no task although there is capacity again:\n%s", l.timeline())
	}
}
