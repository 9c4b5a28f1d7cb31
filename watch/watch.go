// Package watch follows a deployment of an ECS service to its real end.
//
// Start at [Watcher.Run]. It polls the service, turns what differs between two
// polls into [Event]s ([Compare]), judges every poll ([Judge]) and ends with an
// [Outcome]: settled, failed, rolled back, stuck, timed out, superseded, stopped
// or lost. The verdict is bound to the id of one deployment, never to counts
// alone. Compare, Judge and [Explain] are pure: no clock, no network.
//
// The types here are plain; only the files fetch*.go know the AWS SDK. One poll goes
// through the files in this order: watcher.go (when, and for whom), fetch*.go and
// details.go with targets.go (read), history.go and judge.go with settled.go,
// goneback.go, judgeset.go and judgedelete.go (what is certain), compare.go with
// serving.go (what is new), waiting.go with waitrecord.go (what it waits for),
// stall.go, giveup.go and end.go (when to stop), cause.go, explain.go and advice.go (why).
package watch
