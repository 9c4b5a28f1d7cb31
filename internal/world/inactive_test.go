package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// TestInactiveDefinition deregisters the definition of a service: what runs goes
// on and may scale, new use is refused once ECS has noticed.
func TestInactiveDefinition(t *testing.T) {
	for _, lag := range []time.Duration{0, 10 * time.Minute} {
		t.Run("noticed after "+lag.String(), func(t *testing.T) {
			l := newLab(t, Options{InactiveLag: lag})
			must(l.AddInstance("", Instance{}))(t)
			def := l.register(web("nginx", 0))
			l.create(def, 1)
			l.settle()
			must(l.DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: &def}))(t)
			runs := func() bool {
				_, err := l.RunTask(&ecs.RunTaskInput{TaskDefinition: &def})
				return err == nil
			}
			l.run(lag - time.Second)
			if lag > 0 && !runs() {
				t.Error("refused before ECS can have noticed")
			}
			l.run(2 * time.Second)
			if runs() {
				t.Error("run although it is INACTIVE")
			}
			l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(2)})
			l.run(2 * time.Minute)
			if n := l.get().RunningCount; n != 2 {
				t.Errorf("the service that uses it has %d tasks after scaling to 2", n)
			}
			if _, err := l.UpdateService(&ecs.UpdateServiceInput{Service: aws.String("web"), ForceNewDeployment: true}); err == nil {
				t.Error("deployed anew although it is INACTIVE")
			}
		})
	}
}

// TestADefinitionInUseIsDeletedLater deletes the definition of a service.
func TestADefinitionInUseIsDeletedLater(t *testing.T) {
	l := newLab(t, Options{})
	must(l.AddInstance("", Instance{}))(t)
	def := l.register(web("nginx", 0))
	l.create(def, 1)
	l.settle()
	must(l.DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: &def}))(t)
	must(l.DeleteTaskDefinitions(&ecs.DeleteTaskDefinitionsInput{TaskDefinitions: []string{def}}))(t)
	l.run(time.Hour)
	if r := l.revision(def); r == nil || r.def.Status != "DELETE_IN_PROGRESS" {
		t.Fatalf("in use, it is %v", r)
	}
	must(l.DeleteService(&ecs.DeleteServiceInput{Service: aws.String("web"), Force: aws.Bool(true)}))(t)
	l.run(5 * time.Minute)
	if l.revision(def) != nil {
		t.Error("it is still there although nothing uses it")
	}
}
