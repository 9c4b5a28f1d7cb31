// Package watch follows a deployment of an ECS service to its real end.
//
// Start at [Watcher.Run]. It polls the service, turns what differs between two
// polls into [Event]s ([Compare]), judges every poll ([Judge]) and ends with an
// [Outcome]: settled, failed, rolled back, stuck, timed out, superseded, stopped
// or lost. The verdict is bound to the id of one deployment, never to counts
// alone. Compare and Judge are pure: no clock, no network.
//
// The types here are plain; only fetch.go knows the AWS SDK.
package watch
