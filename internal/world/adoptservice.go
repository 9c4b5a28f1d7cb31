package world

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// adoptService takes the service over, then its deployments, then their tasks.
func (w *World) adoptService(c *cluster, a Adopted) error {
	spec := specOf(a.Service)
	s := &service{
		cluster: c, name: aws.ToString(a.Service.ServiceName), arn: aws.ToString(a.Service.ServiceArn), status: active,
		created: aws.ToTime(a.Service.CreatedAt), asked: spec, spec: spec, said: map[string]saying{},
	}
	deployments := slices.Clone(a.Service.Deployments)
	sort.SliceStable(deployments, func(i, j int) bool {
		a, b := &deployments[i], &deployments[j]
		return cmp.Or(cmp.Compare(aws.ToString(b.Status), aws.ToString(a.Status)), // PRIMARY before ACTIVE
			aws.ToTime(b.CreatedAt).Compare(aws.ToTime(a.CreatedAt))) < 0
	})
	for _, in := range deployments {
		if err := w.adoptDeployment(s, in); err != nil {
			return err
		}
	}
	if len(s.deployments) == 0 {
		return clientError("The service has no deployment.")
	}
	c.services[s.name] = s
	if s.daemon() {
		c.posting = append(c.posting, s)
	}
	for _, in := range a.Tasks {
		w.adoptTask(s, in, a.Protected[aws.ToString(in.TaskArn)])
	}
	for _, d := range s.deployments[1:] {
		d.held = min(d.held, d.alive())
	}
	w.touch(s)
	return nil
}

// specOf is how the service is configured, as far as it decides where and when its
// tasks run.
func specOf(in types.Service) *ecs.CreateServiceInput {
	daemon := in.SchedulingStrategy == types.SchedulingStrategyDaemon
	spec := clone(&ecs.CreateServiceInput{
		Cluster: in.ClusterArn, ServiceName: in.ServiceName, TaskDefinition: in.TaskDefinition, LaunchType: in.LaunchType,
		CapacityProviderStrategy: in.CapacityProviderStrategy, PlatformVersion: in.PlatformVersion,
		NetworkConfiguration: in.NetworkConfiguration, LoadBalancers: in.LoadBalancers,
		PlacementConstraints: in.PlacementConstraints, PlacementStrategy: in.PlacementStrategy,
		DeploymentController: in.DeploymentController, HealthCheckGracePeriodSeconds: in.HealthCheckGracePeriodSeconds,
		SchedulingStrategy: cmp.Or(in.SchedulingStrategy, types.SchedulingStrategyReplica),
		PropagateTags:      types.PropagateTagsNone, AvailabilityZoneRebalancing: in.AvailabilityZoneRebalancing,
		DeploymentConfiguration: withDefaults(in.DeploymentConfiguration, daemon),
	})
	if spec.DeploymentController == nil {
		spec.DeploymentController = &types.DeploymentController{Type: types.DeploymentControllerTypeEcs}
	}
	if !daemon {
		spec.DesiredCount = &in.DesiredCount
	}
	if spec.LaunchType == "" && len(spec.CapacityProviderStrategy) == 0 {
		spec.LaunchType = types.LaunchTypeEc2
	}
	return spec
}

// adoptDeployment takes a deployment over, the PRIMARY one first, with its record.
func (w *World) adoptDeployment(s *service, in types.Deployment) error {
	rev := w.revision(aws.ToString(in.TaskDefinition))
	if rev == nil {
		return clientError("TaskDefinition not found.")
	}
	spec := *s.spec
	spec.TaskDefinition = in.TaskDefinition
	if in.LaunchType != "" || len(in.CapacityProviderStrategy) > 0 {
		spec.LaunchType, spec.CapacityProviderStrategy = in.LaunchType, in.CapacityProviderStrategy
	}
	if in.NetworkConfiguration != nil {
		spec.NetworkConfiguration = in.NetworkConfiguration
	}
	d := &deployment{
		service: s, digits: lastSegment(aws.ToString(in.Id)), id: aws.ToString(in.Id), rev: rev, def: &rev.def,
		spec: &spec, launch: launchOf(&spec), created: aws.ToTime(in.CreatedAt), updated: aws.ToTime(in.UpdatedAt),
		rollout: cmp.Or(in.RolloutState, types.DeploymentRolloutStateCompleted),
		reason:  aws.ToString(in.RolloutStateReason), failed: int(in.FailedTasks), breaker: breaker{ran: in.RunningCount > 0},
	}
	d.completed = d.rollout == types.DeploymentRolloutStateCompleted
	if len(s.deployments) > 0 {
		d.held, d.replaced = int(in.DesiredCount), s.primary().created
	}
	s.deployments = append(s.deployments, d)
	r := w.newRecord(d)
	r.created, r.started = d.created, d.created
	switch d.rollout {
	case types.DeploymentRolloutStateInProgress:
		r.status = types.ServiceDeploymentStatusInProgress
		if len(s.deployments) == 1 {
			break
		}
		fallthrough // another one took its place
	case types.DeploymentRolloutStateFailed:
		r.status, r.finished = types.ServiceDeploymentStatusStopped, w.stamp()
	default:
		r.status, r.finished = types.ServiceDeploymentStatusSuccessful, w.stamp()
	}
	s.records = append(s.records, r)
	return nil
}

// adoptTask takes a task over where it is in its life. What its instance has left
// counts it already, unless it is STOPPED.
func (w *World) adoptTask(s *service, in types.Task, protectedUntil time.Time) {
	n := slices.IndexFunc(s.deployments, func(d *deployment) bool { return d.id == aws.ToString(in.StartedBy) })
	if n < 0 || aws.ToString(in.LastStatus) == stopped {
		return // a service whose deployment is not listed any more does not count its tasks
	}
	d := s.deployments[n]
	l := d.launch
	if l.provider != "" && in.CapacityProviderName != nil {
		l.provider = *in.CapacityProviderName
	}
	t := w.newTask(s.cluster, d.def, l)
	t.id, t.arn = lastSegment(aws.ToString(in.TaskArn)), aws.ToString(in.TaskArn)
	t.deployment, t.group, t.startedBy = d, s.group(), d.id
	t.times.created, t.protectedUntil = aws.ToTime(in.CreatedAt), protectedUntil
	t.instance = s.cluster.instances[lastSegment(aws.ToString(in.ContainerInstanceArn))]
	t.rules = s.rules(d.def)
	s.tasks = append(s.tasks, t)
	t.cluster.enrol(t)
	if i := t.instance; i != nil {
		i.cpu += t.needs.cpu
		i.memory += t.needs.memory
		i.take(t)
	}
	if in.StartedAt != nil {
		w.resume(t, in)
	} else if t.instance == nil && !l.fargate() {
		w.wait(t)
	} else {
		w.arrive(t)
	}
	if aws.ToString(in.DesiredStatus) == stopped {
		w.stop(t, types.TaskStopCodeServiceSchedulerInitiated, aws.ToString(in.StoppedReason))
	}
}

// resume lets a task that has reached RUNNING go on.
func (w *World) resume(t *task, in types.Task) {
	t.lastStatus, t.onHost = running, true
	t.times.started = *in.StartedAt
	t.settles = in.StartedAt.Add(w.scale(settleTime))
	for _, c := range t.containers {
		n := slices.IndexFunc(in.Containers, func(other types.Container) bool {
			return aws.ToString(other.Name) == aws.ToString(c.def.Name)
		})
		if n < 0 {
			continue
		}
		seen := in.Containers[n]
		if c.lastStatus = aws.ToString(seen.LastStatus); c.lastStatus != running {
			continue
		}
		c.started, c.starting = t.times.started, true
		c.health = cmp.Or(seen.HealthStatus, types.HealthStatusUnknown)
		if c.health == types.HealthStatusUnknown {
			w.planHealth(t, c)
		}
		c.bindings = seen.NetworkBindings
		for _, b := range seen.NetworkBindings {
			p := HostPort{aws.ToInt32(b.HostPort), cmp.Or(b.Protocol, types.TransportProtocolTcp)}
			if t.instance != nil && p.Number != 0 && !slices.Contains(t.needs.ports, p) {
				t.instance.ports[p] = portUse{task: t, dynamic: true}
			}
		}
	}
	if !t.balanced() {
		return
	}
	w.joinGroups(t)
	t.target.healthy = true
	for _, m := range t.target.groups {
		first := t.times.started.Add(w.scale(w.groupOf(m.group).HealthCheck.Interval))
		m.healthy = t.deployment.completed || w.now.After(first)
		t.target.healthy = t.target.healthy && m.healthy
	}
}
