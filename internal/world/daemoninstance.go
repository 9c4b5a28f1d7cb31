package world

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// replaceInstance drains a managed instance and starts one like it in its place.
// Developer Guide, Daemon deployments.
func (w *World) replaceInstance(i *instance) {
	i.status, i.replaced = types.ContainerInstanceStatusDraining, true
	i.version++
	spec := i.spec
	spec.ID = ""
	w.join(w.newInstance(i.cluster, spec))
}

// clearInstances takes replaced instances out of the cluster: daemons stop when
// nothing else is left, and an empty instance goes.
func (w *World) clearInstances(c *cluster) {
	for _, i := range slices.Clone(c.fleet) {
		if !i.replaced || i.status != types.ContainerInstanceStatusDraining {
			continue
		}
		if len(i.tasks) == 0 || i.gone {
			w.leaveCluster(i)
			continue
		}
		if slices.ContainsFunc(i.tasks, func(t *task) bool { return t.daemon == nil }) {
			continue
		}
		for _, t := range slices.Clone(i.tasks) {
			w.stop(t, types.TaskStopCodeTerminationNotice, "The container instance is being replaced.")
		}
	}
}

// replaceFailing replaces the instances on which a critical daemon does not run:
// during a deployment, whose failures are counted, at once; else ever later. API
// reference, CreateDaemon, critical.
func (w *World) replaceFailing(d *managedDaemon) {
	if d.status != types.DaemonStatusActive || !d.revision.critical {
		return
	}
	rolling := !d.rollouts[0].over()
	for _, i := range slices.Clone(d.cluster.fleet) {
		if !d.without[i] || i.status != types.ContainerInstanceStatusActive {
			continue
		}
		if !rolling && !d.replacing.ready(w.now) {
			w.lookAtDaemon(d, d.replacing.until)
			return
		}
		w.replaceInstance(i)
		if !rolling {
			w.fail(&d.replacing)
		}
	}
}
