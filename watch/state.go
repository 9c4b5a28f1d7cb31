package watch

import "time"

// State is what is known of one target after an event: what a renderer draws.
type State struct {
	Target  Target
	Last    Snapshot
	Elapsed time.Duration // since Run began, by the local clock
	// Phase is placing, starting, health, settle, draining, hook, traffic, bake or "".
	Phase string
	// WaitingFor says in one sentence what the rollout waits for; "" where
	// nothing can be said.
	WaitingFor string
	// Failed is how many tasks each deployment (by id) has lost since the watch
	// began, counted by steady: it never falls back to 0 as ECS's does.
	Failed map[string]int
	// Serving is when all new tasks were healthy, since Run began; 0 until then.
	Serving time.Duration
	// Costs are the settings that the rollout spends time on, before and after
	// Serving, as far as they are known; [Within] tells which account for a time.
	Costs []Cost
	// Stopped are the failed tasks of the target, oldest first.
	Stopped []Task
}
