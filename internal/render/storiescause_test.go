package render_test

import (
	"strings"
	"time"

	"github.com/ecs-steady/steady/watch"
)

// crashLoop is a deployment whose container exits again and again, and whose log
// holds what a CI runner or a terminal would obey.
func crashLoop() story {
	lines := []string{
		"web 2 starts", "::error::not ours", "##[error]nor this", "\x1b[31mred\x1b[0m",
		strings.Repeat("long ", 60), "fatal: DATABASE_URL is not set",
	}
	t := tell("crash-loop", "web", 2).start().updated()
	t.rows(1*s, "IN_PROGRESS", [3]int{2, 1, 1}, [3]int{2, 0, 2})
	task := crashed(id1, 1)
	task.Containers[0].Log = lines
	t.stopped(40*s, task).look()
	return t.ends(12, watch.Outcome{Verdict: watch.Stuck, Reason: "3 tasks ended alike", Causes: []watch.Cause{{
		Code: "app-exit", Title: "the container app exited 1", Says: "Essential container in task exited",
		Why:   "app ended by itself with exit code 1, 3s after it started; it is essential, so ECS stopped the task",
		Fix:   []string{"mend what its last log lines tell of", "run the image with the same environment elsewhere"},
		Tasks: []string{id1, id2, id3}, Count: 3, Stopped: 3, Shortest: 3 * s, Longest: 5 * s,
		Log: &watch.Log{Task: id1, Container: "app", Lines: lines},
	}}})
}

// noRoom is one whose tasks find no place, with what the instances have left.
func noRoom() story {
	t := tell("no-capacity", "web", 4).start().updated()
	t.rows(1*s, "IN_PROGRESS", [3]int{4, 0, 0}, [3]int{4, 0, 4}).look()
	var free []watch.Instance
	for i, id := range []string{"5f2c81d0", "91be0c2a", "a2be0c2a", "b3be0c2a", "c4be0c2a", "d5be0c2a", "e6be0c2a"} {
		free = append(free, watch.Instance{
			ID: id + "a0b1c2d3", EC2: "i-0ab12cd34", Zone: "eu-west-1" + string(rune('a'+i%3)), CPU: 512 >> i, Memory: 622 - 100*i,
		})
	}
	return t.ends(12, watch.Outcome{Verdict: watch.Stuck, Causes: []watch.Cause{{
		Code: "no-capacity", Title: "no instance has room",
		Says: "(service web) was unable to place a task because no container instance met all of its requirements. The closest " +
			"matching (container-instance 5f2c81d0) has insufficient memory available.",
		Why: "a task of web:42 needs 768 MiB (task.yaml:11:13), which none of 7 instances has left; " +
			"the rollout makes room for up to 2 tasks more at a time (maximumPercent 150 of 4)",
		Fix: []string{"add an instance", "lower the cpu or memory the task asks for"}, Count: 1, Free: free,
		Path: "containerDefinitions[app].memory", Location: watch.Location{File: "task.yaml", Line: 11, Column: 13},
		Notes: []string{"log lines could not be read: AccessDeniedException"},
	}}})
}

// neverStarts is a timeout of one whose tasks stop before they start.
func neverStarts() story {
	t := tell("never-starts", "web", 1)
	t.head.Timeout = 30 * time.Second
	t.start().updated().rows(1*s, "IN_PROGRESS", [3]int{1, 0, 0}, [3]int{1, 0, 1})
	return t.ends(13, watch.Outcome{Verdict: watch.TimedOut, Causes: []watch.Cause{{
		Code: "image-pull", Title: "the image cannot be pulled", Says: "CannotPullContainerError: not found",
		Why: `the registry answered, and has no tag "1.9.O" in shop/web`, Permanent: true,
		Fix:   []string{"task.yaml:9:12 names that image: check its name and tag"},
		Tasks: []string{id1}, Count: 1, Stopped: 1,
		Path: "containerDefinitions[app].image", Location: watch.Location{File: "task.yaml", Line: 9, Column: 12},
	}}})
}
