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
		{
			Name: "pullError", Field: "PullError",
			Doc: "Why the image cannot be pulled, such as CannotPullContainerError: ….",
		},
		{
			Name: "start", Field: "Start", Least: 1, Most: day,
			Doc: "How long the container takes to run after the pull: 1s if it is not said.",
		},
		{
			Name: "startError", Field: "StartError",
			Doc: "Why the container cannot be created or started, such as CannotStartContainerError: ….",
		},
		{
			Name: "exitAfter", Field: "ExitAfter", Least: 1, Most: day,
			Doc: "How long it runs before it exits by itself; if it is not said, it does not.",
		},
		{Name: "exitCode", Field: "ExitCode", Least: 0, Most: 255, Doc: "The code that it then exits with."},
		{Name: "exitReason", Field: "ExitReason", Doc: "The reason that the container then shows."},
		{
			Name: "memory", Field: "Memory", Least: 0, Most: maxInt32,
			Doc: "How much memory it uses, in MiB; one that uses more than it may is killed, with an OutOfMemoryError.",
		},
		{
			Name: "memoryAfter", Field: "MemoryAfter", Least: 1, Most: day,
			Doc: "When it uses so much: after 1s if it is not said.",
		},
		{
			Name: "health", Field: "Health", Of: &healthTable,
			Doc: "What its health check finds over time; at first it passes.",
		},
		{
			Name: "answers", Field: "Answers", Of: &answerTable,
			Doc: "Whether it answers a load balancer over time, from its registration in a target group on; at " +
				"first it does.",
		},
		{
			Name: "targetReason", Field: "TargetReason",
			Doc: "Why a target that does not answer is unhealthy, such as Health checks failed with these codes: [404].",
		},
		{Name: "logs", Field: "Logs", Of: &logLineTable, Doc: "The lines that it writes."},
		{
			Name: "stop", Field: "Stop", Least: 1, Most: day,
			Doc: "How long it takes from SIGTERM to its exit: 1s if it is not said. One that takes longer than " +
				"its stopTimeout is killed.",
		},
		{Name: "stopCode", Field: "StopCode", Least: 0, Most: 255, Doc: "The code that it then exits with."},
	},
}

var (
	healthTable = shape.Table{
		Name: "HealthTurn",
		Doc:  "What a health check finds from some time on.",
		Keys: []shape.Key{after, {Name: "healthy", Field: "Well", Required: true, Doc: "Whether it passes."}},
	}
	answerTable = shape.Table{
		Name: "AnswerTurn",
		Doc:  "Whether a container answers a load balancer from some time on.",
		Keys: []shape.Key{after, {Name: "answers", Field: "Well", Required: true, Doc: "Whether it does."}},
	}
	logLineTable = shape.Table{
		Name: "LogLine",
		Doc:  "A line that a container writes.",
		Keys: []shape.Key{after, {Name: "text", Field: "Text", Required: true, Doc: "The line."}},
	}
	after = shape.Key{
		Name: "after", Field: "After", Least: 0, Most: day, Doc: "How long after the start: 0s if it is not said.",
	}
)

// ImageJSON shows how an image behaves as a scenario in JSON does.
func ImageJSON(ref string, behaviour world.Image) (string, error) {
	n, err := shape.TableTree(&imageTable, image{ref, behaviour})
	if err != nil {
		return "", err
	}
	return n.JSON(), nil
}

// do makes new containers of the image behave so.
func (i *image) do(w *world.World) error {
	w.SetImage(i.Ref, i.Image)
	return nil
}
