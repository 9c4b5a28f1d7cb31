package world

import (
	"cmp"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// run is a RunTask call that had a client token.
type run struct {
	in  *ecs.RunTaskInput
	out *ecs.RunTaskOutput
}

// RunTask starts tasks wherever there is room. What finds none is a failure of
// the answer, not an error. API reference, RunTask.
func (w *World) RunTask(in *ecs.RunTaskInput) (*ecs.RunTaskOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	in = clone(in)
	if out, err := w.runAgain(c, in); out != nil || err != nil {
		return out, err
	}
	if err := cmp.Or(oneOf("launchType", in.LaunchType), oneOf("propagateTags", in.PropagateTags)); err != nil {
		return nil, err
	}
	number := or(in.Count, 1)
	if number < 1 || number > 10 {
		return nil, invalidParameter("Count must be between 1 and 10.")
	}
	if in.LaunchType != "" && len(in.CapacityProviderStrategy) > 0 {
		return nil, invalidParameter(bothLaunches)
	}
	strategy := in.CapacityProviderStrategy
	if in.LaunchType == "" && len(strategy) == 0 {
		strategy = c.strategy
	}
	l := launchOf(&ecs.CreateServiceInput{
		LaunchType: cmp.Or(in.LaunchType, types.LaunchTypeEc2), CapacityProviderStrategy: strategy,
		NetworkConfiguration: in.NetworkConfiguration, PlatformVersion: in.PlatformVersion,
	})
	rev, err := w.runnable(in.TaskDefinition, l, in)
	if err != nil {
		return nil, err
	}
	if !l.fargate() && l.provider == "" && len(c.instances) == 0 {
		return nil, invalidParameter("No Container Instances were found in your cluster.")
	}
	if w.scales(l.provider) && w.crowded(c) {
		return nil, clientError("The tasks provisioning capacity limit was exceeded.")
	}
	about, err := newStart(c, rev, in, 128)
	if err != nil {
		return nil, err
	}
	out := w.runAll(c, &rev.def, l, about, in, int(number), strategy)
	if in.ClientToken != nil {
		w.runs[c.name+" "+*in.ClientToken] = run{in, out}
	}
	return clone(out), nil
}

// runAll starts so many tasks, over the capacity providers as the strategy says.
func (w *World) runAll(c *cluster, def *types.TaskDefinition, l launch, about start, in *ecs.RunTaskInput,
	number int, strategy []types.CapacityProviderStrategyItem,
) *ecs.RunTaskOutput {
	out := &ecs.RunTaskOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	counts := map[string]int32{}
	for range number {
		if len(strategy) > 0 {
			l.provider = pick(strategy, counts)
			counts[l.provider]++
		}
		w.runOne(c, def, l, about, in, out)
	}
	return out
}

// runAgain answers a RunTask call whose client token is known.
func (w *World) runAgain(c *cluster, in *ecs.RunTaskInput) (*ecs.RunTaskOutput, error) {
	before, ok := w.runs[c.name+" "+aws.ToString(in.ClientToken)]
	if !ok || in.ClientToken == nil {
		return nil, nil
	}
	if reflect.DeepEqual(before.in, in) {
		return clone(before.out), nil
	}
	var ids []string
	for _, t := range before.out.Tasks {
		ids = append(ids, aws.ToString(t.TaskArn))
	}
	return nil, &types.ConflictException{
		Message:     aws.String("The client token was used with other parameters before."),
		ResourceIds: ids,
	}
}

// runnable finds the task definition of a RunTask call and checks the rest.
func (w *World) runnable(ref *string, l launch, in *ecs.RunTaskInput) (*revision, error) {
	if err := checkPlacement(in.PlacementConstraints, in.PlacementStrategy, l); err != nil {
		return nil, err
	}
	if err := checkPlatform(in.PlatformVersion, l); err != nil {
		return nil, err
	}
	if err := w.checkStrategyOf(in.Cluster, in.CapacityProviderStrategy); err != nil {
		return nil, err
	}
	rev, err := w.usable(ref)
	if err != nil {
		return nil, err
	}
	if err := checkOverrides(&rev.def, in.Overrides); err != nil {
		return nil, err
	}
	if why := w.unassumable(&rev.def, in.Overrides); why != "" {
		return nil, clientError(why)
	}
	return rev, checkNetwork(&rev.def, l.network, l)
}

// runOne places and begins one task, or adds a failure.
func (w *World) runOne(c *cluster, def *types.TaskDefinition, l launch, about start, in *ecs.RunTaskInput,
	out *ecs.RunTaskOutput,
) {
	t := w.newTask(c, def, l)
	t.override(about.overrides)
	no := w.locate(t, newRules(about.group, in.PlacementConstraints, in.PlacementStrategy, def))
	if no != nil {
		out.Failures = append(out.Failures, no.failure())
		return
	}
	w.launch(t, about)
	out.Tasks = append(out.Tasks, w.describeTask(t, true))
}

// launch begins a placed task that no service asked for.
func (w *World) launch(t *task, about start) {
	t.group, t.startedBy, t.exec = about.group, about.by, about.exec
	t.tags = about.tags
	w.begin(t)
}

// failure is a refusal in the answer of RunTask. Developer Guide, API failure
// reasons.
func (no *refusal) failure() types.Failure {
	out := types.Failure{Reason: aws.String(string(no.reason()))}
	if no.closest != nil {
		out.Arn = aws.String(no.closest.arn)
	}
	return out
}

// StartTask starts a task on each of the named instances. API reference,
// StartTask.
func (w *World) StartTask(in *ecs.StartTaskInput) (*ecs.StartTaskOutput, error) {
	c, err := w.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if n := len(in.ContainerInstances); n == 0 || n > 10 {
		return nil, invalidParameter("Container instances must have between 1 and 10 items.")
	}
	in = clone(in)
	l := launch{launchType: types.LaunchTypeEc2, network: in.NetworkConfiguration}
	asked := &ecs.RunTaskInput{
		Group: in.Group, StartedBy: in.StartedBy, Overrides: in.Overrides, Tags: in.Tags,
		EnableExecuteCommand: in.EnableExecuteCommand, EnableECSManagedTags: in.EnableECSManagedTags,
		PropagateTags: in.PropagateTags,
	}
	rev, err := w.runnable(in.TaskDefinition, l, asked)
	if err != nil {
		return nil, err
	}
	about, err := newStart(c, rev, asked, 36)
	if err != nil {
		return nil, err
	}
	out := &ecs.StartTaskOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	for _, ref := range in.ContainerInstances {
		i, err := w.instanceIn(c, ref)
		if err != nil {
			return nil, err
		}
		if i == nil {
			out.Failures = append(out.Failures, missing(w.arn("container-instance/"+c.name+"/"+lastSegment(ref))))
			continue
		}
		t := w.newTask(c, &rev.def, l)
		t.override(about.overrides)
		if lacks := i.lacks(t.needs, rules{}); len(lacks) > 0 {
			out.Failures = append(out.Failures, (&refusal{closest: i, lacks: lacks[0]}).failure())
			continue
		}
		t.instance = i
		w.launch(t, about)
		out.Tasks = append(out.Tasks, w.describeTask(t, true))
	}
	return out, nil
}

// StopTask stops a task for good; its service, if it has one, starts another.
// API reference, StopTask.
func (w *World) StopTask(in *ecs.StopTaskInput) (*ecs.StopTaskOutput, error) {
	t, err := w.task(in.Cluster, in.Task)
	if err != nil {
		return nil, err
	}
	if t.alive() {
		w.stop(t, types.TaskStopCodeUserInitiated, cmp.Or(aws.ToString(in.Reason), reasonUser))
		if t.deployment != nil {
			w.deregisterTargets(t.deployment.service, []*task{t})
			w.touch(t.deployment.service)
		}
	}
	out := w.describeTask(t, true)
	return &ecs.StopTaskOutput{Task: &out}, nil
}
