package watch

import (
	"fmt"
	"slices"
	"strings"
)

// Explain says why the target has not settled, from what ECS said and from the
// tasks it lost (oldest first). Equal causes are one, with their count. What
// holds the rollout up now comes first, then what was seen most often. It is
// empty when ECS has given no sign of trouble.
func Explain(t Target, s Snapshot, lost []Task) []Cause {
	var found []Cause
	for _, task := range lost {
		found = merge(found, ofTask(task))
	}
	held := obstacle(t, s)
	for i := len(s.Messages) - 1; i >= 0; i-- {
		m := s.Messages[i]
		if m.Time.Before(t.CreatedAt) || !troubles(m) {
			continue
		}
		if c := ofMessage(t, s, m); c.Code != causeUnknown || len(lost) == 0 {
			found = merge(found, c)
		}
	}
	found = withoutVague(found)
	current := ""
	if held != nil {
		current = classify(held.Text)
	}
	slices.SortStableFunc(found, func(a, b Cause) int {
		if (a.Code == current) != (b.Code == current) {
			if a.Code == current {
				return -1
			}
			return 1
		}
		return b.Count - a.Count
	})
	return found
}

// troubles reports whether the event tells of something that went wrong.
func troubles(m Message) bool {
	switch m.Kind() {
	case MessagePlacement, MessageHealth, MessageFailed:
		return true
	}
	return classify(m.Text) != ""
}

// merge adds c to the causes, or to the one that says the same.
func merge(causes []Cause, c Cause) []Cause {
	for i := range causes {
		if causes[i].Code == c.Code && causes[i].Title == c.Title {
			causes[i].Count++
			for _, id := range c.Tasks {
				if !slices.Contains(causes[i].Tasks, id) {
					causes[i].Tasks = append(causes[i].Tasks, id)
				}
			}
			return causes
		}
	}
	return append(causes, c)
}

// withoutVague drops causes that say nothing where others say something: ECS
// announces a failed deployment after it has named what failed.
func withoutVague(causes []Cause) []Cause {
	known := func(c Cause) bool { return c.Code != causeUnknown }
	if !slices.ContainsFunc(causes, known) {
		return causes
	}
	return slices.DeleteFunc(causes, func(c Cause) bool { return !known(c) })
}

// ofTask is why a task stopped. A container's reason says more than the task's,
// and an exit code is only looked at when neither names a cause.
func ofTask(task Task) Cause {
	c := Cause{Code: causeUnknown, Title: "a task stopped", Says: task.StoppedReason, Tasks: []string{task.ID}, Count: 1}
	texts := []string{task.StopCode + ": " + task.StoppedReason}
	for _, container := range task.Containers {
		texts = append(texts, container.Reason)
	}
	for i := len(texts) - 1; i >= 0; i-- {
		code := classify(texts[i])
		if code == "" {
			continue
		}
		c.Code = code
		if i > 0 {
			c.Says = texts[i]
		}
		c.Title, c.Why, c.Fix = advice(code)
		c.Why = specific(code, c.Says, c.Why)
		c.Permanent = permanent(code, c.Says)
		return c
	}
	if end, certain := culprit(task); end != nil {
		c.Code = causeAppExit
		exited(&c, task, *end)
		c.Likely = c.Likely || !certain
	}
	return c
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
func exited(c *Cause, task Task, container Container) {
	code := *container.ExitCode
	c.Title = fmt.Sprintf("the container %s exited %d", container.Name, code)
	if container.Reason != "" {
		c.Says = container.Reason
	}
	after := ""
	if !task.StartedAt.IsZero() && task.StoppedAt.After(task.StartedAt) {
		after = ", " + seconds(task.StoppedAt.Sub(task.StartedAt)) + " after it started"
	}
	c.Why = fmt.Sprintf("%s ended by itself with exit code %d%s; it is essential, so ECS stopped the task",
		container.Name, code, after)
	c.Fix = []string{"read the last log lines of the container", "run the image with the same environment elsewhere"}
	switch code {
	case 0:
		c.Fix = []string{"let the container's command keep running", "set essential to false if it is meant to end"}
	case 126, 127:
		c.Why, c.Likely = "the command of the container could not be executed or was not found", true
		c.Fix = []string{"check entryPoint and command against what the image holds"}
	case 137:
		c.Title = fmt.Sprintf("the container %s was killed (exit 137)", container.Name)
		c.Likely = true
		c.Why = "SIGKILL ended it, and ECS reports no lack of memory: perhaps it did not end within stopTimeout"
		c.Fix = []string{"handle SIGTERM", "raise stopTimeout", "watch the memory the container uses"}
	}
}

// ofMessage is what an event tells of trouble.
func ofMessage(t Target, s Snapshot, m Message) Cause {
	c := Cause{Code: classify(m.Text), Says: m.Text, Tasks: m.tasks(), Count: 1}
	if c.Code == "" {
		c.Code, c.Title = causeUnknown, "ECS reports trouble"
		return c
	}
	c.Title, c.Why, c.Fix = advice(c.Code)
	c.Permanent = permanent(c.Code, m.Text)
	switch c.Code {
	case causePortConflict:
		portConflict(&c, t, s)
	case causeConfigDeadlock:
		c.Why = fmt.Sprintf("minimumHealthyPercent %d of %s keeps %d, maximumPercent %d allows %d: "+
			"ECS may neither stop nor start one", s.MinimumHealthyPercent, plural(s.Desired, "task"), floorOf(s),
			s.MaximumPercent, ceilingOf(s))
		// The event also flashes up while deployments overlap: only the numbers prove it.
		c.Permanent = s.Desired > 0 && floorOf(s) >= s.Desired && ceilingOf(s) <= s.Desired
	default:
		c.Why = specific(c.Code, m.Text, c.Why)
	}
	return c
}

// floorOf is how many tasks ECS keeps healthy during a rollout: the percentage
// rounded up (API reference, DeploymentConfiguration).
func floorOf(s Snapshot) int { return (s.Desired*s.MinimumHealthyPercent + 99) / 100 }

// ceilingOf is how many tasks ECS may run at once during a rollout: the percentage
// rounded down.
func ceilingOf(s Snapshot) int { return s.Desired * s.MaximumPercent / 100 }

// portConflict names both sides of a port that two tasks want.
func portConflict(c *Cause, t Target, s Snapshot) {
	row := s.Deployment(t.Deployment)
	if row == nil {
		return
	}
	port, holder := contested(t, s)
	why := []string{fmt.Sprintf("a new task of %s wants a host port that is taken", row.TaskDefinition)}
	if port > 0 {
		why[0] = fmt.Sprintf("a new task of %s wants host port %d", row.TaskDefinition, port)
	}
	if holder != nil {
		whose := "another task"
		if holder.Deployment != t.Deployment {
			whose = "the old task"
		}
		why = append(why, fmt.Sprintf("%s %.8s of %s has it", whose, holder.ID, holder.TaskDefinition))
		c.Tasks = append(c.Tasks, holder.ID)
	}
	if s.Running <= floorOf(s) && s.Running > 0 {
		why = append(why, fmt.Sprintf("ECS may not stop that one first: minimumHealthyPercent %d of %s keeps %d running",
			s.MinimumHealthyPercent, plural(s.Desired, "task"), floorOf(s)), "each waits for the other")
	}
	c.Why = strings.Join(why, "; ")
}

// contested is the host port that the target asks for by number, 0 if unknown,
// and a running task that is bound to it, nil if unknown.
func contested(t Target, s Snapshot) (int, *Task) {
	wanted := s.revision(s.Deployment(t.Deployment).TaskDefinition)
	for i, task := range s.Tasks {
		if task.LastStatus == "STOPPED" {
			continue
		}
		for _, container := range task.Containers {
			for _, bound := range container.Ports {
				if wanted != nil && slices.Contains(wanted.HostPorts, bound.Host) {
					return bound.Host, &s.Tasks[i]
				}
			}
		}
	}
	if wanted != nil && len(wanted.HostPorts) == 1 {
		return wanted.HostPorts[0], nil
	}
	return 0, nil
}
