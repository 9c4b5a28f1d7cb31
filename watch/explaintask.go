package watch

import (
	"fmt"
	"slices"
)

// ofTask is why a task stopped. A container's reason says more than the task's,
// and an exit code is only looked at when neither names a cause.
func (x explainer) ofTask(task Task) Cause {
	c := Cause{Code: causeUnknown, Title: "a task stopped", Says: task.StoppedReason, Tasks: []string{task.ID}, Count: 1}
	c.Stopped = 1
	c.Shortest, c.Longest = task.ran(), task.ran()
	c.hear(task)
	texts := []string{task.StopCode + ": " + task.StoppedReason}
	for _, container := range task.Containers {
		texts = append(texts, container.Reason)
	}
	for i := len(texts) - 1; i >= 0; i-- {
		if code := classify(texts[i]); code != "" {
			if c.Code = code; i > 0 {
				c.Says = texts[i]
			}
			c.advise()
			x.detail(&c, task)
			return c
		}
	}
	if end, certain := culprit(task); end != nil && !task.stopped() {
		c.Code = causeAppExit
		x.exited(&c, task, *end)
		c.Likely = c.Likely || !certain || !task.endedItself()
		return c
	}
	if i := slices.IndexFunc(task.Containers, func(c Container) bool { return c.Reason != "" }); i >= 0 {
		c.Says = task.Containers[i].Reason // it says more than that the task stopped
	}
	return c
}

// hear adds the end of the log of the container that failed.
func (c *Cause) hear(task Task) {
	end := task.failed()
	switch {
	case end == nil:
	case len(end.Log) > 0:
		c.Log = &Log{Task: task.ID, Container: end.Name, Lines: end.Log}
	case end.LogUnread != "":
		c.Notes = []string{"log lines could not be read: " + end.LogUnread}
	}
}

// advise fills in what its code and ECS's words tell by themselves.
func (c *Cause) advise() {
	g, _ := GuideTo(c.Code)
	c.Title, c.Why, c.Fix = g.Title, specific(c.Code, c.Says, g.Why), slices.Clone(g.Fix)
	c.Permanent = permanent(c.Code, c.Says)
}

// detail adds what the task and its definition tell.
func (x explainer) detail(c *Cause, task Task) {
	switch c.Code {
	case causeImagePull:
		x.imagePull(c, task)
	case causeOOM:
		x.outOfMemory(c, task)
	case causeSecrets:
		x.secrets(c, task)
	case causeLogDriver:
		x.logDriver(c, task)
	case causeRole:
		x.role(c, task.TaskDefinition)
	case causeHealthContainer:
		x.healthContainer(c, task)
	case causeHealthELB:
		x.healthELB(c)
	}
}

// stopped reports whether somebody ended the task from outside: then exit codes tell
// only how its containers took the signal (API reference, Task, stopCode).
func (task Task) stopped() bool {
	switch task.StopCode {
	case "UserInitiated", "ServiceSchedulerInitiated", "SpotInterruption", "TerminationNotice":
		return true
	}
	return false
}

// endedItself reports whether the stop code leaves no doubt about that. One that
// nobody knows may stand for a task that was ended from outside.
func (task Task) endedItself() bool {
	return task.StopCode == "" || task.StopCode == "EssentialContainerExited" || task.StopCode == "TaskFailedToStart"
}

// culprit is the container whose end stopped the task, nil if none has exited.
// Once one essential container ends ECS stops the others, whose codes are then 0,
// 143 (SIGTERM) or 137 (SIGKILL); so any other code is certain, and these are
// only when no other container has exited.
func culprit(task Task) (end *Container, certain bool) {
	rank := func(code int) int {
		switch code {
		case 0:
			return 1
		case 137:
			return 2
		case 143:
			return 3
		default:
			return 0
		}
	}
	exits := 0
	for i, c := range task.Containers {
		if c.ExitCode == nil {
			continue
		}
		exits++
		if end == nil || rank(*c.ExitCode) < rank(*end.ExitCode) {
			end = &task.Containers[i]
		}
	}
	return end, end != nil && (exits == 1 || rank(*end.ExitCode) == 0)
}

// exited reads an exit code. 128 and a signal's number stand for that signal; 126
// and 127 come from the shell or the runtime that could not start the command.
func (x explainer) exited(c *Cause, task Task, container Container) {
	code := *container.ExitCode
	c.Title = fmt.Sprintf("the container %s exited %d", container.Name, code)
	if container.Reason != "" {
		c.Says = container.Reason
	}
	after := ""
	if c.Longest > 0 {
		after = ", " + seconds(c.Longest) + " after it started"
	}
	c.Why = fmt.Sprintf("%s ended by itself with exit code %d%s; it is essential, so ECS stopped the task",
		container.Name, code, after)
	c.Fix = []string{"mend what its last log lines tell of", "run the image with the same environment elsewhere"}
	d := x.revision(task.TaskDefinition).container(container.Name)
	switch {
	case d != nil && d.LogDriver == "":
		c.Fix[0] = "give the container a logConfiguration: without one its last words are on the instance, if anywhere"
	case c.Log == nil:
		c.Fix[0] = "read the last log lines of the container"
	}
	switch code {
	case 0:
		c.Fix = []string{"let the container's command keep running", "set essential to false if it is meant to end"}
	case 126, 127:
		where := x.at(c, member(container.Name, "command"))
		c.Why, c.Likely = "the command of the container"+where+" could not be executed or was not found", true
		c.Fix = []string{"check entryPoint and command against what the image holds"}
	case 137:
		c.Title = fmt.Sprintf("the container %s was killed (exit 137)", container.Name)
		c.Likely = true
		c.Why = "SIGKILL ended it, and ECS reports no lack of memory: perhaps it did not end within stopTimeout"
		c.Fix = []string{"handle SIGTERM", "raise stopTimeout", "watch the memory the container uses"}
	}
}
