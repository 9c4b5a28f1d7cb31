package world

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// creation is what CreateDaemon answers: the first deployment is the one that it
// started.
func (d *managedDaemon) creation() *ecs.CreateDaemonOutput {
	return &ecs.CreateDaemonOutput{
		CreatedAt: aws.Time(d.created), DaemonArn: aws.String(d.arn), Status: d.status,
		DeploymentArn: aws.String(d.rollouts[len(d.rollouts)-1].arn),
	}
}

// providerARNs are the ARNs of capacity providers.
func (w *World) providerARNs(names []string) []string {
	out := make([]string, len(names))
	for n, name := range names {
		out[n] = w.arn("capacity-provider/" + name)
	}
	return out
}

// instanceCounts are the instances of one capacity provider: how many run a
// daemon's revision, how many of those are drained, and how many do without.
type instanceCounts struct{ running, draining, without int32 }

// counts counts the instances of a capacity provider for a revision. Only the
// revision that the daemon has now is missed anywhere.
func (r *daemonRevision) counts(provider string) (n instanceCounts) {
	d := r.daemon
	for _, t := range d.tasks {
		if t.daemon != r || t.launch.provider != provider || t.lastStatus != running {
			continue
		}
		if t.instance.status == types.ContainerInstanceStatusDraining {
			n.draining++
		} else {
			n.running++
		}
	}
	for _, i := range d.cluster.fleet {
		if d.revision == r && d.without[i] && i.spec.CapacityProvider == provider && d.on(i) == nil {
			n.without++
		}
	}
	return n
}

// describeDaemon is a daemon as the API shows it. API reference, DaemonDetail.
func (w *World) describeDaemon(d *managedDaemon) *types.DaemonDetail {
	out := &types.DaemonDetail{
		ClusterArn: aws.String(d.cluster.arn), DaemonArn: aws.String(d.arn), Status: d.status,
		CreatedAt: aws.Time(d.created), UpdatedAt: aws.Time(d.updated), DeploymentArn: aws.String(d.rollouts[0].arn),
	}
	for _, r := range d.present() {
		detail := types.DaemonRevisionDetail{Arn: aws.String(r.arn)}
		for _, name := range r.providers {
			n := r.counts(name)
			detail.TotalRunningCount += n.running + n.draining
			detail.TotalWithoutDaemonCount += n.without
			detail.CapacityProviders = append(detail.CapacityProviders, types.DaemonCapacityProvider{
				Arn: aws.String(w.arn("capacity-provider/" + name)), RunningCount: n.running + n.draining,
				WithoutDaemonCount: n.without,
			})
		}
		out.CurrentRevisions = append(out.CurrentRevisions, detail)
	}
	return out
}

// describeRollout is a daemon deployment as the API shows it. API reference,
// DaemonDeployment.
func (w *World) describeRollout(r *daemonRollout) types.DaemonDeployment {
	if r.shown != nil {
		return *r.shown
	}
	out := types.DaemonDeployment{
		DaemonDeploymentArn: aws.String(r.arn), ClusterArn: aws.String(r.daemon.cluster.arn), Status: r.status,
		StatusReason: text(r.reason), CreatedAt: shown(r.created), StartedAt: shown(r.started),
		FinishedAt: shown(r.finished), StoppedAt: shown(r.stopped), DeploymentConfiguration: r.config,
		Rollback: r.rollback, SourceDaemonRevisions: []types.DaemonDeploymentRevisionDetail{},
		CircuitBreaker: &types.DaemonCircuitBreaker{
			FailureCount: int32(r.failures), Threshold: daemonThreshold,
			Status: types.DaemonDeploymentRollbackMonitorsStatus(monitorStatus(r.failures >= daemonThreshold, r.over())),
		},
		Alarms: &types.DaemonDeploymentAlarms{
			AlarmNames: orEmpty(r.config.Alarms.AlarmNames), TriggeredAlarmNames: append([]string{}, r.fired...),
			Status: types.DaemonDeploymentRollbackMonitorsStatusDisabled,
		},
	}
	if r.config.Alarms.Enable {
		out.Alarms.Status = types.DaemonDeploymentRollbackMonitorsStatus(monitorStatus(len(r.fired) > 0, r.over()))
	}
	if r.target != nil {
		detail := w.rolloutDetail(r.target)
		out.TargetDaemonRevision = &detail
	}
	for _, source := range r.sources {
		out.SourceDaemonRevisions = append(out.SourceDaemonRevisions, w.rolloutDetail(source))
	}
	return out
}

// rolloutDetail is a revision in a deployment. API reference,
// DaemonDeploymentRevisionDetail.
func (w *World) rolloutDetail(r *daemonRevision) types.DaemonDeploymentRevisionDetail {
	var total instanceCounts
	out := types.DaemonDeploymentRevisionDetail{Arn: aws.String(r.arn)}
	for _, name := range r.providers {
		n := r.counts(name)
		total.running += n.running
		total.draining += n.draining
		total.without += n.without
		out.CapacityProviders = append(out.CapacityProviders, types.DaemonDeploymentCapacityProvider{
			Arn: aws.String(w.arn("capacity-provider/" + name)), RunningInstanceCount: aws.Int32(n.running),
			DrainingInstanceCount: aws.Int32(n.draining), WithoutDaemonInstanceCount: aws.Int32(n.without),
		})
	}
	out.TotalRunningInstanceCount, out.TotalDrainingInstanceCount = aws.Int32(total.running), aws.Int32(total.draining)
	out.TotalWithoutDaemonInstanceCount = aws.Int32(total.without)
	return out
}
