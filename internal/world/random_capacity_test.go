package world

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// protectSome protects one of the running tasks for some minutes.
func (r *random) protectSome() {
	if tasks := r.tasksOf(types.DesiredStatusRunning); len(tasks) > 0 {
		r.protect(int32(1+r.rng.IntN(20)), *tasks[r.rng.IntN(len(tasks))].TaskArn)
	}
}

// unprotect ends all protection.
func (r *random) unprotect() {
	for _, t := range r.tasksOf(types.DesiredStatusRunning) {
		r.protect(0, *t.TaskArn)
	}
}

// relabel gives an instance another value of the attribute that the service may
// want.
func (r *random) relabel() {
	arns := must(r.ListContainerInstances(&ecs.ListContainerInstancesInput{}))(r.t).ContainerInstanceArns
	value := []string{"prod", "prod", "test"}[r.rng.IntN(3)]
	r.put(types.Attribute{
		Name: aws.String("stack"), Value: aws.String(value), TargetId: aws.String(arns[r.rng.IntN(len(arns))]),
	})
}

// checkProtection finds protected tasks that a scale-in or a deployment has
// stopped. A daemon's goes from an instance that shall have none.
func (r *random) checkProtection(before []*task) {
	for _, t := range before {
		if t.alive() || r.over[t] {
			continue
		}
		r.over[t] = true
		if t.protected(r.now) && !t.deployment.service.daemon() && strings.HasPrefix(t.stoppedReason, "Scaling activity initiated") {
			r.t.Errorf("%s: the protected task %s is stopped: %s", r.now, t.id, t.stoppedReason)
		}
	}
}
