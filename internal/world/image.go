package world

import (
	"maps"
	"time"
)

// Image is how the containers of one image behave. The zero value runs well:
// pulled in 5 s, started in 1 s, healthy at its first health check, gone one
// second after SIGTERM with exit code 0.
type Image struct {
	// Pull is how long the pull takes, Start how long the container takes to
	// run after it. Zero means 5 s and 1 s.
	Pull, Start time.Duration
	// PullError, when set, is why the image cannot be pulled, for example
	// "CannotPullContainerError: …"; StartError the same for a container that
	// cannot be created or started.
	PullError, StartError string
	// ExitAfter, when set, is how long the container runs before it exits by
	// itself with ExitCode and, in its reason, ExitReason, for example
	// "OutOfMemoryError: Container killed due to memory usage".
	ExitAfter  time.Duration
	ExitCode   int32
	ExitReason string
	// Memory, in MiB, is what the container uses from MemoryAfter on; zero means a
	// second. One that uses more than its limit is killed.
	Memory      int32
	MemoryAfter time.Duration
	// HealthyAfter is when the container health check passes for the first
	// time, measured from the start; zero means at the first check.
	// UnhealthyAfter, when set, is when it fails for good: a value below
	// HealthyAfter means that it never passes.
	HealthyAfter, UnhealthyAfter time.Duration
	// Health, when there is any, says it turn by turn instead: at first it passes.
	Health []Turn
	// AnswersAfter is when the container answers the health checks of a load
	// balancer for the first time, measured from its registration in the target
	// group; zero means at the first check. MuteAfter, when set, is when it stops
	// to answer for good: a value below AnswersAfter means that it never answers.
	AnswersAfter, MuteAfter time.Duration
	// Answers, when there is any, says it turn by turn instead: at first it answers.
	Answers []Turn
	// TargetReason is why it is then unhealthy, as the service event says it, for
	// example "Health checks failed with these codes: [404]"; empty means "Health
	// checks failed".
	TargetReason string
	// Stop is the time from SIGTERM to the exit, with code StopCode; zero means
	// 1 s. A container that takes longer than its stopTimeout is killed: 137.
	Stop     time.Duration
	StopCode int32
	// Logs are the lines that the container writes.
	Logs []LogLine
}

// LogLine is a line that a container writes some time after its start.
type LogLine struct {
	After time.Duration
	Text  string
}

// The behaviour of an image that nothing is said about.
const (
	defaultPull  = 5 * time.Second
	defaultStart = time.Second
	defaultStop  = time.Second
)

// SetImage says how containers of the image ref, written as in a task
// definition, behave from now on. Containers already started keep their ways.
func (w *World) SetImage(ref string, image Image) { w.images[ref] = image }

// Images are those that something was said about, by reference.
func (w *World) Images() map[string]Image { return maps.Clone(w.images) }

// image is how containers of ref behave, with the defaults filled in.
func (w *World) image(ref string) Image {
	image := w.images[ref]
	if image.Pull == 0 {
		image.Pull = defaultPull
	}
	if image.Start == 0 {
		image.Start = defaultStart
	}
	if image.Stop == 0 {
		image.Stop = defaultStop
	}
	return image
}
