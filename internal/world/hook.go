package world

import "time"

// Hook is how the Lambda function behind lifecycle hooks behaves, each time it is
// needed. The zero value succeeds after a second. Developer Guide, Lambda hooks
// for Amazon ECS service deployments.
type Hook struct {
	// Takes is how long one invocation runs; zero means a second.
	Takes time.Duration
	// Busy is how many invocations answer IN_PROGRESS before the one that ends.
	Busy int
	// CallBackDelay is how long after such an answer ECS invokes the function
	// again; zero means 30 s, ECS's default.
	CallBackDelay time.Duration
	// End is how the last invocation ends; empty means HookSucceeds.
	End HookEnd
}

// HookEnd is how a [Hook] ends.
type HookEnd string

// The ends of a hook. One that hangs is cut off by Lambda after 15 minutes and has
// then answered nothing; one that answers nonsense has no hookStatus either.
const (
	HookSucceeds HookEnd = "SUCCEEDED"
	HookFails    HookEnd = "FAILED"
	HookNonsense HookEnd = "NONSENSE"
	HookHangs    HookEnd = "HANGS"
)

// SetHook says how the Lambda function of that ARN behaves when a lifecycle hook
// invokes it from now on. A function that nobody has spoken of succeeds after a
// second.
func (w *World) SetHook(targetARN string, hook Hook) { w.hooks[targetARN] = hook }
