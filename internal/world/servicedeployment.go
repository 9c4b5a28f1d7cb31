package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// record is a service deployment: what is kept of a deployment after it is gone.
// API reference, ServiceDeployment.
type record struct {
	arn        string
	deployment *deployment
	source     *record // that of the deployment it replaces; nil for the first
	status     types.ServiceDeploymentStatus

	created, started, finished, stopped, updated time.Time
	// What it shows of its revisions and monitors is frozen when it ends.
	target  types.ServiceRevisionSummary
	sources []types.ServiceRevisionSummary
	breaker types.ServiceDeploymentCircuitBreaker
	alarms  types.ServiceDeploymentAlarms

	reason   string
	rollback *types.Rollback // nil unless it is, or was, rolled back
	stages   *stages         // nil in a rolling update without hooks
}

// over says whether the record has come to its end.
func (r *record) over() bool { return !r.finished.IsZero() }

// revisionARN names the service revision of the deployment: it ends in the
// digits of the deployment's id.
func (w *World) revisionARN(d *deployment) string {
	return w.arn("service-revision/" + d.service.cluster.name + "/" + d.service.name + "/" + d.digits)
}

// record opens the record of a new deployment and asks the one before it, if it
// is still going on, to stop.
func (w *World) record(d *deployment) {
	s := d.service
	r := w.newRecord(d)
	if last := s.ongoing(); last != nil {
		last.status, last.updated = types.ServiceDeploymentStatusStopRequested, w.stamp()
	}
	r.source = s.source()
	d.alternate = r.alternates()
	r.stages = w.plan(r)
	s.records = append([]*record{r}, s.records...)
}

// newRecord makes the record of a deployment.
func (w *World) newRecord(d *deployment) *record {
	s := d.service
	return &record{
		arn:        w.arn("service-deployment/" + s.cluster.name + "/" + s.name + "/" + w.recordID()),
		deployment: d, status: types.ServiceDeploymentStatusPending, created: w.stamp(), updated: w.stamp(),
	}
}

// moveRecords takes the records that are going on a step further.
func (w *World) moveRecords(s *service) {
	for _, r := range s.records {
		switch r.status {
		case types.ServiceDeploymentStatusPending:
			r.status, r.started, r.updated = types.ServiceDeploymentStatusInProgress, w.stamp(), w.stamp()
		case types.ServiceDeploymentStatusStopRequested:
			r.stopped = w.stamp()
			if r.deployment.primary() {
				w.abort(r)
			}
			w.recordEnd(r.deployment, types.ServiceDeploymentStatusStopped)
		}
	}
}

// recordEnd closes the record of a deployment.
func (w *World) recordEnd(d *deployment, status types.ServiceDeploymentStatus) {
	for _, r := range d.service.records {
		if r.deployment == d && !r.over() {
			w.endRecord(r, status)
		}
	}
}

// endRecord closes a record and freezes what it shows of its deployment.
func (w *World) endRecord(r *record, status types.ServiceDeploymentStatus) {
	r.target, r.sources = w.summaries(r)
	r.breaker, r.alarms = r.deployment.breakerState(true), r.deployment.alarmState(true)
	r.status, r.finished, r.updated = status, w.stamp(), w.stamp()
}

// summaries are the service revisions of a record with their task counts and
// shares of the traffic.
func (w *World) summaries(r *record) (target types.ServiceRevisionSummary, sources []types.ServiceRevisionSummary) {
	if r.over() {
		return r.target, r.sources
	}
	target, sources = w.summary(r.deployment), []types.ServiceRevisionSummary{}
	if r.source != nil {
		sources = append(sources, w.summary(r.source.deployment))
	}
	r.stages.weigh(&target, sources)
	return target, sources
}

// summary is the service revision of a deployment with its task counts.
func (w *World) summary(d *deployment) types.ServiceRevisionSummary {
	shown := d.describe()
	return types.ServiceRevisionSummary{
		Arn: aws.String(w.revisionARN(d)), RequestedTaskCount: shown.DesiredCount,
		RunningTaskCount: shown.RunningCount, PendingTaskCount: shown.PendingCount,
	}
}

// describeRecords adds the service deployment that goes on, and the revisions
// that have tasks, to a service. API reference, Service.
func (w *World) describeRecords(s *service, out *types.Service) {
	if s.status == inactive || s.outside() {
		return
	}
	if r := s.records[0]; !r.over() {
		out.CurrentServiceDeployment = aws.String(r.arn)
	}
	for _, d := range out.Deployments {
		digits := aws.ToString(d.Id)[len("ecs-svc/"):]
		out.CurrentServiceRevisions = append(out.CurrentServiceRevisions, types.ServiceCurrentRevisionSummary{
			Arn:                aws.String(w.arn("service-revision/" + s.cluster.name + "/" + s.name + "/" + digits)),
			RequestedTaskCount: d.DesiredCount, RunningTaskCount: d.RunningCount, PendingTaskCount: d.PendingCount,
		})
	}
}
