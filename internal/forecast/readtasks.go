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

// tasks reads the tasks of the service. Those that stop still hold their room; they
// are looked for only while the service is moving.
func (r *reader) tasks(ctx context.Context) error {
	arns, err := r.listTasks(ctx, types.DesiredStatusRunning)
	if err != nil {
		return err
	}
	if moving(r.state.Service) {
		stopped, err := r.listTasks(ctx, types.DesiredStatusStopped)
		if err != nil {
			return err
		}
		arns = append(arns, stopped...)
	}
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
		r.protection(ctx, out.Tasks)
	}
	return nil
}

// moving says whether the service has not come to rest.
func moving(s types.Service) bool {
	return len(s.Deployments) != 1 || s.PendingCount > 0 || s.RunningCount != s.DesiredCount ||
		s.Deployments[0].RolloutState == types.DeploymentRolloutStateInProgress
}

func (r *reader) listTasks(ctx context.Context, status types.DesiredStatus) ([]string, error) {
	var arns []string
	in := &ecs.ListTasksInput{
		Cluster: &r.state.Cluster, ServiceName: r.state.Service.ServiceName, DesiredStatus: status,
	}
	for {
		out, err := r.ECS.ListTasks(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("list tasks of %s: %w", aws.ToString(r.state.Service.ServiceName), err)
		}
		arns = append(arns, out.TaskArns...)
		if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
			return arns, nil
		}
	}
}

// protection reads until when tasks are protected. Where it cannot, none is.
func (r *reader) protection(ctx context.Context, tasks []types.Task) {
	var arns []string
	for _, t := range tasks {
		if aws.ToString(t.DesiredStatus) == "RUNNING" {
			arns = append(arns, aws.ToString(t.TaskArn))
		}
	}
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
