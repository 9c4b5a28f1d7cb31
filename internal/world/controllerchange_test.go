package world

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// TestControllersTakeOver hands a service with running tasks to another
// controller: no task is stopped for it.
func TestControllersTakeOver(t *testing.T) {
	kinds := types.DeploymentControllerType("").Values()
	for _, from := range kinds {
		for _, to := range kinds {
			t.Run(string(from+" to "+to), func(t *testing.T) {
				l := newLab(t, Options{})
				must(l.AddInstance("", Instance{}))(t)
				revision := l.register(web("nginx", 0))
				switch from {
				case types.DeploymentControllerTypeExternal:
					l.external(2)
					l.promote(l.addTaskSet(revision, 100, balanced))
				default:
					l.create(revision, 2, behind, func(in *ecs.CreateServiceInput) { in.DeploymentController = controlledBy(from) })
				}
				l.run(10 * time.Minute)
				before := l.tasksOf(types.DesiredStatusRunning)
				s := l.update(ecs.UpdateServiceInput{DeploymentController: controlledBy(to)})
				l.run(10 * time.Minute)
				l.update(ecs.UpdateServiceInput{DesiredCount: aws.Int32(3)})
				l.run(10 * time.Minute)
				after := l.get()
				if len(before) != 2 || after.RunningCount != 3 || s.DeploymentController.Type != to {
					t.Errorf("%d tasks before, %d after, controller %s", len(before), after.RunningCount, s.DeploymentController.Type)
				}
				ofECS := to == types.DeploymentControllerTypeEcs
				if (len(after.Deployments) == 1) != ofECS || (len(after.TaskSets) == 1) == ofECS {
					t.Errorf("%d deployments, %d task sets", len(after.Deployments), len(after.TaskSets))
				}
				for _, task := range before {
					if got := l.clusters["default"].tasks[lastSegment(*task.TaskArn)]; got == nil || got.lastStatus != running {
						t.Errorf("task %s was stopped", *task.TaskArn)
					}
				}
				if o := l.clusters["default"].services["web"].ongoing(); o != nil {
					t.Errorf("a service deployment goes on: %s", o.status)
				}
			})
		}
	}
}

func TestAServiceThatECSTookOverIsDeployedAsUsual(t *testing.T) {
	l := newLab(t, Options{})
	l.blueGreenService()
	l.run(10 * time.Minute)
	s := l.update(ecs.UpdateServiceInput{
		DeploymentController: controlledBy("ECS"), TaskDefinition: aws.String(l.register(web("nginx", 0))),
	})
	if got := deployments(s); len(s.Deployments) != 2 {
		t.Errorf("at first:\n%s", got)
	}
	if got, want := deployments(l.settle()), "PRIMARY web:2 desired=2 pending=0 running=2 failed=0 COMPLETED"; got != want {
		t.Errorf("at the end:\n%s", got)
	}
}

func TestControllersThatCannotTakeOver(t *testing.T) {
	tests := []struct {
		name, message string
		to            types.DeploymentControllerType
		given         func(*lab)
	}{
		{
			"two task sets", "Updating the deployment controller is not supported when there are multiple tasksets in the " +
				"service. Please ensure your service has only one taskset and try again.", "ECS",
			func(l *lab) {
				l.external(1)
				l.promote(l.addTaskSet("web:1", 100))
				l.addTaskSet("web:1", 100)
			},
		},
		{
			"no PRIMARY task set", "Updating the deployment controller requires a primary taskset in the service. Please " +
				"ensure your service has a primary taskset and try again.", "ECS",
			func(l *lab) {
				l.external(1)
				l.addTaskSet("web:1", 100)
			},
		},
		{
			"CodeDeploy and no load balancer",
			"A service with a CODE_DEPLOY deployment controller must have exactly one target group.", "CODE_DEPLOY",
			func(l *lab) { l.create("web:1", 1) },
		},
		{"an unknown controller", `Invalid deployment controller type "MINE".`, "MINE", func(l *lab) { l.create("web:1", 1) }},
		{
			"a circuit breaker", "Deployment circuit breaker feature is only supported with ECS deployment controller. " + useECS,
			"EXTERNAL", func(l *lab) { l.create("web:1", 1, breaking(true)) },
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, Options{})
			l.register(web("nginx", 0))
			tt.given(l)
			before := controllerOf(l.clusters["default"].services["web"].spec)
			_, err := l.UpdateService(&ecs.UpdateServiceInput{
				Service: aws.String("web"), DeploymentController: controlledBy(tt.to),
			})
			if message(err) != tt.message {
				t.Errorf("message %q", message(err))
			}
			if got := l.get().DeploymentController.Type; got != before {
				t.Errorf("and yet the controller is %s", got)
			}
		})
	}
}
