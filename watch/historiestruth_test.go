package watch_test

import (
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
	f := facts{status: r.Status, replaced: o.next, wanted: []wanted{{o.target.CreatedAt, o.target.Desired}}}
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
	if !d.at.After(o.target.CreatedAt) {
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
	last := o.target.CreatedAt
	for _, t := range o.tasks() {
		for _, at := range []*time.Time{t.CreatedAt, t.PullStartedAt, t.PullStoppedAt, t.StartedAt, t.StoppingAt, t.StoppedAt} {
			if at != nil && at.After(last) {
				last = *at
			}
		}
	}
	return last
}

// whole reports whether the service has all the tasks it wants, of the target.
func (o *oracle) whole() bool {
	out, err := ask[ecs.DescribeServicesOutput](o.scene, "DescribeServices", &ecs.DescribeServicesInput{
		Services: []string{o.target.Service},
	})
	if err != nil || len(out.Services) != 1 {
		return false
	}
	s := out.Services[0]
	return len(s.Deployments) > 0 && aws.ToString(s.Deployments[0].Id) == o.target.Deployment &&
		s.RunningCount == s.DesiredCount && s.PendingCount == 0
}
