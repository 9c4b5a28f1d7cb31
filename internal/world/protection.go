package world

import (
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// How long a task may be protected, in minutes. API reference,
// UpdateTaskProtection, expiresInMinutes.
const (
	standardProtection = 120
	longestProtection  = 2880
)

// protected says whether neither a scale-in nor a deployment may stop the task.
// Developer Guide, Protect your Amazon ECS tasks from being terminated by
// scale-in events.
func (t *task) protected(now time.Time) bool { return now.Before(t.protectedUntil) }

// UpdateTaskProtection protects tasks of services for a time, or ends that.
// API reference, UpdateTaskProtection.
func (w *World) UpdateTaskProtection(in *ecs.UpdateTaskProtectionInput) (*ecs.UpdateTaskProtectionOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	minutes := or(in.ExpiresInMinutes, standardProtection)
	switch n := len(in.Tasks); {
	case n == 0 || n > 10:
		return nil, invalidParameter("tasks must have between 1 and 10 items.")
	case in.ProtectionEnabled && (minutes < 1 || minutes > longestProtection):
		return nil, invalidParameter("expiresInMinutes must be between 1 and 2880.")
	}
	out := &ecs.UpdateTaskProtectionOutput{ProtectedTasks: []types.ProtectedTask{}, Failures: []types.Failure{}}
	for _, ref := range in.Tasks {
		t, failure, err := w.protectable(c, ref)
		if err != nil {
			return nil, err
		}
		if failure == nil && in.ProtectionEnabled {
			failure = t.blocksDeployment(w.now)
		}
		if failure != nil {
			out.Failures = append(out.Failures, *failure)
			continue
		}
		t.protectedUntil = time.Time{}
		if in.ProtectionEnabled {
			t.protectedUntil = w.stamp().Add(w.scale(time.Duration(minutes) * time.Minute))
		}
		w.touch(t.deployment.service)
		out.ProtectedTasks = append(out.ProtectedTasks, t.protection(w.now))
	}
	return out, nil
}

// GetTaskProtection tells which tasks are protected: of the named ones, or of
// all of the cluster's services. API reference, GetTaskProtection.
func (w *World) GetTaskProtection(in *ecs.GetTaskProtectionInput) (*ecs.GetTaskProtectionOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if len(in.Tasks) > 100 {
		return nil, invalidParameter("tasks can have at most 100 items.")
	}
	out := &ecs.GetTaskProtectionOutput{ProtectedTasks: []types.ProtectedTask{}, Failures: []types.Failure{}}
	refs := in.Tasks
	if len(refs) == 0 {
		for _, t := range c.inOrder("") {
			if t.deployment != nil && t.alive() {
				refs = append(refs, t.id)
			}
		}
	}
	for _, ref := range refs {
		t, failure, err := w.protectable(c, ref)
		if err != nil {
			return nil, err
		}
		if failure != nil {
			out.Failures = append(out.Failures, *failure)
			continue
		}
		out.ProtectedTasks = append(out.ProtectedTasks, t.protection(w.now))
	}
	return out, nil
}

// protectable finds a task that can be protected: one of a service that is not
// told to stop. Developer Guide, API failure reasons.
func (w *World) protectable(c *cluster, ref string) (*task, *types.Failure, error) {
	t, err := w.taskIn(c, ref)
	switch {
	case err != nil:
		return nil, nil, err
	case t == nil:
		no := missing(w.arn(fmt.Sprintf("task/%s/%s", c.name, lastSegment(ref))))
		return nil, &no, nil
	case t.deployment == nil:
		return nil, t.notProtectable("TASK_NOT_VALID", "The task is not part of an Amazon ECS service."), nil
	case !t.alive():
		return nil, t.notProtectable("TASK_NOT_VALID", "The task is stopping or stopped."), nil
	}
	return t, nil, nil
}

// blocksDeployment refuses to protect a task that a deployment waits for
// already because of its protection. Developer Guide, API failure reasons.
func (t *task) blocksDeployment(now time.Time) *types.Failure {
	if t.deployment.primary() || !t.protected(now) {
		return nil
	}
	return t.notProtectable("DEPLOYMENT_BLOCKED",
		"Protected tasks prevent the service deployment from reaching a steady state.")
}

func (t *task) notProtectable(reason, detail string) *types.Failure {
	return &types.Failure{Arn: aws.String(t.arn), Reason: aws.String(reason), Detail: aws.String(detail)}
}

// protection is the state of the task in the answers of both operations.
func (t *task) protection(now time.Time) types.ProtectedTask {
	out := types.ProtectedTask{TaskArn: aws.String(t.arn), ProtectionEnabled: t.protected(now)}
	if out.ProtectionEnabled {
		out.ExpirationDate = shown(t.protectedUntil)
	}
	return out
}

// sayProtection tells that protection alone keeps tasks that have to go, in a
// look that moved nothing. Developer Guide, Viewing Amazon ECS service event
// messages.
func (w *World) sayProtection(s *service, r round) {
	protected := func(t *task) bool { return t.alive() && t.protected(w.now) }
	if !slices.ContainsFunc(s.tasks, protected) {
		delete(s.said, "protected")
		return
	}
	if r.started+r.stopped > 0 || !w.covered(s) {
		return
	}
	for _, d := range s.deployments {
		keep := 0
		if d.primary() {
			keep = s.desired()
		}
		if count(s.tasks, func(t *task) bool { return t.deployment == d && protected(t) }) > keep {
			w.sayOnce(s, "protected", sayProtected(d))
			return
		}
	}
}

func sayProtected(d *deployment) string {
	return fmt.Sprintf("was unable to reach steady state because task set (%s) was unable to scale in. Reason: "+
		"The number of protected tasks are more than the desired count of tasks.", d.id)
}
