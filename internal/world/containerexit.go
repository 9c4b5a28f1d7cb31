package world

import (
	"cmp"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	// essentialExited is the reason of a task that ended by itself.
	essentialExited = "Essential container in task exited"
	// outOfMemory is the reason of a container that used more memory than it may.
	// Developer Guide, Stopped tasks error messages.
	outOfMemory = "OutOfMemoryError: Container killed due to memory usage"
)

// planExit plans the end of a started container that ends by itself.
func (w *World) planExit(t *task, c *container) {
	run := c.restarted
	end := func(after time.Duration, code int32, reason string) {
		w.reported(t, after, func() {
			if c.restarted == run {
				w.exited(t, c, code, reason)
			}
		})
	}
	if c.image.ExitAfter > 0 {
		end(c.image.ExitAfter, c.image.ExitCode, c.image.ExitReason)
	}
	if limit := t.memoryLimit(c); limit > 0 && c.image.Memory > limit {
		end(cmp.Or(c.image.MemoryAfter, time.Second), killed, outOfMemory)
	}
}

// memoryLimit is how much memory in MiB the container may use: its own hard limit,
// or that of the task; 0 means any. API reference, ContainerDefinition, memory.
func (t *task) memoryLimit(c *container) int32 {
	if c.def.Memory != nil {
		return *c.def.Memory
	}
	return number(t.def.Memory, 0)
}

// exited is a container that ends by itself; an essential one takes the task
// along. API reference, ContainerDefinition, essential.
func (w *World) exited(t *task, c *container, code int32, reason string) {
	if c.lastStatus != running {
		return
	}
	if w.restarts(t, c, code) {
		w.restart(t, c)
		return
	}
	c.stop(code, w.stamp())
	c.reason = reason
	t.version++
	if !c.essential() {
		w.goOn(t)
		return
	}
	w.beginStop(t, types.TaskStopCodeEssentialContainerExited, essentialExited)
	w.taskLost(t)
	w.terminate(t)
}
