package world

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// until lets things happen until the service stands still or has settled.
func (l *lab) until() (Standstill, bool) {
	for {
		if s, still := l.Standstill("default", "web"); still {
			return s, true
		}
		if g := l.Glance("default", "web"); g.Completed && g.Alone {
			return Standstill{}, false
		}
		next, ok := l.Next()
		if !ok {
			l.t.Fatal("nothing happens any more")
		}
		l.Advance(next)
	}
}

// The only instance has the port taken: nothing can move, and nothing does.
func TestStandstillOfTheSamePort(t *testing.T) {
	l := newLab(t, Options{})
	arn := must(l.AddInstance("default", Instance{}))(t)
	l.create(l.register(web("web:1", 80)), 1)
	l.run(5 * time.Minute)
	if _, still := l.Standstill("default", "web"); still {
		t.Error("a service that has settled stands still")
	}
	l.register(web("web:2", 80))
	must(l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: aws.String("web:2")}))(t)
	s, still := l.until()
	if !still || s.Lacks != "RESOURCE:PORTS" || s.Closest != arn || s.Running != 1 || s.Short != 1 || s.Old != 1 {
		t.Fatalf("got %+v, %v", s, still)
	}
	if len(s.Ports) != 1 || s.Ports[0].Port != 80 || s.Ports[0].Task == "" || s.Ports[0].New {
		t.Errorf("ports %+v", s.Ports)
	}
	before := l.Glance("default", "web")
	l.run(24 * time.Hour)
	if after := l.Glance("default", "web"); after != before {
		t.Errorf("it moved: %+v, %+v", before, after)
	}
	must(l.AddInstance("default", Instance{}))(t)
	if _, still := l.until(); still {
		t.Error("with another instance it stands still")
	}
}

// Instances can be as close as one another and lack different things.
func TestStandstillNamesWhatEqualsLack(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("default", Instance{}))(t)
	l.create(l.register(web("web:1", 80)), 1)
	l.run(5 * time.Minute)
	for range 2 {
		must(l.AddInstance("default", Instance{Memory: 64}))(t)
	}
	l.register(web("web:2", 80))
	must(l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: aws.String("web:2")}))(t)
	s, still := l.until()
	if !still || s.Lacks != NoPort || !slices.Equal(s.Equals, []Shortage{NoMemory}) {
		t.Errorf("got %+v, %v", s, still)
	}
}

// While a task is protected, time alone may change something.
func TestProtectionIsNoStandstill(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("default", Instance{}))(t)
	l.create(l.register(web("web:1", 0)), 1)
	l.run(5 * time.Minute)
	tasks := must(l.ListTasks(&ecs.ListTasksInput{}))(t).TaskArns
	must(l.UpdateTaskProtection(&ecs.UpdateTaskProtectionInput{
		Cluster: aws.String("default"), Tasks: tasks, ProtectionEnabled: true, ExpiresInMinutes: aws.Int32(60),
	}))(t)
	l.register(web("web:2", 0))
	began := l.Now()
	must(l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: aws.String("web:2")}))(t)
	if _, still := l.until(); still || l.Now().Sub(began) < time.Hour {
		t.Errorf("stands still: %v, after %s", still, l.Now().Sub(began))
	}
}

// With percentages that leave no move there is nothing to be placed.
func TestStandstillOfPercentages(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("default", Instance{}))(t)
	l.create(l.register(web("web:1", 0)), 1, percents(100, 150))
	l.run(5 * time.Minute)
	l.register(web("web:2", 0))
	must(l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: aws.String("web:2")}))(t)
	if s, still := l.until(); !still || !s.Locked || s.Lacks != "" {
		t.Errorf("got %+v, %v", s, still)
	}
}

// Tasks that wait for their capacity provider wait for what the model does not know.
func TestStandstillForACapacityProvider(t *testing.T) {
	l := newLab(t, Options{})
	must(l.CreateCapacityProvider(&ecs.CreateCapacityProviderInput{
		Name: aws.String("cp"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: aws.String("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/g"),
			ManagedScaling:      &types.ManagedScaling{Status: types.ManagedScalingStatusEnabled},
		},
	}))(t)
	must(l.PutClusterCapacityProviders(&ecs.PutClusterCapacityProvidersInput{
		Cluster: aws.String("default"), CapacityProviders: []string{"cp"},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("cp"), Weight: 1}},
	}))(t)
	must(l.AddInstance("default", Instance{CapacityProvider: "cp"}))(t)
	l.create(l.register(web("web:1", 80)), 1)
	l.run(5 * time.Minute)
	l.register(web("web:2", 80))
	must(l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web"), TaskDefinition: aws.String("web:2")}))(t)
	if s, still := l.until(); !still || s.Waiting != 1 || s.Provider != "cp" {
		t.Errorf("got %+v, %v", s, still)
	}
	must(l.AddInstance("default", Instance{CapacityProvider: "cp"}))(t)
	if _, still := l.until(); still {
		t.Error("with another instance it stands still")
	}
}
