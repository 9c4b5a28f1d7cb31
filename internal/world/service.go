package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The states of a service. API reference, Service, status.
const (
	active   = "ACTIVE"
	draining = "DRAINING"
	inactive = "INACTIVE"
)

// service is a service of a cluster, whatever its state.
type service struct {
	cluster   *cluster
	name, arn string
	status    string
	created   time.Time
	asked     *ecs.CreateServiceInput // as it was created
	// spec is how the service is configured now, its defaults filled in. It is
	// replaced, never changed: each deployment keeps the one it began with.
	spec    *ecs.CreateServiceInput
	tags    []types.Tag
	express *express // nil unless it is an Express service

	deployments []*deployment        // the newest first: it is the PRIMARY one
	tasks       []*task              // those not STOPPED, the oldest first
	events      []types.ServiceEvent // the oldest first
	records     []*record            // service deployments, the newest first

	// Task sets, the oldest first, are there only if ECS does not control the
	// deployments: they have the tasks then. production is the PRIMARY set, nil while
	// there is none. set is the task set that this service is the scheduler's view of.
	sets       []*taskSet
	production *taskSet
	set        *taskSet

	said    map[string]saying // troubles by key
	look    *event            // when the scheduler looks at it next
	placing backoff           // after tasks that found no place
	waiting bool              // one of the World's waiting services
	scaling *ScalingActivity  // of Application Auto Scaling; nil unless one is under way
	steady  time.Time         // when to say again that it is steady; zero while it is not

	impediments []*Impediment // in the order in which they came up
}

// saying is a message not to be repeated before a moment.
type saying struct {
	message string
	until   time.Time
}

// daemon says whether the service has one task on each instance.
func (s *service) daemon() bool {
	return s.spec.SchedulingStrategy == types.SchedulingStrategyDaemon
}

// desired is how many tasks the service shall have now: for a daemon service
// one on each ACTIVE instance that may have it. API reference, CreateService,
// schedulingStrategy.
func (s *service) desired() int {
	switch {
	case s.status != active:
		return 0
	case s.daemon():
		return len(s.posts())
	}
	return int(aws.ToInt32(s.spec.DesiredCount))
}

// bounds are the fewest healthy tasks and the most tasks in all that the
// scheduler may leave during a deployment. API reference,
// DeploymentConfiguration, minimumHealthyPercent and maximumPercent.
func (s *service) bounds() (floor, ceiling int) {
	return bounds(s.desired(), *s.spec.DeploymentConfiguration.MinimumHealthyPercent,
		*s.spec.DeploymentConfiguration.MaximumPercent)
}

// bounds rounds the floor up and the ceiling down.
func bounds(desired int, minimum, maximum int32) (floor, ceiling int) {
	return (desired*int(minimum) + 99) / 100, desired * int(maximum) / 100
}

// primary is the newest deployment. A service that ECS does not deploy has that
// of its PRIMARY task set, or nil.
func (s *service) primary() *deployment {
	switch {
	case !s.outside():
		return s.deployments[0]
	case s.production != nil:
		return s.production.deployment()
	}
	return nil
}

// whole is the service itself, or the one that a task set belongs to.
func (s *service) whole() *service {
	if s.set != nil {
		return s.set.owner
	}
	return s
}

// scheduled are what the scheduler looks at: the services, and task sets in the
// place of those that have them.
func (c *cluster) scheduled() []*service {
	var out []*service
	for _, s := range sorted(c.services) {
		if !s.outside() {
			out = append(out, s)
		}
		for _, t := range s.sets {
			out = append(out, t.part)
		}
	}
	return out
}

// leaving are the services that have tasks on instances that are being drained.
func (c *cluster) leaving() map[*service]bool {
	out := map[*service]bool{}
	for _, i := range c.fleet {
		if i.status != types.ContainerInstanceStatusDraining {
			continue
		}
		for _, t := range i.tasks {
			if t.deployment != nil {
				out[t.deployment.service] = true
			}
		}
	}
	return out
}

// rules are what the service asks of placing tasks of a definition.
func (s *service) rules(def *types.TaskDefinition) rules {
	return newRules(s.group(), s.spec.PlacementConstraints, s.spec.PlacementStrategy, def)
}

// group is the group of the service's tasks. API reference, Task, group.
func (s *service) group() string { return "service:" + s.name }

// alive counts the tasks that are meant to run.
func (s *service) alive() int { return count(s.tasks, (*task).alive) }

// healthy counts those that serve.
func (s *service) healthy(now time.Time) int {
	return count(s.tasks, func(t *task) bool { return t.healthy(now) })
}

// running counts the tasks that are RUNNING, those of its task sets too.
func (s *service) running() int32 {
	return s.counted(func(t *task) bool { return t.lastStatus == running })
}

// pending counts those on their way there.
func (s *service) pending() int32 { return s.counted((*task).isPending) }

func (s *service) counted(is func(*task) bool) int32 {
	n := count(s.tasks, is)
	for _, t := range s.sets {
		n += count(t.part.tasks, is)
	}
	return int32(n)
}

// count is how many of the tasks are so.
func count(tasks []*task, is func(*task) bool) int {
	n := 0
	for _, t := range tasks {
		if is(t) {
			n++
		}
	}
	return n
}

// healthy says whether the task counts for the floor: as the load balancer and
// the container health check say; without either, 40 s after it is RUNNING. API
// reference, DeploymentConfiguration, minimumHealthyPercent.
func (t *task) healthy(now time.Time) bool {
	return t.passes() && (t.checked() || t.balanced() || !now.Before(t.settles))
}

// passes says whether the task runs and whatever checks there are find it
// healthy.
func (t *task) passes() bool {
	return t.lastStatus == running && t.alive() &&
		(!t.checked() || t.health() == types.HealthStatusHealthy) && (!t.balanced() || t.target.healthy)
}

// balanced says whether the task's deployment registers it in target groups.
func (t *task) balanced() bool {
	return t.deployment != nil && len(t.deployment.spec.LoadBalancers) > 0
}

// displaced says whether the service needs another task in the place of this
// one: it is unhealthy, or its instance is being drained. Developer Guide,
// Draining Amazon ECS container instances.
func (t *task) displaced(now time.Time) bool {
	return t.evicted() || t.unhealthy(now)
}

// evicted says whether the task's instance is being drained.
func (t *task) evicted() bool {
	return t.instance != nil && t.instance.status == types.ContainerInstanceStatusDraining
}

// unhealthy says whether the service may replace the task for its health: not
// within the grace period. API reference, CreateService,
// healthCheckGracePeriodSeconds.
func (t *task) unhealthy(now time.Time) bool {
	sick := t.health() == types.HealthStatusUnhealthy || t.target.unhealthy
	return t.lastStatus == running && sick && !now.Before(t.graceUntil)
}

// dropTask forgets a STOPPED task.
func (s *service) dropTask(t *task) {
	s.tasks = slices.DeleteFunc(s.tasks, func(other *task) bool { return other == t })
}

// taskTags are the tags of a new task of the service: those that propagateTags
// names and, where asked for, ECS's own. API reference, CreateService.
func (s *service) taskTags(d *deployment) []types.Tag {
	var tags []types.Tag
	switch s.spec.PropagateTags {
	case types.PropagateTagsService:
		tags = slices.Clone(s.whole().tags)
	case types.PropagateTagsTaskDefinition:
		tags = slices.Clone(d.rev.tags)
	}
	if s.spec.EnableECSManagedTags {
		tags = append(tags,
			types.Tag{Key: aws.String("aws:ecs:clusterName"), Value: aws.String(s.cluster.name)},
			types.Tag{Key: aws.String("aws:ecs:serviceName"), Value: aws.String(s.name)})
	}
	return tags
}
