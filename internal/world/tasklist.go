package world

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// ListTasks lists the tasks that pass all the filters. API reference, ListTasks.
func (w *World) ListTasks(in *ecs.ListTasksInput) (*ecs.ListTasksOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(oneOf("desiredStatus", in.DesiredStatus), oneOf("launchType", in.LaunchType)); err != nil {
		return nil, err
	}
	wanted := string(cmp.Or(in.DesiredStatus, types.DesiredStatusRunning))
	if in.StartedBy != nil && (in.Family != nil || in.ServiceName != nil || in.ContainerInstance != nil) {
		return nil, invalidParameter("cannot specify startedBy with other filters.")
	}
	group := ""
	if in.ServiceName != nil {
		s, err := w.service(in.Cluster, in.ServiceName)
		if err != nil {
			return nil, err
		}
		group = s.group()
	}
	if _, err := w.instanceIn(c, aws.ToString(in.ContainerInstance)); err != nil {
		return nil, err
	}
	arns := []string{}
	key, _ := keyOf(aws.ToString(in.NextToken)) // page refuses what is no token
	tasks := c.inOrder(group)
	first := sort.Search(len(tasks), func(n int) bool { return tasks[n].arn > key })
	for _, t := range tasks[first:] {
		if t.desiredStatus == wanted && t.listed(in, group) {
			if arns = append(arns, t.arn); len(arns) > longestPage {
				break
			}
		}
	}
	arns, next, err := page(arns, in.NextToken, in.MaxResults, 100)
	if err != nil {
		return nil, err
	}
	return &ecs.ListTasksOutput{TaskArns: arns, NextToken: next}, nil
}

// listed says whether the task passes the filters other than its status.
func (t *task) listed(in *ecs.ListTasksInput, group string) bool {
	return (group == "" || t.group == group) &&
		(in.Family == nil || aws.ToString(t.def.Family) == *in.Family) &&
		(in.StartedBy == nil || t.startedBy == *in.StartedBy) &&
		(in.DaemonName == nil || t.daemon != nil && t.daemon.daemon.name == lastSegment(*in.DaemonName)) &&
		(in.LaunchType == "" || t.launch.launchType == in.LaunchType) &&
		(in.ContainerInstance == nil || t.instance != nil && t.instance.id == lastSegment(*in.ContainerInstance))
}

// DescribeTasks describes up to 100 tasks. API reference, DescribeTasks.
func (w *World) DescribeTasks(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if len(in.Tasks) == 0 {
		return nil, invalidParameter("Tasks cannot be empty.")
	}
	if len(in.Tasks) > 100 {
		return nil, invalidParameter("tasks can have at most 100 items.")
	}
	if err := oneOf("include", in.Include...); err != nil {
		return nil, err
	}
	tags := slices.Contains(in.Include, types.TaskFieldTags)
	out := &ecs.DescribeTasksOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	for _, ref := range in.Tasks {
		t, err := w.taskIn(c, ref)
		if err != nil {
			return nil, err
		}
		if t != nil {
			out.Tasks = append(out.Tasks, w.describeTask(t, tags))
			continue
		}
		out.Failures = append(out.Failures, missing(w.arn(fmt.Sprintf("task/%s/%s", c.name, lastSegment(ref)))))
	}
	return out, nil
}
