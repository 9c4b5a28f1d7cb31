package watch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// API is what a watch calls of ECS; *ecs.Client satisfies it. Where it also has
// ListServiceDeployments, DescribeServiceDeployments or DescribeTaskDefinition,
// these are used to confirm and to explain; being denied them does no harm.
type API interface {
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error)
	ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error)
	DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error)
}

type definitionAPI interface {
	DescribeTaskDefinition(
		context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options),
	) (*ecs.DescribeTaskDefinitionOutput, error)
}

var (
	_ API           = (*ecs.Client)(nil)
	_ definitionAPI = (*ecs.Client)(nil)
)

const (
	servicesPerCall = 10  // API reference, DescribeServices
	tasksPerCall    = 100 // API reference, DescribeTasks
)

// services reads up to ten services of one cluster, each under the name it was
// asked for. One that ECS neither described nor called missing is left out.
func services(ctx context.Context, api API, cluster string, names []string) (map[string]Snapshot, error) {
	out, err := api.DescribeServices(ctx, &ecs.DescribeServicesInput{Cluster: optional(cluster), Services: names})
	if err != nil {
		return nil, fmt.Errorf("describe services %s: %w", strings.Join(names, ", "), err)
	}
	now, _ := awsmiddleware.GetServerTime(out.ResultMetadata)
	speed := speedOf(out.ResultMetadata)
	found := make(map[string]Snapshot, len(names))
	for _, name := range names {
		for _, f := range out.Failures {
			if base(aws.ToString(f.Arn)) == base(name) && aws.ToString(f.Reason) == "MISSING" {
				found[name] = Snapshot{Missing: true, Service: base(name), Cluster: base(cluster), Now: now}
			}
		}
		for _, svc := range out.Services {
			if aws.ToString(svc.ServiceName) == base(name) {
				s := snapshot(svc, now)
				s.Speed = speed
				found[name] = s
			}
		}
	}
	return found, nil
}

func snapshot(svc types.Service, now time.Time) Snapshot {
	s := Snapshot{
		Service: aws.ToString(svc.ServiceName), Cluster: base(aws.ToString(svc.ClusterArn)), Now: now,
		Region: region(aws.ToString(svc.ServiceArn)), Status: aws.ToString(svc.Status),
		TaskDefinition: base(aws.ToString(svc.TaskDefinition)), Scheduling: string(svc.SchedulingStrategy),
		Controller: "ECS", Strategy: "ROLLING",
		Desired: int(svc.DesiredCount), Pending: int(svc.PendingCount), Running: int(svc.RunningCount),
		MinimumHealthyPercent: 100, MaximumPercent: 200,
		GracePeriod:  time.Duration(aws.ToInt32(svc.HealthCheckGracePeriodSeconds)) * time.Second,
		LoadBalanced: len(svc.LoadBalancers) > 0, CreatedAt: aws.ToTime(svc.CreatedAt),
		ServiceDeployment: aws.ToString(svc.CurrentServiceDeployment),
	}
	if svc.DeploymentController != nil && svc.DeploymentController.Type != "" {
		s.Controller = string(svc.DeploymentController.Type)
	}
	for _, lb := range svc.LoadBalancers {
		s.ClassicLoadBalancer = s.ClassicLoadBalancer || aws.ToString(lb.LoadBalancerName) != ""
		b, groups := balancer(lb)
		s.Balancers = append(s.Balancers, b)
		for _, g := range groups {
			if s.TargetGroup(g.ARN) == nil {
				s.TargetGroups = append(s.TargetGroups, g)
			}
		}
	}
	if svc.DeploymentConfiguration != nil {
		configure(&s, *svc.DeploymentConfiguration)
	}
	for _, d := range svc.Deployments {
		s.Deployments = append(s.Deployments, deployment(d))
	}
	for _, t := range svc.TaskSets {
		s.Deployments = append(s.Deployments, taskSet(t))
	}
	for _, e := range svc.Events {
		s.Messages = append(s.Messages, Message{
			ID: aws.ToString(e.Id), Time: aws.ToTime(e.CreatedAt), Text: aws.ToString(e.Message),
		})
	}
	s.Now = newestTime(s)
	return s.understood()
}

func configure(s *Snapshot, c types.DeploymentConfiguration) {
	if c.MinimumHealthyPercent != nil {
		s.MinimumHealthyPercent = int(*c.MinimumHealthyPercent)
	}
	if c.MaximumPercent != nil {
		s.MaximumPercent = int(*c.MaximumPercent)
	}
	if c.Strategy != "" {
		s.Strategy = string(c.Strategy)
	}
	if b := c.DeploymentCircuitBreaker; b != nil {
		s.CircuitBreaker, s.Rollback = b.Enable, b.Enable && b.Rollback
	}
	if a := c.Alarms; a != nil {
		s.Alarms, s.AlarmNames = a.Enable, a.AlarmNames
		s.Rollback = s.Rollback || a.Enable && a.Rollback
	}
	if e := c.EarlySuccessCriteria; e != nil {
		s.EarlySuccess, s.EarlyPercent = e.Enable, int(aws.ToInt32(e.HealthyPercent))
		s.DeferredCleanup = e.SourceServiceRevisionCleanup == types.ServiceRevisionCleanupDeferred
	}
	s.LifecycleHooks = len(c.LifecycleHooks) > 0
}

func deployment(d types.Deployment) Deployment {
	return Deployment{
		ID: aws.ToString(d.Id), Status: aws.ToString(d.Status), TaskDefinition: base(aws.ToString(d.TaskDefinition)),
		RolloutState: string(d.RolloutState), RolloutReason: aws.ToString(d.RolloutStateReason),
		Desired: int(d.DesiredCount), Pending: int(d.PendingCount), Running: int(d.RunningCount),
		Failed: int(d.FailedTasks), CreatedAt: aws.ToTime(d.CreatedAt), UpdatedAt: aws.ToTime(d.UpdatedAt),
	}
}

// newestTime is a lower bound of ECS's clock: the newest of its own times.
func newestTime(s Snapshot) time.Time {
	now := s.Now
	for _, d := range s.Deployments {
		now = latest(now, d.CreatedAt, d.UpdatedAt)
	}
	for _, m := range s.Messages {
		now = latest(now, m.Time)
	}
	for _, t := range s.Tasks {
		now = latest(now, t.CreatedAt, t.PullStartedAt, t.PullStoppedAt, t.StartedAt, t.StoppedAt)
	}
	return now
}

func latest(times ...time.Time) time.Time {
	return slices.MaxFunc(times, time.Time.Compare)
}

// tasks reads all tasks of a service, running and stopped, oldest first.
func tasks(ctx context.Context, api API, cluster, service string) ([]Task, error) {
	var ids []string
	for _, stopped := range []bool{false, true} {
		listed, err := listedTasks(ctx, api, cluster, service, stopped)
		if err != nil {
			return nil, err
		}
		ids = append(ids, listed...)
	}
	slices.Sort(ids)
	var all []Task
	for chunk := range slices.Chunk(slices.Compact(ids), tasksPerCall) {
		found, err := describedTasks(ctx, api, cluster, chunk)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	sort.Slice(all, byAge(all))
	return all, nil
}

func byAge(tasks []Task) func(i, j int) bool {
	return func(i, j int) bool {
		return cmp.Or(tasks[i].CreatedAt.Compare(tasks[j].CreatedAt), strings.Compare(tasks[i].ID, tasks[j].ID)) < 0
	}
}

// listedTasks lists the ids of the tasks of a service that are wanted, or of those
// that are not: ListTasks gives one kind a call, and stopped ones for an hour (API
// reference, ListTasks).
func listedTasks(ctx context.Context, api API, cluster, service string, stopped bool) ([]string, error) {
	in := &ecs.ListTasksInput{Cluster: optional(cluster), ServiceName: &service, DesiredStatus: types.DesiredStatusRunning}
	if stopped {
		in.DesiredStatus = types.DesiredStatusStopped
	}
	var ids []string
	for {
		out, err := api.ListTasks(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("list tasks of %s: %w", base(service), err)
		}
		for _, arn := range out.TaskArns {
			ids = append(ids, base(arn))
		}
		if aws.ToString(out.NextToken) == "" {
			return ids, nil
		}
		in.NextToken = out.NextToken
	}
}

// describedTasks reads up to a hundred tasks of a cluster by their ids; those that
// ECS does not know are left out.
func describedTasks(ctx context.Context, api API, cluster string, ids []string) ([]Task, error) {
	out, err := api.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: optional(cluster), Tasks: ids})
	if err != nil {
		return nil, fmt.Errorf("describe tasks: %w", err)
	}
	found := make([]Task, len(out.Tasks))
	for i, t := range out.Tasks {
		found[i] = taskOf(t)
	}
	return found, nil
}

func taskOf(t types.Task) Task {
	task := Task{
		ID: base(aws.ToString(t.TaskArn)), Deployment: aws.ToString(t.StartedBy),
		TaskDefinition: base(aws.ToString(t.TaskDefinitionArn)), LastStatus: aws.ToString(t.LastStatus),
		DesiredStatus: aws.ToString(t.DesiredStatus), Health: string(t.HealthStatus),
		Instance: base(aws.ToString(t.ContainerInstanceArn)), Zone: aws.ToString(t.AvailabilityZone),
		LaunchType: string(t.LaunchType), StopCode: string(t.StopCode), StoppedReason: aws.ToString(t.StoppedReason),
		CreatedAt: aws.ToTime(t.CreatedAt), PullStartedAt: aws.ToTime(t.PullStartedAt),
		PullStoppedAt: aws.ToTime(t.PullStoppedAt), StartedAt: aws.ToTime(t.StartedAt),
		StoppingAt: aws.ToTime(t.StoppingAt), StoppedAt: aws.ToTime(t.StoppedAt), PrivateIP: privateIP(t),
		Provider: aws.ToString(t.CapacityProviderName),
	}
	for _, c := range t.Containers {
		container := Container{
			Name: aws.ToString(c.Name), Image: aws.ToString(c.Image), Status: aws.ToString(c.LastStatus),
			Health: string(c.HealthStatus), Reason: aws.ToString(c.Reason),
		}
		if c.ExitCode != nil {
			code := int(*c.ExitCode)
			container.ExitCode = &code
		}
		for _, b := range c.NetworkBindings {
			container.Ports = append(container.Ports, PortBinding{
				Container: int(aws.ToInt32(b.ContainerPort)), Host: int(aws.ToInt32(b.HostPort)), Protocol: string(b.Protocol),
			})
		}
		task.Containers = append(task.Containers, container)
	}
	return task
}

// revision reads what a rollout depends on in a task definition.
func revision(ctx context.Context, api definitionAPI, name string) (Revision, error) {
	out, err := api.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: &name})
	if err != nil {
		return Revision{}, fmt.Errorf("describe task definition %s: %w", name, err)
	}
	r := Revision{Name: name}
	if out.TaskDefinition == nil {
		return r, nil
	}
	r.fill(*out.TaskDefinition)
	for _, c := range out.TaskDefinition.ContainerDefinitions {
		essential := c.Essential == nil || *c.Essential
		r.HealthCheck = r.HealthCheck || essential && c.HealthCheck != nil
		timeout := stopTimeout
		if c.StopTimeout != nil {
			timeout = time.Duration(*c.StopTimeout) * time.Second
		}
		r.StopTimeout = max(r.StopTimeout, timeout)
		for _, p := range c.PortMappings {
			shared := out.TaskDefinition.NetworkMode != types.NetworkModeAwsvpc
			if port := int(aws.ToInt32(p.HostPort)); shared && port != 0 {
				r.HostPorts = append(r.HostPorts, port)
			}
		}
	}
	return r, nil
}
