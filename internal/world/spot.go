package world

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	// spotNotice is how long before the end of a Spot Instance EC2 says so. Developer
	// Guide, Configuring Amazon ECS Linux container instances to receive Spot Instance
	// notices.
	spotNotice = 2 * time.Minute
	// spotInterrupted is the reason of a Fargate Spot task that was interrupted.
	spotInterrupted = "Your Spot Task was interrupted."
)

// InterruptTasks takes the capacity of running Fargate Spot tasks back. The notice
// of two minutes is their SIGTERM: they have as long as their stop timeouts, at most
// two minutes on Fargate, and connections are not waited for. Errors are those of
// ExitContainer, and a task that does not run on FARGATE_SPOT. Developer Guide,
// Amazon ECS clusters for Fargate, Fargate Spot termination notices.
func (w *World) InterruptTasks(of Tasks) error {
	tasks, _, err := w.pick(of)
	for _, t := range tasks {
		if t.launch.provider != "FARGATE_SPOT" {
			return fmt.Errorf("task %s does not run on FARGATE_SPOT", t.id)
		}
	}
	for _, t := range tasks {
		w.beginStop(t, types.TaskStopCodeSpotInterruption, spotInterrupted)
		w.taskLost(t)
		w.terminate(t)
	}
	return err
}

// InterruptInstance takes a Spot Instance back: it is terminated in two minutes. An
// agent that drains on such a notice, which it does only if it is configured to,
// makes it DRAINING at once. The error is ErrNoInstance. Developer Guide, as above.
func (w *World) InterruptInstance(ref string, drains bool) error {
	i := w.host(ref)
	if i == nil {
		return ErrNoInstance
	}
	if drains && i.connected {
		i.status = types.ContainerInstanceStatusDraining
		i.version++
		w.membersChanged(i.cluster)
	}
	w.after(spotNotice, func() {
		_ = w.TerminateInstance(i.id) // it may be gone
	})
	return nil
}
