package world

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

// reasonNotStarted is the reason of a task that did not start, in general words.
const reasonNotStarted = "Task failed to start"

// failToStart ends a task that never reached RUNNING. The task on an instance
// says so in general words, its container says why; on Fargate both do.
func (w *World) failToStart(t *task, c *container, reason string) {
	c.reason = reason
	said := reasonNotStarted
	if t.launch.fargate() {
		said = reason
	}
	w.neverRan(t, said)
}

// neverRan ends a task that did not reach RUNNING.
func (w *World) neverRan(t *task, reason string) {
	w.beginStop(t, types.TaskStopCodeTaskFailedToStart, reason)
	w.taskLost(t)
	w.terminate(t)
}
