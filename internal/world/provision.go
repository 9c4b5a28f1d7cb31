package world

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// standardWaiting is how many tasks of a cluster may wait for capacity. Developer
// Guide, Viewing Amazon ECS service event messages.
const standardWaiting = 500

// scales says whether ECS scales the instances of a capacity provider: it then
// keeps tasks that find no room instead of refusing them. Developer Guide, Amazon
// ECS cluster auto scaling.
func (w *World) scales(provider string) bool {
	p := w.providers[provider]
	return p != nil && p.group != nil && p.group.ManagedScaling.Status == types.ManagedScalingStatusEnabled
}

// crowded says whether no further task of the cluster may wait for capacity.
func (w *World) crowded(c *cluster) bool {
	c.provisioning = slices.DeleteFunc(c.provisioning, func(t *task) bool { return !t.alive() })
	return len(c.provisioning) >= cmp.Or(w.opts.ProvisioningLimit, standardWaiting)
}

// locate finds an instance for a task, which may have to wait for one in
// PROVISIONING; or it says why there is none.
func (w *World) locate(t *task, r rules) *refusal {
	if t.launch.fargate() {
		if w.fargateRefuses != "" {
			return &refusal{fargate: w.fargateRefuses}
		}
		return nil
	}
	i, no := w.place(t.cluster, t.needs, r)
	switch {
	case no == nil:
		t.instance = i
	case !w.scales(t.launch.provider) || !no.room:
		return no
	case w.crowded(t.cluster):
		no.crowded = true
		return no
	default:
		t.lastStatus, t.rules = provisioning, r
	}
	return nil
}

// wait keeps a task until its capacity provider has room for it.
func (w *World) wait(t *task) {
	t.cluster.provisioning = append(t.cluster.provisioning, t)
	if w.opts.ProvisioningTimeout > 0 {
		life := t.life
		w.after(w.opts.ProvisioningTimeout, func() {
			if t.life == life && t.instance == nil {
				w.giveUpWaiting(t)
			}
		})
	}
}

// giveUpWaiting ends a task that no instance came for. Developer Guide, Stopped
// tasks error messages.
func (w *World) giveUpWaiting(t *task) {
	_, no := w.place(t.cluster, t.needs, t.rules)
	w.beginStop(t, types.TaskStopCodeTaskFailedToStart, "TaskFailedToStart: "+string(no.reason()))
	w.taskLost(t)
	w.terminate(t)
}

// provision places the tasks that wait for capacity, the oldest first, once the
// scheduler looks at the cluster again.
func (w *World) provision(c *cluster) {
	if len(c.provisioning) == 0 || c.look.pending() {
		return
	}
	c.look = w.at(w.now.Add(w.scale(tick)), func() {
		c.provisioning = slices.DeleteFunc(c.provisioning, func(t *task) bool {
			if t.alive() {
				t.instance, _ = w.place(c, t.needs, t.rules)
			}
			if t.instance != nil {
				t.instance.take(t)
				w.arrive(t)
			}
			return t.instance != nil || !t.alive()
		})
	})
}
