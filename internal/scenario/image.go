package scenario

import (
	"github.com/ecs-steady/steady/internal/shape"
	"github.com/ecs-steady/steady/internal/world"
)

// image is how the containers of one image behave.
type image struct {
	Ref string
	world.Image
}

var imageTable = shape.Table{
	Name: "Image",
	Doc:  "How the containers of one image behave. Times are counted from the start of the container.",
	Keys: []shape.Key{
		{Name: "image", Field: "Ref", Required: true, Doc: "The image, written as in the task definition."},
		{Name: "pull", Field: "Pull", Least: 1, Most: day, Doc: "How long the pull takes: 5s if it is not said."},
		{Name: "pullError", Field: "PullError", Doc: "Why the image cannot be pulled, such as CannotPullContainerError: …."},
		{Name: "start", Field: "Start", Least: 1, Most: day, Doc: "How long the container takes to run after the pull: 1s if it is not said."},
		{Name: "startError", Field: "StartError", Doc: "Why the container cannot be created or started."},
		{Name: "exitAfter", Field: "ExitAfter", Least: 1, Most: day, Doc: "How long the container runs before it exits by itself; if it is not said, it does not."},
		{Name: "exitCode", Field: "ExitCode", Least: 0, Most: 255, Doc: "The code that it then exits with."},
		{Name: "exitReason", Field: "ExitReason", Doc: "The reason that its container then shows."},
		{Name: "stop", Field: "Stop", Least: 1, Most: day, Doc: "How long it takes from SIGTERM to the exit: 1s if it is not said. One that takes longer than its stopTimeout is killed."},
		{Name: "stopCode", Field: "StopCode", Least: 0, Most: 255, Doc: "The code that it then exits with."},
	},
}

// do makes new containers of the image behave so.
func (i *image) do(w *world.World) error {
	w.SetImage(i.Ref, i.Image)
	return nil
}
