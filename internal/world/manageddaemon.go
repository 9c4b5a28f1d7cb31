package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// managedDaemon is a daemon: one task on each managed instance of its capacity
// providers. A service with the DAEMON scheduling strategy is something else.
// API reference, CreateDaemon.
type managedDaemon struct {
	cluster          *cluster
	name, arn        string
	status           types.DaemonStatus
	created, updated time.Time
	asked            *ecs.CreateDaemonInput // as it was created
	tags             []types.Tag

	revision *daemonRevision // what instances that join are given
	rollouts []*daemonRollout
	tasks    []*task // those not STOPPED, the oldest first
	// without are the instances that lost their task, or could not take it, and
	// replacing holds the next replacement of one of them back.
	without   map[*instance]bool
	replacing backoff
	look      *event // when it is looked at next
}

// daemonRevision is the configuration of a daemon at the time of a deployment;
// it never changes. API reference, DaemonRevision.
type daemonRevision struct {
	daemon    *managedDaemon
	arn       string
	created   time.Time
	def       *daemonDefinition
	providers []string // by name
	critical  bool
	spec      *ecs.UpdateDaemonInput
}

// covers says whether the daemon has a capacity provider.
func (d *managedDaemon) covers(provider string) bool {
	return slices.ContainsFunc(d.present(), func(r *daemonRevision) bool { return slices.Contains(r.providers, provider) })
}

// present are the revisions that the daemon works towards or has tasks of, the
// former first.
func (d *managedDaemon) present() []*daemonRevision {
	out := []*daemonRevision{d.revision}
	for _, t := range d.tasks {
		if !slices.Contains(out, t.daemon) {
			out = append(out, t.daemon)
		}
	}
	return out
}

// on is the daemon's task on an instance, one that is stopping too; nil if there
// is none.
func (d *managedDaemon) on(i *instance) *task {
	for _, t := range d.tasks {
		if t.instance == i {
			return t
		}
	}
	return nil
}

// post starts a task of the daemon's revision on an instance. One that finds no
// room there is a failure of the deployment. Developer Guide, Daemon events,
// TASK_CREATION_FAILED.
func (w *World) post(d *managedDaemon, i *instance) {
	r := d.revision
	t := w.newTask(d.cluster, r.def.task, launch{
		launchType: types.LaunchTypeManagedInstances, provider: i.spec.CapacityProvider,
	})
	if len(i.lacks(t.needs, rules{})) > 0 {
		w.daemonFailed(d, i, false)
		return
	}
	t.instance, t.daemon, t.exec, t.tags = i, r, r.spec.EnableExecuteCommand, d.taskTags()
	d.tasks = append(d.tasks, t)
	w.begin(t)
}

// taskTags are the tags of a new task of the daemon. API reference, CreateDaemon,
// propagateTags and enableECSManagedTags.
func (d *managedDaemon) taskTags() []types.Tag {
	var tags []types.Tag
	if d.revision.spec.PropagateTags == types.DaemonPropagateTagsDaemon {
		tags = slices.Clone(d.tags)
	}
	if d.revision.spec.EnableECSManagedTags {
		tags = append(tags, types.Tag{Key: aws.String("aws:ecs:clusterName"), Value: aws.String(d.cluster.name)})
	}
	return tags
}

// postDaemons starts the tasks of the cluster's daemons on an instance that
// joins, before other tasks come. API reference, CreateDaemon.
func (w *World) postDaemons(i *instance) {
	for _, d := range sorted(i.cluster.daemons) {
		if d.status == types.DaemonStatusActive && slices.Contains(d.revision.providers, i.spec.CapacityProvider) {
			w.post(d, i)
		}
	}
}

// daemonFailed is an instance whose daemon does not run, or not well; one that
// never ran counts as a failure of the deployment that goes on. API reference,
// CreateDaemon, critical.
func (w *World) daemonFailed(d *managedDaemon, i *instance, ran bool) {
	d.without[i] = true
	if r := d.rollouts[0]; !ran && !r.over() {
		r.failures++
	}
	w.touchDaemon(d)
}

// daemonTaskOver is a task that is STOPPED, perhaps a daemon's. On an instance
// that nobody drains it is a loss.
func (w *World) daemonTaskOver(t *task) {
	if t.daemon == nil {
		return
	}
	d := t.daemon.daemon
	d.tasks = slices.DeleteFunc(d.tasks, func(other *task) bool { return other == t })
	if t.instance.status == types.ContainerInstanceStatusActive {
		w.daemonFailed(d, t.instance, !t.times.started.IsZero())
	}
	w.touchDaemon(d)
}

// daemonTaskHealth is a task that began to run or whose health changed, perhaps a
// daemon's.
func (w *World) daemonTaskHealth(t *task) {
	switch {
	case t.daemon == nil:
	case t.health() == types.HealthStatusUnhealthy:
		w.daemonFailed(t.daemon.daemon, t.instance, true)
	default:
		t.daemon.daemon.replacing = backoff{}
		w.touchDaemon(t.daemon.daemon)
	}
}

// touchDaemon has the daemon looked at a little later.
func (w *World) touchDaemon(d *managedDaemon) { w.lookAtDaemon(d, w.now.Add(w.scale(tick))) }

// lookAtDaemon has the daemon looked at at t, or before.
func (w *World) lookAtDaemon(d *managedDaemon, t time.Time) {
	if d.look.pending() {
		if !d.look.at.After(t) {
			return
		}
		d.look.cancel()
	}
	d.look = w.at(t, func() { w.tend(d) })
}

// touchDaemons has all daemons of a cluster looked at: instances came, went, or
// became empty.
func (w *World) touchDaemons(c *cluster) {
	for _, d := range sorted(c.daemons) {
		w.touchDaemon(d)
	}
}
