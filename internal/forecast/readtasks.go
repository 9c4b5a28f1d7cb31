package forecast

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// tasks reads the tasks of the service if they are few, or if it is moving: those
// that stop still hold their room, and are looked for only then. Of many at rest it
// lists the first ones; more decides whether the others have to be read.
func (r *reader) tasks(ctx context.Context) error {
	in := &ecs.ListTasksInput{
		Cluster: &r.state.Cluster, ServiceName: r.state.Service.ServiceName, DesiredStatus: types.DesiredStatusRunning,
	}
	first, err := r.listTasks(ctx, in)
	if err != nil {
		return err
	}
	r.listed, r.list = first, in
	r.protection(ctx, first)
	if in.NextToken != nil {
		r.keep(func(s *State) {
			s.Unread = append(s.Unread, fmt.Sprintf("protection of more than %d tasks", len(first)))
		})
	}
	if in.NextToken == nil && len(first) <= r.few || moving(r.state.Service) {
		return r.describeTasks(ctx)
	}
	return nil
}

// more reads the tasks that are not read yet, unless where they run is known without.
func (r *reader) more(ctx context.Context) error {
	if r.list == nil {
		return nil
	}
	tasks, ok := placed(r.state, r.change, r.listed)
	if !ok {
		return r.describeTasks(ctx)
	}
	r.state.Tasks, r.state.Placed = tasks, true
	return nil
}

// describeTasks reads all tasks that are listed, or can be.
func (r *reader) describeTasks(ctx context.Context) error {
	arns, err := r.listRest(ctx, r.listed, r.list)
	if err != nil {
		return err
	}
	r.list = nil
	for chunk := range slices.Chunk(arns, perCall) {
		out, err := r.ECS.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: &r.state.Cluster, Tasks: chunk})
		if err != nil {
			return fmt.Errorf("describe tasks: %w", err)
		}
		r.keep(func(s *State) {
			for _, t := range out.Tasks {
				if aws.ToString(t.LastStatus) != "STOPPED" {
					s.Tasks = append(s.Tasks, t)
				}
			}
		})
	}
	return nil
}

// listRest lists what follows the first tasks: the others, and of a service that moves
// those that stop.
func (r *reader) listRest(ctx context.Context, arns []string, in *ecs.ListTasksInput) ([]string, error) {
	stopping := !moving(r.state.Service) // has been asked for, or need not be
	for in.NextToken != nil || !stopping {
		if in.NextToken == nil {
			in.DesiredStatus, stopping = types.DesiredStatusStopped, true
		}
		next, err := r.listTasks(ctx, in)
		if err != nil {
			return nil, err
		}
		arns = append(arns, next...)
	}
	return arns, nil
}

// moving says whether the service has not come to rest.
func moving(s types.Service) bool {
	return underWay(s) || s.PendingCount > 0 || s.RunningCount != s.DesiredCount
}

// listTasks lists the next tasks; in then has the token of those that follow.
func (r *reader) listTasks(ctx context.Context, in *ecs.ListTasksInput) ([]string, error) {
	out, err := r.ECS.ListTasks(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("list tasks of %s: %w", aws.ToString(r.state.Service.ServiceName), err)
	}
	if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
		in.NextToken = nil
	}
	return out.TaskArns, nil
}

// protection reads until when tasks are protected: of many the first ones, for it
// never decides, only delays. Where it cannot, none is.
func (r *reader) protection(ctx context.Context, arns []string) {
	if len(arns) == 0 {
		return
	}
	out, err := r.ECS.GetTaskProtection(ctx, &ecs.GetTaskProtectionInput{Cluster: &r.state.Cluster, Tasks: arns})
	if err != nil {
		r.without("task protection", err)
		return
	}
	r.keep(func(s *State) {
		for _, t := range out.ProtectedTasks {
			if t.ProtectionEnabled && t.ExpirationDate != nil {
				if s.Protected == nil {
					s.Protected = map[string]time.Time{}
				}
				s.Protected[aws.ToString(t.TaskArn)] = *t.ExpirationDate
			}
		}
	})
}
