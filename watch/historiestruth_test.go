package watch_test

import (
	"cmp"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecs-steady/steady/watch"
)

// oracle knows how a rollout stands: by the service deployment records of the
// world, read free of faults, and by what was done. It looks at no rows, no events
// and no counts, which is what watch judges by.
type oracle struct {
	*scene
	looking sync.Mutex
	target  watch.Target
	record  types.ServiceDeployment // of the target, as last read
	next    time.Time               // when the next service deployment was created
	began   time.Time               // when somebody asked for the rollout

	// containers of the revision asked for: others may delete it later, or have done so.
	containers []types.ContainerDefinition
}

func newOracle(s *scene, target watch.Target) *oracle {
	o := &oracle{scene: s, target: target, began: time.Now()}
	described, err := ask[ecs.DescribeTaskDefinitionOutput](s, "DescribeTaskDefinition", &ecs.DescribeTaskDefinitionInput{
		TaskDefinition: &target.TaskDefinition,
	})
	if err == nil {
		o.containers = described.TaskDefinition.ContainerDefinitions
	}
	return o
}

// facts are when something became true of the target, zero for what has not.
type facts struct {
	status    types.ServiceDeploymentStatus
	completed time.Time // ECS: SUCCESSFUL
	gaveUp    time.Time // ECS gave it up by itself
	asked     time.Time // somebody asked for the rollback that began
	wentBack  time.Time // ECS has gone back
	stranded  time.Time // ECS could not go back
	replaced  time.Time // another service deployment began
	deleted   time.Time // the service was deleted
	aborted   time.Time // somebody had it stopped where it was
	wanted    []wanted  // how many tasks, the oldest first
}

type wanted struct {
	at time.Time
	n  int
}

// look reads the records. Of a service that is deleted they are gone: then those
// read last stand.
func (o *oracle) look() {
	o.looking.Lock()
	defer o.looking.Unlock()
	list, err := ask[ecs.ListServiceDeploymentsOutput](o.scene, "ListServiceDeployments", &ecs.ListServiceDeploymentsInput{
		Service: &o.target.Service, MaxResults: aws.Int32(100),
	})
	if err != nil {
		return
	}
	_, digits, _ := strings.Cut(o.target.Deployment, "/")
	for i, brief := range list.ServiceDeployments {
		if !strings.HasSuffix(aws.ToString(brief.TargetServiceRevisionArn), "/"+digits) {
			continue
		}
		full, err := ask[ecs.DescribeServiceDeploymentsOutput](o.scene, "DescribeServiceDeployments",
			&ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: []string{*brief.ServiceDeploymentArn}})
		if err != nil || len(full.ServiceDeployments) != 1 {
			return
		}
		o.record = full.ServiceDeployments[0]
		if i > 0 {
			o.next = aws.ToTime(list.ServiceDeployments[i-1].CreatedAt)
		}
	}
}

// facts are those of this moment.
func (o *oracle) facts() facts {
	o.look()
	r := o.record
	f := facts{status: r.Status, replaced: o.next, wanted: []wanted{{o.began, o.target.Desired}}}
	for _, d := range o.all() {
		f.take(o, d)
	}
	end := aws.ToTime(r.FinishedAt)
	if r.Rollback != nil && f.asked.IsZero() {
		f.gaveUp = aws.ToTime(r.Rollback.StartedAt)
	}
	switch r.Status {
	case types.ServiceDeploymentStatusSuccessful:
		f.completed = end
	case types.ServiceDeploymentStatusRollbackSuccessful:
		f.wentBack = end
	case types.ServiceDeploymentStatusRollbackFailed:
		f.stranded = end
		if r.Rollback == nil && f.asked.IsZero() {
			f.gaveUp = end
		}
	case types.ServiceDeploymentStatusStopped:
		stopped := f.aborted.IsZero() && (f.replaced.IsZero() || f.replaced.After(end))
		if stopped && f.gaveUp.IsZero() {
			f.gaveUp = end
		}
	}
	return f
}

// take adds what somebody did to the service after the rollout began.
func (f *facts) take(o *oracle, d deed) {
	if !d.at.After(o.began) {
		return
	}
	switch in := d.in.(type) {
	case *ecs.DeleteServiceInput:
		if *in.Service == o.target.Service && f.deleted.IsZero() {
			f.deleted = d.at
		}
	case *ecs.UpdateServiceInput:
		if *in.Service == o.target.Service && in.DesiredCount != nil {
			f.wanted = append(f.wanted, wanted{d.at, int(*in.DesiredCount)})
		}
	case *ecs.StopServiceDeploymentInput:
		switch {
		case *in.ServiceDeploymentArn != aws.ToString(o.record.ServiceDeploymentArn):
		case in.StopType == types.StopServiceDeploymentStopTypeAbort && f.aborted.IsZero() && f.asked.IsZero():
			f.aborted = d.at
		case in.StopType != types.StopServiceDeploymentStopTypeAbort && f.aborted.IsZero() && f.asked.IsZero():
			if r := o.record.Rollback; r == nil || !r.StartedAt.Before(d.at) {
				f.asked = d.at
			}
		}
	}
}

// desires reports whether the service wanted no tasks, and whether it wanted some,
// at any moment between two.
func (f facts) desires(from, to time.Time) (none, some bool) {
	for i, w := range f.wanted {
		ended := i+1 < len(f.wanted) && !f.wanted[i+1].at.After(from)
		if ended || w.at.After(to) {
			continue
		}
		none, some = none || w.n == 0, some || w.n != 0
	}
	return none, some
}

// tasks are those of the target that there were within the hour.
func (o *oracle) tasks() []types.Task {
	var all []types.Task
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		list, err := ask[ecs.ListTasksOutput](o.scene, "ListTasks", &ecs.ListTasksInput{
			ServiceName: &o.target.Service, DesiredStatus: status,
		})
		if err != nil || len(list.TaskArns) == 0 {
			continue
		}
		out, err := ask[ecs.DescribeTasksOutput](o.scene, "DescribeTasks", &ecs.DescribeTasksInput{Tasks: list.TaskArns})
		if err != nil {
			continue
		}
		for _, t := range out.Tasks {
			if aws.ToString(t.StartedBy) == o.target.Deployment {
				all = append(all, t)
			}
		}
	}
	return all
}

// moved is when the target's tasks last did anything.
func (o *oracle) moved() time.Time {
	last := latest(o.began, aws.ToTime(o.record.UpdatedAt))
	for _, t := range o.tasks() {
		for _, at := range []*time.Time{t.CreatedAt, t.PullStartedAt, t.PullStoppedAt, t.StartedAt, t.StoppingAt, t.StoppedAt} {
			if at != nil && at.After(last) {
				last = *at
			}
		}
	}
	return last
}

// described is the service as it is, nil if there is none.
func (o *oracle) described() *types.Service {
	out, err := ask[ecs.DescribeServicesOutput](o.scene, "DescribeServices", &ecs.DescribeServicesInput{
		Services: []string{o.target.Service},
	})
	if err != nil || len(out.Services) != 1 {
		return nil
	}
	return &out.Services[0]
}

// whole reports whether the service has all the tasks it wants, of the target, or
// has gone when it is being deleted.
func (o *oracle) whole() bool {
	s := o.described()
	switch {
	case o.target.Deleting:
		return s == nil || aws.ToString(s.Status) == "INACTIVE" || s.CreatedAt.After(o.began)
	case s == nil:
		return false
	}
	return len(s.Deployments) > 0 && aws.ToString(s.Deployments[0].Id) == o.target.Deployment &&
		s.RunningCount == s.DesiredCount && s.PendingCount == 0
}

// rolls reports whether the target is a deployment that was started.
func (o *oracle) rolls() bool { return !o.target.Deleting && o.target.Deployment != o.target.Previous }

// wasWhole reports whether, at a moment between two, as many tasks of the target ran
// as were wanted: by the times of the tasks and of what was asked for.
func (o *oracle) wasWhole(f facts, from, to time.Time) bool {
	tasks, moments := o.tasks(), []time.Time{from, to}
	for _, t := range tasks {
		moments = append(moments, aws.ToTime(t.StartedAt), aws.ToTime(t.StoppingAt), aws.ToTime(t.StoppedAt))
	}
	for _, w := range f.wanted {
		moments = append(moments, w.at)
	}
	for _, at := range moments {
		if at.Before(from) || at.After(to) {
			continue
		}
		runs, wants := 0, 0
		for _, t := range tasks {
			end := cmp.Or(aws.ToTime(t.StoppingAt), aws.ToTime(t.StoppedAt))
			if t.StartedAt != nil && !t.StartedAt.After(at) && (end.IsZero() || end.After(at)) {
				runs++
			}
		}
		for _, w := range f.wanted {
			if !w.at.After(at) {
				wants = w.n
			}
		}
		if runs == wants {
			return true
		}
	}
	return false
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
