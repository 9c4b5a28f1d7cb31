package world

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	// daemonThreshold is how many failed starts end a deployment. API reference,
	// DescribeDaemonDeployments, the example.
	daemonThreshold = 10
	// defaultDrain is how many percent of the instances are replaced at a time.
	// Developer Guide, Daemon deployments.
	defaultDrain = 25.0
)

// daemonRollout is a daemon deployment. API reference, DaemonDeployment.
type daemonRollout struct {
	daemon  *managedDaemon
	arn     string
	target  *daemonRevision   // nil: the daemon is being deleted
	sources []*daemonRevision // those that it replaces, the newest first
	config  *types.DaemonDeploymentConfiguration

	status   types.DaemonDeploymentStatus
	reason   string
	failures int
	watched  []string // alarms
	fired    []string // those of them that did
	bakeEnd  time.Time
	rollback *types.DaemonRollback

	created, started, finished, stopped time.Time
	shown                               *types.DaemonDeployment // what it was at its end
}

// over says whether the deployment has come to its end.
func (r *daemonRollout) over() bool { return !r.finished.IsZero() }

// deployDaemon starts a deployment of a revision, nil to have no task anywhere.
// The one before it is over. Developer Guide, Daemon deployments.
func (w *World) deployDaemon(d *managedDaemon, target *daemonRevision, sources []*daemonRevision,
	config *types.DaemonDeploymentConfiguration,
) {
	if len(d.rollouts) > 0 && !d.rollouts[0].over() {
		w.endRollout(d.rollouts[0], types.DaemonDeploymentStatusStopped, "The deployment was replaced by a new deployment.")
	}
	r := &daemonRollout{
		daemon: d, target: target, sources: sources, config: config, created: w.stamp(),
		arn:    w.arn("daemon-deployment/" + d.cluster.name + "/" + d.name + "/" + w.recordID()),
		status: types.DaemonDeploymentStatusPending,
	}
	if a := config.Alarms; a.Enable {
		r.watched = slices.DeleteFunc(slices.Clone(a.AlarmNames), func(name string) bool { return w.alarms[name] })
	}
	d.rollouts = append([]*daemonRollout{r}, d.rollouts...)
	clear(d.without)
	w.touchDaemon(d)
}

// alarmDaemons is an alarm that goes to ALARM: deployments of daemons that it
// watches are rolled back. Developer Guide, Daemon deployments, alarms.
func (w *World) alarmDaemons(c *cluster, name string) {
	for _, d := range sorted(c.daemons) {
		r := d.rollouts[0]
		if !r.over() && slices.Contains(r.watched, name) && !slices.Contains(r.fired, name) {
			r.fired = append(r.fired, name)
			w.touchDaemon(d)
		}
	}
}

// tend is one look at a daemon.
func (w *World) tend(d *managedDaemon) {
	w.clearInstances(d.cluster)
	maps.DeleteFunc(d.without, func(i *instance, _ bool) bool { return i.cluster.instances[i.id] != i })
	if r := d.rollouts[0]; !r.over() {
		w.roll(d, r)
	}
	w.replaceFailing(d)
}

// roll takes a deployment a step further.
func (w *World) roll(d *managedDaemon, r *daemonRollout) {
	switch r.status {
	case types.DaemonDeploymentStatusPending:
		r.status, r.started = types.DaemonDeploymentStatusInProgress, w.stamp()
	case types.DaemonDeploymentStatusStopRequested:
		w.rollDaemonBack(d, r)
	}
	if why := r.failing(); why != "" {
		w.giveUpDaemon(d, r, why)
		return
	}
	old, busy := d.outdated()
	switch {
	case busy:
	case len(old) > 0:
		for _, i := range old[:min(len(old), r.batch())] {
			w.replaceInstance(i)
		}
	case r.bakeEnd.IsZero():
		r.bakeEnd = w.now.Add(w.scale(time.Duration(r.config.BakeTimeInMinutes) * time.Minute))
		w.lookAtDaemon(d, r.bakeEnd)
	case w.now.Before(r.bakeEnd):
		w.lookAtDaemon(d, r.bakeEnd)
	default:
		w.concludeDaemon(d, r)
	}
}

// failing says why the deployment is to be given up; "" if it is not.
func (r *daemonRollout) failing() string {
	switch {
	case r.failures >= daemonThreshold:
		return "The deployment circuit breaker was triggered."
	case len(r.fired) > 0 && r.status == types.DaemonDeploymentStatusInProgress:
		return "An alarm was triggered: " + r.fired[0] + "."
	}
	return ""
}

// batch is how many instances are replaced at a time.
func (r *daemonRollout) batch() int {
	n := 0
	for _, i := range r.daemon.cluster.fleet {
		if r.daemon.covers(i.spec.CapacityProvider) {
			n++
		}
	}
	percent := defaultDrain
	if r.config.DrainPercent != nil {
		percent = *r.config.DrainPercent
	}
	return max(1, int(float64(n)*percent/100))
}

// outdated are the instances that do not run what the daemon works towards. It
// is busy while one is being replaced or a task has yet to run.
func (d *managedDaemon) outdated() (old []*instance, busy bool) {
	for _, i := range d.cluster.fleet {
		if !d.covers(i.spec.CapacityProvider) {
			continue
		}
		t, wanted := d.on(i), d.wants(i)
		switch {
		case i.replaced && i.status == types.ContainerInstanceStatusDraining:
			busy = true
		case i.status != types.ContainerInstanceStatusActive:
		case wanted && t == nil && d.without[i]:
			busy = busy || d.revision.critical
		case wanted && t == nil, t != nil && (!wanted || t.daemon != d.revision):
			old = append(old, i)
		case wanted && t.lastStatus != running:
			busy = true
		}
	}
	return old, busy
}

// wants says whether the daemon shall have a task on the instance.
func (d *managedDaemon) wants(i *instance) bool {
	return d.status == types.DaemonStatusActive && slices.Contains(d.revision.providers, i.spec.CapacityProvider)
}

// giveUpDaemon ends a deployment that fails, or has it rolled back if there is
// something to go back to. Developer Guide, Daemon deployments.
func (w *World) giveUpDaemon(d *managedDaemon, r *daemonRollout, why string) {
	switch {
	case r.status == types.DaemonDeploymentStatusRollbackInProgress:
		w.endRollout(r, types.DaemonDeploymentStatusRollbackFailed, why)
	case len(r.sources) == 0:
		w.endRollout(r, types.DaemonDeploymentStatusStopped, why)
	default:
		r.status, r.reason, r.stopped = types.DaemonDeploymentStatusStopRequested, why, w.stamp()
		r.failures, r.bakeEnd = 0, time.Time{}
		w.touchDaemon(d)
	}
}

// rollDaemonBack makes the revision before it the daemon's again. API reference,
// DaemonRollback.
func (w *World) rollDaemonBack(d *managedDaemon, r *daemonRollout) {
	r.status = types.DaemonDeploymentStatusRollbackInProgress
	d.revision = r.sources[0]
	clear(d.without)
	r.rollback = &types.DaemonRollback{
		Reason: aws.String(r.reason), StartedAt: aws.Time(w.stamp()),
		RollbackTargetDaemonRevisionArn: aws.String(d.revision.arn),
		RollbackCapacityProviders:       w.providerARNs(d.revision.providers),
	}
}

// concludeDaemon ends a deployment well. A deleted daemon is gone.
func (w *World) concludeDaemon(d *managedDaemon, r *daemonRollout) {
	status, reason := types.DaemonDeploymentStatusSuccessful, "Deployment completed successfully."
	if r.rollback != nil {
		status, reason = types.DaemonDeploymentStatusRollbackSuccessful, r.reason
	}
	w.endRollout(r, status, reason)
	if d.status == types.DaemonStatusDeleteInProgress {
		delete(d.cluster.daemons, d.name)
	}
}

// endRollout closes a deployment and keeps what it shows.
func (w *World) endRollout(r *daemonRollout, status types.DaemonDeploymentStatus, reason string) {
	r.status, r.reason, r.finished = status, reason, w.stamp()
	if status == types.DaemonDeploymentStatusStopped {
		r.stopped = w.stamp()
	}
	shown := w.describeRollout(r)
	r.shown = &shown
}
