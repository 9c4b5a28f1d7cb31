package world

import (
	"errors"
	"maps"
	"slices"
)

// ErrNoInstance says that there is no container instance of that name.
var ErrNoInstance = errors.New("no such container instance")

// host finds a container instance by its ARN, its id or its EC2 id in any
// cluster, "" the first that there is; nil if there is none, or it was terminated.
func (w *World) host(ref string) *instance {
	for _, name := range slices.Sorted(maps.Keys(w.clusters)) {
		for _, i := range w.clusters[name].fleet {
			if !i.gone && (ref == "" || i.id == lastSegment(ref) || i.spec.ID == ref) {
				return i
			}
		}
	}
	return nil
}

// tell passes something on between ECS and the task's agent: at once, when the
// agent is connected again, or never because its host is gone.
func (w *World) tell(t *task, do func()) {
	switch {
	case t.instance == nil || t.instance.connected:
		do()
		return
	case t.instance.gone:
		return
	}
	life := t.life
	t.instance.untold = append(t.instance.untold, func() {
		if t.life == life {
			do()
		}
	})
}

// SetAgentConnected takes the connection of an instance's container agent away
// or gives it back. Without it nothing is placed there and no task can be
// started or stopped; what runs goes on. A stopped instance is started again with
// it. The error is ErrNoInstance. API reference, ContainerInstance,
// agentConnected.
func (w *World) SetAgentConnected(ref string, connected bool) error {
	i := w.host(ref)
	if i == nil {
		return ErrNoInstance
	}
	i.connected = connected
	i.version++
	if connected {
		i.down = false
		untold := i.untold
		i.untold = nil
		for _, do := range untold {
			do()
		}
	}
	w.membersChanged(i.cluster)
	return nil
}
