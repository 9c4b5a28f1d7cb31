package scenario

import (
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// Capacity that is taken back.
type (
	spotTasks    struct{ tasks }
	spotInstance struct {
		Instance string
		Draining bool
	}
)

var spotTasksTable = shape.Table{
	Name: "TaskInterruption",
	Doc:  "Running Fargate Spot tasks are interrupted.",
	Keys: tasksKeys(),
}

var spotInstanceTable = shape.Table{
	Name: "InstanceInterruption",
	Doc:  "A Spot Instance is interrupted: it is terminated after two minutes.",
	Keys: []shape.Key{which, {
		Name: "draining", Field: "Draining",
		Doc: "Whether its agent drains it at once, as ECS_ENABLE_SPOT_INSTANCE_DRAINING has it: if it is not said, not.",
	}},
}

func (s *spotTasks) do(w *world.World) error { return w.InterruptTasks(s.of()) }

func (s *spotInstance) do(w *world.World) error { return w.InterruptInstance(s.Instance, s.Draining) }
