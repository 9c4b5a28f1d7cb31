// Package watch follows a deployment of an ECS service to its real end.
//
// Start at [Watcher.Run]. It polls the service, turns what differs between two
// polls into [Event]s ([Compare]), judges every poll ([Judge]) and ends with an
// [Outcome]: settled, failed, rolled back, stuck, timed out, superseded, stopped
// or lost. The verdict is bound to the id of one deployment, never to counts
// alone. Compare, Judge and [Explain] are pure: no clock, no network.
//
// The types here are plain; only the files fetch*.go know the AWS SDK. One poll goes
// through the files in this order:
//
//   - watcher.go, queue.go, poll.go, pace.go, horizon.go, glance.go: when, and for whom
//   - follow.go, details.go, lookup.go, targets.go: what to read; fetch*.go read it
//   - history.go, judge*.go, settled.go, goneback.go: what is certain
//   - compare*.go, serving.go: what is new
//   - wait*.go, cost.go: what it waits for, and what that costs
//   - stall.go, giveup.go, end.go: when to stop
//   - evidence.go, explain*.go, cause.go: why; guide*.go say what helps
package watch
