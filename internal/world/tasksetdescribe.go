package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// setARN names a task set of a service by its id.
func (w *World) setARN(s *service, id string) string {
	return w.arn("task-set/" + s.cluster.name + "/" + s.name + "/" + id)
}

// describeSets are the task sets of a service.
func (w *World) describeSets(s *service, tags bool) []types.TaskSet {
	out := []types.TaskSet{}
	for _, t := range s.sets {
		out = append(out, w.describeSet(t, tags))
	}
	return out
}

// describeSet is a task set as the API shows it. API reference, TaskSet.
func (w *World) describeSet(t *taskSet, tags bool) types.TaskSet {
	d, scale := t.deployment(), t.scale
	created, updated := d.created, d.updated
	out := types.TaskSet{
		Id: aws.String(d.id), TaskSetArn: aws.String(w.setARN(t.owner, d.id)), ServiceArn: aws.String(t.owner.arn),
		ClusterArn: aws.String(t.owner.cluster.arn), Status: aws.String(t.status()), StartedBy: text(t.startedBy),
		ExternalId: t.asked.ExternalId, TaskDefinition: d.def.TaskDefinitionArn, CreatedAt: &created, UpdatedAt: &updated,
		ComputedDesiredCount: *t.part.spec.DesiredCount, RunningCount: t.part.running(), PendingCount: t.part.pending(),
		LaunchType: d.spec.LaunchType, CapacityProviderStrategy: d.spec.CapacityProviderStrategy,
		NetworkConfiguration: d.spec.NetworkConfiguration, LoadBalancers: some(d.spec.LoadBalancers),
		ServiceRegistries: some(d.spec.ServiceRegistries), Scale: &scale,
	}
	out.StabilityStatus, out.StabilityStatusAt = w.stabilityOf(t)
	if d.launch.fargate() {
		out.PlatformFamily, out.PlatformVersion = aws.String("Linux"), aws.String(d.launch.platform)
	}
	if tags {
		out.Tags = append([]types.Tag{}, t.tags...)
	}
	return out
}

// stabilityOf is the stability of a set and since when it holds. It is never shown
// as steady while it is not, even before the scheduler has looked.
func (w *World) stabilityOf(t *taskSet) (types.StabilityStatus, *time.Time) {
	if t.stability == types.StabilityStatusSteadyState && !t.stable(w.now) {
		return types.StabilityStatusStabilizing, shown(w.stamp())
	}
	return t.stability, shown(t.stableAt)
}
