package world

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// maxSets is how many task sets a service can have, DRAINING ones too. Developer
// Guide, Amazon ECS service quotas.
const maxSets = 5

// external finds an ACTIVE service whose task sets callers of the API manage.
func (w *World) external(clusterRef, ref *string) (*service, error) {
	s, err := w.activeService(clusterRef, ref)
	if err == nil && controllerOf(s.spec) != types.DeploymentControllerTypeExternal {
		return nil, invalidParameter(onlyExternal)
	}
	return s, err
}

const onlyExternal = "Amazon ECS only supports task set management on services configured to use external deployment " +
	"controllers."

// set finds a task set of the service by id or ARN.
func (s *service) findSet(ref string) *taskSet {
	for _, t := range s.sets {
		if t.deployment().digits == lastSegment(ref) {
			return t
		}
	}
	return nil
}

// externalSet finds a task set to change.
func (w *World) externalSet(clusterRef, serviceRef, ref *string) (*taskSet, error) {
	s, err := w.external(clusterRef, serviceRef)
	if err != nil {
		return nil, err
	}
	if t := s.findSet(aws.ToString(ref)); t != nil {
		return t, nil
	}
	return nil, &types.TaskSetNotFoundException{Message: aws.String("The specified task set does not exist.")}
}

// CreateTaskSet adds a task set to an EXTERNAL service. Without a scale it has no
// task until it is scaled. The same call again with the same client token answers
// with the same set. API reference, CreateTaskSet.
func (w *World) CreateTaskSet(in *ecs.CreateTaskSetInput) (*ecs.CreateTaskSetOutput, error) {
	s, err := w.external(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	in = clone(in)
	if in.ClientToken != nil {
		for _, t := range s.sets {
			if aws.ToString(t.asked.ClientToken) == *in.ClientToken {
				return w.createSetAgain(t, in)
			}
		}
	}
	t, err := w.addSet(s, in)
	if err != nil {
		return nil, err
	}
	out := w.describeSet(t, true)
	return &ecs.CreateTaskSetOutput{TaskSet: &out}, nil
}

// createSetAgain is a CreateTaskSet whose client token is known.
func (w *World) createSetAgain(t *taskSet, in *ecs.CreateTaskSetInput) (*ecs.CreateTaskSetOutput, error) {
	if !reflect.DeepEqual(t.asked, in) {
		return nil, invalidParameter("Creation of task set was not idempotent.")
	}
	out := w.describeSet(t, true)
	return &ecs.CreateTaskSetOutput{TaskSet: &out}, nil
}

// addSet checks what a new task set asks for and adds it.
func (w *World) addSet(s *service, in *ecs.CreateTaskSetInput) (*taskSet, error) {
	if len(s.sets) >= maxSets {
		return nil, invalidParameterf("%d deployments exist on the service. Unable to create new TaskSet since this exceeds "+
			"the maximum limit.", len(s.sets))
	}
	if err := checkScale(in.Scale); err != nil {
		return nil, err
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	spec := *s.spec
	spec.TaskDefinition, spec.LaunchType, spec.CapacityProviderStrategy = in.TaskDefinition, in.LaunchType,
		in.CapacityProviderStrategy
	spec.NetworkConfiguration, spec.PlatformVersion = in.NetworkConfiguration, in.PlatformVersion
	spec.LoadBalancers, spec.ServiceRegistries = in.LoadBalancers, in.ServiceRegistries
	if err := s.cluster.setLaunch(&spec); err != nil {
		return nil, err
	}
	if err := checkSet(&spec, in); err != nil {
		return nil, err
	}
	rev, err := w.checkSpec(&spec)
	if err != nil {
		return nil, err
	}
	if err := w.checkGroups(&rev.def, spec.LoadBalancers); err != nil {
		return nil, err
	}
	t := w.newSet(s, w.newDeployment(&spec, rev), in, nil)
	t.tags = tags
	return t, nil
}

// checkSet refuses what a task set cannot have. API reference, CreateTaskSet and
// UpdateService, loadBalancers.
func checkSet(spec *ecs.CreateServiceInput, in *ecs.CreateTaskSetInput) error {
	if len(aws.ToString(in.ClientToken)) > 36 {
		return invalidParameter("clientToken can have at most 36 characters.")
	}
	if len(spec.LoadBalancers) > 1 {
		return invalidParameter("A task set can have at most one target group.")
	}
	for _, lb := range spec.LoadBalancers {
		if lb.TargetGroupArn == nil {
			return invalidParameter("A task set supports Application Load Balancers and Network Load Balancers only: " +
				"specify a target group.")
		}
	}
	return nil
}

// checkScale holds a scale to its range. API reference, Scale.
func checkScale(s *types.Scale) error {
	switch {
	case s == nil:
	case cmp.Or(s.Unit, types.ScaleUnitPercent) != types.ScaleUnitPercent:
		return invalidParameterf("Invalid scale unit %q.", string(s.Unit))
	case !(0 <= s.Value && s.Value <= 100):
		return invalidParameter("The scale value must be between 0 and 100.")
	}
	return nil
}

// firstSet is the task set that CreateService makes for CodeDeploy: it has all
// the tasks and the traffic. API reference, CreateService, deploymentController.
func (w *World) firstSet(s *service, rev *revision) {
	s.production = w.newSet(s, w.newDeployment(s.spec, rev), &ecs.CreateTaskSetInput{Scale: full()}, nil)
}

// full is the scale of a set that shall have all tasks.
func full() *types.Scale { return &types.Scale{Unit: types.ScaleUnitPercent, Value: 100} }

// UpdateTaskSet scales a task set. API reference, UpdateTaskSet.
func (w *World) UpdateTaskSet(in *ecs.UpdateTaskSetInput) (*ecs.UpdateTaskSetOutput, error) {
	t, err := w.externalSet(in.Cluster, in.Service, in.TaskSet)
	if err != nil {
		return nil, err
	}
	switch {
	case in.Scale == nil:
		return nil, invalidParameter("Scale can not be null.")
	case t.part.status != active:
		return nil, invalidParameter(setDraining)
	}
	if err := checkScale(in.Scale); err != nil {
		return nil, err
	}
	t.scale.Value = in.Scale.Value
	w.unsettle(t)
	out := w.describeSet(t, true)
	return &ecs.UpdateTaskSetOutput{TaskSet: &out}, nil
}

const setDraining = "The task set is DRAINING."

// updateSets has the task sets follow what an update of their service says.
func (w *World) updateSets(s *service) {
	for _, t := range s.sets {
		switch {
		case t.part.status != active:
		case t.computed() != *t.part.spec.DesiredCount:
			w.unsettle(t)
		default:
			w.touch(t.part)
		}
		t.part.placing.until = w.now
	}
}

// UpdateServicePrimaryTaskSet says which task set serves production traffic. What
// that set is made of becomes what the service shows. API reference,
// UpdateServicePrimaryTaskSet.
func (w *World) UpdateServicePrimaryTaskSet(in *ecs.UpdateServicePrimaryTaskSetInput) (
	*ecs.UpdateServicePrimaryTaskSetOutput, error,
) {
	t, err := w.externalSet(in.Cluster, in.Service, in.PrimaryTaskSet)
	if err != nil {
		return nil, err
	}
	if t.part.status != active {
		return nil, invalidParameter(setDraining)
	}
	w.produce(t)
	out := w.describeSet(t, true)
	return &ecs.UpdateServicePrimaryTaskSetOutput{TaskSet: &out}, nil
}

// produce makes a task set the PRIMARY one.
func (w *World) produce(t *taskSet) {
	s, d := t.owner, t.deployment()
	if before := s.production; before != nil {
		before.deployment().updated = w.stamp()
	}
	s.production, d.updated = t, w.stamp()
	s.spec = restored(s.spec, d)
}

// DeleteTaskSet stops the tasks of a set and then forgets it. The PRIMARY set is
// deleted by force only. A set that is not scaled to zero goes without force too:
// the API reference says otherwise, but deployers that never use force (PipeCD's)
// work. API reference, DeleteTaskSet.
func (w *World) DeleteTaskSet(in *ecs.DeleteTaskSetInput) (*ecs.DeleteTaskSetOutput, error) {
	t, err := w.externalSet(in.Cluster, in.Service, in.TaskSet)
	if err != nil {
		return nil, err
	}
	if t.owner.production == t && !aws.ToBool(in.Force) {
		return nil, invalidParameter("Primary TaskSet cannot be deleted")
	}
	if t.part.status == active {
		w.drainSet(t)
	}
	out := w.describeSet(t, true)
	return &ecs.DeleteTaskSetOutput{TaskSet: &out}, nil
}

// DescribeTaskSets describes the named task sets of a service, or all. API
// reference, DescribeTaskSets.
func (w *World) DescribeTaskSets(in *ecs.DescribeTaskSetsInput) (*ecs.DescribeTaskSetsOutput, error) {
	s, err := w.activeService(in.Cluster, in.Service)
	if err != nil {
		return nil, err
	}
	if !s.outside() {
		return nil, invalidParameter(onlyExternal)
	}
	refs := in.TaskSets
	if len(refs) == 0 {
		for _, t := range s.sets {
			refs = append(refs, t.id())
		}
	}
	tags := slices.Contains(in.Include, types.TaskSetFieldTags)
	out := &ecs.DescribeTaskSetsOutput{TaskSets: []types.TaskSet{}, Failures: []types.Failure{}}
	for _, ref := range refs {
		if t := s.findSet(ref); t != nil {
			out.TaskSets = append(out.TaskSets, w.describeSet(t, tags))
			continue
		}
		out.Failures = append(out.Failures, missing(w.setARN(s, "ecs-svc/"+lastSegment(ref))))
	}
	return out, nil
}
