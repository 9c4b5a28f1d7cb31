package watch

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

// step is what ECS answers from a time on, since the fake was made.
type step struct {
	from   time.Duration
	s      Snapshot
	err    error
	hang   bool   // answer nothing until the caller gives up
	spoils string // fail every call that names this service
	omit   string // leave this service out of the answer
}

// fakeECS answers from a script. Like the real one it is asked, never told.
type fakeECS struct {
	began  time.Time
	steps  []step
	mu     sync.Mutex
	called []string // "operation names" of every call
}

func newFake(steps ...step) *fakeECS { return &fakeECS{began: time.Now(), steps: steps} }

func (f *fakeECS) note(call string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.called = append(f.called, call)
}

func (f *fakeECS) now() step {
	var current step
	for _, s := range f.steps {
		if time.Since(f.began) >= s.from {
			current = s
		}
	}
	return current
}

func (f *fakeECS) DescribeServices(
	ctx context.Context, in *ecs.DescribeServicesInput, _ ...func(*ecs.Options),
) (*ecs.DescribeServicesOutput, error) {
	f.note("services " + strings.Join(in.Services, ","))
	current := f.now()
	if current.hang {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if current.spoils != "" && slices.Contains(in.Services, current.spoils) {
		return nil, apiError("ServiceNotFoundException")
	}
	if current.err != nil {
		return nil, current.err
	}
	out := &ecs.DescribeServicesOutput{}
	for _, name := range in.Services {
		if name == current.omit {
			continue
		}
		if current.s.Missing {
			arn := "arn:aws:ecs:eu-west-1:123456789012:service/prod/" + name
			out.Failures = append(out.Failures, types.Failure{Arn: &arn, Reason: aws.String("MISSING")})
			continue
		}
		s := current.s
		s.Service = name
		out.Services = append(out.Services, described(s))
	}
	return out, nil
}

func (f *fakeECS) ListTasks(
	_ context.Context, in *ecs.ListTasksInput, _ ...func(*ecs.Options),
) (*ecs.ListTasksOutput, error) {
	f.note("list " + string(in.DesiredStatus))
	out := &ecs.ListTasksOutput{}
	for _, t := range f.now().s.Tasks {
		if t.DesiredStatus == string(in.DesiredStatus) {
			out.TaskArns = append(out.TaskArns, "arn:aws:ecs:eu-west-1:123456789012:task/prod/"+t.ID)
		}
	}
	return out, nil
}

func (f *fakeECS) DescribeTasks(
	_ context.Context, in *ecs.DescribeTasksInput, _ ...func(*ecs.Options),
) (*ecs.DescribeTasksOutput, error) {
	f.note("tasks")
	out := &ecs.DescribeTasksOutput{}
	for _, t := range f.now().s.Tasks {
		arn := "arn:aws:ecs:eu-west-1:123456789012:task/prod/" + t.ID
		if slices.Contains(in.Tasks, t.ID) || slices.Contains(in.Tasks, arn) {
			out.Tasks = append(out.Tasks, describedTask(t, arn))
		}
	}
	return out, nil
}

// count is how many calls of an operation were made.
func (f *fakeECS) count(operation string) int {
	n := 0
	for _, call := range f.called {
		if strings.HasPrefix(call, operation) {
			n++
		}
	}
	return n
}

// recordingECS also keeps service deployment records.
type recordingECS struct {
	*fakeECS
	status types.ServiceDeploymentStatus
	err    error
}

func (f recordingECS) ListServiceDeployments(
	context.Context, *ecs.ListServiceDeploymentsInput, ...func(*ecs.Options),
) (*ecs.ListServiceDeploymentsOutput, error) {
	f.note("records")
	arn := "arn:aws:ecs:eu-west-1:123456789012:service-revision/prod/web/2"
	return &ecs.ListServiceDeploymentsOutput{ServiceDeployments: []types.ServiceDeploymentBrief{
		{TargetServiceRevisionArn: aws.String(arn + "2"), Status: types.ServiceDeploymentStatusStopped},
		{TargetServiceRevisionArn: &arn, Status: f.status},
	}}, f.err
}

// knowingECS also knows task definitions: web:2 asks for host port 80.
type knowingECS struct{ *fakeECS }

func (f knowingECS) DescribeTaskDefinition(
	_ context.Context, in *ecs.DescribeTaskDefinitionInput, _ ...func(*ecs.Options),
) (*ecs.DescribeTaskDefinitionOutput, error) {
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: &types.TaskDefinition{
		NetworkMode: types.NetworkModeBridge,
		ContainerDefinitions: []types.ContainerDefinition{{
			PortMappings: []types.PortMapping{{ContainerPort: aws.Int32(80), HostPort: aws.Int32(80)}},
		}},
	}}, nil
}

func described(s Snapshot) types.Service {
	svc := types.Service{
		ServiceName: &s.Service, Status: &s.Status, CreatedAt: &s.CreatedAt,
		ServiceArn:         aws.String("arn:aws:ecs:eu-west-1:123456789012:service/prod/" + s.Service),
		ClusterArn:         aws.String("arn:aws:ecs:eu-west-1:123456789012:cluster/prod"),
		SchedulingStrategy: types.SchedulingStrategy(s.Scheduling), TaskDefinition: definitionARN(s.TaskDefinition),
		DesiredCount: int32(s.Desired), PendingCount: int32(s.Pending), RunningCount: int32(s.Running),
		DeploymentConfiguration: &types.DeploymentConfiguration{
			MinimumHealthyPercent:    aws.Int32(int32(s.MinimumHealthyPercent)),
			MaximumPercent:           aws.Int32(int32(s.MaximumPercent)),
			DeploymentCircuitBreaker: &types.DeploymentCircuitBreaker{Enable: s.CircuitBreaker, Rollback: s.Rollback},
		},
	}
	for _, d := range s.Deployments {
		svc.Deployments = append(svc.Deployments, types.Deployment{
			Id: &d.ID, Status: &d.Status, TaskDefinition: definitionARN(d.TaskDefinition),
			RolloutState: types.DeploymentRolloutState(d.RolloutState), DesiredCount: int32(d.Desired),
			PendingCount: int32(d.Pending), RunningCount: int32(d.Running), FailedTasks: int32(d.Failed),
			CreatedAt: &d.CreatedAt,
		})
	}
	for _, m := range s.Messages {
		svc.Events = append(svc.Events, types.ServiceEvent{Id: &m.ID, CreatedAt: &m.Time, Message: &m.Text})
	}
	return svc
}

func describedTask(t Task, arn string) types.Task {
	task := types.Task{
		TaskArn: &arn, StartedBy: &t.Deployment, TaskDefinitionArn: definitionARN(t.TaskDefinition),
		LastStatus: &t.LastStatus, DesiredStatus: &t.DesiredStatus, HealthStatus: types.HealthStatus(t.Health),
		StopCode: types.TaskStopCode(t.StopCode), StoppedReason: &t.StoppedReason, CreatedAt: &t.CreatedAt,
		PullStartedAt: given(t.PullStartedAt), PullStoppedAt: given(t.PullStoppedAt), StartedAt: given(t.StartedAt),
		StoppingAt: given(t.StoppingAt), StoppedAt: given(t.StoppedAt),
	}
	for _, c := range t.Containers {
		container := types.Container{Name: &c.Name, Image: &c.Image, Reason: &c.Reason}
		if c.ExitCode != nil {
			container.ExitCode = aws.Int32(int32(*c.ExitCode))
		}
		for _, p := range c.Ports {
			container.NetworkBindings = append(container.NetworkBindings, types.NetworkBinding{
				ContainerPort: aws.Int32(int32(p.Container)), HostPort: aws.Int32(int32(p.Host)),
			})
		}
		task.Containers = append(task.Containers, container)
	}
	return task
}

func definitionARN(name string) *string {
	return aws.String("arn:aws:ecs:eu-west-1:123456789012:task-definition/" + name)
}

func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// apiError is an error as the SDK gives it.
func apiError(code string) error {
	return &smithy.GenericAPIError{Code: code, Message: "no", Fault: smithy.FaultUnknown}
}
